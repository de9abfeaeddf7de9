// SPDX-License-Identifier: Apache-2.0
#pragma once
// SQLCipher, nothing of our tables. One place opens databases and reads back every setting it
// relies on: SQLCipher >= 4.6, WAL, synchronous FULL, no automatic checkpoint, temp_store MEMORY,
// secure_delete, foreign_keys, trusted_schema off, mmap off, cipher_memory_security, defensive.
// A Database belongs to one thread at a time (one writer a file; readers open their own).
// StorageFailure: disk, constraint or library error, never with SQL literals or values in it.
// After a StorageFailure from a commit or checkpoint the connection refuses everything (broken()):
// close, reopen, verify. Source: https://www.zetetic.net/sqlcipher/sqlcipher-api/
#include "core/failure.h"
#include "core/secret.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace suoja::database {

inline constexpr std::size_t kKeyBytes = 48; // 32 of key, 16 of salt: SQLCipher's raw key form

struct Options {
    bool create = false; // else a missing file is not_found
    std::string vfs;     // "" = the system's; tests name a fault VFS
    std::chrono::milliseconds busy{2000};
    int page_size = 4096; // 16384 for the archive
    bool read_only = false;
};

class Statement;

class Database {
  public:
    // not_found; locked ("wrong_key": the key does not open it); damaged ("not_encrypted": it opens
    // without a key; "page_damaged"; "settings": a setting did not read back); busy
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& file,
                                               const Secret& key_and_salt, const Options& options);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database(); // closes without a checkpoint

    void execute(std::string_view sql);                    // no parameters, one or more statements
    [[nodiscard]] Statement prepare(std::string_view sql); // kept and reused by its text
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t last_rowid() const;
    // PASSIVE or TRUNCATE; true when the whole WAL went into the file. Throws on an I/O error.
    bool checkpoint(bool truncate);
    // Writes the WAL's bytes onto themselves and flushes them. For a store's opening, before its
    // first checkpoint: where an earlier process's flush failed, the page cache may show frames
    // that the disk does not have and that no flush would ever write. Throws on an I/O error.
    void harden_wal();
    [[nodiscard]] std::int64_t wal_pages() const; // pages in the WAL after the last commit
    [[nodiscard]] bool broken() const;
    [[nodiscard]] bool in_transaction() const;
    // quick_check, and after a whole checkpoint cipher_integrity_check (which does not see the
    // WAL): the problems found, empty when sound
    [[nodiscard]] std::vector<std::string> verify();
    [[nodiscard]] ::sqlite3* handle() const;

    struct State; // connection.h
  private:
    friend class Statement;
    friend class Transaction;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Parameters are numbered from 1, columns from 0. Views returned by text()/blob() last until the
// next step or reset. The statement goes back to the cache when the object goes.
class Statement {
  public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();
    Statement& bind(int at, std::int64_t value);
    Statement& bind(int at, std::string_view text);
    Statement& bind(int at, ByteView blob);
    Statement& bind_null(int at);
    // Without a copy: the bytes must stay where they are until the next reset. For hot inserts;
    // each copy would be locked in memory and wiped (cipher_memory_security).
    Statement& bind_borrowed(int at, ByteView bytes);
    Statement& bind_borrowed(int at, std::string_view text);
    template <class... Args> Statement& bind_all(const Args&... args) {
        int at = 0;
        (bind(++at, args), ...);
        return *this;
    }
    [[nodiscard]] bool step(); // true: a row; false: done
    void run();                // steps to the end, rows ignored; then reset
    void reset();
    [[nodiscard]] bool null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] ByteView blob(int column) const;

  private:
    friend class Database;
    Statement(Database::State& owner, ::sqlite3_stmt* statement);
    Database::State* owner_;
    ::sqlite3_stmt* statement_;
};

// BEGIN IMMEDIATE; rolls back in the destructor unless committed. Nested use is a bug (assert).
class Transaction {
  public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit(); // durable when it returns

  private:
    Database* database_;
    bool open_ = true;
};

// Forward-only: step k brings user_version from k to k+1, each in one transaction. A file of a
// newer program is refused (damaged, "newer_schema").
struct Migration {
    std::string_view sql;
};
[[nodiscard]] Result<void> migrate(Database& database, std::span<const Migration> steps);

} // namespace suoja::database
