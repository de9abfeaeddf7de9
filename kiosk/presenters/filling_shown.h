// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which questions a page shows, and where. Private to filling*.cpp.
#include "core/form/entry.h"

namespace suoja::kiosk {

// has a row of its own: not calculated, not hidden, no time that the clock gives
[[nodiscard]] bool shown(const form::Question& question);
// the top-level group that a question stands in
[[nodiscard]] std::size_t section_of(const form::Form& form, std::size_t index);
// "persons[1]/children[2]" → "children"
[[nodiscard]] std::string_view repeat_name(std::string_view instance);

} // namespace suoja::kiosk
