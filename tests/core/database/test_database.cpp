// SPDX-License-Identifier: Apache-2.0
#define SQLITE_HAS_CODEC 1
#include "core/database/database.h"
#include "core/files.h"
#include "tests/core/database/sample.h"

#include <sqlite3.h>

#include <fstream>
#include <sys/stat.h>
#include <thread>

namespace suoja::test {
namespace {

using database::Database;
using database::Migration;
using database::Transaction;

constexpr std::string_view kTable =
    "CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE, extra BLOB)";

// reads the pragma through the connection under test
std::string setting(Database& database, const std::string& name) {
    auto row = database.prepare("PRAGMA " + name);
    return row.step() ? std::string(row.text(0)) : "none";
}

Bytes bytes_of(const std::filesystem::path& file) {
    return read_file(file, std::size_t{64} << 20U).value();
}

void flip(const std::filesystem::path& file, std::streamoff at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const int byte = stream.get();
    stream.seekp(at);
    stream.put(static_cast<char>(byte ^ 1));
}

void fill(Database& database, int rows) {
    Transaction all(database);
    for (int i = 0; i < rows; ++i)
        database.prepare("INSERT INTO note(body) VALUES(?1)")
            .bind(1, "row " + std::to_string(i) + std::string(200, 'x'))
            .run();
    all.commit();
}

TEST(Database, HoldsEverySettingItPromises) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    EXPECT_EQ(setting(database, "cipher_memory_security"), "1");
    EXPECT_EQ(setting(database, "temp_store"), "2");
    EXPECT_EQ(setting(database, "journal_mode"), "wal");
    EXPECT_EQ(setting(database, "synchronous"), "2");
    EXPECT_EQ(setting(database, "wal_autocheckpoint"), "0");
    EXPECT_EQ(setting(database, "secure_delete"), "1");
    EXPECT_EQ(setting(database, "foreign_keys"), "1");
    EXPECT_EQ(setting(database, "trusted_schema"), "0");
    EXPECT_EQ(setting(database, "mmap_size"), "0");
    EXPECT_EQ(setting(database, "page_size"), "4096");
    int defensive = 0;
    ::sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    EXPECT_EQ(defensive, 1);
}

TEST(Database, MakesItsFilesReadableByItsUserAlone) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    database.execute(kTable);
    for (const char* name : {"a.db", "a.db-wal", "a.db-shm"}) {
        struct stat found {};
        ASSERT_EQ(::stat((directory / name).c_str(), &found), 0) << name;
        EXPECT_EQ(found.st_mode & 0777U, 0600U) << name;
    }
}

TEST(Database, AMissingFileIsNotFoundUnlessItMayBeMade) {
    const TemporaryDirectory directory;
    const auto missing = Database::open(directory / "a.db", sample_key(), {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().reason, Reason::not_found);
    EXPECT_FALSE(std::filesystem::exists(directory / "a.db"));
    EXPECT_TRUE(Database::open(directory / "a.db", sample_key(), created()).has_value());
    EXPECT_TRUE(Database::open(directory / "a.db", sample_key(), {}).has_value());
}

TEST(Database, AWrongKeyIsLockedAndTheRightOneOpens) {
    const TemporaryDirectory directory;
    {
        auto database = must_open(directory / "a.db");
        database.execute(kTable);
        database.checkpoint(true);
    }
    for (const std::size_t at : {0U, 31U, 32U, 47U}) { // key, key, salt, salt
        auto wrong = sample_key();
        wrong.writable()[at] ^= 1U;
        const auto opened = Database::open(directory / "a.db", wrong, {});
        ASSERT_FALSE(opened) << at;
        EXPECT_EQ(opened.error().reason, at < 32 ? Reason::damaged : Reason::locked) << at;
    }
    const auto other = Database::open(directory / "a.db", sample_key(77), {});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().reason, Reason::locked);
    EXPECT_EQ(other.error().code, "wrong_key");
    auto right = must_open(directory / "a.db", {});
    EXPECT_EQ(number(right, "SELECT count(*) FROM note"), 0);
}

TEST(Database, AWrongKeyLeavesNothingOnStandardError) {
    const TemporaryDirectory directory;
    { must_open(directory / "a.db").execute(kTable); }
    testing::internal::CaptureStderr();
    EXPECT_FALSE(Database::open(directory / "a.db", sample_key(77), {}));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Database, AFileThatOpensWithoutAKeyIsRefused) {
    const TemporaryDirectory directory;
    ::sqlite3* plain = nullptr;
    ASSERT_EQ(::sqlite3_open((directory / "plain.db").c_str(), &plain), SQLITE_OK);
    ASSERT_EQ(::sqlite3_exec(plain, "CREATE TABLE t(a)", nullptr, nullptr, nullptr), SQLITE_OK);
    ::sqlite3_close(plain);
    const auto before = bytes_of(directory / "plain.db");
    const auto opened = Database::open(directory / "plain.db", sample_key(), created());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::damaged);
    EXPECT_EQ(opened.error().code, "not_encrypted");
    EXPECT_EQ(bytes_of(directory / "plain.db"), before);
    // the same schema under a key is taken
    auto sealed = must_open(directory / "sealed.db");
    sealed.execute("CREATE TABLE t(a)");
    EXPECT_EQ(number(sealed, "SELECT count(*) FROM t"), 0);
}

TEST(Database, AnEmptyFileIsDamagedUnlessItMayBeMade) {
    const TemporaryDirectory directory;
    std::ofstream(directory / "a.db").close();
    const auto opened = Database::open(directory / "a.db", sample_key(), {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "empty");
    EXPECT_TRUE(Database::open(directory / "a.db", sample_key(), created()).has_value());
}

TEST(Database, NoWordOfARowStandsInAnyFile) {
    const TemporaryDirectory directory;
    const std::string canary = "canary-Elisabet-4711";
    auto database = must_open(directory / "a.db");
    database.execute(kTable);
    database.prepare("INSERT INTO note(body) VALUES(?1)").bind(1, canary).run();
    const auto found_in = [&](const char* name) {
        const auto bytes = bytes_of(directory / name);
        return text(bytes).find(canary) != std::string_view::npos;
    };
    EXPECT_FALSE(found_in("a.db-wal"));
    EXPECT_TRUE(database.checkpoint(true));
    EXPECT_FALSE(found_in("a.db"));
    std::ofstream(directory / "control") << canary;
    EXPECT_TRUE(found_in("control"));
}

TEST(Database, AFlippedBitInAnyPageIsFound) {
    const TemporaryDirectory directory;
    {
        auto database = must_open(directory / "a.db");
        database.execute(kTable);
        fill(database, 200);
        ASSERT_TRUE(database.checkpoint(true));
        EXPECT_TRUE(database.verify().empty());
    }
    const auto pages =
        static_cast<std::streamoff>(std::filesystem::file_size(directory / "a.db")) / 4096;
    ASSERT_GT(pages, 10);
    for (std::streamoff page = 0; page < pages; ++page) {
        const std::streamoff at = page * 4096 + 100 + page;
        flip(directory / "a.db", at);
        auto opened = Database::open(directory / "a.db", sample_key(), {});
        if (page == 0) {
            ASSERT_FALSE(opened);
            EXPECT_EQ(opened.error().reason, Reason::damaged);
            EXPECT_EQ(opened.error().code, "page_damaged");
        } else if (opened) {
            EXPECT_FALSE(opened->verify().empty()) << "page " << page;
        } else {
            EXPECT_EQ(opened.error().reason, Reason::damaged) << "page " << page;
        }
        flip(directory / "a.db", at);
    }
    auto whole = must_open(directory / "a.db", {});
    EXPECT_TRUE(whole.verify().empty());
}

TEST(Database, APageThatDoesNotReadBreaksTheConnection) {
    const TemporaryDirectory directory;
    {
        auto database = must_open(directory / "a.db");
        database.execute(kTable);
        fill(database, 500);
        ASSERT_TRUE(database.checkpoint(true));
    }
    for (std::streamoff page = 2; page < 20; ++page)
        flip(directory / "a.db", page * 4096 + 50);
    auto database = must_open(directory / "a.db", {});
    EXPECT_THROW(number(database, "SELECT count(*) FROM note WHERE body LIKE '%y%'"),
                 StorageFailure);
    EXPECT_TRUE(database.broken());
    EXPECT_THROW(database.prepare("SELECT 1"), StorageFailure);
}

TEST(Database, AFailureNamesNoValueAndNoSql) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    database.execute(kTable);
    database.prepare("INSERT INTO note(body) VALUES(?1)").bind(1, "Matti").run();
    try {
        database.prepare("INSERT INTO note(body) VALUES(?1)").bind(1, "Matti").run();
        FAIL() << "a second row with the same body was taken";
    } catch (const StorageFailure& failure) {
        const std::string what = failure.what();
        EXPECT_EQ(what.find("Matti"), std::string::npos);
        EXPECT_EQ(what.find("note"), std::string::npos);
    }
    EXPECT_FALSE(database.broken()); // a constraint says nothing about the disk
    database.prepare("INSERT INTO note(body) VALUES(?1)").bind(1, "Maija").run();
}

TEST(Database, WhatIsNotCommittedIsRolledBack) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    database.execute(kTable);
    {
        Transaction left(database);
        database.execute("INSERT INTO note(body) VALUES('a')");
        EXPECT_TRUE(database.in_transaction());
    }
    EXPECT_EQ(number(database, "SELECT count(*) FROM note"), 0);
    {
        Transaction kept(database);
        database.execute("INSERT INTO note(body) VALUES('a')");
        kept.commit();
    }
    EXPECT_FALSE(database.in_transaction());
    EXPECT_EQ(number(database, "SELECT count(*) FROM note"), 1);
    EXPECT_EQ(database.changes(), 1);
    EXPECT_EQ(database.last_rowid(), 1);
}

TEST(Database, ASecondWriterIsToldThatItIsBusy) {
    const TemporaryDirectory directory;
    auto first = must_open(directory / "a.db");
    first.execute(kTable);
    auto options = created();
    options.busy = std::chrono::milliseconds(10);
    auto second = must_open(directory / "a.db", options);
    {
        Transaction held(first);
        EXPECT_THROW(Transaction(second).commit(), StorageFailure);
        EXPECT_FALSE(second.broken());
    }
    Transaction(second).commit();
}

TEST(Database, AReaderSeesItsSnapshotAndHoldsBackTheTruncation) {
    const TemporaryDirectory directory;
    auto writer = must_open(directory / "a.db");
    writer.execute(kTable);
    fill(writer, 10);
    database::Options options;
    options.read_only = true;
    auto reader = must_open(directory / "a.db", options);
    reader.execute("BEGIN");
    EXPECT_EQ(number(reader, "SELECT count(*) FROM note"), 10);
    writer.execute("INSERT INTO note(body) VALUES('later')");
    EXPECT_EQ(number(reader, "SELECT count(*) FROM note"), 10);
    EXPECT_GT(writer.wal_pages(), 0);
    EXPECT_FALSE(writer.checkpoint(false)); // what the reader still needs stays in the WAL
    reader.execute("COMMIT");
    EXPECT_TRUE(writer.checkpoint(true));
    EXPECT_EQ(writer.wal_pages(), 0);
    EXPECT_EQ(std::filesystem::file_size(directory / "a.db-wal"), 0U);
    EXPECT_EQ(number(reader, "SELECT count(*) FROM note"), 11);
    EXPECT_THROW(reader.execute("DELETE FROM note"), StorageFailure);
}

TEST(Database, ClosingDoesNotCheckpointAndTheNextOpenCountsTheWal) {
    const TemporaryDirectory directory;
    std::int64_t pages = 0;
    {
        auto database = must_open(directory / "a.db");
        database.execute(kTable);
        fill(database, 50);
        pages = database.wal_pages();
        EXPECT_GT(pages, 3);
    }
    auto database = must_open(directory / "a.db", {});
    EXPECT_GE(database.wal_pages(), pages);
    EXPECT_EQ(number(database, "SELECT count(*) FROM note"), 50);
}

TEST(Database, ThePageSizeOfTheArchiveHolds) {
    const TemporaryDirectory directory;
    auto options = created();
    options.page_size = 16384;
    { must_open(directory / "a.db", options).execute(kTable); }
    options.create = false;
    auto database = must_open(directory / "a.db", options);
    EXPECT_EQ(setting(database, "page_size"), "16384");
}

TEST(Statement, ComesBackFromTheCacheWithoutItsValues) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    database.execute(kTable);
    const char* sql = "SELECT ?1, ?2";
    {
        auto first = database.prepare(sql);
        first.bind(1, "secret").bind(2, std::int64_t{7});
        ASSERT_TRUE(first.step());
        EXPECT_EQ(first.text(0), "secret");
        EXPECT_EQ(first.integer(1), 7);
    }
    auto again = database.prepare(sql);
    ASSERT_TRUE(again.step());
    EXPECT_TRUE(again.null(0));
    EXPECT_TRUE(again.null(1));
    auto beside = database.prepare(sql); // while the first is in use
    EXPECT_TRUE(beside.step());
}

TEST(Statement, KeepsEmptyTextApartFromNoText) {
    const TemporaryDirectory directory;
    auto database = must_open(directory / "a.db");
    auto row = database.prepare("SELECT ?1, ?2, ?3, ?4");
    row.bind(1, std::string_view()).bind(2, ByteView()).bind_null(3);
    row.bind(4, ByteView(Bytes{0, 255, 0}));
    ASSERT_TRUE(row.step());
    EXPECT_FALSE(row.null(0));
    EXPECT_EQ(row.text(0), "");
    EXPECT_FALSE(row.null(1));
    EXPECT_TRUE(row.blob(1).empty());
    EXPECT_TRUE(row.null(2));
    EXPECT_EQ(hex(row.blob(3)), "00ff00");
}

TEST(Migration, GoesForwardStepByStepAndRefusesANewerFile) {
    const TemporaryDirectory directory;
    const Migration one[] = {{"CREATE TABLE a(x)"}};
    const Migration two[] = {{"CREATE TABLE a(x)"},
                             {"ALTER TABLE a ADD COLUMN y; CREATE TABLE b(z)"}};
    auto database = must_open(directory / "a.db");
    ASSERT_TRUE(database::migrate(database, one));
    EXPECT_EQ(setting(database, "user_version"), "1");
    ASSERT_TRUE(database::migrate(database, two));
    ASSERT_TRUE(database::migrate(database, two));
    EXPECT_EQ(setting(database, "user_version"), "2");
    database.execute("INSERT INTO a(y) VALUES(1); INSERT INTO b VALUES(1)");
    const auto newer = database::migrate(database, one);
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, "newer_schema");
}

TEST(Migration, AStepThatFailsLeavesTheVersionBeforeIt) {
    const TemporaryDirectory directory;
    const Migration steps[] = {{"CREATE TABLE a(x)"}, {"CREATE TABLE b(z); CREATE TABLE a(again)"}};
    auto database = must_open(directory / "a.db");
    EXPECT_THROW(std::ignore = database::migrate(database, steps), StorageFailure);
    EXPECT_EQ(setting(database, "user_version"), "1");
    EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema"), 1);
}

} // namespace
} // namespace suoja::test
