// SPDX-License-Identifier: Apache-2.0
#include "core/record/consent.h"

namespace suoja::record {

Gate check(const form::Entry& entry) {
    return {entry.problems(), entry.may_forward()};
}

form::Answers consultation_answers(const form::Entry& intake, const form::Form& consultation) {
    form::Answers out;
    for (const auto& name : intake.form().copy_to_consultation) {
        const auto* from = intake.form().find(name);
        const auto* to = consultation.find(name);
        if (from == nullptr || to == nullptr || from->cls == form::Class::identifying ||
            to->cls == form::Class::identifying || from->type != to->type)
            continue;
        // free text may name somebody, whatever the setting says
        if (from->type == form::Type::text || from->type == form::Type::hidden ||
            from->type == form::Type::calculate)
            continue;
        if (!intake.relevant(name) || !form::answered(intake.value(name)))
            continue;
        out.emplace(name, intake.value(name));
    }
    // an intake asks for the contact language, a consultation for the language of the contact
    if (const auto* language = consultation.find("language");
        language != nullptr && language->type == form::Type::select_one &&
        intake.form().find("contact_language") != nullptr &&
        form::answered(intake.value("contact_language")))
        out.insert_or_assign("language", intake.value("contact_language"));
    return out;
}

} // namespace suoja::record
