// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/renewal.h"

#include "kiosk/presenters/texts.h"

namespace suoja::kiosk {

Renewal renewal_of(const Forms& forms, const Draft& draft) {
    const auto own = forms.find(draft.form, draft.form_version);
    const auto newest = forms.newest(draft.form);
    if (newest == nullptr || newest == own)
        return {own, nullptr, {}};
    auto left = form::left_behind(*newest, draft.answers);
    if (left.empty())
        return {newest, nullptr, {}};
    // without its own form nothing better is to be had: the draft keeps what has no place there
    return {own == nullptr ? newest : own, newest, std::move(left)};
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

std::optional<Message> renewal_message(const Renewal& renewal) {
    if (renewal.newer == nullptr || renewal.newer == renewal.form)
        return std::nullopt;
    return Message{Tone::neutral, tr("This goes on with the form it was begun with."),
                   tr("Nothing of it is lost."),
                   tr("The newer version of the form has no place for some of the answers.")};
}

void renew(Draft& draft, const Renewal& renewal) {
    if (renewal.newer == nullptr)
        return;
    for (const auto& path : renewal.left)
        draft.answers.erase(path);
    draft.form_version = renewal.newer->version;
}

} // namespace suoja::kiosk
