// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/renewal.h"

namespace suoja::kiosk {

Renewal renewal_of(const Forms& forms, const Draft& draft) {
    const auto own = forms.find(draft.form, draft.form_version);
    const auto newest = forms.newest(draft.form);
    if (newest == nullptr || newest == own)
        return {own, nullptr, {}};
    auto left = form::left_behind(*newest, draft.answers);
    if (left.empty() || own == nullptr) // without its own form nothing better is to be had
        return {newest, nullptr, std::move(left)};
    return {own, newest, std::move(left)};
}

std::string words_of(const form::Form& form, const form::Path& path, std::string_view language) {
    const auto* const question = form::question_of(form, path);
    if (question == nullptr || question->label.in(language).empty())
        return path;
    const auto slash = path.rfind('/');
    if (slash == form::Path::npos)
        return question->label.in(language);
    const auto instance = path.substr(0, slash);
    const auto open = instance.rfind('[');
    const auto* const repeat = form::question_of(form, instance.substr(0, open) + "[]");
    const auto around = repeat == nullptr ? std::string() : repeat->label.in(language);
    return around + ' ' + instance.substr(open + 1, instance.size() - open - 2) + ": " +
           question->label.in(language);
}

void renew(Draft& draft, const Renewal& renewal) {
    if (renewal.newer == nullptr)
        return;
    for (const auto& path : renewal.left)
        draft.answers.erase(path);
    draft.form_version = renewal.newer->version;
}

} // namespace suoja::kiosk
