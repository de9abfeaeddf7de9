// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forms that the office published, from the relay into the store. Judged on the courier's
// thread: the digest that the directory names, the root's signature, that the tables parse, and
// that the version is no lower than one taken before. What does not hold is refused once and
// remembered with its reason; the forms in use stay in use. Bytes that are not of their digest are
// no package at all and are asked for again.
#include "core/link/local/local_client.h"
#include "kiosk/exchange/store_gate.h"

namespace suoja::kiosk {

// failures: of open_form; untrusted "form_not_listed" (another form or version than the directory
// says), refused "form_older", "form_version_taken", damaged "form_unusable" (its tables do not
// parse)
[[nodiscard]] Result<envelope::FormPackage> judge_form(ByteView der,
                                                       const envelope::ListedForm& listed,
                                                       const envelope::Certificate& root,
                                                       std::string_view newest_published);

// How many were taken, of at most eight a round. refused "form_refused" after these were tried,
// when one was refused just now.
[[nodiscard]] Result<std::size_t> carry_forms(link::LocalClient& relay, StoreGate& store);

} // namespace suoja::kiosk
