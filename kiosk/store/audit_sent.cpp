// SPDX-License-Identifier: Apache-2.0
// The device's half of audit_batches.h: what goes to the centre.
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/columns.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/sealing.h"

namespace suoja::kiosk {
namespace {

using database::AuditEntry;

bool due(const AuditEntry& oldest, std::uint64_t waiting, Millis now) {
    if (waiting >= kAuditBatch)
        return true;
    // a clock that was put back must not keep entries here
    const auto age = now < oldest.at ? oldest.at - now : now - oldest.at;
    return age >= kAuditPatience;
}

// A record that can still be taken back takes what was sealed behind it along, so that must not go
// before it.
Millis held_until(database::Database& database, Millis now) {
    auto find = database.prepare("SELECT coalesce(max(hold_until), 0) FROM envelope WHERE "
                                 "received_at IS NULL AND taken_back = 0 AND handed_over_at IS "
                                 "NULL");
    return find.step() ? std::max(now, columns::time(find, 0)) : now;
}

record::Document document_of(const std::vector<AuditEntry>& entries, const Hash& before) {
    record::Document document;
    document.header.kind = record::Kind::audit;
    record::AuditBody body;
    body.first = entries.front().number;
    body.before = before;
    for (const auto& entry : entries)
        body.entries.push_back(database::audit_json(entry));
    document.body = std::move(body);
    return document;
}

Result<void> send_batch(Store& store, const std::filesystem::path& outgoing, const Sender& sender,
                        const std::vector<envelope::Certificate>& recipients,
                        const std::vector<AuditEntry>& entries, const Hash& before) {
    database::Transaction transaction(store.database());
    auto head = store.keys().head();
    auto sealed = seal_next(store, sender, head, document_of(entries, before),
                            envelope::Group::centre, {}, recipients);
    if (!sealed)
        return sealed.error();
    sealed->row.hold_until = held_until(store.database(), store.clock().now());
    store.records().insert_envelope(sealed->row, sealed->der);
    store.keys().advance(head);
    store.database()
        .prepare("INSERT INTO audit_sent(id, first, last, head) VALUES(?,?,?,?)")
        .bind_all(ByteView(sealed->row.id.bytes), columns::number(entries.front().number),
                  columns::number(entries.back().number), ByteView(entries.back().hash))
        .run();
    transaction.commit();
    offer_outgoing(store, outgoing, {{std::move(sealed->row), std::move(sealed->der)}});
    return {};
}

} // namespace

std::optional<database::AuditLog::Head> audit_sent(database::Database& database) {
    auto find = database.prepare("SELECT last, head FROM audit_sent ORDER BY last DESC LIMIT 1");
    if (!find.step())
        return std::nullopt;
    return database::AuditLog::Head{columns::count(find, 0), columns::array<32>(find, 1)};
}

void forget_audit_sent(database::Database& database, const envelope::EnvelopeId& id) {
    database.prepare("DELETE FROM audit_sent WHERE id = ?").bind(1, ByteView(id.bytes)).run();
}

bool is_audit_sent(database::Database& database, const envelope::EnvelopeId& id) {
    auto find = database.prepare("SELECT 1 FROM audit_sent WHERE id = ?");
    find.bind(1, ByteView(id.bytes));
    return find.step();
}

Result<std::size_t> send_audit(Store& store, const std::filesystem::path& outgoing,
                               AuditWhen when) {
    std::size_t batches = 0;
    std::optional<Sender> sender;
    std::vector<envelope::Certificate> recipients;
    for (;;) {
        const auto sent = audit_sent(store.database()).value_or(database::AuditLog::Head{});
        const auto entries = store.audit().list(sent.size + 1, kAuditBatch);
        if (entries.empty() ||
            (when == AuditWhen::due && !due(entries.front(), entries.size(), store.clock().now())))
            return batches;
        if (!sender) {
            auto found = sender_of(store);
            auto keys = found ? recipients_of(*found, envelope::Group::centre, {})
                              : Result<std::vector<envelope::Certificate>>(found.error());
            if (!keys)
                return batches; // not set up yet: what is here waits and goes as one
            sender = std::move(*found);
            recipients = std::move(*keys);
        }
        if (const auto done = send_batch(store, outgoing, *sender, recipients, entries, sent.hash);
            !done)
            return done.error();
        ++batches;
    }
}

} // namespace suoja::kiosk
