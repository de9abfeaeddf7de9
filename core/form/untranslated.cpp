// SPDX-License-Identifier: Apache-2.0
#include "core/form/untranslated.h"

#include "core/form/loading.h"

#include <algorithm>
#include <array>

namespace suoja::form {
namespace {

constexpr std::array<std::string_view, 6> kTexts{
    "label", "hint", "required_message", "constraint_message", "form_title", "forward_message"};

// the column's language; "" where it is another text's, or none
std::string language_of(const Form& form, std::string_view header, std::string_view text) {
    const std::size_t separator = header.find("::");
    if (header.substr(0, separator) != text)
        return {};
    return separator == std::string_view::npos ? form.default_language
                                               : language_code(header.substr(separator + 2));
}

void look(const Form& form, const Table& table, std::string_view text,
          std::vector<TableProblem>& found) {
    std::map<std::string, std::string> columns; // by language
    for (const auto& header : table.header)
        if (const auto language = language_of(form, header, text); !language.empty())
            columns.emplace(language, header);
    if (columns.empty())
        return;
    for (const Row& row : table.rows) {
        std::set<std::string> said;
        for (const auto& [column, words] : row.cells)
            if (column < table.header.size() && !words.empty())
                said.insert(language_of(form, table.header[column], text));
        said.erase("");
        for (const auto& language : form.languages)
            if (!said.empty() && !said.contains(language) && found.size() < kMaxProblems) {
                const auto column = columns.find(language);
                found.push_back(
                    {table.file, row.number,
                     column == columns.end() ? std::string(text) + "::" + language : column->second,
                     "The text is missing in this language; people see another one."});
            }
    }
}

} // namespace

std::vector<TableProblem>
untranslated(const Form& form, const std::map<std::string, std::string, std::less<>>& files) {
    std::vector<TableProblem> found;
    for (const auto& [name, bytes] : files) {
        std::vector<TableProblem> ignored; // the form has been read from it
        Table table = read_table(name, bytes, ignored);
        table.file = name;
        std::erase_if(table.rows, [&](const Row& row) {
            return yes_or_no(table.cell(row, "disabled")).value_or(false);
        });
        for (const auto text : kTexts)
            look(form, table, text, found);
    }
    return found;
}

} // namespace suoja::form
