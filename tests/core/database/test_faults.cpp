// SPDX-License-Identifier: Apache-2.0
#include "core/database/database.h"
#include "tests/core/database/sample.h"
#include "tests/core/database/workload.h"
#include "tests/support/fault_vfs.h"

#include <gtest/gtest.h>

#include <iostream>

namespace suoja::test {
namespace {

using database::Database;
using database::Transaction;

constexpr int kTransactions = 8;

TEST(DiskFault, EveryFailedOperationIsSaidAndHarmsNothing) {
    FaultVfs disk("fault-io");
    std::uint64_t at = 1;
    int said = 0;
    for (;; ++at) {
        const TemporaryDirectory directory;
        disk.count_anew();
        disk.fail_at(at);
        const auto outcome =
            work(directory / "a.db", disk.name(), Settings::product, kTransactions, 3);
        const bool reached = disk.operations() >= at;
        disk.heal();
        ASSERT_EQ(judge(directory / "a.db", disk.name(), outcome), Found::whole) << at;
        if (!reached)
            break;
        said += outcome.failed ? 1 : 0;
        // what was not said may only be what SQLite makes good by itself, with all work done
        EXPECT_TRUE(outcome.failed || outcome.acknowledged == kTransactions) << at;
    }
    std::cout << "[ faults   ] " << at - 1 << " operations failed in turn, " << said
              << " said so\n";
    EXPECT_GT(said, 40);
}

struct FailedFlush : testing::TestWithParam<FaultVfs::Pages> {};

TEST_P(FailedFlush, IsSaidAndLosesNothingAcknowledged) {
    FaultVfs disk("fault-flush");
    std::uint64_t at = 1;
    for (;; ++at) {
        const TemporaryDirectory directory;
        disk.count_anew();
        disk.fail_flush_at(at, GetParam());
        const auto outcome =
            work(directory / "a.db", disk.name(), Settings::product, kTransactions, 3);
        const bool reached = disk.flushes() >= at;
        disk.heal();
        EXPECT_EQ(outcome.failed, reached) << at;
        // the harm of a failed flush shows at a later power cut
        disk.cut_power();
        disk.restore_power(at);
        ASSERT_EQ(judge(directory / "a.db", disk.name(), outcome), Found::whole) << at;
        if (!reached)
            break;
    }
    EXPECT_GT(at, 10U);
}

INSTANTIATE_TEST_SUITE_P(WithPages, FailedFlush,
                         testing::Values(FaultVfs::Pages::keep, FaultVfs::Pages::drop,
                                         FaultVfs::Pages::clean));

TEST(DiskFault, ControlTheAutomaticCheckpointHidesFailedFlushes) {
    FaultVfs disk("fault-auto");
    int injected = 0;
    int hidden = 0;
    for (std::uint64_t at = 1;; ++at) {
        const TemporaryDirectory directory;
        disk.count_anew();
        disk.fail_flush_at(at, FaultVfs::Pages::drop);
        const auto outcome =
            work(directory / "a.db", disk.name(), Settings::autocheckpoint, kTransactions, 3);
        const bool reached = disk.flushes() >= at;
        disk.heal();
        if (!reached)
            break;
        ++injected;
        hidden += outcome.failed ? 0 : 1;
    }
    std::cout << "[ faults   ] control, automatic checkpoints: " << injected << " injected, "
              << hidden << " hidden\n";
    EXPECT_GT(hidden, 0);
}

TEST(DiskFault, AFullDiskIsSaidAndKeepsWhatWasAcknowledged) {
    FaultVfs disk("fault-full");
    std::uint64_t at = 1;
    for (;; at += 3) {
        const TemporaryDirectory directory;
        disk.count_anew();
        disk.full_from(at);
        const auto outcome =
            work(directory / "a.db", disk.name(), Settings::product, kTransactions, 3);
        const bool reached = disk.changes() >= at;
        disk.heal();
        ASSERT_EQ(judge(directory / "a.db", disk.name(), outcome), Found::whole) << at;
        if (!reached)
            break;
        EXPECT_TRUE(outcome.failed || outcome.acknowledged == kTransactions) << at;
    }
    EXPECT_GT(at, 30U);
}

TEST(DiskFault, AfterAFailedCommitTheConnectionTakesNothingMore) {
    const TemporaryDirectory directory;
    FaultVfs disk("fault-commit");
    auto options = created();
    options.vfs = disk.name();
    {
        auto database = must_open(directory / "a.db", options);
        database.execute("CREATE TABLE t(a)");
        disk.count_anew();
        disk.fail_flush_at(1, FaultVfs::Pages::keep);
        {
            Transaction one(database);
            database.execute("INSERT INTO t VALUES(1)");
            EXPECT_THROW(one.commit(), StorageFailure);
        }
        disk.heal();
        EXPECT_TRUE(database.broken());
        EXPECT_THROW(Transaction{database}, StorageFailure);
        EXPECT_THROW(database.execute("INSERT INTO t VALUES(2)"), StorageFailure);
        EXPECT_THROW(database.checkpoint(true), StorageFailure);
    }
    auto again = must_open(directory / "a.db", options);
    EXPECT_TRUE(again.verify().empty());
    again.execute("INSERT INTO t VALUES(3)");
    EXPECT_FALSE(again.broken());
}

} // namespace
} // namespace suoja::test
