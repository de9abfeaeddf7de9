// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include "core/bytes.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

namespace suoja::json {
namespace {

namespace bj = boost::json;

constexpr std::int64_t kSafe = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kDepth = 32;

// Builds a value and refuses an object that names a key twice, which boost::json::parse does not.
struct Handler {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bj::value_stack stack;
    std::vector<std::set<std::string, std::less<>>> keys;
    std::string part;

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) {
        keys.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t n, bj::error_code&) {
        keys.pop_back();
        stack.push_object(n);
        return true;
    }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t n, bj::error_code&) {
        stack.push_array(n);
        return true;
    }
    bool on_key_part(bj::string_view text, std::size_t, bj::error_code&) {
        part.append(text.data(), text.size());
        stack.push_chars(text);
        return true;
    }
    bool on_key(bj::string_view text, std::size_t, bj::error_code& error) {
        part.append(text.data(), text.size());
        stack.push_key(text);
        const bool fresh = keys.back().insert(std::move(part)).second;
        part.clear();
        if (!fresh)
            error = bj::error::syntax;
        return fresh;
    }
    bool on_string_part(bj::string_view text, std::size_t, bj::error_code&) {
        stack.push_chars(text);
        return true;
    }
    bool on_string(bj::string_view text, std::size_t, bj::error_code&) {
        stack.push_string(text);
        return true;
    }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) {
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, bj::string_view, bj::error_code& error) {
        // 1e999 is infinite here, which no JSON can say again
        if (!std::isfinite(number)) {
            error = bj::error::syntax;
            return false;
        }
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool value, bj::error_code&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(bj::error_code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

Failure damaged(std::string_view what) {
    return fail(Reason::damaged, "json", what);
}

std::u16string utf16(std::string_view text) {
    std::u16string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const std::size_t more = lead >= 0xf0U ? 3 : lead >= 0xe0U ? 2 : lead >= 0xc0U ? 1 : 0;
        std::uint32_t code = more == 0 ? lead : lead & (0x3fU >> more);
        for (std::size_t k = 1; k <= more && i + k < text.size(); ++k)
            code = code << 6U | (static_cast<std::uint8_t>(text[i + k]) & 0x3fU);
        if (code >= 0x10000U) {
            out += static_cast<char16_t>(0xd800U + ((code - 0x10000U) >> 10U));
            out += static_cast<char16_t>(0xdc00U + ((code - 0x10000U) & 0x3ffU));
        } else {
            out += static_cast<char16_t>(code);
        }
        i += more + 1;
    }
    return out;
}

void write_string(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (byte < 0x20U) {
                out += "\\u00";
                out += kHex[byte >> 4U];
                out += kHex[byte & 15U];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

// ECMAScript's Number::toString, which RFC 8785 prescribes.
void write_double(std::string& out, double number) {
    if (number == 0) {
        out += '0';
        return;
    }
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), std::fabs(number),
                                   std::chars_format::scientific)
                         .ptr;
    std::string_view shortest(text.data(), static_cast<std::size_t>(end - text.data()));
    const auto e = shortest.find('e');
    int exponent = 0;
    auto power = shortest.substr(e + 1);
    if (power.front() == '+')
        power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), exponent);
    std::string digits(shortest.substr(0, 1));
    if (e > 1)
        digits += shortest.substr(2, e - 2);
    const int k = static_cast<int>(digits.size());
    const int n = exponent + 1;
    if (number < 0)
        out += '-';
    if (k <= n && n <= 21) {
        out += digits;
        out.append(static_cast<std::size_t>(n - k), '0');
    } else if (0 < n && n <= 21) {
        out += digits.substr(0, static_cast<std::size_t>(n)) + '.' +
               digits.substr(static_cast<std::size_t>(n));
    } else if (-6 < n && n <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-n), '0');
        out += digits;
    } else {
        out += digits.substr(0, 1);
        if (k > 1)
            out += '.' + digits.substr(1);
        out += n - 1 < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(n - 1));
    }
}

void write(std::string& out, const bj::value& value) {
    switch (value.kind()) {
    case bj::kind::null:
        out += "null";
        return;
    case bj::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        return;
    case bj::kind::int64:
        out += std::to_string(value.get_int64());
        return;
    case bj::kind::uint64:
        out += std::to_string(value.get_uint64());
        return;
    case bj::kind::double_:
        write_double(out, value.get_double());
        return;
    case bj::kind::string:
        write_string(out, value.get_string());
        return;
    case bj::kind::array: {
        out += '[';
        bool first = true;
        for (const auto& element : value.get_array()) {
            if (!std::exchange(first, false))
                out += ',';
            write(out, element);
        }
        out += ']';
        return;
    }
    case bj::kind::object: {
        std::vector<std::pair<std::u16string, const bj::key_value_pair*>> sorted;
        for (const auto& member : value.get_object())
            sorted.emplace_back(utf16(member.key()), &member);
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        out += '{';
        bool first = true;
        for (const auto& [key, member] : sorted) {
            if (!std::exchange(first, false))
                out += ',';
            write_string(out, member->key());
            out += ':';
            write(out, member->value());
        }
        out += '}';
        return;
    }
    }
}

} // namespace

Result<bj::value> parse_strict(std::string_view text, std::size_t most) {
    if (text.size() > most)
        return fail(Reason::too_large, "json_too_large", "The JSON text is too large.");
    if (!is_utf8(text))
        return damaged("The text is not UTF-8.");
    bj::parse_options options;
    options.max_depth = kDepth;
    bj::basic_parser<Handler> parser(options);
    parser.handler().stack.reset();
    bj::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size() || !parser.done())
        return damaged("The text is not the JSON that is expected here.");
    return parser.handler().stack.release();
}

Result<bj::object> parse_object(std::string_view text, std::size_t most) {
    auto value = parse_strict(text, most);
    if (!value)
        return value.error();
    if (!value->is_object())
        return damaged("The JSON text is not an object.");
    return std::move(value->get_object());
}

std::string canonical(const bj::value& value) {
    std::string out;
    write(out, value);
    return out;
}

std::optional<std::string> text_of(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::int64_t> integer_of(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64() || value->get_int64() > kSafe ||
        value->get_int64() < -kSafe)
        return std::nullopt;
    return value->get_int64();
}

std::optional<bool> bool_of(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_bool())
        return std::nullopt;
    return value->get_bool();
}

const bj::array* array_of(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_array();
}

const bj::object* object_of(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

bool only(const bj::object& object, std::initializer_list<std::string_view> keys) {
    return std::all_of(object.begin(), object.end(), [&](const auto& member) {
        return std::find(keys.begin(), keys.end(), std::string_view(member.key())) != keys.end();
    });
}

} // namespace suoja::json
