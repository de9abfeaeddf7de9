// SPDX-License-Identifier: Apache-2.0
#pragma once
// A record's answers for reading: both parts merged, by section, with the form's words.
#include "core/record/document.h"

namespace suoja::kiosk::cli {

// `rest` and `identity` are documents' bytes; "" where a part is not here
[[nodiscard]] Result<form::Answers> merged_answers(std::string_view rest,
                                                   std::string_view identity);
// `form` may be null (not on this device any more): then codes are shown
void print_answers(const form::Answers& answers, const form::Form* form);

} // namespace suoja::kiosk::cli
