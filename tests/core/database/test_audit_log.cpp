// SPDX-License-Identifier: Apache-2.0
#include "core/database/audit_log.h"
#include "tests/core/database/sample.h"
#include "tests/support/clock.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using database::Act;
using database::AuditLog;
using database::Database;
using database::Transaction;

constexpr std::string_view kUser = "01930000-0000-7000-8000-000000000001";

struct Audit : testing::Test {
    TemporaryDirectory directory;
    Database database = must_open(directory / "a.db");
    AuditLog log{database};
    FakeClock clock;

    Audit() { database.execute(database::audit_schema()); }
    void append(int entries) {
        for (int i = 0; i < entries; ++i) {
            Transaction act(database);
            log.append(clock.now(), Act::record_opened, kUser, "subject-" + std::to_string(i));
            act.commit();
            clock.advance(std::chrono::seconds(1));
        }
    }
    // past the triggers, as somebody with the key and another program would
    void tamper(std::string_view sql) {
        database.execute("DROP TRIGGER audit_keeps; DROP TRIGGER audit_stands");
        database.execute(sql);
    }
};

TEST_F(Audit, NamesEveryActAndReadsItBack) {
    for (int i = 0; i <= static_cast<int>(Act::restored); ++i) {
        const auto act = static_cast<Act>(i);
        EXPECT_EQ(database::parse_act(name(act)), act);
    }
    EXPECT_EQ(database::parse_act("peeked"), std::nullopt);
}

TEST_F(Audit, HashesTheCanonicalEntryAfterTheOneBefore) {
    Transaction act(database);
    const auto first = log.append(from_unix_ms(0), Act::unlocked, kUser, "");
    const auto second = log.append(from_unix_ms(1), Act::locked, kUser, "");
    act.commit();
    const std::string json = R"({"act":"unlocked","at":"1970-01-01T00:00:00.000Z","number":1,)"
                             R"("subject":"","user":"01930000-0000-7000-8000-000000000001"})";
    EXPECT_EQ(database::audit_json(first), json);
    EXPECT_EQ(first.hash, sha256({Hash{}, view(json)}));
    EXPECT_EQ(second.hash, sha256({first.hash, view(database::audit_json(second))}));
    EXPECT_EQ(log.head(), second.hash);
}

TEST_F(Audit, ListsFromANumberOn) {
    append(5);
    const auto some = log.list(3, 2);
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(some[0].number, 3U);
    EXPECT_EQ(some[0].subject, "subject-2");
    EXPECT_EQ(some[1].number, 4U);
    EXPECT_EQ(log.size(), 5U);
}

TEST_F(Audit, AnEntryGoesWithItsAct) {
    append(1);
    {
        Transaction undone(database);
        log.append(clock.now(), Act::finalised, kUser, "");
    }
    EXPECT_EQ(log.size(), 1U);
    EXPECT_TRUE(log.verify().has_value());
}

TEST_F(Audit, RefusesToForgetOrRewrite) {
    append(2);
    EXPECT_THROW(database.execute("DELETE FROM audit WHERE number = 2"), StorageFailure);
    EXPECT_THROW(database.execute("UPDATE audit SET user = ''"), StorageFailure);
    EXPECT_EQ(log.verify()->size, 2U);
}

struct Tampering : Audit, testing::WithParamInterface<std::string_view> {};

TEST_P(Tampering, IsFoundWithTheNumberOfTheEntry) {
    append(9);
    ASSERT_TRUE(log.verify().has_value());
    tamper(GetParam());
    const auto verdict = log.verify();
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().reason, Reason::damaged);
    EXPECT_NE(verdict.error().what.find("Entry 4 "), std::string::npos) << verdict.error().what;
}

INSTANTIATE_TEST_SUITE_P(Of, Tampering,
                         testing::Values("UPDATE audit SET user = '' WHERE number = 4",
                                         "UPDATE audit SET at = at + 1 WHERE number = 4",
                                         "UPDATE audit SET act = 'locked' WHERE number = 4",
                                         "UPDATE audit SET act = 'unheard' WHERE number = 4",
                                         "UPDATE audit SET subject = 'x' WHERE number = 4",
                                         "UPDATE audit SET hash = zeroblob(32) WHERE number = 4",
                                         "UPDATE audit SET hash = zeroblob(31) WHERE number = 4",
                                         "DELETE FROM audit WHERE number = 4",
                                         "UPDATE audit SET number = 40 WHERE number = 4"));

TEST_F(Audit, ATailCutOffIsFoundAgainstAHeadKeptElsewhere) {
    append(9);
    const AuditLog::Head kept{log.size(), log.head()};
    append(2);
    EXPECT_TRUE(log.verify(kept).has_value());
    tamper("DELETE FROM audit WHERE number > 8");
    EXPECT_TRUE(log.verify().has_value()); // alone it cannot know
    const auto verdict = log.verify(kept);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, "audit_cut");
}

TEST_F(Audit, ALogBegunAnewIsFoundAgainstAHeadKeptElsewhere) {
    append(5);
    const AuditLog::Head kept{log.size(), log.head()};
    tamper("DELETE FROM audit");
    append(9);
    EXPECT_TRUE(log.verify().has_value());
    EXPECT_FALSE(log.verify(kept));
}

} // namespace
} // namespace suoja::test
