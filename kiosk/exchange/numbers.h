// SPDX-License-Identifier: Apache-2.0
#pragma once
// Numbers as the store's settings keep them: decimal text; "" and anything else is 0.
#include <charconv>
#include <cstdint>
#include <string_view>

namespace suoja::kiosk {

[[nodiscard]] inline std::uint64_t read_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    return end.ec == std::errc{} && end.ptr == text.data() + text.size() ? number : 0;
}

} // namespace suoja::kiosk
