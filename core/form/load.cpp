// SPDX-License-Identifier: Apache-2.0
#include "core/form/load.h"

#include "core/form/answers.h"
#include "core/form/dependencies.h"
#include "core/form/functions.h"
#include "core/form/layout.h"
#include "core/form/loading.h"
#include "core/form/regex.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <tuple>

namespace suoja::form {
namespace {

constexpr std::array kFiles = {std::string_view("survey.csv"), std::string_view("choices.csv"),
                               std::string_view("settings.csv")};

// A default is an expression when it reads a question or calls a function; "yes" and "2026-11-24"
// are what they say (as pyxform tells them apart).
bool dynamic(std::string_view text) {
    return text.find("${") != std::string_view::npos ||
           (text.find('(') != std::string_view::npos && text.ends_with(')'));
}

void check_patterns(const ExpressionNode& node, std::string& reason) {
    if (node.kind == ExpressionNode::Kind::call && node.function->name == "regex" &&
        node.operands[1].kind == ExpressionNode::Kind::text && !is_pattern(node.operands[1].text))
        reason = "The second value of regex() is not a regular expression.";
    for (const ExpressionNode& operand : node.operands)
        check_patterns(operand, reason);
}

// the column of `reader` that reads `read`; "" when it only stands inside it
std::string_view column_reading(const Question& reader, std::size_t read) {
    const std::pair<std::string_view, const std::shared_ptr<const Expression>*> columns[] = {
        {"relevant", &reader.relevant},
        {"calculation", &reader.calculation},
        {"choice_filter", &reader.choice_filter},
        {"repeat_count", &reader.repeat_count}};
    for (const auto& [column, expression] : columns)
        if (*expression && std::binary_search((*expression)->references().begin(),
                                              (*expression)->references().end(), read))
            return column;
    return {};
}

// the circle from the first of its questions that reads the next by an expression: every circle
// has one, for groups alone cannot stand inside each other
TableProblem spelled(const Form& form, Cycle cycle) {
    auto& ring = cycle.questions;
    while (column_reading(form.questions[ring[0]], ring[1 % ring.size()]).empty())
        std::rotate(ring.begin(), ring.begin() + 1, ring.end());
    std::string text = "Questions depend on each other in a circle: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(ring.size(), 20); ++i) {
        const Question& reader = form.questions[ring[i]];
        const std::size_t read = ring[(i + 1) % ring.size()];
        const std::string_view column = column_reading(reader, read);
        text += (i > 0 ? "; " : "") + reader.name;
        text += column.empty() ? " stands in " : " (" + std::string(column) + ") reads ";
        text += form.questions[read].name;
    }
    text += ring.size() > 20 ? "; …" : ".";
    const Question& first = form.questions[ring[0]];
    return {"survey.csv", first.row, std::string(column_reading(first, ring[1 % ring.size()])),
            text};
}

} // namespace

void Loading::problem(std::string_view file, int row, std::string_view column, std::string reason) {
    if (!full())
        problems.push_back({std::string(file), row, std::string(column), std::move(reason)});
}

std::string Loading::nearest_question(std::string_view name) const {
    std::vector<std::string_view> known;
    for (const Question& question : form.questions)
        known.push_back(question.name);
    const auto near = nearest(name, known);
    return "There is no question “" + beginning(name, 60) + "”" +
           (near ? "; the nearest is ${" + std::string(*near) + "}." : ".");
}

Names Loading::names() const {
    Names names;
    names.question = [this](std::string_view name,
                            std::string& reason) -> std::optional<std::size_t> {
        const std::size_t index = form.index(name);
        if (index == Question::kNone) {
            reason = nearest_question(name);
            return std::nullopt;
        }
        if (form.questions[index].type == Type::group) {
            reason = "“" + std::string(name) + "” is a group; only questions have a value.";
            return std::nullopt;
        }
        return index;
    };
    names.select = [this](std::string_view name,
                          std::string& reason) -> std::optional<std::size_t> {
        const std::size_t index = form.index(name);
        if (index != Question::kNone && !form.questions[index].list.empty())
            return index;
        reason = index == Question::kNone
                     ? nearest_question(name)
                     : "“" + std::string(name) + "” is not a select, so it has no choices.";
        return std::nullopt;
    };
    names.repeats = [this](std::size_t index) {
        return form.questions[index].type == Type::repeat;
    };
    names.around = [this](std::size_t index) -> std::optional<std::size_t> {
        const std::size_t repeat = form.questions[index].repeat;
        return repeat == Question::kNone ? std::nullopt : std::optional(repeat);
    };
    return names;
}

// what ".." means in the expressions of a row
void Loading::know_ancestors(Names& names, std::size_t row) const {
    names.ancestor = [this, row](std::size_t levels,
                                 std::string& reason) -> std::optional<std::size_t> {
        std::size_t above = row;
        for (; levels > 0 && above != Question::kNone; --levels)
            above = form.questions[above].parent;
        if (above != Question::kNone && form.questions[above].type == Type::repeat)
            return above;
        reason = "position(..) counts the instances of a repeat, and this path leads to none";
        std::string path = "..";
        for (above = form.questions[row].parent; above != Question::kNone;
             above = form.questions[above].parent, path += "/..")
            if (form.questions[above].type == Type::repeat) {
                reason += "; here it is position(" + path + ")";
                break;
            }
        reason += ".";
        return std::nullopt;
    };
}

std::shared_ptr<const Expression> Loading::expression(const Table& table, const Row& row,
                                                      std::string_view column, const Names& names) {
    const std::string_view source = table.cell(row, column);
    if (source.empty())
        return nullptr;
    Parsed parsed = parse_expression(source, names);
    if (parsed.expression)
        check_patterns(parsed.expression->root(), parsed.reason);
    if (!parsed.reason.empty()) {
        problem(table.file, row.number, column, parsed.reason);
        return nullptr;
    }
    return parsed.expression;
}

void Loading::read_default(const Table& table, const Row& row, Question& question,
                           const Names& names) {
    const std::string_view source = table.cell(row, "default");
    if (source.empty())
        return;
    if (dynamic(source)) {
        question.initial = expression(table, row, "default", names);
        return;
    }
    const auto value = read_answer(form, question, source, 0);
    if (!value)
        problem(table.file, row.number, "default",
                "The default cannot be an answer of this type, or is not in its list.");
    else
        question.initial = text_expression(source);
}

void Loading::read_row_expressions(const Table& table, const Row& row, std::size_t index) {
    Question& question = form.questions[index];
    Names plain = names();
    know_ancestors(plain, index);
    question.relevant = expression(table, row, "relevant", plain);
    question.repeat_count = expression(table, row, "repeat_count", plain);
    Names calculating = plain;
    calculating.once = true;
    question.calculation = expression(table, row, "calculation", calculating);
    const auto required = yes_or_no(table.cell(row, "required"));
    if (!required)
        question.required = expression(table, row, "required", plain);
    else if (*required)
        question.required = text_expression("yes");
    read_default(table, row, question, plain);
    if (const auto columns = list_columns_.find(question.list); columns != list_columns_.end()) {
        Names filter = plain;
        filter.columns = &columns->second;
        question.choice_filter = expression(table, row, "choice_filter", filter);
    }
    plain.self = true;
    question.constraint = expression(table, row, "constraint", plain);
    check_texts(table, row, question);
}

void Loading::check_texts(const Table& table, const Row& row, const Question& question) {
    const std::pair<std::string_view, const Text*> columns[] = {
        {"label", &question.label},
        {"hint", &question.hint},
        {"required_message", &question.required_message},
        {"constraint_message", &question.constraint_message}};
    for (const auto& [column, text] : columns)
        for (const auto& [language, words] : text->by_language)
            for (const std::string& name : names_in(words))
                if (const Question* read = form.find(name); read == nullptr || read->section())
                    problem(table.file, row.number, std::string(column) + "::" + language,
                            read == nullptr
                                ? nearest_question(name)
                                : "“" + name + "” is a group or a repeat and has no value.");
}

void Loading::read_expressions(const Table& survey, const Table& settings) {
    for (std::size_t i = 0; i < form.questions.size() && !full(); ++i)
        read_row_expressions(survey, *rows_[i], i);
    if (settings.rows.size() == 1) {
        const Row& row = settings.rows.front();
        form.forward_when = expression(settings, row, "forward_when", names());
        std::string list(settings.cell(row, "copy_to_consultation"));
        std::replace(list.begin(), list.end(), ',', ' ');
        for (std::string_view rest = trim(list); !rest.empty();) {
            const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
            const std::string_view name = rest.substr(0, end);
            const Question* question = form.find(name);
            if (question == nullptr || !question->stores())
                problem(settings.file, row.number, "copy_to_consultation", nearest_question(name));
            else if (question->cls == Class::identifying)
                problem(settings.file, row.number, "copy_to_consultation",
                        "“" + std::string(name) +
                            "” is identifying (class D) and may not go into "
                            "an anonymous consultation.");
            else
                form.copy_to_consultation.emplace_back(name);
            rest = trim(rest.substr(end));
        }
    }
    if (!problems.empty())
        return;
    form.layout = lay_out(form);
    Cycle cycle;
    form.dependencies = find_dependencies(form, cycle);
    if (!form.dependencies)
        problems.push_back(spelled(form, std::move(cycle)));
}

std::string TableProblem::str() const {
    std::string text = file;
    if (row > 0)
        text += ", row " + std::to_string(row);
    if (!column.empty())
        text += ", column " + column;
    return text + ": " + reason;
}

Loaded parse_form(const std::map<std::string, std::string, std::less<>>& files) {
    Loading loading;
    loading.files = &files;
    std::array<Table, kFiles.size()> tables;
    for (std::size_t i = 0; i < kFiles.size(); ++i) {
        const auto found = files.find(kFiles[i]);
        // a form without a select needs no choices
        if (found != files.end())
            tables[i] = read_table(kFiles[i], found->second, loading.problems);
        else if (kFiles[i] != "choices.csv")
            loading.problem(kFiles[i], 0, "", "The file is missing.");
        tables[i].file = kFiles[i];
    }
    if (loading.problems.empty()) {
        const auto& [survey, choices, settings] = tables;
        loading.check_header(survey, kSurvey);
        loading.check_header(choices, kChoices);
        loading.check_header(settings, kSettings);
        loading.read_settings(settings);
        loading.read_choices(choices);
        loading.read_survey(survey);
        loading.read_expressions(survey, settings);
        auto& languages = loading.form.languages;
        const auto first =
            std::find(languages.begin(), languages.end(), loading.form.default_language);
        if (first != languages.end())
            std::rotate(languages.begin(), first, first + 1);
        else if (languages.empty())
            languages.push_back(loading.form.default_language);
        else if (!loading.form.default_language.empty())
            loading.problem("settings.csv", 2, "default_language",
                            "No column is in the default language “" +
                                loading.form.default_language + "”.");
    }
    // headers first: what a misspelt column left out may be all that ails the rows below it
    std::stable_sort(loading.problems.begin(), loading.problems.end(),
                     [](const TableProblem& a, const TableProblem& b) {
                         return std::tuple(a.row > 1, a.row > 1 ? b.file : "", a.row) <
                                std::tuple(b.row > 1, b.row > 1 ? a.file : "", b.row);
                     });
    if (!loading.problems.empty())
        return {nullptr, std::move(loading.problems)};
    return {std::make_shared<const Form>(std::move(loading.form)), {}};
}

namespace {

enum class Reading { absent, failed, read };

Reading read_file(const std::filesystem::path& path, std::string& bytes) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return Reading::absent;
    std::array<char, 65'536> block;
    // one byte more than allowed is enough to say that there is more
    while (bytes.size() <= kMaxTableBytes &&
           (in.read(block.data(), block.size()) || in.gcount() > 0))
        bytes.append(block.data(), static_cast<std::size_t>(in.gcount()));
    return in.bad() ? Reading::failed : Reading::read;
}

} // namespace

Result<std::map<std::string, std::string, std::less<>>>
read_form_files(const std::filesystem::path& directory) {
    std::map<std::string, std::string, std::less<>> files;
    const auto take = [&](const std::filesystem::path& path) {
        std::string bytes;
        const Reading reading = read_file(path, bytes);
        if (reading == Reading::read)
            files.emplace(path.filename().string(), std::move(bytes));
        return reading;
    };
    std::vector<std::string> wanted(kFiles.begin(), kFiles.end());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Reading reading = take(directory / wanted[i]);
        if (reading == Reading::absent && i >= kFiles.size())
            reading = take(directory / ".." / "lists" / wanted[i]);
        if (reading == Reading::failed)
            return fail(Reason::damaged, wanted[i], "The file cannot be read.");
        if (const auto survey = files.find("survey.csv"); i == 0 && survey != files.end())
            for (std::string& list : lists_named(survey->second))
                wanted.push_back(std::move(list));
    }
    return files;
}

Loaded load_form(const std::filesystem::path& directory) {
    const auto files = read_form_files(directory);
    if (!files)
        return {nullptr, {{files.error().code, 0, "", files.error().what}}};
    return parse_form(*files);
}

} // namespace suoja::form
