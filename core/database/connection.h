// SPDX-License-Identifier: Apache-2.0
#pragma once
// What stands behind a Database, seen only inside core/database: the SQLite handle, the idle
// prepared statements by their text, and whether the connection may still be believed.
// Failures become StorageFailure with SQLite's own fixed words for the code, never its message:
// that one may quote SQL and names.
#define SQLITE_HAS_CODEC 1 // declares sqlite3_key_v2; the library's .pc file does not define it
#include "core/database/database.h"

#include <sqlite3.h>

#include <map>
#include <vector>

namespace suoja::database {

struct Database::State {
    ::sqlite3* db = nullptr;
    std::map<std::string, std::vector<::sqlite3_stmt*>, std::less<>> idle;
    std::int64_t wal_pages = 0;
    bool broken = false;
    bool in_transaction = false;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    void require_sound() const;
    // Marks the connection broken where the code says the disk or the file cannot be believed.
    [[noreturn]] void failed(int code);
    void execute(const char* sql);
};

// every pragma and switch of the page "Settings that are asserted", each read back
[[nodiscard]] Result<void> settle(Database::State& state, const Options& options);

} // namespace suoja::database
