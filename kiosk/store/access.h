// SPDX-License-Identifier: Apache-2.0
#pragma once
// A person reads a record: the one way to its content for the window and for `suoja`. The role is
// asked, the reading is in the audit log before the content is given out, and identities are left
// away for those who may not see them. refused "not_allowed"; not_found "no_such_record".
#include "kiosk/store/store.h"

namespace suoja::kiosk {

// refused "not_allowed" unless the user's roles include the operation
[[nodiscard]] Result<void> require(const User& user, Operation operation);

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
