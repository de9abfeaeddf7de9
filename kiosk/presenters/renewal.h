// SPDX-License-Identifier: Apache-2.0
#pragma once
// A draft was begun with one version of its form and there is a newer one now. It goes on in the
// newer one when all of it has a place there; else in its own, with nothing lost, until somebody
// says that the rest may go. Any thread that may read `forms`.
#include "core/form/carry_over.h"
#include "kiosk/presenters/forms.h"
#include "kiosk/presenters/models.h"

namespace suoja::kiosk {

struct Renewal {
    std::shared_ptr<const form::Form> form;  // to go on with; null: neither version is here
    std::shared_ptr<const form::Form> newer; // where `left` would have no place; else null
    std::vector<form::Path> left;
};
[[nodiscard]] Renewal renewal_of(const Forms& forms, const Draft& draft);

// "Child 2: Year of birth" where the form has a label, the path else
[[nodiscard]] std::string words_of(const form::Form& form, const form::Path& path,
                                   std::string_view language);

// Said once where such a draft is opened; nullopt when nothing has to be said.
[[nodiscard]] std::optional<Message> renewal_message(const Renewal& renewal);

// Into `newer`, without what has no place there; the caller saves the draft.
void renew(Draft& draft, const Renewal& renewal);

} // namespace suoja::kiosk
