// SPDX-License-Identifier: Apache-2.0
#pragma once
// Case codes, what people say on the phone: "JOU3-26-0042-K" = site code and the device's number
// at the site, two-digit year, the device's running number of that year (at least four digits),
// check character by ISO 7064 MOD 37,36 over the characters before it without hyphens. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suoja::record {

struct CaseCode {
    std::string site; // "JOU"
    std::uint32_t device = 1, year = 2026, number = 1;
};

[[nodiscard]] std::string write_case_code(const CaseCode& code);
// tolerant of case and of spaces for hyphens; nullopt when the check character does not match
[[nodiscard]] std::optional<CaseCode> read_case_code(std::string_view text);
[[nodiscard]] char check_character(std::string_view text); // ISO 7064 MOD 37,36

} // namespace suoja::record
