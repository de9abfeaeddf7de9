// SPDX-License-Identifier: Apache-2.0
#include "core/database/connection.h"
#include "core/files.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <sys/stat.h>

namespace suoja::database {
namespace {

constexpr std::size_t kMagicBytes = 16;

Failure damaged_page() {
    return fail(Reason::damaged, "page_damaged",
                "The database file is damaged; nothing was changed in it. Restore it from a copy "
                "or ask for help.");
}

Failure busy() {
    return fail(Reason::busy, "busy",
                "Another program is using the database; try again in a moment.");
}

struct Beginning {
    std::int64_t size = 0;
    std::array<std::uint8_t, kMagicBytes> bytes{}; // SQLCipher keeps its salt here
};

// Read below the pager and before any key is set: tells a plain database from an encrypted one
// without ever letting SQLite touch the file.
std::optional<Beginning> beginning(::sqlite3* db) {
    ::sqlite3_file* file = nullptr;
    if (::sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr)
        return std::nullopt;
    Beginning found;
    ::sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return std::nullopt;
    found.size = size;
    if (size >= static_cast<std::int64_t>(kMagicBytes) &&
        file->pMethods->xRead(file, found.bytes.data(), kMagicBytes, 0) != SQLITE_OK)
        return std::nullopt;
    return found;
}

std::int64_t pages_in_wal(::sqlite3* db, int page_size) {
    constexpr std::int64_t kWalHeader = 32;
    constexpr std::int64_t kFrameHeader = 24;
    ::sqlite3_file* file = nullptr;
    ::sqlite3_int64 size = 0;
    if (::sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr ||
        file->pMethods->xFileSize(file, &size) != SQLITE_OK || size < kWalHeader)
        return 0;
    return (size - kWalHeader) / (kFrameHeader + page_size);
}

int set_key(::sqlite3* db, const Secret& key_and_salt) {
    std::string raw = "x'" + hex(key_and_salt.view()) + "'";
    const int code = ::sqlite3_key_v2(db, "main", raw.data(), static_cast<int>(raw.size()));
    wipe(raw);
    return code;
}

int count_pages(void* wal_pages, ::sqlite3*, const char*, int pages) {
    *static_cast<std::int64_t*>(wal_pages) = pages;
    return SQLITE_OK;
}

} // namespace

Database::State::~State() {
    for (auto& [text, statements] : idle)
        for (auto* statement : statements)
            ::sqlite3_finalize(statement);
    ::sqlite3_close_v2(db);
}

void Database::State::require_sound() const {
    if (broken)
        throw StorageFailure("The database stopped after a disk error and takes nothing more; what "
                             "was confirmed before is safe. Start the program again.");
}

void Database::State::failed(int code) {
    switch (code & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
        broken = true;
        break;
    default:
        break;
    }
    if ((code & 0xff) == SQLITE_FULL)
        throw StorageFull("The disk is full; what was confirmed before is safe. Free some space "
                          "and try again.");
    throw StorageFailure("The database could not do this (" + std::string(::sqlite3_errstr(code)) +
                         ", " + std::to_string(code) + "); what was confirmed before is safe.");
}

void Database::State::execute(const char* sql) {
    require_sound();
    const int code = ::sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        failed(code);
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& file, const Secret& key_and_salt,
                                const Options& options) {
    if (key_and_salt.size() != kKeyBytes)
        return fail(Reason::locked, "wrong_key", "The key does not fit this database.");
    std::error_code ignored;
    const bool there = std::filesystem::exists(file, ignored);
    if (!there && !options.create)
        return fail(Reason::not_found, "no_database", "There is no database here.");

    auto state = std::make_unique<State>();
    const int flags = (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                      (options.create && !options.read_only ? SQLITE_OPEN_CREATE : 0) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    int code = ::sqlite3_open_v2(file.c_str(), &state->db, flags,
                                 options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (code != SQLITE_OK)
        state->failed(code);
    ::sqlite3_busy_timeout(state->db, static_cast<int>(options.busy.count()));
    if (!there) {
        // before the first byte: SQLite gives the WAL the rights of the file
        if (::chmod(file.c_str(), S_IRUSR | S_IWUSR) != 0)
            throw StorageFailure("The rights of the new database could not be set.");
        sync_directory(file.parent_path());
    }

    const auto start = beginning(state->db);
    if (!start)
        state->failed(SQLITE_IOERR_READ);
    if (start->size == 0 && !options.create)
        return fail(Reason::damaged, "empty",
                    "The database file is empty; restore it from a copy or ask for help.");
    if (std::memcmp(start->bytes.data(), "SQLite format 3", kMagicBytes) == 0)
        return fail(Reason::damaged, "not_encrypted",
                    "The database opens without a key and is refused; nothing was read from it.");

    // The library writes its own lines to standard error unless told not to, before the first read.
    state->execute("PRAGMA cipher_log_level = NONE");
    code = set_key(state->db, key_and_salt);
    if (code != SQLITE_OK)
        throw CryptoFailure("The database library refused the key's form.");
    state->execute(("PRAGMA cipher_page_size = " + std::to_string(options.page_size)).c_str());
    state->execute("PRAGMA cipher_memory_security = ON");
    state->execute("PRAGMA temp_store = MEMORY");

    code =
        ::sqlite3_exec(state->db, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    const auto salt = key_and_salt.view().last(kMagicBytes);
    const bool ours = std::equal(salt.begin(), salt.end(), start->bytes.begin());
    switch (code & 0xff) {
    case SQLITE_OK:
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return busy();
    case SQLITE_NOTADB:
        // The salt that belongs to the key stands at the head of its file, so a first page that
        // does not verify under its own salt is damage and not a wrong key.
        if (!ours)
            return fail(Reason::locked, "wrong_key", "The key does not open this database.");
        return damaged_page();
    case SQLITE_CORRUPT:
        return damaged_page();
    default:
        state->failed(code);
    }
    if (auto settled = settle(*state, options); !settled)
        return settled.error();
    state->wal_pages = pages_in_wal(state->db, options.page_size);
    ::sqlite3_wal_hook(state->db, count_pages, &state->wal_pages);
    return Database(std::move(state));
}

void Database::execute(std::string_view sql) {
    state_->execute(std::string(sql).c_str());
}

std::int64_t Database::changes() const {
    return ::sqlite3_changes64(state_->db);
}
std::int64_t Database::last_rowid() const {
    return ::sqlite3_last_insert_rowid(state_->db);
}
std::int64_t Database::wal_pages() const {
    return state_->wal_pages;
}
bool Database::broken() const {
    return state_->broken;
}
bool Database::in_transaction() const {
    return state_->in_transaction;
}
::sqlite3* Database::handle() const {
    return state_->db;
}

bool Database::checkpoint(bool truncate) {
    state_->require_sound();
    assert(!state_->in_transaction && "a checkpoint stands outside transactions");
    int in_wal = 0;
    int moved = 0;
    const int code = ::sqlite3_wal_checkpoint_v2(
        state_->db, "main", truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        &in_wal, &moved);
    if ((code & 0xff) == SQLITE_BUSY)
        return false;
    if (code != SQLITE_OK) {
        state_->broken = true;
        state_->failed(code);
    }
    const bool whole = in_wal == moved;
    if (whole)
        state_->wal_pages = 0;
    return whole;
}

void Database::harden_wal() {
    constexpr ::sqlite3_int64 kChunk = 1 << 16; // SQLite writes less than 128 KiB at a time
    state_->require_sound();
    assert(!state_->in_transaction && "the WAL is hardened outside transactions");
    ::sqlite3_file* file = nullptr;
    ::sqlite3_int64 size = 0;
    if (::sqlite3_file_control(state_->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) !=
            SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr)
        return;
    int code = file->pMethods->xFileSize(file, &size);
    Bytes bytes(static_cast<std::size_t>(std::min(size, kChunk)));
    for (::sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += kChunk) {
        const int length = static_cast<int>(std::min(size - at, kChunk));
        code = file->pMethods->xRead(file, bytes.data(), length, at);
        if (code == SQLITE_OK)
            code = file->pMethods->xWrite(file, bytes.data(), length, at);
    }
    if (code == SQLITE_OK && size > 0)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) {
        state_->broken = true;
        state_->failed(code);
    }
}

std::vector<std::string> Database::verify() {
    state_->require_sound();
    std::vector<std::string> problems;
    // cipher_integrity_check reads the file past the WAL, where a checkpoint that a power cut
    // interrupted leaves torn pages that the WAL makes good: it means something only after one.
    const bool writable = ::sqlite3_db_readonly(state_->db, "main") == 0;
    const bool file_is_whole = writable && !state_->in_transaction && checkpoint(true);
    for (const char* check : {"PRAGMA quick_check", "PRAGMA cipher_integrity_check"}) {
        if (!file_is_whole && check != std::string_view("PRAGMA quick_check"))
            continue;
        try {
            auto rows = prepare(check);
            while (rows.step())
                if (rows.text(0) != "ok")
                    problems.emplace_back(rows.text(0));
        } catch (const StorageFailure&) {
            problems.emplace_back("a page could not be read");
        }
    }
    return problems;
}

Transaction::Transaction(Database& database) : database_(&database) {
    assert(!database.state_->in_transaction && "transactions do not nest");
    database.state_->execute("BEGIN IMMEDIATE");
    database.state_->in_transaction = true;
}

Transaction::~Transaction() {
    if (!open_)
        return;
    auto& state = *database_->state_;
    state.in_transaction = false;
    // an error may have rolled back already
    if (::sqlite3_get_autocommit(state.db) == 0 &&
        ::sqlite3_exec(state.db, "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK)
        state.broken = true;
}

void Transaction::commit() {
    assert(open_ && "a transaction commits once");
    auto& state = *database_->state_;
    state.require_sound();
    const int code = ::sqlite3_exec(state.db, "COMMIT", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        state.broken = true;
        state.failed(code);
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
                    "The database was written by a newer program and was not touched; start the "
                    "newer program.");
    for (auto at = static_cast<std::size_t>(version); at < steps.size(); ++at) {
        Transaction step(database);
        database.execute(steps[at].sql);
        database.execute("PRAGMA user_version = " + std::to_string(at + 1));
        step.commit();
    }
    return {};
}

} // namespace suoja::database
