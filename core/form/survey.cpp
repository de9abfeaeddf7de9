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
    TypeName{"begin_repeat", Type::repeat},
    TypeName{"end_repeat", Type::repeat},
    TypeName{"select_one_from_file", Type::select_one},
    TypeName{"select_multiple_from_file", Type::select_multiple},
    TypeName{"start", Type::hidden},
    TypeName{"end", Type::hidden},
    TypeName{"today", Type::hidden},
    TypeName{"deviceid", Type::hidden},
    TypeName{"username", Type::hidden},
};

constexpr std::array<std::pair<std::string_view, Metadata>, 5> kMetadata = {{
    {"start", Metadata::start},
    {"end", Metadata::end},
    {"today", Metadata::today},
    {"deviceid", Metadata::device},
    {"username", Metadata::user},
}};

// XLSForm's other types: the nearest supported thing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kElsewhere = {{
    {"select_one_external", "select_one_from_file"},
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
    {"subscriberid", "username"},
    {"simserial", "deviceid"},
    {"xml-external", "select_one_from_file"},
    {"csv-external", "select_one_from_file"},
}};

bool is_select(const Question& question) {
    return question.type == Type::select_one || question.type == Type::select_multiple;
}

struct Look {
    std::string_view name;
    std::string_view of; // what may look so, in words
    bool (*fits)(const Question& question);
};
constexpr std::array kLooks = {
    Look{"minimal", "a select", is_select},
    Look{"horizontal", "a select", is_select},
    Look{"quick", "a select_one", [](const Question& q) { return q.type == Type::select_one; }},
    Look{"multiline", "a text", [](const Question& q) { return q.type == Type::text; }},
    Look{"partial-date", "a text", [](const Question& q) { return q.type == Type::text; }},
    Look{"phone", "a text", [](const Question& q) { return q.type == Type::text; }},
    Look{"field-list", "a group or repeat", [](const Question& q) { return q.section(); }},
    Look{"review", "a group", [](const Question& q) { return q.type == Type::group; }},
};

bool is_name(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
               return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

// a plain name, so that a form reaches no file outside its folders
bool is_list_file(std::string_view name) {
    return name.size() > 4 && name.size() <= 100 && name.ends_with(".csv") && is_name(name) &&
           name != "survey.csv" && name != "choices.csv" && name != "settings.csv";
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
    for (const std::size_t group : open) {
        const bool repeat = form.questions[group].type == Type::repeat;
        problem(table.file, form.questions[group].row, "type",
                std::string(repeat ? "The repeat “" : "The group “") + form.questions[group].name +
                    "” has no end_" + (repeat ? "repeat." : "group."));
    }
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
    if (kind == "end_group" || kind == "end_repeat")
        return close_section(table, row, kind, open);
    if (!open.empty()) {
        question.parent = open.back();
        question.repeat = form.questions[open.back()].type == Type::repeat
                              ? open.back()
                              : form.questions[open.back()].repeat;
    }
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
    if (question.section()) {
        if (open.size() >= kMaxGroupDepth)
            problem(table.file, row.number, "type", "Groups are nested deeper than 32.");
        const auto repeats = std::count_if(open.begin(), open.end(), [&](std::size_t around) {
            return form.questions[around].type == Type::repeat;
        });
        if (question.type == Type::repeat && static_cast<std::size_t>(repeats) >= kMaxRepeatDepth)
            problem(table.file, row.number, "type", "Repeats are nested deeper than 4.");
        open.push_back(form.questions.size());
    }
    form.by_name.emplace(question.name, form.questions.size());
    form.questions.push_back(std::move(question));
    rows_.push_back(&row);
}

void Loading::close_section(const Table& table, const Row& row, std::string_view kind,
                            std::vector<std::size_t>& open) {
    if (open.empty())
        return problem(table.file, row.number, "type",
                       kind == "end_group" ? "No group is open here." : "No repeat is open here.");
    const Question& section = form.questions[open.back()];
    const bool repeat = section.type == Type::repeat;
    const std::string called = repeat ? "repeat" : "group";
    if (repeat != (kind == "end_repeat"))
        return problem(table.file, row.number, "type",
                       "The " + called + " “" + section.name + "” is open here; close it by end_" +
                           called + " first.");
    const std::string_view name = table.cell(row, "name");
    if (!name.empty() && name != section.name)
        problem(table.file, row.number, "name",
                "The " + called + " that ends here is “" + section.name + "”.");
    open.pop_back();
}

std::vector<std::string> lists_named(const std::string& survey) {
    std::vector<TableProblem> ignored; // told when the table is read as a form
    const Table table = read_table("survey.csv", survey, ignored);
    std::vector<std::string> files;
    for (const Row& row : table.rows) {
        const auto parts = words(table.cell(row, "type"));
        if (parts.size() == 2 && parts[0].ends_with("_from_file") && is_list_file(parts[1]) &&
            std::find(files.begin(), files.end(), parts[1]) == files.end())
            files.push_back(parts[1]);
    }
    return files;
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
                     : "The type “" + beginning(kind) + "” is not supported; supported are " +
                           join(known, ", ") + ".");
        return false;
    }
    question.type = found->type;
    for (const auto& [name, metadata] : kMetadata)
        if (name == kind)
            question.metadata = metadata;
    if (!is_select(question)) {
        if (parts.size() > 1)
            problem(table.file, row.number, "type",
                    "“" + kind + "” is followed by nothing; this names something after it.");
        return true;
    }
    read_select(table, row, question, parts);
    return true;
}

void Loading::read_select(const Table& table, const Row& row, Question& question,
                          const std::vector<std::string>& parts) {
    const bool file = parts[0].ends_with("_from_file");
    if (parts.size() < 2)
        return problem(
            table.file, row.number, "type",
            std::string(file ? "Write the file's name after “" : "Write the list's name after “") +
                parts[0] + "”.");
    if (parts.size() > 2)
        problem(table.file, row.number, "type",
                "“" + beginning(parts[2]) +
                    "” is not supported here; add a choice “other” and a "
                    "text question relevant when it is selected.");
    question.list = parts[1];
    if (file) {
        if (!is_list_file(question.list))
            return problem(table.file, row.number, "type",
                           "A list's file is a plain name ending in .csv (letters, digits, “_”, "
                           "“-”, “.”), beside the form or in the folder lists next to it.");
        return read_list_file(table, row, question.list);
    }
    if (form.lists.find(question.list) == form.lists.end()) {
        std::vector<std::string_view> known;
        for (const auto& [list, choices] : form.lists)
            known.push_back(list);
        const auto near = nearest(question.list, known);
        problem(table.file, row.number, "type",
                "choices.csv has no list “" + beginning(question.list) + "”" +
                    (near ? "; the nearest is “" + std::string(*near) + "”." : "."));
    }
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
    if (!is_select(question))
        refuse("choice_filter", "Only a select has choices to filter.");
    if (question.type != Type::repeat)
        refuse("repeat_count", "Only a begin_repeat has instances to count.");
    if (question.metadata != Metadata::none)
        for (const std::string_view column :
             {"required", "constraint", "calculation", "default", "read_only"})
            refuse(column, "The record itself answers this row, so this says nothing.");
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
    check_appearance(table, row, question);
    const bool seen = question.type != Type::calculate && question.type != Type::hidden;
    if (seen && question.label.by_language.empty() && question.hint.by_language.empty() &&
        question.type != Type::group)
        problem(table.file, row.number, "label", "A question that people see needs a label.");
}

void Loading::check_appearance(const Table& table, const Row& row, const Question& question) {
    std::vector<std::string_view> known;
    for (const Look& look : kLooks)
        known.push_back(look.name);
    for (const std::string& word : question.appearance) {
        const auto look = std::find_if(kLooks.begin(), kLooks.end(),
                                       [&](const Look& one) { return one.name == word; });
        if (look != kLooks.end()) {
            if (!look->fits(question))
                problem(table.file, row.number, "appearance",
                        "“" + word + "” is an appearance of " + std::string(look->of) + ".");
            continue;
        }
        const auto near = nearest(word, known);
        problem(table.file, row.number, "appearance",
                word.starts_with("search(")
                    ? "search() is not supported; the nearest is a choice_filter."
                    : "The appearance “" + beginning(word) + "” is not supported; " +
                          (near ? "the nearest is " + std::string(*near) + "."
                                : "supported are " + join(known, ", ") + "."));
    }
    if (question.partial_date() && question.phone())
        problem(table.file, row.number, "appearance", "A text is a partial date or a phone.");
}

} // namespace suoja::form
