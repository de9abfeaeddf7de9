// SPDX-License-Identifier: Apache-2.0
#include "core/form/form.h"

#include <algorithm>
#include <array>

namespace suoja::form {
namespace {

constexpr std::array<std::pair<Absence, std::string_view>, 4> kAbsences = {{
    {Absence::not_asked, "not_asked"},
    {Absence::unknown, "unknown"},
    {Absence::declined, "declined"},
    {Absence::not_applicable, "not_applicable"},
}};

} // namespace

const std::string& Text::in(std::string_view language) const {
    static const std::string none;
    auto found = by_language.find(language);
    if (found == by_language.end())
        found = by_language.find("en");
    if (found == by_language.end())
        found = by_language.begin();
    return found == by_language.end() ? none : found->second;
}

bool Text::has(std::string_view language) const {
    return by_language.find(language) != by_language.end();
}

std::string_view name(Absence absence) {
    for (const auto& [kind, text] : kAbsences)
        if (kind == absence)
            return text;
    return "not_asked";
}

std::optional<Absence> parse_absence(std::string_view text) {
    for (const auto& [kind, known] : kAbsences)
        if (known == text)
            return kind;
    return std::nullopt;
}

bool Question::looks(std::string_view kind) const {
    return std::find(appearance.begin(), appearance.end(), kind) != appearance.end();
}

std::size_t Form::index(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? Question::kNone : found->second;
}

const Question* Form::find(std::string_view name) const {
    const std::size_t where = index(name);
    return where == Question::kNone ? nullptr : &questions[where];
}

std::vector<std::size_t> Form::children(std::size_t parent) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < questions.size(); ++i)
        if (questions[i].parent == parent)
            found.push_back(i);
    return found;
}

std::vector<std::size_t> Form::sections() const {
    std::vector<std::size_t> found = children(Question::kNone);
    std::erase_if(found, [&](std::size_t i) { return questions[i].type != Type::group; });
    return found;
}

const Choice* Form::choice(std::string_view list, std::string_view name) const {
    const auto found = lists.find(list);
    if (found == lists.end())
        return nullptr;
    const auto choice = std::find_if(found->second.begin(), found->second.end(),
                                     [&](const Choice& known) { return known.name == name; });
    return choice == found->second.end() ? nullptr : &*choice;
}

bool Form::encloses(std::size_t repeat, std::size_t question) const {
    std::size_t around = questions[question].repeat;
    while (around != repeat && around != Question::kNone)
        around = questions[around].repeat;
    return around == repeat;
}

} // namespace suoja::form
