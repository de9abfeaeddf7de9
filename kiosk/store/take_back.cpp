// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/access.h"
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/finalise.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/sealing.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

// The courier may be about to take a file whose time has come; so close to it is too late.
constexpr std::chrono::seconds kMargin{1};

Failure too_late() {
    return fail(Reason::refused, "too_late",
                "This record is on its way already. It is safe; a correction can be sent as a new "
                "version.");
}

Failure no_such_record() {
    return fail(Reason::not_found, "no_such_record", "There is no such record on this device.");
}

void take_answers(form::Answers& into, std::string_view document) {
    if (document.empty())
        return;
    auto read = record::read_document(document);
    const auto* body = read ? std::get_if<record::RecordBody>(&read->body) : nullptr;
    if (body == nullptr)
        throw StorageFailure("a version in the database does not read");
    into.insert(body->answers.begin(), body->answers.end());
}

std::vector<OutboxRow> rows_of(Store& store, const RecordId& record, std::uint32_t version) {
    auto rows = store.records().outbox(record);
    std::erase_if(rows,
                  [&](const OutboxRow& row) { return row.version != version || row.taken_back; });
    return rows;
}

std::size_t sealed_since(database::Database& database, const OutboxRow& first) {
    auto find = database.prepare("SELECT count(*) FROM envelope WHERE epoch = ? AND sequence >= ? "
                                 "AND taken_back = 0");
    find.bind_all(first.epoch, static_cast<std::int64_t>(first.sequence));
    return find.step() ? static_cast<std::size_t>(find.integer(0)) : 0;
}

std::vector<OutboxRow> batches_after(Store& store, const OutboxRow& last) {
    std::vector<OutboxRow> out;
    for (auto& row : store.records().unsettled())
        if (row.epoch == last.epoch && row.sequence > last.sequence &&
            is_audit_sent(store.database(), row.id))
            out.push_back(std::move(row));
    return out;
}

enum class Then { keep_draft, erase };

Result<DraftId> undo(Store& store, const std::filesystem::path& outgoing, const User& user,
                     const RecordId& record, Then then) {
    const auto version = store.records().find(record);
    if (!version)
        return no_such_record();
    form::Answers answers;
    take_answers(answers, version->rest);
    take_answers(answers, version->identity);
    if (!may_write(user, version->form, answers))
        return fail(Reason::refused, "not_allowed",
                    "Your role does not include this. Nothing was changed; ask a supervisor.");
    auto rows = rows_of(store, record, version->version);
    auto head = store.keys().head();
    const Millis now = store.clock().now();
    if (rows.empty())
        return too_late();
    // What was sealed after it names it in its chain, so it must go too: batches of the audit log
    // can, they are held as long and are sealed again.
    const auto batches = batches_after(store, rows.back());
    rows.insert(rows.end(), batches.begin(), batches.end());
    const bool held = std::all_of(rows.begin(), rows.end(), [&](const OutboxRow& row) {
        return !row.handed_over_at && !row.forwarded_at && !row.received_at &&
               row.epoch == head.epoch && now + kMargin < row.hold_until;
    });
    if (!held || rows.back().sequence != head.sequence ||
        sealed_since(store.database(), rows.front()) != rows.size())
        return too_late();

    // The files first: what is not there cannot be sent while the rows change. If that fails or the
    // power goes, the rows still stand and the files are written again.
    remove_outgoing(outgoing, rows);
    Draft draft;
    draft.id = DraftId::make(now);
    draft.form = version->form;
    draft.form_version = version->form_version;
    draft.case_code = version->case_code;
    draft.author = version->author;
    draft.created_at = version->created_at;
    draft.saved_at = now;
    draft.links = version->links;
    draft.answers = std::move(answers);

    database::Transaction transaction(store.database());
    head.chain = chain_before(store.database(), rows.front());
    for (auto& row : rows) {
        row.taken_back = true;
        store.records().update(row);
        forget_audit_sent(store.database(), row.id);
        head.skipped.push_back(row.sequence);
    }
    // what the taken-back document itself listed was never told to anybody
    if (const auto read = record::read_document(version->rest))
        head.skipped.insert(head.skipped.end(), read->header.skipped.begin(),
                            read->header.skipped.end());
    std::sort(head.skipped.begin(), head.skipped.end());
    store.keys().advance(head);
    store.records().remove(record, version->version);
    store.drafts().insert(draft);
    store.audit().append(now, database::Act::taken_back, user.id.str(), record.str());
    if (then == Then::erase) {
        store.drafts().erase(draft.id);
        store.audit().append(now, database::Act::draft_erased, user.id.str(), draft.id.str());
    }
    transaction.commit();
    return draft.id;
}

} // namespace

Result<DraftId> take_back(Store& store, const std::filesystem::path& outgoing, const User& user,
                          const RecordId& record) {
    return undo(store, outgoing, user, record, Then::keep_draft);
}

Result<void> erase_held(Store& store, const std::filesystem::path& outgoing, const User& user,
                        const RecordId& record) {
    const auto done = undo(store, outgoing, user, record, Then::erase);
    return done ? Result<void>() : done.error();
}

Result<void> send_now(Store& store, const std::filesystem::path& outgoing, const RecordId& record) {
    const auto version = store.records().find(record);
    if (!version)
        return no_such_record();
    const Millis now = store.clock().now();
    std::vector<OutgoingFile> files;
    database::Transaction transaction(store.database());
    for (auto& row : rows_of(store, record, version->version)) {
        if (row.handed_over_at || row.received_at || row.hold_until <= now)
            continue;
        row.hold_until = now;
        store.records().update(row);
        files.push_back({row, store.records().sealed(row.id)});
    }
    transaction.commit();
    offer_outgoing(store, outgoing, files);
    return {};
}

} // namespace suoja::kiosk
