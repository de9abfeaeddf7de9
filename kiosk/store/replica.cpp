// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/replica.h"

#include "core/digest.h"
#include "kiosk/store/columns.h"

#include <cassert>

namespace suoja::kiosk {
namespace {

constexpr std::string_view kSelect =
    "SELECT r.record, r.version, r.form, r.form_version, r.case_code, r.site, r.device, "
    "r.language, r.author, r.created_at, r.finalised_at, r.received_at, r.leaf, r.signer_key, "
    "r.urgent, r.identity, EXISTS (SELECT 1 FROM received_identity i WHERE i.record = r.record AND "
    "i.version = r.version AND i.device = r.device), r.opened, r.receipt, (SELECT "
    "min(w.withdrawn_at) "
    "FROM withdrawal_received w WHERE w.record = r.record AND w.device = (SELECT f.device FROM "
    "received f WHERE f.record = r.record AND f.version = 1 ORDER BY f.leaf LIMIT 1)) FROM "
    "received r";
// the one row of a record that is shown
constexpr std::string_view kShown =
    " r.leaf = (SELECT s.leaf FROM received s WHERE s.record = r.record ORDER BY s.follows DESC, "
    "s.version DESC, s.leaf LIMIT 1)";

Received read(const database::Statement& row) {
    Received out;
    out.record = columns::id(row, 0, RecordId{});
    out.version = static_cast<std::uint32_t>(row.integer(1));
    out.form = row.text(2);
    out.form_version = row.text(3);
    out.case_code = row.text(4);
    out.site = row.text(5);
    out.device = row.text(6);
    out.language = row.text(7);
    if (!row.null(8))
        out.author = columns::id(row, 8, UserId{});
    out.created_at = columns::time(row, 9);
    out.finalised_at = columns::time(row, 10);
    out.received_at = columns::time(row, 11);
    out.leaf = columns::count(row, 12);
    out.signer_key = row.text(13);
    out.urgent = row.integer(14) != 0;
    out.identity_expected = row.integer(15) != 0;
    out.identity_here = row.integer(16) != 0;
    out.opened = row.integer(17) != 0;
    out.receipt = row.text(18);
    out.withdrawn_at = columns::maybe_time(row, 19);
    return out;
}

std::vector<Received> read_all(database::Statement& found, std::size_t most) {
    std::vector<Received> out;
    while (out.size() < most && found.step())
        out.push_back(read(found));
    return out;
}

std::string language_of(const form::Answers& answers) {
    for (const auto* name : {"contact_language", "language"}) {
        const auto found = answers.find(std::string_view(name));
        if (found == answers.end())
            continue;
        if (const auto* code = std::get_if<std::string>(&found->second))
            return *code;
    }
    return "";
}

} // namespace

void Replica::add_record(const Leaf& leaf, const record::Document& document, std::string_view bytes,
                         std::string_view signer_key, std::string_view receipt) {
    const auto* body = std::get_if<record::RecordBody>(&document.body);
    assert(body != nullptr);
    const ByteView record(body->record.bytes);
    if (body->part == record::Part::identity) {
        auto insert = database_->prepare("INSERT INTO received_identity(leaf, record, version, "
                                         "device, document) VALUES(?,?,?,?,?)");
        insert
            .bind_all(columns::number(leaf.leaf), record, std::int64_t{body->version},
                      document.header.device, bytes)
            .run();
        return;
    }
    bool follows = body->version == 1;
    if (!follows && body->previous) {
        auto find = database_->prepare("SELECT 1 FROM received WHERE record = ? AND version = ? "
                                       "AND digest = ? AND follows = 1");
        find.bind_all(record, std::int64_t{body->version} - 1, ByteView(*body->previous));
        follows = find.step();
    }
    auto insert = database_->prepare(
        "INSERT INTO received(leaf, record, version, follows, form, form_version, case_code, site, "
        "device, language, created_at, finalised_at, received_at, urgent, identity, signer_key, "
        "digest, receipt, document, author) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?20)");
    insert.bind_all(columns::number(leaf.leaf), record, std::int64_t{body->version},
                    std::int64_t{follows}, body->form, body->form_version, body->case_code,
                    document.header.site, document.header.device, language_of(body->answers),
                    unix_ms(body->created_at), unix_ms(body->finalised_at),
                    unix_ms(leaf.received_at), std::int64_t{body->urgent},
                    std::int64_t{body->has_identity}, signer_key, ByteView(sha256(view(bytes))),
                    receipt, bytes);
    if (document.header.author)
        insert.bind(20, ByteView(document.header.author->bytes));
    else
        insert.bind_null(20);
    insert.run();
}

void Replica::add_withdrawal(const Leaf& leaf, const record::WithdrawalBody& body) {
    auto insert = database_->prepare(
        "INSERT INTO withdrawal_received(leaf, record, device, withdrawn_at) VALUES(?, ?, ?, ?)");
    insert
        .bind_all(columns::number(leaf.leaf), ByteView(body.record.bytes), leaf.device,
                  unix_ms(body.withdrawn_at))
        .run();
}

void Replica::erase_withdrawn(const RecordId& id) {
    for (const auto* erase :
         {"UPDATE received SET document = '', language = '' WHERE record = ?1 AND EXISTS (SELECT 1 "
          "FROM withdrawal w WHERE w.record = ?1)",
          "UPDATE received_identity SET document = '' WHERE record = ?1 AND EXISTS (SELECT 1 FROM "
          "withdrawal w WHERE w.record = ?1)"}) {
        auto statement = database_->prepare(erase);
        statement.bind(1, ByteView(id.bytes)).run();
    }
}

std::vector<Received> Replica::list(std::string_view form, std::size_t most) {
    auto all = database_->prepare(std::string(kSelect) + " WHERE" + std::string(kShown) +
                                  " AND (?1 = '' OR r.form = ?1) ORDER BY r.urgent DESC, "
                                  "r.received_at, r.leaf");
    all.bind(1, form);
    return read_all(all, most);
}

std::optional<Received> Replica::find(const RecordId& id) {
    auto find =
        database_->prepare(std::string(kSelect) + " WHERE r.record = ?1 AND" + std::string(kShown));
    find.bind(1, ByteView(id.bytes));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

Replica::Documents Replica::documents(const RecordId& id, std::uint32_t version) {
    auto rest = database_->prepare(
        "SELECT document, device, version FROM received WHERE record = ?1 AND (?2 = 0 OR version = "
        "?2) ORDER BY follows DESC, version DESC, leaf LIMIT 1");
    rest.bind_all(ByteView(id.bytes), std::int64_t{version});
    if (!rest.step())
        return {};
    Documents out{columns::text(rest, 0), ""};
    auto identity = database_->prepare("SELECT document FROM received_identity WHERE record = ? "
                                       "AND device = ? AND version = ? ORDER BY leaf LIMIT 1");
    identity.bind_all(ByteView(id.bytes), columns::text(rest, 1), rest.integer(2));
    if (identity.step())
        out.identity = identity.text(0);
    return out;
}

std::vector<std::uint32_t> Replica::versions(const RecordId& id) {
    auto all = database_->prepare(
        "SELECT DISTINCT version FROM received WHERE record = ? ORDER BY version");
    all.bind(1, ByteView(id.bytes));
    std::vector<std::uint32_t> out;
    while (all.step())
        out.push_back(static_cast<std::uint32_t>(all.integer(0)));
    return out;
}

void Replica::mark_opened(const RecordId& id) {
    auto mark = database_->prepare("UPDATE received SET opened = 1 WHERE record = ?");
    mark.bind(1, ByteView(id.bytes)).run();
}

std::vector<Received> Replica::without_note() {
    // a version is complete when both its parts are here; only then is it safe to say so
    auto all = database_->prepare(
        std::string(kSelect) +
        " WHERE r.noted = 0 AND (r.identity = 0 OR EXISTS (SELECT 1 FROM received_identity j WHERE "
        "j.record = r.record AND j.version = r.version AND j.device = r.device)) ORDER BY r.leaf");
    return read_all(all, static_cast<std::size_t>(-1));
}

void Replica::note_sealed(const RecordId& id, std::uint32_t version) {
    auto mark =
        database_->prepare("UPDATE received SET noted = 1 WHERE record = ? AND version = ?");
    mark.bind_all(ByteView(id.bytes), std::int64_t{version}).run();
}

} // namespace suoja::kiosk
