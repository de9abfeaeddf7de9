// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/withdraw.h"

#include "core/log.h"
#include "kiosk/store/access.h"
#include "kiosk/store/columns.h"
#include "kiosk/store/finalise.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/sealing.h"

#include <algorithm>

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

// What the centre refused will never be sent: the next document says so of its number, and its
// chain names the envelope before it.
void skip(Store& store, ChainHead& head, const envelope::EnvelopeId& id) {
    auto row = store.records().envelope(id);
    if (!row || row->taken_back || row->epoch != head.epoch)
        return;
    if (row->sequence == head.sequence)
        head.chain = chain_before(store.database(), *row);
    row->taken_back = true;
    store.records().update(*row);
    head.skipped.push_back(row->sequence);
    std::sort(head.skipped.begin(), head.skipped.end());
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
    const auto before = withdrawal_of(store, record);
    if (before && before->refused.empty())
        return fail(Reason::refused, "already_withdrawn",
                    "This consent was withdrawn before. The record is erased here, and the centre "
                    "is told as soon as it can be reached.");
    if (!before && erase_held(store, outgoing, user, record)) {
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
    const Millis withdrawn_at = before ? before->withdrawn_at : now;
    record::Document document;
    document.header.kind = record::Kind::withdrawal;
    document.header.author = user.id;
    document.body = record::WithdrawalBody{record, withdrawn_at};
    database::Transaction transaction(store.database());
    auto head = store.keys().head();
    if (before)
        skip(store, head, before->envelope);
    auto sealed = seal_next(store, *sender, head, std::move(document), envelope::Group::centre, "",
                            *recipients);
    if (!sealed)
        return sealed.error();
    store.records().insert_envelope(sealed->row, sealed->der);
    store.keys().advance(head);
    auto insert = store.database().prepare(
        "INSERT OR REPLACE INTO withdrawal(record, envelope, withdrawn_at) VALUES(?, ?, ?)");
    insert.bind_all(ByteView(record.bytes), ByteView(sealed->row.id.bytes), unix_ms(withdrawn_at))
        .run();
    store.records().erase_answers(record);
    store.replica().erase_withdrawn(record); // a desk's own records came back to it by the log
    if (!before)
        store.audit().append(now, database::Act::erased, user.id.str(), record.str());
    transaction.commit();
    forget_pages(store);
    offer_outgoing(store, outgoing, {{std::move(sealed->row), std::move(sealed->der)}});
    return Withdrawn::told_to_centre;
}

std::optional<Withdrawal> withdrawal_of(Store& store, const RecordId& record) {
    auto row = store.database().prepare(
        "SELECT w.withdrawn_at, e.received_at, w.envelope, coalesce(e.refused, '') FROM withdrawal "
        "w LEFT JOIN envelope e ON e.id = "
        "w.envelope WHERE w.record = ?");
    row.bind(1, ByteView(record.bytes));
    if (!row.step())
        return std::nullopt;
    return Withdrawal{record,
                      columns::time(row, 0),
                      columns::maybe_time(row, 1),
                      {columns::array<32>(row, 2)},
                      std::string(row.text(3))};
}

} // namespace suoja::kiosk
