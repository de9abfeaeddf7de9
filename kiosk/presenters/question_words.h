// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which control a question gets and which words its troubles have: decided by the form's types and
// appearances, never by a question's name. Pure but for the language in use.
#include "core/form/entry.h"
#include "kiosk/presenters/question.h"

namespace suoja::kiosk {

[[nodiscard]] bool has_appearance(const form::Question& question, std::string_view appearance);
[[nodiscard]] Control control_of(const form::Question& question, std::size_t choices);
[[nodiscard]] std::string placeholder_words(Control control);

// Three parts: what happened, what is safe, what to do. A form's own message is cut at its
// sentences; what it does not say is added.
[[nodiscard]] Message fault_message(const form::Question& question, form::Fault fault);
[[nodiscard]] Message in_three_parts(std::string_view text);
// A long number in a free text: advises, does not block.
[[nodiscard]] std::optional<Message> privacy_hint(const form::Question& question,
                                                  std::string_view text);

[[nodiscard]] std::string absence_words(form::Absence absence);
// An answer in words: choice labels, dates, absences; "" when not asked.
[[nodiscard]] std::string answer_words(const form::Form& form, const form::Question& question,
                                       const form::Value& value);

} // namespace suoja::kiosk
