// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/records.h"

#include "core/envelope/merkle.h"
#include "core/json.h"
#include "kiosk/store/columns.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

constexpr std::size_t kMostDocument = std::size_t{8} << 20U;

struct StateName {
    State state;
    std::string_view name;
};
constexpr std::array<StateName, 5> kStates{{{State::draft, "draft"},
                                            {State::waiting, "waiting"},
                                            {State::at_relay, "at_relay"},
                                            {State::received, "received"},
                                            {State::needs_attention, "needs_attention"}}};

constexpr std::string_view kVersionColumns =
    "record, version, form, form_version, case_code, reason, author, created_at, finalised_at, "
    "urgent, links, draft, rest, identity";

Version read_version(const database::Statement& row) {
    Version version;
    version.record = columns::id(row, 0, RecordId{});
    version.version = static_cast<std::uint32_t>(row.integer(1));
    version.form = row.text(2);
    version.form_version = row.text(3);
    version.case_code = row.text(4);
    version.reason = row.text(5);
    version.author = columns::id(row, 6, UserId{});
    version.created_at = columns::time(row, 7);
    version.finalised_at = columns::time(row, 8);
    version.urgent = row.integer(9) != 0;
    version.links = columns::read_links(row.text(10));
    version.draft = columns::id(row, 11, DraftId{});
    version.rest = row.text(12);
    version.identity = row.text(13);
    return version;
}

// The language to speak with the person, of class N: it stands in lists, so that nobody opens a
// record only to find an interpreter.
std::string language_of(std::string_view rest) {
    const auto object = json::parse_object(rest, kMostDocument);
    const auto* answers = object ? json::object_of(*object, "answers") : nullptr;
    if (answers == nullptr)
        return "";
    if (const auto contact = json::text_of(*answers, "contact_language"))
        return *contact;
    return json::text_of(*answers, "language").value_or("");
}

// Rows of a list come without their answers; the outbox rows of the version say the rest.
constexpr std::string_view kRowSelect =
    "SELECT v.record, v.form, v.case_code, v.language, coalesce(u.display, ''), v.version, "
    "v.urgent, v.finalised_at, w.withdrawn_at, e.received_at, "
    "coalesce(e.refused, '') FROM version v LEFT JOIN user u ON "
    "u.id = v.author LEFT JOIN withdrawal w ON w.record = v.record LEFT JOIN envelope e ON e.id = "
    "w.envelope WHERE NOT EXISTS "
    "(SELECT 1 FROM version w WHERE w.record = v.record AND w.version > v.version)";

struct Progress { // of all envelopes of one version together
    std::int64_t envelopes = 0;
    std::optional<Millis> handed_over_at, forwarded_at, received_at, opened_at, hold_until;
    std::string refused, receipt_number;
};

// A step is done when every part has done it: then its time is the last part's.
Progress progress_of(database::Database& database, const RecordId& record, std::uint32_t version) {
    auto find = database.prepare(
        "SELECT count(*), count(handed_over_at), max(handed_over_at), "
        "count(coalesce(forwarded_at, received_at)), max(coalesce(forwarded_at, received_at)), "
        "count(received_at), max(received_at), max(opened_at), max(hold_until), max(refused), "
        "max(CASE WHEN part = 'rest' THEN sha256 END), "
        "max(CASE WHEN part = 'rest' THEN received_at END) "
        "FROM envelope WHERE record = ? AND version = ? AND taken_back = 0");
    find.bind_all(ByteView(record.bytes), std::int64_t{version});
    Progress out;
    if (!find.step())
        return out;
    out.envelopes = find.integer(0);
    const auto all = [&](int counted) {
        return out.envelopes > 0 && find.integer(counted) == out.envelopes
                   ? columns::maybe_time(find, counted + 1)
                   : std::nullopt;
    };
    out.handed_over_at = all(1);
    out.forwarded_at = all(3);
    out.received_at = all(5);
    out.opened_at = columns::maybe_time(find, 7);
    out.hold_until = columns::maybe_time(find, 8);
    out.refused = find.text(9);
    if (out.received_at && !find.null(10))
        out.receipt_number = receipt_number(columns::array<32>(find, 10), columns::time(find, 11));
    return out;
}

RecordRow read_row(database::Database& database, const database::Statement& found, Millis now) {
    RecordRow row;
    row.record = columns::id(found, 0, RecordId{});
    row.form = found.text(1);
    row.case_code = found.text(2);
    row.language = found.text(3);
    row.author_display = found.text(4);
    row.version = static_cast<std::uint32_t>(found.integer(5));
    row.urgent = found.integer(6) != 0;
    row.finalised_at = columns::time(found, 7);
    row.withdrawn_at = columns::maybe_time(found, 8);
    row.withdrawal_received = columns::maybe_time(found, 9).has_value();
    row.withdrawal_refused = found.text(10);
    auto progress = progress_of(database, row.record, row.version);
    row.handed_over_at = progress.handed_over_at;
    row.forwarded_at = progress.forwarded_at;
    row.received_at = progress.received_at;
    row.opened_at = progress.opened_at;
    if (!row.handed_over_at && progress.hold_until > now)
        row.hold_until = progress.hold_until;
    row.refused = std::move(progress.refused);
    row.receipt_number = std::move(progress.receipt_number);
    // a clock put back makes nothing late; the receipt itself settles it
    row.late = row.urgent && !row.received_at && now - row.finalised_at >= kUrgentPatience;
    if (!row.refused.empty() || !row.withdrawal_refused.empty() || (row.late && !row.received_at))
        row.state = State::needs_attention;
    else if (row.received_at)
        row.state = State::received;
    else if (row.forwarded_at)
        row.state = State::at_relay;
    else
        row.state = State::waiting;
    return row;
}

} // namespace

std::string_view name(State state) {
    for (const auto& known : kStates)
        if (known.state == state)
            return known.name;
    return "";
}

std::optional<State> parse_state(std::string_view text) {
    for (const auto& known : kStates)
        if (known.name == text)
            return known.state;
    return std::nullopt;
}

std::string receipt_number(const Hash& envelope_sha256, Millis received_at) {
    const auto leaf = envelope::leaf_hash(envelope::leaf_data(envelope_sha256, received_at));
    std::string digits = hex(ByteView(sha256(leaf)).first(3));
    std::transform(digits.begin(), digits.end(), digits.begin(), [](char digit) {
        return digit >= 'a' && digit <= 'f' ? static_cast<char>(digit - 'a' + 'A') : digit;
    });
    return digits.substr(0, 4) + '-' + digits.substr(4);
}

void Records::insert(const Version& version, const std::vector<OutboxRow>& rows,
                     const std::vector<Bytes>& sealed) {
    auto insert = database_->prepare(
        "INSERT INTO version(record, version, form, form_version, case_code, reason, author, "
        "created_at, finalised_at, urgent, language, links, draft, rest, identity) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    columns::run_with(insert, ByteView(version.record.bytes), std::int64_t{version.version},
                      version.form, version.form_version, version.case_code, version.reason,
                      ByteView(version.author.bytes), unix_ms(version.created_at),
                      unix_ms(version.finalised_at), std::int64_t{version.urgent},
                      language_of(version.rest), columns::links(version.links),
                      ByteView(version.draft.bytes), version.rest, version.identity);
    for (std::size_t i = 0; i < rows.size(); ++i)
        insert_envelope(rows[i], sealed.at(i));
}

void Records::remove(const RecordId& id, std::uint32_t version) {
    auto remove = database_->prepare("DELETE FROM version WHERE record = ? AND version = ?");
    remove.bind_all(ByteView(id.bytes), std::int64_t{version}).run();
}

void Records::erase_answers(const RecordId& id) {
    auto erase = database_->prepare("UPDATE version SET rest = '', identity = '', language = '', "
                                    "reason = '', links = ? WHERE record = ?");
    erase.bind_all(columns::links({}), ByteView(id.bytes)).run();
}

std::optional<Version> Records::find(const RecordId& id, std::uint32_t version) {
    auto find = database_->prepare(
        "SELECT " + std::string(kVersionColumns) +
        " FROM version WHERE record = ?1 AND (?2 = 0 OR version = ?2) ORDER BY version DESC "
        "LIMIT 1");
    find.bind_all(ByteView(id.bytes), std::int64_t{version});
    return find.step() ? std::optional(read_version(find)) : std::nullopt;
}

std::optional<Version> Records::made_from(const DraftId& draft) {
    auto find = database_->prepare("SELECT " + std::string(kVersionColumns) +
                                   " FROM version WHERE draft = ?");
    find.bind(1, ByteView(draft.bytes));
    return find.step() ? std::optional(read_version(find)) : std::nullopt;
}

std::vector<RecordRow> Records::list(std::string_view form, std::optional<State> state, Millis now,
                                     std::size_t most) {
    auto all =
        database_->prepare(std::string(kRowSelect) + " AND (?1 = '' OR v.form = ?1) ORDER BY "
                                                     "v.finalised_at DESC, v.record DESC");
    all.bind(1, form);
    std::vector<RecordRow> out;
    while (out.size() < most && all.step()) {
        auto row = read_row(*database_, all, now);
        if (!state || row.state == *state)
            out.push_back(std::move(row));
    }
    return out;
}

std::optional<RecordRow> Records::row(const RecordId& id, Millis now) {
    auto find = database_->prepare(std::string(kRowSelect) + " AND v.record = ?1");
    find.bind(1, ByteView(id.bytes));
    return find.step() ? std::optional(read_row(*database_, find, now)) : std::nullopt;
}

} // namespace suoja::kiosk
