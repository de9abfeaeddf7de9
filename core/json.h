// SPDX-License-Identifier: Apache-2.0
#pragma once
// JSON as the formats need it: strict parsing, and canonical writing (RFC 8785, JCS: keys sorted by
// UTF-16 code units, no white space; doubles by shortest round trip). Pure; any thread.
#include "core/failure.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>

namespace suoja::json {

// UTF-8, one value, depth <= 32, no duplicate keys in any object, at most `most` bytes;
// else damaged ("json").
[[nodiscard]] Result<boost::json::value> parse_strict(std::string_view text, std::size_t most);
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text, std::size_t most);
[[nodiscard]] std::string canonical(const boost::json::value& value);

// Fields of an object; nullopt or null when absent or of another type. Integers must be within
// +-(2^53 - 1), so that every JSON reader sees the same number.
[[nodiscard]] std::optional<std::string> text_of(const boost::json::object& object,
                                                 std::string_view key);
[[nodiscard]] std::optional<std::int64_t> integer_of(const boost::json::object& object,
                                                     std::string_view key);
[[nodiscard]] std::optional<bool> bool_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::array* array_of(const boost::json::object& object,
                                                 std::string_view key);
[[nodiscard]] const boost::json::object* object_of(const boost::json::object& object,
                                                   std::string_view key);
// true when the object has no key outside the list
[[nodiscard]] bool only(const boost::json::object& object,
                        std::initializer_list<std::string_view> keys);

} // namespace suoja::json
