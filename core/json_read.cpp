// SPDX-License-Identifier: Apache-2.0
// Reading of json.h and given_json.h.
#include "core/bytes.h"
#include "core/given_json.h"
#include "core/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

namespace suoja::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t kDepth = 32;

// Builds a value and refuses an object that names a key twice, which boost::json::parse does not.
struct Handler {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bj::value_stack stack;
    std::vector<std::set<std::string, std::less<>>> keys;
    std::string part, number;
    bool twice = false; // a name stands a second time in its object

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
        twice = !fresh;
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
    bool on_number_part(bj::string_view text, bj::error_code&) {
        number.append(text.data(), text.size());
        return true;
    }
    bool on_int64(std::int64_t whole, bj::string_view, bj::error_code&) {
        number.clear();
        stack.push_int64(whole);
        return true;
    }
    bool on_uint64(std::uint64_t whole, bj::string_view, bj::error_code&) {
        number.clear();
        stack.push_uint64(whole);
        return true;
    }
    // Boost 1.81 reads many a number to a neighbour of the double it names: the digits again
    bool on_double(double about, bj::string_view text, bj::error_code& error) {
        number.append(text.data(), text.size());
        double exact = about;
        std::from_chars(number.data(), number.data() + number.size(), exact);
        number.clear();
        // 1e999 is infinite here, which no JSON can say again
        if (!std::isfinite(exact)) {
            error = bj::error::syntax;
            return false;
        }
        stack.push_double(exact);
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

enum class Stop { nowhere, not_utf8, name_twice, too_deep, ends_early, other };

// where reading stopped, and why
struct Read {
    Stop stop = Stop::nowhere;
    std::size_t at = 0; // bytes
    bj::value value;
};

std::size_t first_not_utf8(std::string_view text) {
    constexpr std::size_t kLongest = 4; // bytes of a character
    std::size_t at = 0;
    for (std::size_t size = 1; size <= kLongest && at + size <= text.size(); ++size)
        if (is_utf8(text.substr(at, size))) {
            at += size;
            size = 0;
        }
    return at;
}

Read read(std::string_view text) {
    if (!is_utf8(text))
        return {Stop::not_utf8, first_not_utf8(text), nullptr};
    bj::parse_options options;
    options.max_depth = kDepth;
    bj::basic_parser<Handler> parser(options);
    parser.handler().stack.reset();
    bj::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size() || !parser.done()) {
        const auto why = parser.handler().twice           ? Stop::name_twice
                         : error == bj::error::too_deep   ? Stop::too_deep
                         : error == bj::error::incomplete ? Stop::ends_early
                                                          : Stop::other;
        return {why, std::min(used, text.size()), nullptr};
    }
    return {Stop::nowhere, used, parser.handler().stack.release()};
}

Failure stopped(std::string_view text, const Read& found, std::size_t line) {
    const auto before = text.substr(0, found.at);
    const auto start = before.rfind('\n');
    line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const auto row = start == std::string_view::npos ? before : before.substr(start + 1);
    const auto column = 1 + std::count_if(row.begin(), row.end(), [](char c) {
                            return (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80U;
                        });
    const auto why = [&]() -> std::string_view {
        switch (found.stop) {
        case Stop::not_utf8:
            return "there is a byte that is not UTF-8";
        case Stop::name_twice:
            return "a name stands a second time in its object";
        case Stop::too_deep:
            return "it is nested deeper than 32";
        case Stop::ends_early:
            return "it ends before it is complete";
        case Stop::nowhere:
        case Stop::other:
            break;
        }
        return "something else was expected";
    }();
    return fail(Reason::refused, "json",
                "The JSON does not read: at line " + std::to_string(line) + ", column " +
                    std::to_string(column) + " " + std::string(why) +
                    ". Nothing was stored; mend it there and try again.");
}

} // namespace

Result<bj::value> parse_strict(std::string_view text, std::size_t most) {
    if (text.size() > most)
        return fail(Reason::too_large, "json_too_large", "The JSON text is too large.");
    auto found = read(text);
    if (found.stop == Stop::not_utf8)
        return damaged("The text is not UTF-8.");
    if (found.stop != Stop::nowhere)
        return damaged("The text is not the JSON that is expected here.");
    return std::move(found.value);
}

Result<bj::object> parse_object(std::string_view text, std::size_t most) {
    auto value = parse_strict(text, most);
    if (!value)
        return value.error();
    if (!value->is_object())
        return damaged("The JSON text is not an object.");
    return std::move(value->get_object());
}

Result<bj::object> parse_given(std::string_view text, std::size_t most, std::size_t first_line) {
    if (text.size() > most)
        return fail(Reason::refused, "json_too_large",
                    "The JSON is larger than " + std::to_string(most) +
                        " bytes. Nothing was stored; make it smaller.");
    auto found = read(text);
    if (found.stop != Stop::nowhere)
        return stopped(text, found, first_line);
    if (!found.value.is_object())
        return fail(Reason::refused, "json",
                    "The JSON is not an object, {…}. Nothing was stored; write it as the command's "
                    "--help shows.");
    return std::move(found.value.get_object());
}

} // namespace suoja::json
