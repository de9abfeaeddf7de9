// SPDX-License-Identifier: Apache-2.0
#include "core/form/csv.h"

#include "core/form/utf8.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace suoja::fuzz {

void csv(std::string_view bytes) {
    std::vector<form::TableProblem> problems;
    const form::Table table = form::read_table("survey.csv", bytes, problems);
    must(problems.size() <= form::kMaxProblems, "at most 50 problems");
    must(table.header.size() <= form::kMaxColumns, "at most 256 columns");
    int before = 1;
    for (const form::Row& row : table.rows) {
        must(row.number > before, "rows ascend");
        before = row.number;
        must(!row.cells.empty(), "empty rows are not kept");
        for (const auto& [column, text] : row.cells) {
            must(!text.empty() && text.size() <= form::kMaxCellBytes, "cells hold something");
            must(form::valid_utf8(text) || !problems.empty(), "cells are UTF-8");
            must(row.at(column) == text, "a cell is found where it stands");
        }
        must(std::is_sorted(row.cells.begin(), row.cells.end()), "cells by column");
    }
}

} // namespace suoja::fuzz
