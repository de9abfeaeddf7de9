// SPDX-License-Identifier: Apache-2.0
#include "core/database/database.h"

#include "core/bytes.h"

#define SQLITE_HAS_CODEC 1
#include <sqlite3.h>

#include <array>
#include <cassert>
#include <charconv>
#include <fstream>
#include <unordered_map>
#include <utility>

namespace suoja::database {

struct Database::State {
    sqlite3* db = nullptr;
    bool broken = false;
    bool in_transaction = false;
    std::int64_t wal_pages = 0;
    std::unordered_map<std::string, std::vector<sqlite3_stmt*>> idle;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        for (auto& [sql, statements] : idle)
            for (auto* statement : statements)
                sqlite3_finalize(statement);
        sqlite3_close_v2(db);
    }

    // What a result code means for the connection. Never carries SQL or values.
    [[noreturn]] void raise(int code, const char* step) {
        const int kind = code & 0xff;
        if (kind == SQLITE_FULL)
            throw StorageFull("the disk is full");
        if (kind == SQLITE_IOERR || kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ||
            kind == SQLITE_NOMEM || kind == SQLITE_CANTOPEN)
            broken = true;
        throw StorageFailure(std::string("SQLite ") + step + " failed with code " +
                             std::to_string(code));
    }
    void require_sound() const {
        if (broken)
            throw StorageFailure("the database was given up after a storage failure");
    }
};

namespace {

std::string plain_text(sqlite3* db, const std::string& sql, int& code) {
    sqlite3_stmt* row = nullptr;
    std::string out;
    code = sqlite3_prepare_v2(db, sql.c_str(), -1, &row, nullptr);
    if (code == SQLITE_OK) {
        code = sqlite3_step(row);
        if (code == SQLITE_ROW) {
            const auto* text = sqlite3_column_text(row, 0);
            out = text == nullptr ? "" : reinterpret_cast<const char*>(text);
            code = SQLITE_OK;
        } else if (code == SQLITE_DONE) {
            code = SQLITE_OK;
        }
    }
    sqlite3_finalize(row);
    return out;
}

bool at_least_4_6(const std::string& version) {
    int major = 0;
    int minor = 0;
    const auto* end = version.data() + version.size();
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.' ||
        std::from_chars(first.ptr + 1, end, minor).ec != std::errc{})
        return false;
    return major > 4 || (major == 4 && minor >= 6);
}

// A setting, and the value it must read back as.
struct Setting {
    const char* name;
    const char* wish;
    const char* reads;
};
constexpr std::array kSettings{
    Setting{"temp_store", "MEMORY", "2"},    Setting{"synchronous", "FULL", "2"},
    Setting{"wal_autocheckpoint", "0", "0"}, Setting{"secure_delete", "ON", "1"},
    Setting{"foreign_keys", "ON", "1"},      Setting{"trusted_schema", "OFF", "0"},
    Setting{"cell_size_check", "ON", "1"},   Setting{"cipher_memory_security", "ON", "1"},
};

Failure settings_failure() {
    return fail(Reason::damaged, "settings",
                "The database library does not keep a setting that is needed. Nothing was read or "
                "written; install SQLCipher 4.6 or newer.");
}

Failure open_failure(int code) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        return fail(Reason::locked, "wrong_key", "The key does not open this database.");
    case SQLITE_BUSY:
        return fail(Reason::busy, "database_busy",
                    "The database is in use by another program. Nothing was changed.");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return fail(Reason::refused, "database_unreadable",
                    "The database file cannot be opened. Check its rights.");
    case SQLITE_FULL:
        return fail(Reason::full, "no_space", "The disk is full. What was stored before is whole.");
    default:
        return fail(Reason::damaged, "page_damaged",
                    "The database file is damaged. Nothing was changed in it; restore the newest "
                    "backup.");
    }
}

bool is_plain(const std::filesystem::path& file) {
    std::array<char, 16> head{};
    std::ifstream in(file, std::ios::binary);
    return in.read(head.data(), head.size()) &&
           std::string_view(head.data(), 15) == "SQLite format 3";
}

int remember_wal(void* into, sqlite3*, const char*, int pages) {
    *static_cast<std::int64_t*>(into) = pages;
    return SQLITE_OK;
}

} // namespace

Result<Database> Database::open(const std::filesystem::path& file, const Secret& key_and_salt,
                                const Options& options) {
    assert(key_and_salt.size() == kKeyBytes);
    std::error_code ignored;
    const bool there = std::filesystem::exists(file, ignored);
    if (!there && !options.create)
        return fail(Reason::not_found, "no_database", "There is no database here yet.");
    if (there && is_plain(file))
        return fail(Reason::damaged, "not_encrypted",
                    "The database file is not encrypted, so it is not used. Nothing was changed.");
    auto state = std::make_unique<State>();
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (options.read_only ? SQLITE_OPEN_READONLY
                           : SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0));
    int code = sqlite3_open_v2(file.c_str(), &state->db, flags,
                               options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (code != SQLITE_OK)
        return open_failure(code);
    auto* db = state->db;
    sqlite3_busy_timeout(db, static_cast<int>(options.busy.count()));
    // the library would otherwise write its own lines to standard error
    static_cast<void>(plain_text(db, "PRAGMA cipher_log_level = NONE", code));
    if (!at_least_4_6(plain_text(db, "PRAGMA cipher_version", code)))
        return settings_failure();

    std::string key = "x'" + hex(key_and_salt.view()) + "'";
    code = sqlite3_key_v2(db, "main", key.data(), static_cast<int>(key.size()));
    wipe(key);
    if (code != SQLITE_OK)
        return open_failure(code);
    static_cast<void>(
        plain_text(db, "PRAGMA cipher_page_size = " + std::to_string(options.page_size), code));
    // a wrong key shows only at the first read
    static_cast<void>(plain_text(db, "SELECT count(*) FROM sqlite_master", code));
    if (code != SQLITE_OK)
        return open_failure(code);

    if (plain_text(db, options.read_only ? "PRAGMA journal_mode" : "PRAGMA journal_mode = WAL",
                   code) != "wal")
        return code == SQLITE_OK ? settings_failure() : open_failure(code);
    for (const auto& setting : kSettings) {
        const std::string name = setting.name;
        static_cast<void>(plain_text(db, "PRAGMA " + name + " = " + setting.wish, code));
        if (plain_text(db, "PRAGMA " + name, code) != setting.reads)
            return settings_failure();
    }
    const auto mapped = plain_text(db, "PRAGMA mmap_size = 0", code);
    int defensive = 0;
    if ((mapped != "0" && !mapped.empty()) ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &defensive) != SQLITE_OK ||
        defensive != 1)
        return settings_failure();
    sqlite3_wal_hook(db, remember_wal, &state->wal_pages);
    return Database(std::move(state));
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() {
    // closing must not checkpoint: its result could not be reported
    if (state_)
        sqlite3_db_config(state_->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::execute(std::string_view sql) {
    state_->require_sound();
    const int code = sqlite3_exec(state_->db, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        state_->raise(code, "execute");
}

Statement Database::prepare(std::string_view sql) {
    state_->require_sound();
    auto& idle = state_->idle[std::string(sql)];
    if (!idle.empty()) {
        auto* statement = idle.back();
        idle.pop_back();
        return Statement(*state_, statement);
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(state_->db, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        state_->raise(code, "prepare");
    return Statement(*state_, statement);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(state_->db);
}
std::int64_t Database::last_rowid() const {
    return sqlite3_last_insert_rowid(state_->db);
}
std::int64_t Database::wal_pages() const {
    return state_->wal_pages;
}
bool Database::broken() const {
    return state_->broken;
}
sqlite3* Database::handle() const {
    return state_->db;
}

bool Database::checkpoint(bool truncate) {
    state_->require_sound();
    int in_wal = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(
        state_->db, "main", truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        &in_wal, &moved);
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return false;
    if (code != SQLITE_OK) {
        // pages may have been lost between the WAL and the file: only a fresh start is sure
        state_->broken = true;
        state_->raise(code, "checkpoint");
    }
    if (in_wal == moved)
        state_->wal_pages = 0;
    return in_wal == moved;
}

std::vector<std::string> Database::verify() {
    std::vector<std::string> out;
    for (const auto* sql : {"PRAGMA cipher_integrity_check", "PRAGMA quick_check"}) {
        sqlite3_stmt* row = nullptr;
        int code = sqlite3_prepare_v2(state_->db, sql, -1, &row, nullptr);
        while (code == SQLITE_OK || code == SQLITE_ROW) {
            code = sqlite3_step(row);
            if (code != SQLITE_ROW)
                break;
            const auto* text = sqlite3_column_text(row, 0);
            const std::string said = text == nullptr ? "" : reinterpret_cast<const char*>(text);
            if (said != "ok")
                out.push_back(said);
        }
        sqlite3_finalize(row);
        if (code != SQLITE_DONE)
            out.push_back("the check itself failed with code " + std::to_string(code));
    }
    return out;
}

Statement::Statement(Database::State& owner, sqlite3_stmt* statement)
    : owner_(&owner), statement_(statement) {}
Statement::Statement(Statement&& other) noexcept
    : owner_(other.owner_), statement_(std::exchange(other.statement_, nullptr)) {}
Statement::~Statement() {
    if (statement_ == nullptr)
        return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    owner_->idle[sqlite3_sql(statement_)].push_back(statement_);
}

Statement& Statement::bind(int at, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(statement_, at, value); code != SQLITE_OK)
        owner_->raise(code, "bind");
    return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
    const int code = sqlite3_bind_text64(statement_, at, text.data() == nullptr ? "" : text.data(),
                                         text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK)
        owner_->raise(code, "bind");
    return *this;
}

Statement& Statement::bind(int at, ByteView blob) {
    const int code = blob.empty() ? sqlite3_bind_zeroblob(statement_, at, 0)
                                  : sqlite3_bind_blob64(statement_, at, blob.data(), blob.size(),
                                                        SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        owner_->raise(code, "bind");
    return *this;
}

Statement& Statement::bind_null(int at) {
    if (const int code = sqlite3_bind_null(statement_, at); code != SQLITE_OK)
        owner_->raise(code, "bind");
    return *this;
}

bool Statement::step() {
    owner_->require_sound();
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    sqlite3_reset(statement_);
    owner_->raise(code, "step");
}

void Statement::run() {
    while (step())
        continue;
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

bool Statement::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
std::string_view Statement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_, column);
    if (text == nullptr)
        return {};
    return {reinterpret_cast<const char*>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
ByteView Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Transaction::Transaction(Database& database) : database_(&database) {
    auto& state = *database_->state_;
    assert(!state.in_transaction && "transactions do not nest");
    database_->execute("BEGIN IMMEDIATE");
    state.in_transaction = true;
}

Transaction::~Transaction() {
    if (!open_)
        return;
    auto& state = *database_->state_;
    state.in_transaction = false;
    // after some failures SQLite has rolled back by itself
    if (sqlite3_get_autocommit(state.db) == 0 &&
        sqlite3_exec(state.db, "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK)
        state.broken = true;
}

void Transaction::commit() {
    auto& state = *database_->state_;
    state.require_sound();
    const int code = sqlite3_exec(state.db, "COMMIT", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        // whether a failed flush left the pages on disk cannot be known: no more from this
        // connection
        if ((code & 0xff) != SQLITE_FULL && (code & 0xff) != SQLITE_BUSY)
            state.broken = true;
        state.raise(code, "commit");
    }
    open_ = false;
    state.in_transaction = false;
}

Result<void> migrate(Database& database, std::span<const Migration> steps) {
    std::int64_t version = 0;
    {
        auto row = database.prepare("PRAGMA user_version");
        if (row.step())
            version = row.integer(0);
    }
    if (version < 0 || static_cast<std::size_t>(version) > steps.size())
        return fail(Reason::damaged, "newer_schema",
                    "The database was written by a newer version of this program. Nothing was "
                    "changed; install that version again.");
    for (auto k = static_cast<std::size_t>(version); k < steps.size(); ++k) {
        Transaction transaction(database);
        database.execute(steps[k].sql);
        database.execute("PRAGMA user_version = " + std::to_string(k + 1));
        transaction.commit();
    }
    return {};
}

} // namespace suoja::database
