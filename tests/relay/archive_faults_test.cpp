// SPDX-License-Identifier: Apache-2.0
// The log on a disk that loses power, fills up, or fails to flush. What was acknowledged is there
// afterwards, with a receipt that verifies; two controls that acknowledge too early are caught by
// the same check. SUOJA_POWER_CUTS sets how many cuts (500 by default).
#include "tests/relay/archive_fixture.h"
#include "tests/support/fault_vfs.h"

#include <cstdlib>
#include <mutex>
#include <random>

namespace suoja::test {
namespace {

constexpr std::uint64_t kSeed = 20'261'125;

int cuts_wanted() {
    const char* const raised = std::getenv("SUOJA_POWER_CUTS");
    return raised == nullptr ? 500 : std::atoi(raised);
}

// One archive whose power fails again and again.
class FlakyArchive {
  public:
    enum class Takes { the_answer, the_hand_over }; // what counts as acknowledged

    FlakyArchive(std::uint64_t seed, Takes takes) : random_(seed), takes_(takes) {
        place_.vfs = disk_.name();
    }
    void lie(bool on) { lie_ = on; }

    void run_until_the_power_goes() {
        disk_.lie(lie_);
        disk_.count_anew();
        disk_.cut_power_at(std::uniform_int_distribution<std::uint64_t>(1, 160)(random_));
        try {
            const auto log = place_.try_open();
            for (int i = 0; log && i < 60 && !disk_.dark(); ++i)
                hand_over(**log);
        } catch (const StorageFailure&) { // the cut fell into opening
        }
        disk_.cut_power();
        disk_.restore_power(random_());
        disk_.heal();
    }

    // how many acknowledged envelopes are missing or cannot be proven
    [[nodiscard]] int missing() {
        const auto log = place_.try_open();
        if (!log)
            return static_cast<int>(acknowledged_.size());
        int out = 0;
        for (; checked_ < acknowledged_.size(); ++checked_) {
            const auto& one = acknowledged_[checked_];
            const auto receipt = (*log)->receipt(one.id);
            out += receipt && place_.verify(*receipt, one.sha256) ? 0 : 1;
        }
        if (newest_.size <= (*log)->size()) {
            const auto now = *envelope::open_checkpoint((*log)->checkpoint(), place_.origin,
                                                        place_.log_key.public_key());
            const auto proof = (*log)->consistency(newest_.size, now.size);
            out += proof && envelope::verify_consistency(newest_.size, newest_.root, now.size,
                                                         now.root, *proof)
                       ? 0
                       : 1;
        } else {
            ++out; // a checkpoint was given out for leaves that are gone
        }
        return out;
    }
    void check_all_again() { checked_ = 0; }
    [[nodiscard]] bool whole() {
        const auto log = place_.try_open();
        return log && (*log)->verify({});
    }
    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_.size(); }

  private:
    void hand_over(relay::LogStore& log) {
        std::vector<std::promise<void>> answers(3);
        for (auto& answer : answers) {
            std::vector<relay::Submission> batch;
            const auto size = std::uniform_int_distribution<std::size_t>(200, 9000)(random_);
            for (std::size_t i = 0; i < 1 + size % 3; ++i)
                batch.push_back(place_.fresh(size));
            if (takes_ == Takes::the_hand_over)
                acknowledged_.insert(acknowledged_.end(), batch.begin(), batch.end());
            auto copies = batch;
            log.submit(std::move(batch), [&, copies = std::move(copies)](
                                             const std::vector<relay::Outcome>& outcomes) {
                if (takes_ == Takes::the_answer)
                    note(copies, outcomes);
                answer.set_value();
            });
        }
        for (auto& answer : answers)
            answer.get_future().wait();
    }
    void note(const std::vector<relay::Submission>& batch,
              const std::vector<relay::Outcome>& outcomes) {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (outcomes[i].state == link::PutState::refused)
                continue;
            acknowledged_.push_back(batch[i]);
            acknowledged_.back().der.clear();
            const auto checkpoint = place_.verify(outcomes[i].receipt, batch[i].sha256);
            EXPECT_TRUE(checkpoint);
            if (checkpoint && checkpoint->size > newest_.size)
                newest_ = *checkpoint;
        }
    }

    FaultVfs disk_{"archive-disk"};
    LogPlace place_;
    std::mt19937_64 random_;
    Takes takes_;
    bool lie_ = false;
    std::size_t checked_ = 0;
    std::mutex mutex_;
    std::vector<relay::Submission> acknowledged_;
    envelope::Checkpoint newest_{"", 0, sha256(ByteView{})};
};

TEST(LogOnAFailingDisk, KeepsEveryAcknowledgedEnvelopeThroughPowerCuts) {
    constexpr int kCutsEach = 20;
    std::size_t acknowledged = 0;
    const int cuts = cuts_wanted();
    for (int cut = 0; cut < cuts; cut += kCutsEach) {
        FlakyArchive archive(kSeed + static_cast<std::uint64_t>(cut),
                             FlakyArchive::Takes::the_answer);
        for (int i = 0; i < kCutsEach && cut + i < cuts; ++i) {
            archive.run_until_the_power_goes();
            ASSERT_EQ(archive.missing(), 0) << "cut " << cut + i;
        }
        archive.check_all_again();
        ASSERT_EQ(archive.missing(), 0) << "cut " << cut;
        ASSERT_TRUE(archive.whole()) << "cut " << cut;
        acknowledged += archive.acknowledged();
    }
    std::cout << cuts << " power cuts, " << acknowledged << " acknowledged, 0 missing\n";
    EXPECT_GT(acknowledged, static_cast<std::size_t>(cuts));
}

TEST(LogOnAFailingDisk, AnArchiveThatAnswersBeforeTheCommitIsCaught) {
    int missing = 0;
    for (std::uint64_t seed = 0; seed < 10 && missing == 0; ++seed) {
        FlakyArchive hasty(seed, FlakyArchive::Takes::the_hand_over);
        hasty.run_until_the_power_goes();
        missing += hasty.missing();
    }
    EXPECT_GT(missing, 0);
}

TEST(LogOnAFailingDisk, ADiskThatOnlyPretendsToFlushIsCaught) {
    int missing = 0;
    for (std::uint64_t seed = 0; seed < 20 && missing == 0; ++seed) {
        FlakyArchive archive(seed, FlakyArchive::Takes::the_answer);
        archive.lie(true);
        try {
            archive.run_until_the_power_goes();
            archive.lie(false);
            missing += archive.missing();
        } catch (const StorageFailure&) {
            ++missing;
        }
    }
    EXPECT_GT(missing, 0);
}

struct DiskFaults : ::testing::Test {
    FaultVfs disk{"archive-disk"};
    LogPlace place;
    void SetUp() override { place.vfs = disk.name(); }
};

TEST_F(DiskFaults, AFullDiskIsToldBeforeAnythingIsAcknowledgedAndTheLogGoesOnAfterwards) {
    // at the first change, and in the middle of a large batch
    for (const std::uint64_t change : {1U, 2U, 7U}) {
        const auto log = place.open();
        const auto first = place.fresh();
        ASSERT_EQ(put(*log, {first})[0].status, 201U);
        const auto before = log->checkpoint();
        disk.count_anew();
        disk.full_from(change);
        std::vector<relay::Submission> batch;
        for (int i = 0; i < 30; ++i)
            batch.push_back(place.fresh(30'000));
        for (const auto& outcome : put(*log, batch)) {
            EXPECT_EQ(outcome.state, link::PutState::refused);
            EXPECT_EQ(outcome.reason, "no_space");
            EXPECT_EQ(outcome.status, 507U);
        }
        EXPECT_FALSE(log->stopped());
        EXPECT_EQ(log->checkpoint(), before);
        disk.heal();
        for (const auto& outcome : put(*log, batch))
            EXPECT_EQ(outcome.status, 201U);
        const auto receipt = log->receipt(first.id);
        ASSERT_TRUE(receipt);
        EXPECT_TRUE(place.verify(*receipt, first.sha256));
        EXPECT_TRUE(log->verify({}));
    }
    EXPECT_EQ(place.open()->size(), 93U);
}

TEST_F(DiskFaults, AFlushThatFailsStopsEveryAcknowledgement) {
    for (const auto pages :
         {FaultVfs::Pages::keep, FaultVfs::Pages::drop, FaultVfs::Pages::clean}) {
        const auto kept = place.fresh();
        const auto lost = place.fresh();
        {
            const auto log = place.open();
            ASSERT_EQ(put(*log, {kept})[0].status, 201U);
            disk.count_anew();
            disk.fail_flush_at(1, pages);
            const auto outcome = put(*log, {lost});
            EXPECT_EQ(outcome[0].state, link::PutState::refused);
            EXPECT_EQ(outcome[0].reason, "storage_stopped");
            EXPECT_EQ(outcome[0].status, 503U);
            EXPECT_TRUE(log->stopped());
            disk.heal(); // the disk is well again, but what it lost is not known: nothing is taken
            EXPECT_EQ(put(*log, {place.fresh()})[0].reason, "storage_stopped");
            EXPECT_EQ(put(*log, {kept})[0].reason, "storage_stopped");
        }
        {
            const auto log = place.open(); // from disk, afresh
            EXPECT_FALSE(log->stopped());
            EXPECT_TRUE(log->receipt(kept.id));
            const auto again = put(*log, {lost});
            EXPECT_NE(again[0].state, link::PutState::refused);
            disk.cut_power();
        }
        disk.restore_power(kSeed);
        disk.heal();
        // the acknowledgement of the reopened log holds even where the page cache had lied
        const auto log = place.open();
        for (const auto& one : {kept, lost}) {
            const auto receipt = log->receipt(one.id);
            ASSERT_TRUE(receipt) << "pages " << static_cast<int>(pages) << " lost? "
                                 << (one.id == lost.id);
            EXPECT_TRUE(place.verify(*receipt, one.sha256));
        }
    }
}

TEST_F(DiskFaults, AnyFailingOperationEitherRefusesOrKeepsTheEnvelope) {
    std::vector<relay::Submission> acknowledged;
    int refused = 0;
    for (std::uint64_t operation = 1; operation <= 120; ++operation) {
        try {
            const auto log = place.try_open();
            ASSERT_TRUE(log);
            disk.count_anew();
            disk.fail_at(operation);
            for (int i = 0; i < 4; ++i) {
                const auto one = place.fresh(2000);
                if (put(**log, {one})[0].state == link::PutState::refused)
                    ++refused;
                else
                    acknowledged.push_back(one);
            }
        } catch (const StorageFailure&) { // the fault fell into a later opening
        }
        disk.heal();
    }
    EXPECT_GT(refused, 0);
    const auto log = place.open();
    for (const auto& one : acknowledged)
        EXPECT_TRUE(log->receipt(one.id));
    EXPECT_TRUE(log->verify({}));
}

} // namespace
} // namespace suoja::test
