// SPDX-License-Identifier: Apache-2.0
#include "core/form/untranslated.h"

#include "core/form/csv.h"

#include <algorithm>

namespace suoja::form {
namespace {

void look(const Form& form, const Text& text, std::string_view file, int row,
          std::string_view column, std::vector<TableProblem>& found) {
    if (text.by_language.empty())
        return;
    for (const auto& language : form.languages)
        if (!text.has(language) && found.size() < kMaxProblems)
            found.push_back({std::string(file), row, std::string(column) + "::" + language,
                             "The text is missing in this language; people see another one."});
}

} // namespace

std::vector<TableProblem> untranslated(const Form& form) {
    std::vector<TableProblem> found;
    if (form.languages.size() < 2)
        return found;
    look(form, form.title, "settings.csv", 2, "form_title", found);
    look(form, form.forward_message, "settings.csv", 2, "forward_message", found);
    for (const Question& question : form.questions) {
        look(form, question.label, "survey.csv", question.row, "label", found);
        look(form, question.hint, "survey.csv", question.row, "hint", found);
        look(form, question.required_message, "survey.csv", question.row, "required_message",
             found);
        look(form, question.constraint_message, "survey.csv", question.row, "constraint_message",
             found);
    }
    std::vector<TableProblem> choices;
    for (const auto& [list, of_list] : form.lists)
        for (const Choice& choice : of_list)
            look(form, choice.label, list.ends_with(".csv") ? list : "choices.csv", choice.row,
                 "label", choices);
    std::stable_sort(choices.begin(), choices.end(), [](const auto& a, const auto& b) {
        return std::pair(a.file != "choices.csv", a.row) <
               std::pair(b.file != "choices.csv", b.row);
    });
    found.insert(found.end(), choices.begin(), choices.end());
    return found;
}

} // namespace suoja::form
