// SPDX-License-Identifier: Apache-2.0
#pragma once
// Dates as Finns type them, and as forms store them. Typed: "12.3.1998", "3.1998", "1998", with a
// time "12.3.2026 14:29" or "14.29". Stored: ISO 8601. Pure but for the zone of date_time.
#include <optional>
#include <string>
#include <string_view>

namespace suoja::kiosk {

// "1998-03-12"; also "1998-03" and "1998" when `partial`. ISO input is taken as it is. nullopt for
// anything else and for days that do not exist.
[[nodiscard]] std::optional<std::string> iso_date(std::string_view typed, bool partial);
// RFC 3339 with the local offset of that day
[[nodiscard]] std::optional<std::string> iso_date_time(std::string_view typed);
[[nodiscard]] std::optional<std::string> iso_time(std::string_view typed); // "14:29:00"
// the way back: "12.3.1998"; what is not ISO stays as it is
[[nodiscard]] std::string typed_date(std::string_view iso);
[[nodiscard]] std::string typed_date_time(std::string_view iso); // "12.3.2026 14.29"

} // namespace suoja::kiosk
