// SPDX-License-Identifier: Apache-2.0
#pragma once
// What may be an answer to a question, by its type. Pure; any thread.
#include "core/form/form.h"

namespace suoja::form {

// Whether the value is exactly what is stored for the type: the right alternative, a choice of the
// list, a day that exists. Absences: not_asked and the kinds the question offers.
[[nodiscard]] bool fits(const Form& form, const Question& question, const Value& value);

// What a person typed (or chose, or a JSON file says) in the stored form; white space alone is
// not_asked; none when it cannot be of the type. A date and time without an offset is on the clock
// of `utc_offset_minutes`.
[[nodiscard]] std::optional<Value> read_answer(const Form& form, const Question& question,
                                               std::string_view typed, int utc_offset_minutes);

// Answers that are typed on a keyboard and have a form to keep: dates, times, numbers, phones.
// What is half typed is kept as text, and is a problem until it reads.
[[nodiscard]] bool typed_with_a_form(const Question& question);

// The string-value in expressions; "" for every absence.
[[nodiscard]] std::string string_value(const Value& value);

} // namespace suoja::form
