// SPDX-License-Identifier: Apache-2.0
#include "core/database/connection.h"
#include "core/log.h"

#include <charconv>
#include <mutex>
#include <sys/mman.h>

namespace suoja::database {
namespace {

struct Finalise {
    void operator()(::sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
};

// first column of the first row; nullopt where the pragma gives no row or fails
std::optional<std::string> ask(::sqlite3* db, const char* sql) {
    ::sqlite3_stmt* raw = nullptr;
    if (::sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
        return std::nullopt;
    const std::unique_ptr<::sqlite3_stmt, Finalise> statement(raw);
    if (::sqlite3_step(raw) != SQLITE_ROW)
        return std::nullopt;
    const auto* text = ::sqlite3_column_text(raw, 0);
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

Failure unsettled(std::string_view setting) {
    return fail(Reason::damaged, "settings",
                "The database library does not hold the setting " + std::string(setting) +
                    "; nothing was read or written. Install the library that this program names.");
}

bool at_least_4_6(std::string_view version) {
    int major = 0;
    int minor = 0;
    const auto* end = version.data() + version.size();
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.')
        return false;
    const auto second = std::from_chars(first.ptr + 1, end, minor);
    return second.ec == std::errc() && (major > 4 || (major == 4 && minor >= 6));
}

// SQLCipher locks the pages it allocates as long as it may, and goes on without when it may not.
// It tells nobody, so the room for one connection's cache is tried here, once a process.
void say_when_locked_memory_is_short() {
    static std::once_flag once;
    std::call_once(once, [] {
        constexpr std::size_t kCacheOfOneConnection = std::size_t{4} << 20U;
        void* room = ::mmap(nullptr, kCacheOfOneConnection, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED)
            return;
        if (::mlock(room, kCacheOfOneConnection) != 0)
            log(Level::warning, "locked_memory_short", {{"wanted", kCacheOfOneConnection}});
        ::munmap(room, kCacheOfOneConnection);
    });
}

bool switched(::sqlite3* db, int what, int value) {
    int now = -1;
    return ::sqlite3_db_config(db, what, value, &now) == SQLITE_OK && now == value;
}

struct Setting {
    const char* name; // said in the failure
    const char* set;  // "" where it is only read
    const char* query;
    std::string_view wanted;
};

} // namespace

Result<void> settle(Database::State& state, const Options& options) {
    ::sqlite3* db = state.db;
    const auto version = ask(db, "PRAGMA cipher_version");
    if (!version || !at_least_4_6(*version))
        return unsettled("cipher_version >= 4.6");
    const std::string page = std::to_string(options.page_size);
    // A read-only connection cannot change the journal mode, and must find it right already.
    const Setting settings[] = {
        {"cipher_memory_security", "", "PRAGMA cipher_memory_security", "1"},
        {"temp_store", "", "PRAGMA temp_store", "2"},
        {"page_size", "", "PRAGMA page_size", page},
        {"journal_mode", options.read_only ? "" : "PRAGMA journal_mode = WAL",
         "PRAGMA journal_mode", "wal"},
        {"synchronous", "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
        {"wal_autocheckpoint", "PRAGMA wal_autocheckpoint = 0", "PRAGMA wal_autocheckpoint", "0"},
        {"secure_delete", "PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1"},
        {"foreign_keys", "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
        {"trusted_schema", "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
        {"cell_size_check", "PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
        {"mmap_size", "PRAGMA mmap_size = 0", "PRAGMA mmap_size", "0"},
    };
    for (const auto& setting : settings) {
        if (*setting.set != '\0') {
            const int code = ::sqlite3_exec(db, setting.set, nullptr, nullptr, nullptr);
            if ((code & 0xff) == SQLITE_BUSY)
                return fail(Reason::busy, "busy",
                            "Another program is using the database; try again in a moment.");
            if (code != SQLITE_OK && (code & 0xff) != SQLITE_ERROR)
                state.failed(code);
        }
        const auto found = ask(db, setting.query);
        if (found != setting.wanted)
            return unsettled(setting.name);
    }
    if (!switched(db, SQLITE_DBCONFIG_DEFENSIVE, 1) ||
        !switched(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1) ||
        !switched(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0) ||
        !switched(db, SQLITE_DBCONFIG_DQS_DML, 0) || !switched(db, SQLITE_DBCONFIG_DQS_DDL, 0))
        return unsettled("defensive");
    say_when_locked_memory_is_short();
    return {};
}

} // namespace suoja::database
