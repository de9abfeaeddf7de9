// SPDX-License-Identifier: Apache-2.0
#define SQLITE_HAS_CODEC 1
#include "tests/core/database/workload.h"

#include "core/database/database.h"
#include "tests/core/database/sample.h"

#include <sqlite3.h>

#include <random>

namespace suoja::test {
namespace {

using database::Database;
using database::Migration;
using database::Transaction;

constexpr int kRows = 4;
constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS work(step INTEGER, row INTEGER, body BLOB)";
constexpr Migration kSteps[] = {{kSchema}};

int rows_of(std::mt19937_64& random) {
    return 60 + static_cast<int>(random() % 900);
}

void work_as_product(Outcome& outcome, const std::filesystem::path& file, const std::string& vfs,
                     int transactions, std::mt19937_64& random) {
    auto options = created();
    options.vfs = vfs;
    auto opened = Database::open(file, sample_key(), options);
    if (!opened || !database::migrate(*opened, kSteps)) {
        outcome.failed = true;
        return;
    }
    for (int step = 1; step <= transactions; ++step) {
        Transaction all(*opened);
        for (int row = 0; row < kRows; ++row)
            opened->prepare("INSERT INTO work VALUES(?1, ?2, zeroblob(?3))")
                .bind(1, std::int64_t{step})
                .bind(2, std::int64_t{row})
                .bind(3, std::int64_t{rows_of(random)})
                .run();
        all.commit();
        outcome.acknowledged = step;
        if (random() % 4 == 0)
            opened->checkpoint(random() % 2 == 0);
    }
}

struct Raw {
    ::sqlite3* db = nullptr;
    ~Raw() {
        ::sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        ::sqlite3_close(db);
    }
    [[nodiscard]] bool run(const std::string& sql) const {
        return ::sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    }
};

// what core/database refuses to be: the same work on settings that lose or hide
void work_raw(Outcome& outcome, const std::filesystem::path& file, const std::string& vfs,
              Settings settings, int transactions, std::mt19937_64& random) {
    outcome.failed = true;
    Raw raw;
    if (::sqlite3_open_v2(file.c_str(), &raw.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                          vfs.c_str()) != SQLITE_OK)
        return;
    const std::string key = "x'" + hex(sample_key().view()) + "'";
    ::sqlite3_key_v2(raw.db, "main", key.data(), static_cast<int>(key.size()));
    const bool normal = settings == Settings::normal;
    if (!raw.run("PRAGMA cipher_log_level = NONE; PRAGMA temp_store = MEMORY;"
                 "PRAGMA journal_mode = WAL") ||
        !raw.run(normal ? "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0"
                        : "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4") ||
        !raw.run(kSchema) || !raw.run("PRAGMA user_version = 1"))
        return;
    for (int step = 1; step <= transactions; ++step) {
        bool done = raw.run("BEGIN IMMEDIATE");
        for (int row = 0; row < kRows && done; ++row)
            done = raw.run("INSERT INTO work VALUES(" + std::to_string(step) + ", " +
                           std::to_string(row) + ", zeroblob(" + std::to_string(rows_of(random)) +
                           "))");
        if (!done || !raw.run("COMMIT"))
            return;
        outcome.acknowledged = step;
        if (normal && random() % 4 == 0 &&
            ::sqlite3_wal_checkpoint_v2(raw.db, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                        nullptr) != SQLITE_OK)
            return;
    }
    outcome.failed = false;
}

} // namespace

Outcome work(const std::filesystem::path& file, const std::string& vfs, Settings settings,
             int transactions, std::uint64_t seed) {
    Outcome outcome;
    std::mt19937_64 random(seed);
    try {
        if (settings == Settings::product)
            work_as_product(outcome, file, vfs, transactions, random);
        else
            work_raw(outcome, file, vfs, settings, transactions, random);
    } catch (const StorageFailure&) {
        outcome.failed = true;
    }
    return outcome;
}

Found judge(const std::filesystem::path& file, const std::string& vfs, const Outcome& outcome) {
    try {
        auto options = created();
        options.vfs = vfs;
        auto opened = Database::open(file, sample_key(), options);
        if (!opened || !database::migrate(*opened, kSteps) || !opened->verify().empty())
            return Found::corrupt;
        const auto last = number(*opened, "SELECT coalesce(max(step), 0) FROM work");
        const auto torn =
            number(*opened, "SELECT count(*) FROM (SELECT step FROM work GROUP BY step "
                            "HAVING count(*) <> 4)");
        const auto steps = number(*opened, "SELECT count(DISTINCT step) FROM work");
        if (torn != 0 || steps != last || last > outcome.acknowledged + 1)
            return Found::corrupt;
        return last < outcome.acknowledged ? Found::lost : Found::whole;
    } catch (const StorageFailure&) {
        return Found::corrupt;
    }
}

} // namespace suoja::test
