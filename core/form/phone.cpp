// SPDX-License-Identifier: Apache-2.0
#include "core/form/phone.h"

#include "core/form/utf8.h"

namespace suoja::form {

bool is_phone(std::string_view text) {
    if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0')
        return false;
    return text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::optional<std::string> read_phone(std::string_view typed) {
    std::string number;
    std::string_view text = trim(typed);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if ((c >= '0' && c <= '9') || (c == '+' && number.empty())) {
            number += c;
        } else if (text.substr(at).starts_with("\xC2\xA0")) { // no-break space
            ++at;
        } else if (text.substr(at).starts_with("\xE2\x80\x91") || // no-break hyphen, en dash
                   text.substr(at).starts_with("\xE2\x80\x93")) {
            at += 2;
        } else if (std::string_view(" -.()/").find(c) == std::string_view::npos) {
            return std::nullopt;
        }
        if (number.size() > 20)
            return std::nullopt;
    }
    if (number.starts_with("+")) {
        // "+358 (0)40 …": the bracketed trunk prefix is not dialled from abroad
        if (number.starts_with("+3580") && text.find("(0)") != std::string_view::npos)
            number.erase(4, 1);
    } else if (number.starts_with("00")) {
        number.replace(0, 2, "+");
    } else if (number.starts_with("0")) {
        number.replace(0, 1, "+358");
    } else {
        return std::nullopt; // without a country or trunk prefix it could be anywhere
    }
    return is_phone(number) ? std::optional(number) : std::nullopt;
}

} // namespace suoja::form
