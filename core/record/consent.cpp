// SPDX-License-Identifier: Apache-2.0
#include "core/record/consent.h"

#include <algorithm>

namespace suoja::record {

Gate check(const form::Entry& entry) {
    return {entry.problems(), entry.may_forward()};
}

namespace {

// text in any of its forms may name somebody, whatever the setting says
bool free_text(form::Type type) {
    return type == form::Type::text || type == form::Type::hidden ||
           type == form::Type::calculate || type == form::Type::note;
}

bool may_go(const form::Question* from, const form::Question* to) {
    return from != nullptr && to != nullptr && from->cls != form::Class::identifying &&
           to->cls != form::Class::identifying && from->type == to->type && !free_text(from->type);
}

// a choice that the other form's list lacks cannot be taken over
bool fits(const form::Value& value, const form::Question& to, const form::Form& consultation) {
    const auto listed = [&](const std::string& name) {
        return consultation.choice(to.list, name) != nullptr;
    };
    if (to.type == form::Type::select_one)
        return listed(std::get<std::string>(value));
    if (const auto* chosen = std::get_if<std::vector<std::string>>(&value))
        return std::all_of(chosen->begin(), chosen->end(), listed);
    return true;
}

} // namespace

form::Answers consultation_answers(const form::Entry& intake, const form::Form& consultation) {
    form::Answers out;
    const auto take = [&](std::string_view name, std::string_view as) {
        const auto* to = consultation.find(as);
        if (!may_go(intake.form().find(name), to) || !intake.relevant(name))
            return;
        const auto& value = intake.value(name);
        if (form::answered(value) && fits(value, *to, consultation))
            out.insert_or_assign(std::string(as), value);
    };
    for (const auto& name : intake.form().copy_to_consultation)
        take(name, name);
    // an intake asks for the contact language, a consultation for the language of the contact
    take("contact_language", "language");
    return out;
}

} // namespace suoja::record
