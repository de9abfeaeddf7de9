// SPDX-License-Identifier: Apache-2.0
#pragma once
// The state of one loading: tables go in, a form and problems come out. Settings are read first
// (they name the default language), then choices, then the survey, then its expressions, which may
// name questions that stand below them.
#include "core/form/csv.h"
#include "core/form/expression.h"
#include "core/form/spelling.h"

#include <set>
#include <span>

namespace suoja::form {

// What a sheet may be headed by. A column is "name" or, where texts come in languages,
// "name::Suomi (fi)".
struct Sheet {
    std::span<const std::string_view> plain;       // columns we read
    std::span<const std::string_view> translated;  // columns we read, in languages
    std::span<const std::string_view> unsupported; // XLSForm's: refused where a cell holds anything
};
extern const Sheet kSurvey, kChoices, kSettings;

class Loading {
  public:
    Form form;
    std::vector<TableProblem> problems;
    // every file there is, for lists that stand in one of their own
    const std::map<std::string, std::string, std::less<>>* files = nullptr;

    void problem(std::string_view file, int row, std::string_view column, std::string reason);
    [[nodiscard]] bool full() const { return problems.size() >= kMaxProblems; }

    void check_header(const Table& table, const Sheet& sheet);
    void read_settings(const Table& table);
    void read_choices(const Table& table);
    void read_survey(const Table& table);
    void read_expressions(const Table& survey, const Table& settings);

    // the texts of a translated column in all its languages
    [[nodiscard]] Text texts(const Table& table, const Row& row, std::string_view base);

  private:
    void read_row(const Table& table, const Row& row, std::vector<std::size_t>& open);
    bool read_type(const Table& table, const Row& row, Question& question, std::string& kind);
    void read_name(const Table& table, const Row& row, Question& question);
    void read_our_columns(const Table& table, const Row& row, Question& question);
    void check_row(const Table& table, const Row& row, const Question& question);
    void read_row_expressions(const Table& table, const Row& row, std::size_t index);
    void know_ancestors(Names& names, std::size_t row) const;
    void read_list(const Table& table, const std::string& only);
    void read_list_file(const Table& survey, const Row& row, const std::string& file);
    void close_section(const Table& table, const Row& row, std::string_view kind,
                       std::vector<std::size_t>& open);
    void read_select(const Table& table, const Row& row, Question& question,
                     const std::vector<std::string>& parts);
    void check_appearance(const Table& table, const Row& row, const Question& question);
    void check_filter(const Table& table, const Row& row, const Question& question);
    void check_texts(const Table& table, const Row& row, const Question& question);
    [[nodiscard]] std::shared_ptr<const Expression>
    expression(const Table& table, const Row& row, std::string_view column, const Names& names);
    void read_default(const Table& table, const Row& row, Question& question, const Names& names);
    [[nodiscard]] Names names() const;
    void know_language(const std::string& code);
    [[nodiscard]] std::string nearest_question(std::string_view name) const;

    std::map<std::string, std::vector<std::string>, std::less<>> list_columns_;
    std::size_t choices_ = 0, list_files_ = 0, filtered_ = 0; // so far
    std::vector<const Row*> rows_;                            // of the questions
};

// "Suomi (fi)" or "fi" → "fi"; "" when there is no code
[[nodiscard]] std::string language_code(std::string_view text);
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view text);
// the files that a survey's "select_one_from_file …" rows name, plain names ending in ".csv" only
[[nodiscard]] std::vector<std::string> lists_named(const std::string& survey);

} // namespace suoja::form
