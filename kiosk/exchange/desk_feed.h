// SPDX-License-Identifier: Apache-2.0
#pragma once
// Entries of the log → the desk's replica. For each leaf, in order: the receipt's inclusion under a
// checkpoint of the office's log, consistent with the newest one kept; then accept(); each (device,
// epoch, sequence) once, chain fits; form known. What fails there is set aside with its reason and
// never blocks what follows, and is judged again when the directory that it failed by has changed.
// An entry without a receipt that holds, or without its body, is not what the log holds: the feed
// stops before it, says so, and asks again. Then the opened notes are sealed to the devices the
// records came from.
#include "kiosk/exchange/courier.h"

namespace suoja::kiosk {

struct Fed {
    std::size_t entries = 0, records = 0, set_aside = 0;
    std::optional<Failure> stopped; // what came before it is written
};
// the setting "<leaf> <reason>" while the feed stands still before an entry, else ""
inline constexpr std::string_view kFeedStopped = "feed_stopped";
inline constexpr std::string_view kLogConflict = "checkpoint_conflict"; // the setting, once told
[[nodiscard]] Result<Fed> feed_entries(link::LocalClient& relay, Store& store,
                                       const std::filesystem::path& outgoing,
                                       std::chrono::seconds wait);
// The consistency proof from the kept checkpoint to `newer`, asked for and verified; keeps `newer`.
// untrusted "checkpoint_conflict": a fork or rollback, written to the audit log.
[[nodiscard]] Result<void> advance_checkpoint(link::LocalClient& relay, Store& store,
                                              std::string_view note);

} // namespace suoja::kiosk
