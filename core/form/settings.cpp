// SPDX-License-Identifier: Apache-2.0
// settings.csv and choices.csv.
#include "core/form/loading.h"
#include "core/form/utf8.h"

#include <algorithm>

namespace suoja::form {
namespace {

constexpr std::size_t kMaxChoices = 200'000;

} // namespace

void Loading::read_settings(const Table& table) {
    if (table.rows.size() != 1) {
        problem(table.file, 2, "form_id", "settings.csv needs exactly one row under its header.");
        return;
    }
    const Row& row = table.rows.front();
    form.id = table.cell(row, "form_id");
    form.version = table.cell(row, "version");
    if (form.id.empty())
        problem(table.file, row.number, "form_id", "The form has no id.");
    else if (form.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") !=
             std::string::npos)
        problem(table.file, row.number, "form_id", "An id is made of a to z, 0 to 9, “_” and “-”.");
    if (form.version.empty())
        problem(table.file, row.number, "version", "The form has no version.");
    if (const std::string_view language = table.cell(row, "default_language"); !language.empty()) {
        form.default_language = language_code(language);
        if (form.default_language.empty())
            problem(table.file, row.number, "default_language",
                    "The default language has no code; write “English (en)” or “en”.");
    }
    if (form.default_language.empty()) {
        const auto english = std::find(form.languages.begin(), form.languages.end(), "en");
        form.default_language = english != form.languages.end() || form.languages.empty()
                                    ? "en"
                                    : form.languages.front();
    }
    form.title = texts(table, row, "form_title");
    form.forward_message = texts(table, row, "forward_message");
    if (form.title.by_language.empty())
        problem(table.file, row.number, "form_title", "The form has no title.");
}

void Loading::read_choices(const Table& table) {
    read_list(table, "");
}

// A list of its own file has its columns but for list_name.
void Loading::read_list_file(const Table& survey, const Row& row, const std::string& file) {
    if (form.lists.contains(file) || full() || files == nullptr)
        return;
    const auto found = files->find(file);
    if (found == files->end())
        return problem(survey.file, row.number, "type",
                       "There is no file “" + file +
                           "” beside the form or in the folder lists next to it.");
    form.lists[file];
    if (++list_files_ > kMaxListFiles)
        return problem(survey.file, row.number, "type",
                       "A form reads at most 50 lists from files; put the rest into choices.csv.");
    const std::size_t before = problems.size();
    const Table table = read_table(file, found->second, problems);
    if (problems.size() > before)
        return;
    for (const std::string_view column : {"name", "label"})
        if (std::none_of(table.header.begin(), table.header.end(), [&](const std::string& header) {
                return header == column || header.starts_with(std::string(column) + "::");
            }))
            return problem(file, 1, column, "The column is missing.");
    check_header(table, kChoices);
    read_list(table, file);
}

// the choices of all lists, or those of the one named
void Loading::read_list(const Table& table, const std::string& only) {
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> names;
    std::vector<std::string> columns = {"name", "label"};
    for (const std::string& header : table.header)
        if (!header.empty() && header != "list_name" && header.find("::") == std::string::npos)
            columns.push_back(header);
    for (const Row& row : table.rows) {
        if (full())
            return;
        if (++choices_ > kMaxChoices)
            return problem(table.file, row.number, "list_name",
                           "There are more than 200,000 choices.");
        const std::string list = only.empty() ? std::string(table.cell(row, "list_name")) : only;
        Choice choice;
        choice.name = table.cell(row, "name");
        if (list.empty())
            problem(table.file, row.number, "list_name", "The choice belongs to no list.");
        if (choice.name.empty())
            problem(table.file, row.number, "name", "The choice has no name.");
        if (std::any_of(choice.name.begin(), choice.name.end(), is_space))
            problem(table.file, row.number, "name",
                    "A choice's name holds no spaces; the text people see is its label.");
        if (list.empty() || choice.name.empty())
            continue;
        if (!names[list].insert(choice.name).second)
            problem(table.file, row.number, "name", "The list has this name twice.");
        choice.label = texts(table, row, "label");
        if (choice.label.by_language.empty())
            problem(table.file, row.number, "label", "The choice has no label.");
        for (const auto& [column, text] : row.cells) {
            const std::string& header = table.header[column];
            if (header != "list_name" && header != "name" && !header.starts_with("label"))
                choice.columns.emplace(header, text);
        }
        list_columns_.try_emplace(list, columns);
        form.lists[list].push_back(std::move(choice));
    }
}

} // namespace suoja::form
