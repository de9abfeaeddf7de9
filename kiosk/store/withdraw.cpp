// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/withdraw.h"

#include "core/log.h"
#include "kiosk/store/access.h"
#include "kiosk/store/columns.h"
#include "kiosk/store/finalise.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/sealing.h"

namespace suoja::kiosk {
namespace {

// Who may write the form may also take it back. The answers say which form's work it was; a version
// that was erased has none any more and is not asked.
Result<void> may_withdraw(const User& user, const Version& version) {
    form::Answers answers;
    for (const auto* document : {&version.rest, &version.identity})
        if (const auto read = record::read_document(*document))
            if (const auto* body = std::get_if<record::RecordBody>(&read->body))
                answers.insert(body->answers.begin(), body->answers.end());
    if (may_write(user, version.form, answers))
        return {};
    return fail(Reason::refused, "not_allowed",
                "Your role does not include this. Nothing was changed; ask a supervisor.");
}

// A record that is still held leaves no trace but counters: it is taken back and erased.
bool erase_held(Store& store, const std::filesystem::path& outgoing, const User& user,
                const RecordId& record) {
    const auto draft = take_back(store, outgoing, user, record);
    if (!draft)
        return false;
    database::Transaction transaction(store.database());
    store.drafts().erase(*draft);
    store.audit().append(store.clock().now(), database::Act::draft_erased, user.id.str(),
                         draft->str());
    transaction.commit();
    return true;
}

void forget_pages(Store& store) {
    // the write-ahead log still holds the pages as they were
    if (!store.database().checkpoint(true))
        log(Level::warning, "erased_record_in_log");
}

} // namespace

Result<Withdrawn> withdraw(Store& store, const std::filesystem::path& outgoing, const User& user,
                           const RecordId& record) {
    const auto version = store.records().find(record);
    if (!version)
        return fail(Reason::not_found, "no_such_record", "There is no such record on this device.");
    if (const auto may = may_withdraw(user, *version); !may)
        return may.error();
    if (withdrawal_of(store, record))
        return fail(Reason::refused, "already_withdrawn",
                    "This consent was withdrawn before. The record is erased here, and the centre "
                    "is told as soon as it can be reached.");
    if (erase_held(store, outgoing, user, record)) {
        forget_pages(store);
        return Withdrawn::before_it_went;
    }
    const auto sender = sender_of(store);
    if (!sender)
        return sender.error();
    const auto recipients = recipients_of(*sender, envelope::Group::centre, "");
    if (!recipients)
        return recipients.error();
    const Millis now = store.clock().now();
    record::Document document;
    document.header.kind = record::Kind::withdrawal;
    document.header.author = user.id;
    document.body = record::WithdrawalBody{record, now};
    database::Transaction transaction(store.database());
    auto head = store.keys().head();
    auto sealed = seal_next(store, *sender, head, std::move(document), envelope::Group::centre, "",
                            *recipients);
    if (!sealed)
        return sealed.error();
    store.records().insert_envelope(sealed->row, sealed->der);
    store.keys().advance(head);
    store.records().erase_answers(record);
    auto insert = store.database().prepare(
        "INSERT INTO withdrawal(record, envelope, withdrawn_at) VALUES(?, ?, ?)");
    insert.bind_all(ByteView(record.bytes), ByteView(sealed->row.id.bytes), unix_ms(now)).run();
    store.audit().append(now, database::Act::erased, user.id.str(), record.str());
    transaction.commit();
    forget_pages(store);
    offer_outgoing(store, outgoing, {{std::move(sealed->row), std::move(sealed->der)}});
    return Withdrawn::told_to_centre;
}

std::optional<Withdrawal> withdrawal_of(Store& store, const RecordId& record) {
    auto row = store.database().prepare(
        "SELECT w.withdrawn_at, e.received_at FROM withdrawal w LEFT JOIN envelope e ON e.id = "
        "w.envelope WHERE w.record = ?");
    row.bind(1, ByteView(record.bytes));
    if (!row.step())
        return std::nullopt;
    return Withdrawal{record, columns::time(row, 0), columns::maybe_time(row, 1)};
}

} // namespace suoja::kiosk
