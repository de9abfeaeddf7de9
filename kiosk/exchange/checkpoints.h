// SPDX-License-Identifier: Apache-2.0
#pragma once
// Is a checkpoint of the office's log one history with the newest that this device keeps? Shown by
// a consistency proof (RFC 9162 2.1.4) that the relay fetches; until it comes the answer is `open`
// and asked again. A conflict, a fork or a rollback, is written to the audit log. Courier thread.
#include "kiosk/exchange/calls.h"
#include "kiosk/exchange/store_gate.h"

namespace suoja::kiosk {

enum class Consistency {
    shown,    // one history; the larger of the two is kept now
    open,     // no proof could be had yet; what was kept before is kept
    conflict, // two histories; the audit log has it
};

// Opens a note by the directory's key for the origin that it names itself.
// untrusted "unknown_log" and as envelope::open_checkpoint
[[nodiscard]] Result<envelope::Checkpoint> read_note(const envelope::Directory& directory,
                                                     std::string_view note);
[[nodiscard]] const envelope::ListedLog* log_of(const envelope::Directory& directory,
                                                std::string_view note);

[[nodiscard]] Result<Consistency> compare(link::LocalClient& relay, StoreGate& store,
                                          const envelope::Checkpoint& checkpoint,
                                          std::string_view note);

// once for each pair of histories
void tell_conflict(Store& store, const envelope::Checkpoint& checkpoint);

} // namespace suoja::kiosk
