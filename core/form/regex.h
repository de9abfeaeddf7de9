// SPDX-License-Identifier: Apache-2.0
#pragma once
// Regular expressions of forms: ICU's, which hold to limits of steps and of memory, so that no
// pattern and no answer can hang the window. Any thread.
#include <optional>
#include <string_view>

namespace suoja::form {

// Whether the whole text matches the pattern, as ODK documents regex(). A pattern that is none
// matches nothing; none when the match runs into the limits (some 10 ms, 1 MiB).
[[nodiscard]] std::optional<bool> matches(std::string_view text, std::string_view pattern);
[[nodiscard]] bool is_pattern(std::string_view pattern);

} // namespace suoja::form
