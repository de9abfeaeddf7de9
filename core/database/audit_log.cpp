// SPDX-License-Identifier: Apache-2.0
#include "core/database/audit_log.h"

#include "core/json.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace suoja::database {
namespace {

constexpr std::array<std::pair<Act, std::string_view>, 33> kActs{{
    {Act::device_initialised, "device_initialised"},
    {Act::unlocked, "unlocked"},
    {Act::unlock_failed, "unlock_failed"},
    {Act::unlock_paused, "unlock_paused"},
    {Act::unlocked_by_recovery, "unlocked_by_recovery"},
    {Act::locked, "locked"},
    {Act::record_opened, "record_opened"},
    {Act::records_searched, "records_searched"},
    {Act::draft_made, "draft_made"},
    {Act::draft_erased, "draft_erased"},
    {Act::finalised, "finalised"},
    {Act::taken_back, "taken_back"},
    {Act::amended, "amended"},
    {Act::exported, "exported"},
    {Act::printed, "printed"},
    {Act::revealed, "revealed"},
    {Act::erased, "erased"},
    {Act::received, "received"},
    {Act::opened_at_desk, "opened_at_desk"},
    {Act::quarantined, "quarantined"},
    {Act::user_added, "user_added"},
    {Act::user_disabled, "user_disabled"},
    {Act::user_reset, "user_reset"},
    {Act::group_key_made, "group_key_made"},
    {Act::group_key_installed, "group_key_installed"},
    {Act::directory_changed, "directory_changed"},
    {Act::form_taken, "form_taken"},
    {Act::form_refused, "form_refused"},
    {Act::draft_renewed, "draft_renewed"},
    {Act::checkpoint_conflict, "checkpoint_conflict"},
    {Act::clock_jumped, "clock_jumped"},
    {Act::backup_made, "backup_made"},
    {Act::restored, "restored"},
}};

constexpr std::string_view kColumns = "SELECT number, at, act, user, subject, hash FROM audit";

// nullopt where the row is not one that append() writes
std::optional<AuditEntry> entry_of(const Statement& row) {
    const auto act = parse_act(row.text(2));
    const auto hash = row.blob(5);
    if (!act || hash.size() != Hash{}.size() || row.integer(0) < 1)
        return std::nullopt;
    AuditEntry entry;
    entry.number = static_cast<std::uint64_t>(row.integer(0));
    entry.at = from_unix_ms(row.integer(1));
    entry.act = *act;
    entry.user = row.text(3);
    entry.subject = row.text(4);
    std::copy(hash.begin(), hash.end(), entry.hash.begin());
    return entry;
}

Hash chained(const Hash& before, const AuditEntry& entry) {
    const std::string json = audit_json(entry);
    return sha256({before, view(json)});
}

Failure broken_at(std::uint64_t number) {
    return fail(Reason::damaged, "audit_chain",
                "Entry " + std::to_string(number) +
                    " of the audit log does not fit the chain; the entries before it are sound. "
                    "Keep this device as it is and tell the centre.");
}

} // namespace

std::string_view name(Act act) {
    const auto* const found = std::find_if(kActs.begin(), kActs.end(),
                                           [&](const auto& pair) { return pair.first == act; });
    assert(found != kActs.end() && "every act has a name");
    return found->second;
}

std::optional<Act> parse_act(std::string_view text) {
    const auto* const found = std::find_if(kActs.begin(), kActs.end(),
                                           [&](const auto& pair) { return pair.second == text; });
    return found == kActs.end() ? std::nullopt : std::optional<Act>(found->first);
}

std::string audit_json(const AuditEntry& entry) {
    boost::json::object object;
    object["number"] = static_cast<std::int64_t>(entry.number);
    object["at"] = rfc3339(entry.at);
    object["act"] = name(entry.act);
    object["user"] = entry.user;
    object["subject"] = entry.subject;
    return json::canonical(object);
}

std::string_view audit_schema() {
    return "CREATE TABLE audit(number INTEGER PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT NULL,"
           " user TEXT NOT NULL, subject TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
           "CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN"
           " SELECT RAISE(ABORT, 'append only'); END;"
           "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN"
           " SELECT RAISE(ABORT, 'append only'); END;";
}

AuditEntry AuditLog::append(Millis at, Act act, std::string_view user, std::string_view subject) {
    assert(database_->in_transaction() && "an entry stands in the transaction of its act");
    AuditEntry entry;
    entry.number = size() + 1;
    entry.at = at;
    entry.act = act;
    entry.user = user;
    entry.subject = subject;
    entry.hash = chained(head(), entry);
    database_->prepare("INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
        .bind_all(static_cast<std::int64_t>(entry.number), unix_ms(at), name(act), user, subject,
                  ByteView(entry.hash))
        .run();
    return entry;
}

std::vector<AuditEntry> AuditLog::list(std::uint64_t from, std::size_t most) {
    std::vector<AuditEntry> entries;
    auto rows = database_->prepare(
        "SELECT number, at, act, user, subject, hash FROM audit WHERE number >= ?1"
        " ORDER BY number LIMIT ?2");
    rows.bind_all(static_cast<std::int64_t>(from), static_cast<std::int64_t>(most));
    while (rows.step()) {
        auto entry = entry_of(rows);
        if (!entry)
            throw StorageFailure("An entry of the audit log does not read; verify the log.");
        entries.push_back(std::move(*entry));
    }
    return entries;
}

std::uint64_t AuditLog::size() {
    auto row = database_->prepare("SELECT coalesce(max(number), 0) FROM audit");
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

Hash AuditLog::head() {
    Hash hash{};
    auto row = database_->prepare("SELECT hash FROM audit ORDER BY number DESC LIMIT 1");
    if (row.step() && row.blob(0).size() == hash.size())
        std::copy_n(row.blob(0).begin(), hash.size(), hash.begin());
    return hash;
}

Result<AuditLog::Head> AuditLog::verify(std::optional<Head> least) {
    Head head;
    bool passed = !least || least->size == 0;
    auto rows = database_->prepare(std::string(kColumns) + " ORDER BY number");
    while (rows.step()) {
        const auto entry = entry_of(rows);
        if (!entry || entry->number != head.size + 1 || chained(head.hash, *entry) != entry->hash)
            return broken_at(head.size + 1);
        head.size = entry->number;
        head.hash = entry->hash;
        if (least && least->size == head.size) {
            if (least->hash != head.hash)
                return broken_at(head.size);
            passed = true;
        }
    }
    if (!passed)
        return fail(Reason::damaged, "audit_cut",
                    "The audit log ends at entry " + std::to_string(head.size) +
                        ", before the newest entry known elsewhere; its end was cut off. Keep this "
                        "device as it is and tell the centre.");
    return head;
}

} // namespace suoja::database
