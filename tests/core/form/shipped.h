// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forms in config/forms, loaded, and the tables beside the tests that they are held against.
#include "core/form/csv.h"
#include "tests/core/form/tables.h"

#include <fstream>
#include <iterator>

namespace suoja::form::test {

inline const std::filesystem::path kConfig = std::filesystem::path(SUOJA_SOURCE_DIR) / "config";

inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::shared_ptr<const Form> shipped(const std::string& name) {
    const Loaded loaded = load_form(kConfig / "forms" / name);
    EXPECT_TRUE(loaded.form) << told(loaded);
    return loaded.form;
}

// tests/core/form/shipped/<name>.csv; README.md there says where each comes from
inline Table expected(const std::string& name) {
    std::vector<TableProblem> problems;
    Table table = read_table(name,
                             contents(std::filesystem::path(SUOJA_SOURCE_DIR) /
                                      "tests/core/form/shipped" / (name + ".csv")),
                             problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_FALSE(table.rows.empty());
    return table;
}

inline std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end > 0)
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
    return parts;
}

inline bool in_repeat(const Form& form, const Question& question) {
    for (auto above = question.parent; above != Question::kNone;
         above = form.questions[above].parent)
        if (form.questions[above].type == Type::repeat)
            return true;
    return false;
}

inline void answer(Entry& entry, const std::string& path, const std::string& text) {
    EXPECT_TRUE(entry.set_text(path, text)) << path;
}

} // namespace suoja::form::test
