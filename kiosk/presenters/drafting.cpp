// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/drafting.h"

namespace suoja::kiosk {

namespace {

Result<Draft> insert(Store& store, const User& user, const form::Entry& entry) {
    auto code = new_case_code(store);
    if (!code)
        return code.error();
    Draft draft;
    draft.id = DraftId::make(store.clock().now());
    draft.form = entry.form().id;
    draft.form_version = entry.form().version;
    draft.case_code = *code;
    draft.author = user.id;
    draft.created_at = draft.saved_at = store.clock().now();
    draft.answers = entry.draft();
    database::Transaction transaction(store.database());
    store.drafts().insert(draft);
    store.audit().append(draft.created_at, database::Act::draft_made, user.id.str(),
                         draft.id.str());
    transaction.commit();
    return draft;
}

} // namespace

form::Context context_for(const User& user, std::string_view device, Millis now,
                          int utc_offset_minutes) {
    return form::Context{now, utc_offset_minutes, user.name, std::string(device)};
}

Result<Draft> make_draft(Store& store, const User& user, std::shared_ptr<const form::Form> form,
                         const form::Context& context) {
    return insert(store, user, form::Entry(std::move(form), context));
}

Result<Draft> make_consultation(Store& store, const User& user, const form::Entry& intake,
                                std::shared_ptr<const form::Form> consultation,
                                const form::Context& context) {
    auto answers = record::consultation_answers(intake, *consultation);
    answers.insert_or_assign("channel", std::string("consultation"));
    form::Entry entry(std::move(consultation), context);
    for (auto& [path, value] : answers)
        if (const auto taken = entry.set(path, value); !taken)
            continue; // a choice that the other form does not have is left out
    return insert(store, user, entry);
}

Result<void> erase_draft(Store& store, const User& user, const DraftId& id) {
    database::Transaction transaction(store.database());
    store.drafts().erase(id);
    store.audit().append(store.clock().now(), database::Act::draft_erased, user.id.str(), id.str());
    transaction.commit();
    return {};
}

} // namespace suoja::kiosk
