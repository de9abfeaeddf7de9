// SPDX-License-Identifier: Apache-2.0
#include "core/form/utf8.h"

#include <cstdint>

namespace suoja::form {

std::size_t invalid_utf8_at(std::string_view text) {
    std::size_t at = 0;
    const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
    while (at < text.size()) {
        const std::uint8_t first = byte(at);
        std::size_t length = 1;
        std::uint8_t low = 0x80, high = 0xBF; // bounds of the second byte (RFC 3629, section 4)
        if (first < 0x80) {
            ++at;
            continue;
        }
        if (first >= 0xC2 && first <= 0xDF) {
            length = 2;
        } else if (first >= 0xE0 && first <= 0xEF) {
            length = 3;
            low = first == 0xE0 ? 0xA0 : 0x80;
            high = first == 0xED ? 0x9F : 0xBF;
        } else if (first >= 0xF0 && first <= 0xF4) {
            length = 4;
            low = first == 0xF0 ? 0x90 : 0x80;
            high = first == 0xF4 ? 0x8F : 0xBF;
        } else {
            return at;
        }
        if (text.size() - at < length || byte(at + 1) < low || byte(at + 1) > high)
            return at;
        for (std::size_t next = 2; next < length; ++next)
            if ((byte(at + next) & 0xC0) != 0x80)
                return at;
        at += length;
    }
    return std::string_view::npos;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<std::uint8_t>(c) & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

std::string beginning(std::string_view text, std::size_t bytes) {
    std::string first(text.substr(0, bytes + 4)); // a character is four bytes at most
    cut_utf8(first, bytes);
    return first;
}

void cut_utf8(std::string& text, std::size_t bytes) {
    if (text.size() <= bytes)
        return;
    while (bytes > 0 && (static_cast<std::uint8_t>(text[bytes]) & 0xC0) == 0x80)
        --bytes;
    text.resize(bytes);
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

} // namespace suoja::form
