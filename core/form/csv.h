// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads one CSV table (RFC 4180: comma, quotes doubled, CRLF or LF) in UTF-8, a byte order mark
// allowed. Cells are trimmed; only those that hold something are kept, so that memory stays in
// proportion to the file. Bounds: 4 MiB, 256 columns, 200,001 rows, 8 KiB a cell. Pure; any thread.
#include "core/form/load.h"

namespace suoja::form {

inline constexpr std::size_t kMaxTableBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxCellBytes = std::size_t{8} << 10;
inline constexpr std::size_t kMaxColumns = 256;
inline constexpr std::size_t kMaxRows = 200'000; // that are not empty, the header aside
inline constexpr std::size_t kMaxProblems = 50;
inline constexpr std::size_t kMaxListFiles = 50; // of one form

struct Row {
    int number = 0; // 1 = header, counting as a spreadsheet does: empty rows count
    std::vector<std::pair<std::size_t, std::string>> cells;      // column, text; by column
    [[nodiscard]] std::string_view at(std::size_t column) const; // "" when empty
};

struct Table {
    std::string file;
    std::vector<std::string> header;
    std::vector<Row> rows; // those that are not empty

    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    [[nodiscard]] std::size_t column(std::string_view name) const; // kNone when absent
    [[nodiscard]] std::string_view cell(const Row& row, std::string_view name) const;
};

// Problems go to `problems` until it holds kMaxProblems; the table then holds what did read.
[[nodiscard]] Table read_table(std::string_view file, std::string_view bytes,
                               std::vector<TableProblem>& problems);

} // namespace suoja::form
