// SPDX-License-Identifier: Apache-2.0
#include "core/database/audit_log.h"

#include "core/json.h"

#include <algorithm>
#include <array>

namespace suoja::database {
namespace {

constexpr std::array<std::pair<Act, std::string_view>, 30> kNames{{
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
    {Act::checkpoint_conflict, "checkpoint_conflict"},
    {Act::clock_jumped, "clock_jumped"},
    {Act::backup_made, "backup_made"},
    {Act::restored, "restored"},
}};

AuditEntry read_entry(const Statement& row) {
    AuditEntry entry;
    entry.number = static_cast<std::uint64_t>(row.integer(0));
    entry.at = from_unix_ms(row.integer(1));
    entry.act = parse_act(row.text(2)).value_or(Act::unlocked);
    entry.user = row.text(3);
    entry.subject = row.text(4);
    const auto hash = row.blob(5);
    if (hash.size() == entry.hash.size())
        std::copy(hash.begin(), hash.end(), entry.hash.begin());
    return entry;
}

constexpr std::string_view kColumns = "SELECT number, at, act, user, subject, hash FROM audit ";

} // namespace

std::string_view name(Act act) {
    const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                     [&](const auto& pair) { return pair.first == act; });
    return found == kNames.end() ? "" : found->second;
}

std::optional<Act> parse_act(std::string_view text) {
    const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                     [&](const auto& pair) { return pair.second == text; });
    return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

std::string audit_json(const AuditEntry& entry) {
    return json::canonical(boost::json::object{{"act", name(entry.act)},
                                               {"at", rfc3339(entry.at)},
                                               {"number", entry.number},
                                               {"subject", entry.subject},
                                               {"user", entry.user}});
}

std::string_view audit_schema() {
    return "CREATE TABLE audit (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT "
           "NULL, "
           "user TEXT NOT NULL, subject TEXT NOT NULL, hash BLOB NOT NULL) STRICT;";
}

AuditEntry AuditLog::append(Millis at, Act act, std::string_view user, std::string_view subject) {
    AuditEntry entry{size() + 1, at, act, std::string(user), std::string(subject), {}};
    entry.hash = sha256({head(), view(audit_json(entry))});
    database_
        ->prepare("INSERT INTO audit (number, at, act, user, subject, hash) VALUES (?,?,?,?,?,?)")
        .bind_all(static_cast<std::int64_t>(entry.number), unix_ms(at), name(act), user, subject,
                  ByteView(entry.hash))
        .run();
    return entry;
}

std::vector<AuditEntry> AuditLog::list(std::uint64_t from, std::size_t most) {
    auto row =
        database_->prepare(std::string(kColumns) + "WHERE number >= ? ORDER BY number LIMIT ?");
    row.bind_all(static_cast<std::int64_t>(from), static_cast<std::int64_t>(most));
    std::vector<AuditEntry> out;
    while (row.step())
        out.push_back(read_entry(row));
    return out;
}

std::uint64_t AuditLog::size() {
    auto row = database_->prepare("SELECT max(number) FROM audit");
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

Hash AuditLog::head() {
    auto row = database_->prepare(std::string(kColumns) + "ORDER BY number DESC LIMIT 1");
    return row.step() ? read_entry(row).hash : Hash{};
}

Result<AuditLog::Head> AuditLog::verify(std::optional<Head> least) {
    Head head;
    auto row = database_->prepare(std::string(kColumns) + "ORDER BY number");
    const auto broken = [](std::uint64_t number) {
        return fail(Reason::damaged, "audit_chain",
                    "The audit log does not fit together at entry " + std::to_string(number) +
                        ". Records are not touched by this; tell the centre.");
    };
    bool least_seen = !least || least->size == 0;
    while (row.step()) {
        const auto entry = read_entry(row);
        const bool known = parse_act(row.text(2)).has_value();
        if (!known || entry.number != head.size + 1 ||
            entry.hash != sha256({head.hash, view(audit_json(entry))}))
            return broken(head.size + 1);
        head = {entry.number, entry.hash};
        if (least && entry.number == least->size) {
            if (entry.hash != least->hash)
                return broken(entry.number);
            least_seen = true;
        }
    }
    if (!least_seen)
        return broken(head.size + 1);
    return head;
}

} // namespace suoja::database
