// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads survey.csv, choices.csv and settings.csv of a folder (RFC 4180, UTF-8) into a Form, or
// says where it is wrong: file, row (1 = header), column name, reason. All problems found are
// returned, at most 50. Bounds: 4 MiB a file, 2,000 questions, 200,000 choices, 8 KiB a cell,
// expression depth 64. The only code of this folder that opens files. Any thread.
#include "core/form/form.h"

#include <filesystem>

namespace suoja::form {

struct TableProblem {
    std::string file; // "survey.csv"
    int row = 0;
    std::string column; // "relevant"
    std::string reason; // a sentence; names the nearest supported thing where there is one
    [[nodiscard]] std::string str() const; // "survey.csv, row 12, column relevant: …"
};

struct Loaded {
    std::shared_ptr<const Form> form; // null when there is any problem
    std::vector<TableProblem> problems;
};

[[nodiscard]] Loaded load_form(const std::filesystem::path& directory);

// The bytes that make a form, by file name: its tables, and each list that a select_one_from_file
// names, from the form's folder or else from the folder "lists" beside it. The failure's code is
// the file that could not be read.
[[nodiscard]] Result<std::map<std::string, std::string, std::less<>>>
read_form_files(const std::filesystem::path& directory);

// Tables already in memory, by file name; what load_form reads and what fuzzers call.
[[nodiscard]] Loaded parse_form(const std::map<std::string, std::string, std::less<>>& files);

} // namespace suoja::form
