// SPDX-License-Identifier: Apache-2.0
#pragma once
// Stored dates as people type them, for text fields: "1998-03-12" is "12.3.1998", "1998-03" is
// "3.1998". The way in is the form's (Entry::set_text). Pure.
#include <string>
#include <string_view>

namespace suoja::kiosk {

// what is not a stored date stays as it is
[[nodiscard]] std::string typed_date(std::string_view stored);
[[nodiscard]] std::string typed_time(std::string_view stored);      // "14.29", en "14:29"
[[nodiscard]] std::string typed_date_time(std::string_view stored); // "12.3.2026 14.29"

} // namespace suoja::kiosk
