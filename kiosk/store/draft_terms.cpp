// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/draft_terms.h"

#include "core/log.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

bool believable(Store& store, Millis now) {
    const auto directory = store.office().directory();
    return directory != nullptr && now <= directory->expires_at;
}

bool waits_for_the_centre(Store& store, const Draft& draft) {
    return std::any_of(draft.links.begin(), draft.links.end(), [&](const auto& link) {
        const auto record = RecordId::parse(link.second);
        if (!record)
            return false;
        const auto rows = store.records().outbox(*record);
        return std::any_of(rows.begin(), rows.end(), [](const OutboxRow& row) {
            return !row.received_at && !row.taken_back;
        });
    });
}

} // namespace

Term term_of(const Draft& draft, Millis now) {
    if (!draft.keep_until)
        return Term::none;
    if (*draft.keep_until <= now)
        return Term::over;
    return *draft.keep_until - now <= kTermWarning ? Term::ending : Term::running;
}

DraftTerms end_draft_terms(Store& store) {
    DraftTerms out;
    const Millis now = store.clock().now();
    const bool sure = believable(store, now);
    std::vector<DraftId> over;
    for (const auto& draft : store.drafts().list()) {
        const auto term = term_of(draft, now);
        if (term == Term::over && sure && !waits_for_the_centre(store, draft)) {
            over.push_back(draft.id);
        } else if (term == Term::ending) {
            ++out.ending;
            out.first_end = std::min(out.first_end.value_or(*draft.keep_until), *draft.keep_until);
        }
    }
    if (over.empty())
        return out;
    database::Transaction transaction(store.database());
    for (const auto& id : over) {
        store.drafts().erase(id);
        store.audit().append(now, database::Act::draft_erased, "", id.str());
    }
    transaction.commit();
    out.erased = over.size();
    // the write-ahead log still holds the pages as they were
    if (!store.database().checkpoint(true))
        log(Level::warning, "erased_drafts_in_log");
    return out;
}

} // namespace suoja::kiosk
