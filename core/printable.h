// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text of others on a terminal: what a record, a name or an answer holds must not command it. In:
// any bytes; out: UTF-8 in which control characters (C0, DEL, C1), line separators and what turns
// the direction of writing (U+202A-E, U+2066-9) stand as \uXXXX and bytes that are no UTF-8 as
// \xXX. Valid JSON stays valid JSON of the same meaning. Pure; any thread.
#include <string>
#include <string_view>

namespace suoja {

enum class Breaks { kept, shown }; // of lines: kept as they are, or \u000a like the rest

[[nodiscard]] std::string printable(std::string_view text, Breaks breaks = Breaks::kept);
// bytes at the end that may be the beginning of a character: 0 to 3
[[nodiscard]] std::size_t begun_character(std::string_view text);

} // namespace suoja
