// SPDX-License-Identifier: Apache-2.0
#pragma once
// A draft goes on in another version of its form: what would have no place there. An answer has one
// when its question exists and stands in the same repeats; whether it still fits the question's
// type or list shows as a problem of the new entry and loses nothing. Pure; any thread.
#include "core/form/entry.h"

namespace suoja::form {

// In the order of their paths; hidden instances ("children[3]/…") and counts ("children[]") too.
[[nodiscard]] std::vector<Path> left_behind(const Form& to, const Answers& answers);
// The question that a path names, in any instance; null when the form has none there.
[[nodiscard]] const Question* question_of(const Form& form, std::string_view path);

} // namespace suoja::form
