// SPDX-License-Identifier: Apache-2.0
#pragma once
// How our values stand in columns: ids and hashes as blobs, times as milliseconds since 1970, what
// is absent as NULL. A column of another size is a damaged database: StorageFailure.
#include "core/clock.h"
#include "core/database/database.h"

#include <algorithm>
#include <map>
#include <vector>

namespace suoja::kiosk::columns {

template <std::size_t N>
[[nodiscard]] std::array<std::uint8_t, N> array(const database::Statement& row, int column) {
    const ByteView bytes = row.blob(column);
    if (bytes.size() != N)
        throw StorageFailure("a column of the database has an impossible size");
    std::array<std::uint8_t, N> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}
template <class Tag>
[[nodiscard]] Id<Tag> id(const database::Statement& row, int column, Id<Tag> /*which*/) {
    return Id<Tag>{array<16>(row, column)};
}
[[nodiscard]] inline std::string text(const database::Statement& row, int column) {
    return std::string(row.text(column));
}
[[nodiscard]] inline Bytes bytes(const database::Statement& row, int column) {
    const ByteView blob = row.blob(column);
    return Bytes(blob.begin(), blob.end());
}
[[nodiscard]] inline std::uint64_t count(const database::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}
[[nodiscard]] inline Millis time(const database::Statement& row, int column) {
    return from_unix_ms(row.integer(column));
}
[[nodiscard]] inline std::optional<Millis> maybe_time(const database::Statement& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(time(row, column));
}
[[nodiscard]] inline std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
inline void bind(database::Statement& to, int at, const std::optional<Millis>& time) {
    if (time)
        to.bind(at, unix_ms(*time));
    else
        to.bind_null(at);
}

// Binds from ?1 without a copy, and runs: each copy would be locked in memory and wiped, a system
// call or three a column. What is bound lives until the call is over.
inline void borrow(database::Statement& to, int at, std::int64_t value) {
    to.bind(at, value);
}
inline void borrow(database::Statement& to, int at, std::string_view text) {
    to.bind_borrowed(at, text);
}
inline void borrow(database::Statement& to, int at, ByteView bytes) {
    to.bind_borrowed(at, bytes);
}
template <class... Args> void run_with(database::Statement& statement, const Args&... args) {
    int at = 0;
    (borrow(statement, ++at, args), ...);
    statement.run();
}

// {"call":"<id>"} and [3,4] as text
[[nodiscard]] std::string links(const std::map<std::string, std::string>& links);
[[nodiscard]] std::map<std::string, std::string> read_links(std::string_view text);
[[nodiscard]] std::string numbers(const std::vector<std::uint64_t>& numbers);
[[nodiscard]] std::vector<std::uint64_t> read_numbers(std::string_view text);

} // namespace suoja::kiosk::columns
