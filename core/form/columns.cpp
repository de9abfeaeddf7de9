// SPDX-License-Identifier: Apache-2.0
#include "core/form/loading.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <array>

namespace suoja::form {
namespace {

using Words = std::string_view;

constexpr std::array kSurveyPlain = {
    Words("type"),          Words("name"),         Words("required"),      Words("relevant"),
    Words("constraint"),    Words("calculation"),  Words("choice_filter"), Words("appearance"),
    Words("default"),       Words("read_only"),    Words("disabled"),      Words("suoja_class"),
    Words("suoja_absence"), Words("suoja_length"), Words("htcds"),         Words("ictip"),
    Words("repeat_count")};
constexpr std::array kSurveyTranslated = {Words("label"), Words("hint"), Words("required_message"),
                                          Words("constraint_message")};
constexpr std::array kSurveyUnsupported = {Words("guidance_hint"),
                                           Words("trigger"),
                                           Words("parameters"),
                                           Words("image"),
                                           Words("big-image"),
                                           Words("audio"),
                                           Words("video"),
                                           Words("autoplay"),
                                           Words("media"),
                                           Words("bind"),
                                           Words("body"),
                                           Words("instance"),
                                           Words("control"),
                                           Words("save_to"),
                                           Words("intent"),
                                           Words("query"),
                                           Words("accuracyThreshold")};

constexpr std::array kChoicesPlain = {Words("list_name"), Words("name")};
constexpr std::array kChoicesTranslated = {Words("label")};
constexpr std::array kChoicesUnsupported = {Words("image"), Words("big-image"), Words("audio"),
                                            Words("video"), Words("media"),     Words("geometry")};

constexpr std::array kSettingsPlain = {Words("form_id"), Words("version"),
                                       Words("default_language"), Words("forward_when"),
                                       Words("copy_to_consultation")};
constexpr std::array kSettingsTranslated = {Words("form_title"), Words("forward_message")};
constexpr std::array kSettingsUnsupported = {Words("public_key"),
                                             Words("submission_url"),
                                             Words("auto_send"),
                                             Words("auto_delete"),
                                             Words("allow_choice_duplicates"),
                                             Words("instance_name"),
                                             Words("namespaces"),
                                             Words("sms_keyword"),
                                             Words("entity_version")};

constexpr std::array kExpressions = {
    Words("relevant"),      Words("required"),     Words("constraint"),   Words("calculation"),
    Words("choice_filter"), Words("repeat_count"), Words("forward_when"), Words("default")};

// What a spreadsheet would take for a formula when somebody opens the table: the sign, or "".
// Numbers are none, and an expression may begin with a minus: it is parsed, and calls nothing.
std::string_view formula_sign(std::string_view text, bool expression) {
    for (const std::string_view sign :
         {"=", "@", "+", "-", "\xEF\xBC\x9D", "\xEF\xBC\xA0", "\xEF\xBC\x8B", "\xEF\xBC\x8D"}) {
        if (!text.starts_with(sign) || (expression && sign == "-"))
            continue;
        const bool number = (sign == "+" || sign == "-") && text.size() > 1 &&
                            text.find_first_not_of("0123456789., ", 1) == std::string_view::npos;
        return number ? std::string_view() : sign;
    }
    return {};
}

std::string begins_a_formula(std::string_view sign) {
    return "The cell begins with “" + std::string(sign) +
           "”, and a spreadsheet would run it as a formula; begin it with another character.";
}

bool contains(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

} // namespace

const Sheet kSurvey{kSurveyPlain, kSurveyTranslated, kSurveyUnsupported};
const Sheet kChoices{kChoicesPlain, kChoicesTranslated, kChoicesUnsupported};
const Sheet kSettings{kSettingsPlain, kSettingsTranslated, kSettingsUnsupported};

std::string language_code(std::string_view text) {
    text = trim(text);
    if (const std::size_t open = text.rfind('('); open != std::string_view::npos) {
        const std::size_t close = text.find(')', open);
        if (close == std::string_view::npos)
            return {};
        text = trim(text.substr(open + 1, close - open - 1));
    }
    // BCP 47: "fi", "sv-FI", "zh-Hans"
    const std::size_t first = std::min(text.find('-'), text.size());
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (first < 2 || first > 3 || text.size() > 35 || text.ends_with('-') ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), letter))
        return {};
    for (const char c : text.substr(first))
        if (!letter(c) && c != '-' && !(c >= '0' && c <= '9'))
            return {};
    return std::string(text);
}

void Loading::check_header(const Table& table, const Sheet& sheet) {
    std::vector<std::string_view> known;
    for (const auto& list : {sheet.plain, sheet.translated, sheet.unsupported})
        known.insert(known.end(), list.begin(), list.end());
    for (const std::string& header : table.header) {
        const std::size_t separator = header.find("::");
        const std::string_view base = trim(std::string_view(header).substr(0, separator));
        if (header.empty())
            continue;
        if (const auto sign = formula_sign(header, false); !sign.empty())
            problem(table.file, 1, header, begins_a_formula(sign));
        if (contains(sheet.plain, base)) {
            if (separator != std::string::npos)
                problem(table.file, 1, header,
                        "“" + std::string(base) + "” does not come in languages.");
        } else if (contains(sheet.translated, base)) {
            if (separator == std::string::npos)
                continue;
            const std::string code = language_code(std::string_view(header).substr(separator + 2));
            if (code.empty())
                problem(table.file, 1, header,
                        "The column names no language code; write “" + std::string(base) +
                            "::English (en)”.");
            else
                know_language(code);
        } else if (!contains(sheet.unsupported, base)) {
            // "label:English (en)" and "label English" are meant as labels
            const std::string_view word = base.substr(0, base.find_first_of(": "));
            if (const auto near = nearest(base, known))
                problem(table.file, 1, header,
                        "There is no such column; the nearest is “" + std::string(*near) + "”.");
            else if (base.starts_with("suoja_") || (word != base && contains(known, word)))
                problem(table.file, 1, header,
                        "There is no such column; columns of ours are " + join(known, ", ") + ".");
        }
    }
    for (const Row& row : table.rows)
        for (const auto& [column, text] : row.cells) {
            if (full())
                return;
            const std::string_view header =
                column < table.header.size() ? table.header[column] : std::string_view();
            const std::string_view base = header.substr(0, header.find("::"));
            if (!header.empty() && contains(sheet.unsupported, base))
                problem(table.file, row.number, header,
                        "“" + std::string(base) + "” is not supported; empty the column.");
            if (const auto sign = formula_sign(text, contains(kExpressions, base)); !sign.empty())
                problem(table.file, row.number, header, begins_a_formula(sign));
        }
}

void Loading::know_language(const std::string& code) {
    if (std::find(form.languages.begin(), form.languages.end(), code) == form.languages.end())
        form.languages.push_back(code);
}

Text Loading::texts(const Table& table, const Row& row, std::string_view base) {
    Text text;
    const auto take = [&](std::string_view header, const std::string& code,
                          const std::string& words) {
        know_language(code);
        if (!text.by_language.emplace(code, words).second)
            problem(table.file, row.number, header,
                    "The text in this language stands in another column too.");
    };
    const std::string* plain = nullptr;
    for (const auto& [column, words] : row.cells) {
        if (column >= table.header.size())
            continue;
        const std::string_view header = table.header[column];
        const std::size_t separator = header.find("::");
        if (trim(header.substr(0, separator)) != base)
            continue;
        if (separator == std::string_view::npos)
            plain = &words;
        else
            take(header, language_code(header.substr(separator + 2)), words);
    }
    // XLSForm's own form_title knows no languages; other programs read it, we where ours is missing
    if (plain != nullptr && !(base == "form_title" && text.has(form.default_language)))
        take(base, form.default_language, *plain);
    return text;
}

} // namespace suoja::form
