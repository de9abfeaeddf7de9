// SPDX-License-Identifier: Apache-2.0
#pragma once
// Append-only, hash-chained audit log in the encrypted database; entries are written in the
// caller's transaction, with the act they tell of. No content: who, when, what kind of act, which
// record. hash(n) = SHA-256(hash(n-1) ‖ canonical JSON of entry n); the first chains from 32 zero
// bytes. Same threads as its Database.
#include "core/clock.h"
#include "core/database/database.h"
#include "core/digest.h"
#include "core/id.h"

#include <vector>

namespace suoja::database {

enum class Act {
    device_initialised,
    unlocked,
    unlock_failed,
    unlock_paused,
    unlocked_by_recovery,
    locked,
    record_opened,
    records_searched,
    draft_made,
    draft_erased,
    finalised,
    taken_back,
    amended,
    exported,
    printed,
    revealed,
    erased,
    received,
    opened_at_desk,
    quarantined,
    user_added,
    user_disabled,
    user_reset,
    group_key_made,
    group_key_installed,
    directory_changed,
    form_taken,    // subject: "intake:2026-12"
    form_refused,  // subject: the directory that names it
    draft_renewed, // answers that a newer form has no place for were left out
    checkpoint_conflict,
    clock_jumped,
    backup_made,
    restored,
};
[[nodiscard]] std::string_view name(Act act); // "record_opened"
[[nodiscard]] std::optional<Act> parse_act(std::string_view text);

struct AuditEntry {
    std::uint64_t number = 0; // from 1, dense
    Millis at{};
    Act act = Act::unlocked;
    std::string user;    // UUID, or "" where nobody is signed in
    std::string subject; // a record's, user's or envelope's id, or a word such as a role; or ""
    Hash hash{};
};
[[nodiscard]] std::string audit_json(const AuditEntry& entry); // canonical, without the hash

// the table `audit`; part of the owner's migrations
[[nodiscard]] std::string_view audit_schema();

class AuditLog {
  public:
    explicit AuditLog(Database& database) : database_(&database) {}
    // must stand inside the caller's Transaction
    AuditEntry append(Millis at, Act act, std::string_view user, std::string_view subject);
    [[nodiscard]] std::vector<AuditEntry> list(std::uint64_t from, std::size_t most);
    [[nodiscard]] std::uint64_t size();
    [[nodiscard]] Hash head();
    // Recomputes the chain. damaged with the number of the first entry that does not fit, in
    // `what`. A tail cut off is seen only against `least` (size, head) kept elsewhere.
    struct Head {
        std::uint64_t size = 0;
        Hash hash{};
    };
    [[nodiscard]] Result<Head> verify(std::optional<Head> least = std::nullopt);

  private:
    Database* database_;
};

} // namespace suoja::database
