// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the exchange wrote down that does not show in a list, because it is not here: the log that
// is read no further, a log that is not the one seen before, numbers that have not come, entries
// set aside, a directory past its date. Read on the store's thread, said in the language in use.
#include "kiosk/presenters/models.h"
#include "kiosk/store/store.h"

namespace suoja::kiosk {

struct Alarms {
    std::string stopped_before; // the number of the entry, or ""
    bool log_conflict = false;
    struct Gap {
        std::string device;
        std::vector<std::uint64_t> numbers; // as many as are worth naming
        std::size_t count = 0;
        bool operator==(const Gap&) const = default;
    };
    std::vector<Gap> gaps;
    std::size_t set_aside = 0;
    std::optional<Millis> directory_ended; // when it should have been renewed
    bool operator==(const Alarms&) const = default;
};
// All but the gaps and what was set aside: of every device.
[[nodiscard]] Alarms read_alarms(Store& store);
// A desk's, in time proportional to its replica: asked again only when that has grown.
[[nodiscard]] std::vector<Alarms::Gap> read_gaps(Store& store);

// Most serious first. `place` names a device in words.
[[nodiscard]] std::vector<Message>
alarm_messages(const Alarms& alarms, const std::function<std::string(const std::string&)>& place);
// What a device that sends has to say of itself: its alarms, and the drafts that an unlock erased.
[[nodiscard]] std::vector<Message> device_notices(const Alarms& alarms, std::size_t erased_drafts);

} // namespace suoja::kiosk
