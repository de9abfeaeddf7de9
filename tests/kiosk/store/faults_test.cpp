// SPDX-License-Identifier: Apache-2.0
// The store's own code on a disk that fails: power cuts, every operation failing in turn, failed
// flushes, a full disk; and controls that must fail, or the tests prove nothing.
#include "core/log.h"
#include "kiosk/store/outgoing.h"
#include "tests/kiosk/store/workload.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/ram_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
namespace suoja::test {
namespace {

namespace fs = std::filesystem;

constexpr int kActs = 14;
constexpr int kActsInTurn = 22; // of every kind, with this seed
constexpr std::uint64_t kSeedInTurn = 8;

enum class Found { whole, lost, corrupt };

// a device in a folder of its own, a copy of one that was made once
struct Copy {
    explicit Copy(const fs::path& from) {
        fs::copy_file(from / "records.db", path / "records.db");
        fs::create_directory(path / "outgoing");
    }
    RamDirectory path;
};

struct Base : testing::Test {
    Base() { work.make(base.path()); }
    [[nodiscard]] Found judge(const fs::path& path, const std::string& vfs, const Worked& worked,
                              std::string* why = nullptr) {
        const auto say = [&](std::string rule, Found found) {
            if (why != nullptr)
                *why = std::move(rule);
            return found;
        };
        try {
            auto store = work.open(path, vfs);
            if (const auto problems = store.database().verify(); !problems.empty())
                return say(problems.front(), Found::corrupt);
            if (auto rule = broken_rule(store, work.office); !rule.empty())
                return say(rule, Found::corrupt);
            const auto picture = picture_of(store);
            if (picture != worked.acknowledged && picture != worked.doubtful)
                return say("neither before nor after", Found::lost);
            return Found::whole;
        } catch (const std::exception& broken) {
            return say(broken.what(), Found::corrupt);
        }
    }
    RamDirectory base;
    Workload work;
};

using PowerCut = Base;
using DiskFault = Base;

struct Tally {
    int cuts = 0, whole = 0, lost = 0, corrupt = 0;
    int acts = 0, versions = 0, taken_back = 0, batches = 0, ended = 0;
    std::string why;
};

enum class Control { none, normal, lie };

Tally cut(Base& test, int times, Control control, std::uint64_t seed) {
    Tally tally;
    std::mt19937_64 random(seed);
    FaultVfs disk("store-power-cut");
    std::uint64_t changes = 0;
    const auto attempt = [&](const fs::path& path) {
        Worked worked;
        try {
            auto store = test.work.open(path, disk.name());
            if (control == Control::normal)
                store.database().execute("PRAGMA synchronous = NORMAL");
            worked = test.work.run(store, path, kActs, random());
            changes = std::max(changes, disk.changes());
            disk.cut_power(); // nothing is written by closing
        } catch (const std::exception&) {
            worked.failed = true; // while opening
        }
        return worked;
    };
    {
        const Copy copy(test.base.path());
        disk.count_anew();
        EXPECT_FALSE(attempt(copy.path.path()).failed);
        disk.restore_power(0);
    }
    for (int i = 0; i < times; ++i) {
        const Copy copy(test.base.path());
        disk.count_anew();
        disk.lie(control == Control::lie);
        disk.cut_power_at(1 + random() % changes);
        const auto worked = attempt(copy.path.path());
        disk.cut_power();
        disk.lie(false);
        disk.restore_power(random());
        ++tally.cuts;
        tally.acts += worked.acts;
        tally.versions += worked.versions;
        tally.taken_back += worked.taken_back;
        tally.batches += worked.batches;
        tally.ended += worked.ended;
        std::string why;
        switch (test.judge(copy.path.path(), disk.name(), worked, &why)) {
        case Found::whole:
            ++tally.whole;
            break;
        case Found::lost:
            ++tally.lost;
            tally.why = why;
            break;
        case Found::corrupt:
            ++tally.corrupt;
            tally.why = why;
            break;
        }
    }
    return tally;
}

void say(const char* what, const Tally& tally) {
    std::cout << "[ power    ] " << what << ": " << tally.cuts << " cuts, " << tally.acts
              << " acts acknowledged (" << tally.versions << " versions, " << tally.taken_back
              << " taken back, " << tally.batches << " audit batches, " << tally.ended
              << " drafts whose time was over), " << tally.lost << " cuts lost some, "
              << tally.corrupt << " corrupt " << tally.why << '\n';
}

int power_cuts() {
    const char* asked = std::getenv("SUOJA_POWER_CUTS");
    return asked == nullptr ? 500 : std::max(1, std::atoi(asked));
}

TEST_F(PowerCut, LosesNothingThatWasAcknowledgedAndLeavesNothingHalf) {
    const auto tally = cut(*this, power_cuts(), Control::none, 20261125);
    say("drafts, versions, taken back", tally);
    EXPECT_EQ(tally.lost, 0) << tally.why;
    EXPECT_EQ(tally.corrupt, 0) << tally.why;
    EXPECT_EQ(tally.whole, tally.cuts);
    EXPECT_GT(tally.acts, tally.cuts);
    EXPECT_GT(tally.versions, tally.cuts / 4);
    EXPECT_GT(tally.taken_back, 0);
    EXPECT_GT(tally.batches, 0);
    EXPECT_GT(tally.ended, 0);
}

TEST_F(PowerCut, ControlSynchronousNormalLoses) {
    const auto tally = cut(*this, 60, Control::normal, 7);
    say("control, synchronous NORMAL", tally);
    EXPECT_GT(tally.lost, 5);
}

TEST_F(PowerCut, ControlALyingDiskHarms) {
    const auto tally = cut(*this, 60, Control::lie, 7);
    say("control, a disk that lies", tally);
    EXPECT_GT(tally.lost + tally.corrupt, 5);
}

TEST_F(DiskFault, EveryFailedOperationLeavesTheOldStateOrTheNew) {
    FaultVfs disk("store-fault-io");
    std::uint64_t at = 1;
    int said = 0, versions = 0, taken_back = 0, batches = 0, ended = 0;
    for (;; ++at) {
        const Copy copy(base.path());
        disk.count_anew();
        disk.fail_at(at);
        Worked worked;
        try {
            auto store = work.open(copy.path.path(), disk.name());
            worked = work.run(store, copy.path.path(), kActsInTurn, kSeedInTurn);
        } catch (const std::exception&) {
            worked.failed = true;
        }
        const bool reached = disk.operations() >= at;
        disk.heal();
        std::string why;
        ASSERT_EQ(judge(copy.path.path(), disk.name(), worked, &why), Found::whole)
            << at << ' ' << why;
        versions = worked.versions;
        taken_back = worked.taken_back;
        batches = worked.batches;
        ended = worked.ended;
        if (!reached)
            break;
        said += worked.failed ? 1 : 0;
        // what was not said is what SQLite made good by itself, with all work done
        EXPECT_TRUE(worked.failed || worked.acts >= kActsInTurn - 1) << at;
    }
    std::cout << "[ faults   ] " << at - 1 << " operations failed in turn, " << said
              << " said so\n";
    EXPECT_GT(said, 40);
    EXPECT_GT(versions, 2);
    EXPECT_GT(taken_back, 0);
    EXPECT_GT(batches, 0);
    EXPECT_GT(ended, 0);
}

TEST_F(DiskFault, NothingIsAcknowledgedWhoseFlushFailed) {
    FaultVfs disk("store-fault-flush");
    std::uint64_t at = 1;
    for (;; ++at) {
        const Copy copy(base.path());
        disk.count_anew();
        disk.fail_flush_at(at, FaultVfs::Pages::drop);
        Worked worked;
        try {
            auto store = work.open(copy.path.path(), disk.name());
            worked = work.run(store, copy.path.path(), kActsInTurn, kSeedInTurn);
        } catch (const std::exception&) {
            worked.failed = true;
        }
        const bool reached = disk.flushes() >= at;
        disk.heal();
        disk.cut_power();
        disk.restore_power(at);
        std::string why;
        ASSERT_EQ(judge(copy.path.path(), disk.name(), worked, &why), Found::whole)
            << at << ' ' << why;
        if (!reached)
            break;
    }
    EXPECT_GT(at, 10U);
}

TEST_F(DiskFault, AFullDiskIsSaidAndTheStoreGoesOnOnceThereIsRoom) {
    FaultVfs disk("store-fault-full");
    int full = 0;
    for (std::uint64_t at = 1;; at += 7) {
        const Copy copy(base.path());
        auto store = work.open(copy.path.path(), disk.name());
        disk.count_anew();
        disk.full_from(at);
        const auto worked = work.run(store, copy.path.path(), kActsInTurn, kSeedInTurn);
        const bool reached = disk.changes() >= at;
        disk.heal();
        if (!store.database().broken()) {
            const auto picture = picture_of(store);
            EXPECT_TRUE(picture == worked.acknowledged || picture == worked.doubtful) << at;
            EXPECT_EQ(broken_rule(store, work.office), "") << at;
            store.set_setting("there is", "room again");
            full += worked.failed ? 1 : 0;
        }
        if (!reached)
            break;
    }
    EXPECT_GT(full, 5);
}

} // namespace
} // namespace suoja::test
