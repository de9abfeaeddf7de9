// SPDX-License-Identifier: Apache-2.0
#pragma once
// A person reads a record: the one way to its content for the window and for `suoja`. The role is
// asked, the reading is in the audit log before the content is given out, and identities are left
// away for those who may not see them. refused "not_allowed"; not_found "no_such_record".
#include "kiosk/store/store.h"

namespace suoja::kiosk {

// refused "not_allowed" unless the user's roles include the operation
[[nodiscard]] Result<void> require(const User& user, Operation operation);

// May the user finalise, or take back, these answers? A call needs call_write, all else
// intake_write; the anonymous consultation has the call's form and is either's work.
[[nodiscard]] bool may_write(const User& user, std::string_view form, const form::Answers& answers);

// a record finalised on this device; 0 = newest version
[[nodiscard]] Result<Version> open_own_record(Store& store, const User& user, const RecordId& id,
                                              std::uint32_t version = 0);

struct AtDesk {
    Received received;
    Replica::Documents documents; // identity "" for those who may not see it
    bool identity_withheld = false;
};
// a record of the desk's replica; marks it opened
[[nodiscard]] Result<AtDesk> open_at_desk(Store& store, const User& user, const RecordId& id,
                                          std::uint32_t version = 0);

} // namespace suoja::kiosk
