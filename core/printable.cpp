// SPDX-License-Identifier: Apache-2.0
#include "core/printable.h"

#include "core/bytes.h"

#include <algorithm>

namespace suoja {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kLongest = 4; // bytes of a character

std::size_t length(char lead) {
    const auto byte = static_cast<std::uint8_t>(lead);
    return byte >= 0xf0U ? 4 : byte >= 0xe0U ? 3 : byte >= 0xc0U ? 2 : 1;
}

std::uint32_t code_point(std::string_view character) {
    const auto lead = static_cast<std::uint8_t>(character.front());
    std::uint32_t code = character.size() == 1 ? lead : lead & (0x7fU >> character.size());
    for (const char c : character.substr(1))
        code = code << 6U | (static_cast<std::uint8_t>(c) & 0x3fU);
    return code;
}

bool commands(std::uint32_t code) {
    return code < 0x20U || (code >= 0x7fU && code < 0xa0U) ||
           (code >= 0x2028U && code <= 0x202eU) || (code >= 0x2066U && code <= 0x2069U);
}

void put_hex(std::string& out, std::uint32_t number, unsigned digits) {
    while (digits > 0)
        out += kHex[number >> (4U * --digits) & 15U];
}

} // namespace

std::string printable(std::string_view text, Breaks breaks) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto character = text.substr(0, length(text.front()));
        if (!is_utf8(character)) {
            out += "\\x";
            put_hex(out, static_cast<std::uint8_t>(text.front()), 2);
            text.remove_prefix(1);
            continue;
        }
        const auto code = code_point(character);
        if (commands(code) && (code != '\n' || breaks == Breaks::shown)) {
            out += "\\u";
            put_hex(out, code, 4);
        } else {
            out += character;
        }
        text.remove_prefix(character.size());
    }
    return out;
}

std::size_t begun_character(std::string_view text) {
    for (std::size_t back = 1; back < kLongest && back <= text.size(); ++back)
        if (length(text[text.size() - back]) > back)
            return back;
    return 0;
}

} // namespace suoja
