// SPDX-License-Identifier: Apache-2.0
#pragma once
// UTF-8 as forms need it: valid or not, how many characters (code points), where it may be cut.
// Pure; any thread. Source: RFC 3629 (no surrogates, no overlong forms, nothing over U+10FFFF).
#include <cstddef>
#include <string>
#include <string_view>

namespace suoja::form {

// Offset of the first byte that is not valid UTF-8, or npos.
[[nodiscard]] std::size_t invalid_utf8_at(std::string_view text);
[[nodiscard]] inline bool valid_utf8(std::string_view text) {
    return invalid_utf8_at(text) == std::string_view::npos;
}
// of valid UTF-8
[[nodiscard]] std::size_t code_points(std::string_view text);
// at most `bytes` long, never in the middle of a character
void cut_utf8(std::string& text, std::size_t bytes);
// the beginning of the text, for a sentence about it: at most `bytes` long, whole characters
[[nodiscard]] std::string beginning(std::string_view text, std::size_t bytes = 40);

[[nodiscard]] constexpr bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
// without the white space of XML at both ends
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string lower_ascii(std::string_view text);
template <class List> [[nodiscard]] std::string join(const List& items, std::string_view between) {
    std::string all;
    for (const auto& item : items) {
        if (!all.empty())
            all += between;
        all += item;
    }
    return all;
}

} // namespace suoja::form
