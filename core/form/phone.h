// SPDX-License-Identifier: Apache-2.0
#pragma once
// Phone numbers as E.164: "+" and 7 to 15 digits (ITU-T E.164; the country code never begins with
// 0). Pure; any thread.
#include <optional>
#include <string>
#include <string_view>

namespace suoja::form {

[[nodiscard]] bool is_phone(std::string_view text); // exactly the stored form

// What people type: spaces, hyphens, dots, brackets and slashes are dropped, "00" is "+", a single
// leading 0 is a Finnish number.
[[nodiscard]] std::optional<std::string> read_phone(std::string_view typed);

} // namespace suoja::form
