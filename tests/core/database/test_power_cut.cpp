// SPDX-License-Identifier: Apache-2.0
#include "tests/core/database/workload.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace suoja::test {
namespace {

constexpr int kTransactions = 12;

struct Tally {
    int cuts = 0, whole = 0, lost = 0, corrupt = 0, acknowledged = 0;
};

// Cuts the power at a random change of the disk, restores what the cut left, and judges it.
Tally cut(int times, Settings settings, bool lying, std::uint64_t seed) {
    Tally tally;
    std::mt19937_64 random(seed);
    FaultVfs disk("power-cut");
    std::uint64_t changes = 0;
    {
        const TemporaryDirectory directory;
        EXPECT_FALSE(work(directory / "a.db", disk.name(), settings, kTransactions, 1).failed);
        changes = disk.changes();
    }
    for (int i = 0; i < times; ++i) {
        const TemporaryDirectory directory;
        disk.count_anew();
        disk.lie(lying);
        disk.cut_power_at(1 + random() % changes);
        const auto outcome =
            work(directory / "a.db", disk.name(), settings, kTransactions, random());
        disk.cut_power();
        disk.lie(false);
        disk.restore_power(random());
        ++tally.cuts;
        tally.acknowledged += outcome.acknowledged;
        switch (judge(directory / "a.db", disk.name(), outcome)) {
        case Found::whole:
            ++tally.whole;
            break;
        case Found::lost:
            ++tally.lost;
            break;
        case Found::corrupt:
            ++tally.corrupt;
            break;
        }
    }
    return tally;
}

void say(const char* what, const Tally& tally) {
    std::cout << "[ power    ] " << what << ": " << tally.cuts << " cuts, " << tally.acknowledged
              << " transactions acknowledged, " << tally.lost << " cuts lost some, "
              << tally.corrupt << " corrupt\n";
}

int power_cuts() {
    const char* asked = std::getenv("SUOJA_POWER_CUTS");
    return asked == nullptr ? 500 : std::max(1, std::atoi(asked));
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) {
    const auto tally = cut(power_cuts(), Settings::product, false, 20261125);
    say("WAL, synchronous FULL", tally);
    EXPECT_EQ(tally.lost, 0);
    EXPECT_EQ(tally.corrupt, 0);
    EXPECT_EQ(tally.whole, tally.cuts);
    EXPECT_GT(tally.acknowledged, tally.cuts); // the cuts fell among acknowledged work
}

TEST(PowerCut, ControlSynchronousNormalLoses) {
    const auto tally = cut(100, Settings::normal, false, 7);
    say("control, synchronous NORMAL", tally);
    EXPECT_GT(tally.lost, 10);
}

TEST(PowerCut, ControlALyingDiskHarms) {
    const auto tally = cut(100, Settings::product, true, 7);
    say("control, a disk that lies", tally);
    EXPECT_GT(tally.lost + tally.corrupt, 10);
    EXPECT_GT(tally.corrupt, 0);
}

} // namespace
} // namespace suoja::test
