// SPDX-License-Identifier: Apache-2.0
#pragma once
// Drafts as the window and `suoja` make them: case code, row and audit entry together. On the
// store's thread.
#include "core/record/consent.h"
#include "kiosk/store/finalise.h"

namespace suoja::kiosk {

// what today(), now(), username and deviceid mean for a form filled in here and now
[[nodiscard]] form::Context context_for(const User& user, std::string_view device, Millis now,
                                        int utc_offset_minutes);
// a new draft in the store, with the form's defaults
[[nodiscard]] Result<Draft> make_draft(Store& store, const User& user,
                                       std::shared_ptr<const form::Form> form,
                                       const form::Context& context);
// a consultation with the answers that an intake may give away; the intake stays as it is
[[nodiscard]] Result<Draft> make_consultation(Store& store, const User& user,
                                              const form::Entry& intake,
                                              std::shared_ptr<const form::Form> consultation,
                                              const form::Context& context);
// gone, counted, and in the audit log
[[nodiscard]] Result<void> erase_draft(Store& store, const User& user, const DraftId& id);

} // namespace suoja::kiosk
