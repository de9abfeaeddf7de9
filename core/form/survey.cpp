// SPDX-License-Identifier: Apache-2.0
// Rows of survey.csv: type, name, place in the groups, and the columns that hold no expression.
#include "core/form/loading.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace suoja::form {
namespace {

constexpr std::size_t kMaxQuestions = 2000;
constexpr std::size_t kMaxNameBytes = 100;
constexpr std::size_t kMaxGroupDepth = 32;

struct TypeName {
    std::string_view name;
    Type type;
};
constexpr std::array kTypes = {
    TypeName{"text", Type::text},
    TypeName{"integer", Type::integer},
    TypeName{"decimal", Type::decimal},
    TypeName{"date", Type::date},
    TypeName{"time", Type::time},
    TypeName{"dateTime", Type::date_time},
    TypeName{"select_one", Type::select_one},
    TypeName{"select_multiple", Type::select_multiple},
    TypeName{"note", Type::note},
    TypeName{"calculate", Type::calculate},
    TypeName{"acknowledge", Type::acknowledge},
    TypeName{"hidden", Type::hidden},
    TypeName{"begin_group", Type::group},
    TypeName{"end_group", Type::group},
};

// XLSForm's other types: the nearest supported thing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> kElsewhere = {{
    {"begin_repeat", "begin_group"},
    {"end_repeat", "end_group"},
    {"select_one_from_file", "select_one with a list in choices.csv"},
    {"select_multiple_from_file", "select_multiple with a list in choices.csv"},
    {"select_one_external", "select_one with a list in choices.csv"},
    {"rank", "select_multiple"},
    {"range", "integer with a constraint"},
    {"int", "integer"},
    {"string", "text"},
    {"email", "text"},
    {"phonenumber", "text with the appearance phone"},
    {"barcode", "text"},
    {"trigger", "acknowledge"},
    {"geopoint", "text"},
    {"geotrace", "text"},
    {"geoshape", "text"},
    {"image", "note"},
    {"photo", "note"},
    {"audio", "note"},
    {"video", "note"},
    {"file", "note"},
    {"start", "hidden with the default now()"},
    {"end", "nothing: a record holds when it was finalised"},
    {"today", "hidden with the default today()"},
    {"deviceid", "nothing: a record holds its device"},
    {"username", "nothing: a record holds its author"},
    {"xml-external", "a list in choices.csv"},
}};

bool is_name(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
               return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> list;
    for (text = trim(text); !text.empty();) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        list.emplace_back(text.substr(0, end));
        text = trim(text.substr(end));
    }
    return list;
}

} // namespace

std::optional<bool> yes_or_no(std::string_view text) {
    const std::string word = lower_ascii(trim(text));
    if (word == "yes" || word == "true" || word == "true()" || word == "1")
        return true;
    if (word.empty() || word == "no" || word == "false" || word == "false()" || word == "0")
        return false;
    return std::nullopt;
}

void Loading::read_survey(const Table& table) {
    for (const std::string_view column : {"type", "name"})
        if (table.column(column) == Table::kNone) {
            problem(table.file, 1, column, "The column is missing.");
            return;
        }
    std::vector<std::size_t> open;
    for (const Row& row : table.rows) {
        if (full())
            return;
        read_row(table, row, open);
        if (form.questions.size() > kMaxQuestions)
            return problem(table.file, row.number, "type", "There are more than 2,000 questions.");
    }
    for (const std::size_t group : open)
        problem(table.file, form.questions[group].row, "type",
                "The group “" + form.questions[group].name + "” has no end_group.");
    if (form.questions.empty() && !full())
        problem(table.file, 2, "type", "The form has no questions.");
}

void Loading::read_row(const Table& table, const Row& row, std::vector<std::size_t>& open) {
    if (table.cell(row, "type").empty() && table.cell(row, "name").empty() &&
        texts(table, row, "label").by_language.empty())
        return; // a remark of the author's beside the table
    const auto disabled = yes_or_no(table.cell(row, "disabled"));
    if (!disabled)
        problem(table.file, row.number, "disabled", "Write yes or no.");
    if (disabled.value_or(false))
        return;
    Question question;
    question.row = row.number;
    std::string kind;
    if (!read_type(table, row, question, kind))
        return;
    if (kind == "end_group") {
        if (open.empty())
            return problem(table.file, row.number, "type", "No group is open here.");
        const std::string_view name = table.cell(row, "name");
        if (!name.empty() && name != form.questions[open.back()].name)
            problem(table.file, row.number, "name",
                    "The group that ends here is “" + form.questions[open.back()].name + "”.");
        open.pop_back();
        return;
    }
    if (!open.empty())
        question.parent = open.back();
    read_name(table, row, question);
    question.label = texts(table, row, "label");
    question.hint = texts(table, row, "hint");
    question.required_message = texts(table, row, "required_message");
    question.constraint_message = texts(table, row, "constraint_message");
    question.appearance = words(table.cell(row, "appearance"));
    question.htcds = table.cell(row, "htcds");
    question.ictip = table.cell(row, "ictip");
    const auto read_only = yes_or_no(table.cell(row, "read_only"));
    if (!read_only)
        problem(table.file, row.number, "read_only", "Write yes or no.");
    question.read_only = read_only.value_or(false);
    read_our_columns(table, row, question);
    check_row(table, row, question);
    if (question.type == Type::group) {
        if (open.size() >= kMaxGroupDepth)
            problem(table.file, row.number, "type", "Groups are nested deeper than 32.");
        open.push_back(form.questions.size());
    }
    form.by_name.emplace(question.name, form.questions.size());
    form.questions.push_back(std::move(question));
    rows_.push_back(&row);
}

bool Loading::read_type(const Table& table, const Row& row, Question& question, std::string& kind) {
    std::vector<std::string> parts = words(table.cell(row, "type"));
    if (parts.empty()) {
        problem(table.file, row.number, "type", "The row has no type.");
        return false;
    }
    kind = parts[0];
    if (parts.size() > 1 && (kind == "begin" || kind == "end")) { // "begin group" is XLSForm's too
        kind += "_" + parts[1];
        parts.erase(parts.begin());
    }
    const std::string refused = "The type “" + kind + "” is not supported; the nearest is ";
    for (const auto& [other, instead] : kElsewhere)
        if (kind == other) {
            problem(table.file, row.number, "type", refused + std::string(instead) + ".");
            return false;
        }
    const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const TypeName& known) { return known.name == kind; });
    if (found == kTypes.end()) {
        std::vector<std::string_view> known;
        known.reserve(kTypes.size());
        for (const TypeName& type : kTypes)
            known.push_back(type.name);
        const auto near = nearest(kind, known, 3);
        problem(table.file, row.number, "type",
                near ? refused + std::string(*near) + "."
                     : "The type “" + kind.substr(0, 40) + "” is not supported; supported are " +
                           join(known, ", ") + ".");
        return false;
    }
    question.type = found->type;
    const bool select = question.type == Type::select_one || question.type == Type::select_multiple;
    if (!select) {
        if (parts.size() > 1)
            problem(table.file, row.number, "type",
                    "“" + kind + "” is followed by nothing; this names something after it.");
        return true;
    }
    if (parts.size() < 2) {
        problem(table.file, row.number, "type", "Write the list's name after “" + kind + "”.");
        return true;
    }
    if (parts.size() > 2)
        problem(table.file, row.number, "type",
                "“" + parts[2].substr(0, 40) +
                    "” is not supported here; add a choice “other” and a "
                    "text question relevant when it is selected.");
    question.list = parts[1];
    if (form.lists.find(question.list) == form.lists.end()) {
        std::vector<std::string_view> known;
        for (const auto& [list, choices] : form.lists)
            known.push_back(list);
        const auto near = nearest(question.list, known);
        problem(table.file, row.number, "type",
                "choices.csv has no list “" + question.list.substr(0, 40) + "”" +
                    (near ? "; the nearest is “" + std::string(*near) + "”." : "."));
    }
    return true;
}

void Loading::read_name(const Table& table, const Row& row, Question& question) {
    question.name = table.cell(row, "name");
    if (question.name.empty())
        problem(table.file, row.number, "name", "The row has no name.");
    else if (!is_name(question.name) || question.name.size() > kMaxNameBytes)
        problem(table.file, row.number, "name",
                "A name begins with a letter or “_” and goes on with letters, digits, “_”, “-” or "
                "“.”, at most 100.");
    else if (const auto twin = form.by_name.find(question.name); twin != form.by_name.end())
        problem(table.file, row.number, "name",
                "Row " + std::to_string(form.questions[twin->second].row) +
                    " has this name already.");
}

void Loading::read_our_columns(const Table& table, const Row& row, Question& question) {
    const std::string_view cls = table.cell(row, "suoja_class");
    if (cls == "D")
        question.cls = Class::identifying;
    else if (cls == "S9")
        question.cls = Class::sensitive;
    else if (!cls.empty() && cls != "N")
        problem(table.file, row.number, "suoja_class",
                "The class is D (identifying), S9 (sensitive) or N (other).");
    else if (cls.empty() && question.stores())
        problem(table.file, row.number, "suoja_class",
                "Every row that stores an answer needs a class: D (identifying), S9 (sensitive) or "
                "N (other).");
    for (const std::string& word : words(table.cell(row, "suoja_absence"))) {
        const auto kind = parse_absence(word);
        if (!kind)
            problem(table.file, row.number, "suoja_absence",
                    "Kinds of absence are unknown, declined and not_applicable.");
        else if (*kind != Absence::not_asked && // always possible; naming it is no mistake
                 std::find(question.absence.begin(), question.absence.end(), *kind) ==
                     question.absence.end())
            question.absence.push_back(*kind);
    }
    if (!question.absence.empty() && !question.settable())
        problem(table.file, row.number, "suoja_absence",
                "Nobody answers this row, so no kind of absence can be chosen.");
    if (const std::string_view length = table.cell(row, "suoja_length"); !length.empty()) {
        int number = 0;
        const auto end = length.data() + length.size();
        const auto read = std::from_chars(length.data(), end, number);
        if (read.ec != std::errc() || read.ptr != end || number < 1 || number > 100'000)
            problem(table.file, row.number, "suoja_length",
                    "The length is a whole number of characters, 1 to 100000.");
        else if (question.type != Type::text)
            problem(table.file, row.number, "suoja_length", "Only a text has a length.");
        else
            question.max_length = number;
    }
}

void Loading::check_row(const Table& table, const Row& row, const Question& question) {
    const auto refuse = [&](std::string_view column, std::string_view why) {
        if (!table.cell(row, column).empty())
            problem(table.file, row.number, column, std::string(why));
    };
    const bool select = question.type == Type::select_one || question.type == Type::select_multiple;
    if (!select)
        refuse("choice_filter", "Only a select has choices to filter.");
    if (question.section() || question.type == Type::note)
        for (const std::string_view column : {"required", "constraint", "calculation", "default"})
            refuse(column, "A group or a note has no answer, so this says nothing.");
    if (question.type == Type::calculate) {
        for (const std::string_view column : {"required", "constraint", "default"})
            refuse(column, "A calculate is answered by nobody; its value is its calculation.");
        if (table.cell(row, "calculation").empty())
            problem(table.file, row.number, "calculation", "A calculate needs a calculation.");
    } else if (question.type != Type::hidden && !question.read_only && question.stores()) {
        refuse("calculation", "People answer this question, so a calculation would overwrite what "
                              "they say; the nearest is read_only yes, or a default.");
    }
    if (question.type != Type::text)
        for (const std::string_view look : {"partial-date", "phone", "multiline"})
            if (question.looks(look))
                problem(table.file, row.number, "appearance",
                        "“" + std::string(look) + "” is an appearance of a text.");
    if (question.partial_date() && question.phone())
        problem(table.file, row.number, "appearance", "A text is a partial date or a phone.");
    for (const std::string& look : question.appearance)
        if (look.starts_with("search("))
            problem(table.file, row.number, "appearance",
                    "search() is not supported; the nearest is a choice_filter.");
    const bool seen = question.type != Type::calculate && question.type != Type::hidden;
    if (seen && question.label.by_language.empty() && question.hint.by_language.empty() &&
        question.type != Type::group)
        problem(table.file, row.number, "label", "A question that people see needs a label.");
}

} // namespace suoja::form
