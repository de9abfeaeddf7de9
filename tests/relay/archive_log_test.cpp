// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"
#include "tests/relay/archive_fixture.h"

#include <algorithm>
#include <set>
#include <thread>

namespace suoja::test {
namespace {

using link::PutState;

TEST(LogStore, AnswersEachEnvelopeWithAReceiptThatVerifies) {
    LogPlace place;
    const auto log = place.open();
    std::vector<relay::Submission> batch;
    for (int i = 0; i < 70; ++i)
        batch.push_back(place.fresh(500));
    const auto copies = batch;
    const auto outcomes = put(*log, std::move(batch));
    ASSERT_EQ(outcomes.size(), copies.size());
    for (std::size_t i = 0; i < copies.size(); ++i) {
        EXPECT_EQ(outcomes[i].state, PutState::stored);
        EXPECT_EQ(outcomes[i].status, 201U);
        const auto checkpoint = place.verify(outcomes[i].receipt, copies[i].sha256);
        ASSERT_TRUE(checkpoint) << checkpoint.error().code;
        EXPECT_EQ(checkpoint->size, 70U);
        EXPECT_EQ(envelope::read_receipt(outcomes[i].receipt)->leaf, i);
    }
    EXPECT_EQ(log->size(), 70U);
}

TEST(LogStore, BeginsWithASignedCheckpointOfNothing) {
    LogPlace place;
    const auto log = place.open();
    const auto checkpoint =
        envelope::open_checkpoint(log->checkpoint(), place.origin, place.log_key.public_key());
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->size, 0U);
    EXPECT_EQ(checkpoint->root, sha256(ByteView{}));
}

TEST(LogStore, RefusesToOpenWhereNothingIsUnlessToldToMakeIt) {
    LogPlace place;
    auto settings = place.settings();
    settings.create = false;
    const auto refused = relay::LogStore::open(std::move(settings), place.clock);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::not_found);
    EXPECT_TRUE(place.try_open());
}

TEST(LogStore, KnowsAnEnvelopeItHasAndAnswersWithItsReceipt) {
    LogPlace place;
    const auto log = place.open();
    const auto one = place.fresh();
    const auto first = put(*log, {one});
    put(*log, {place.fresh()});
    const auto again = put(*log, {one});
    EXPECT_EQ(again[0].state, PutState::known);
    EXPECT_EQ(again[0].status, 200U);
    EXPECT_TRUE(place.verify(again[0].receipt, one.sha256));
    EXPECT_EQ(envelope::read_receipt(again[0].receipt)->leaf,
              envelope::read_receipt(first[0].receipt)->leaf);
    EXPECT_EQ(log->size(), 2U);
}

TEST(LogStore, TakesADuplicateWithinOneBatchOnce) {
    LogPlace place;
    const auto log = place.open();
    const auto one = place.fresh();
    const auto outcomes = put(*log, {one, place.fresh(), one});
    EXPECT_EQ(outcomes[0].state, PutState::stored);
    EXPECT_EQ(outcomes[2].state, PutState::known);
    EXPECT_TRUE(place.verify(outcomes[2].receipt, one.sha256));
    EXPECT_EQ(log->size(), 2U);
}

TEST(LogStore, RefusesOtherBytesUnderAnIdItHas) {
    LogPlace place;
    const auto log = place.open();
    const auto one = place.fresh();
    auto other = place.fresh();
    other.id = one.id;
    put(*log, {one});
    const auto refused = put(*log, {other, place.fresh()});
    EXPECT_EQ(refused[0].state, PutState::refused);
    EXPECT_EQ(refused[0].status, 409U);
    EXPECT_EQ(refused[0].reason, "id_conflict");
    EXPECT_EQ(refused[1].state, PutState::stored);
    other.id = envelope::EnvelopeId::of(place.clock.now(), other.sha256);
    EXPECT_EQ(put(*log, {other})[0].state, PutState::stored);
}

TEST(LogStore, KeepsReceivedAtInOrderWhenTheClockGoesBack) {
    LogPlace place;
    const auto log = place.open();
    put(*log, {place.fresh()});
    place.clock.advance(-std::chrono::hours{48});
    put(*log, {place.fresh()});
    place.clock.advance(std::chrono::hours{72});
    put(*log, {place.fresh()});
    const auto items = log->entries(envelope::Group::centre, 0, envelope::kMaxBatchBytes);
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(*items[1].received_at, *items[0].received_at);
    EXPECT_GT(*items[2].received_at, *items[1].received_at);
}

TEST(LogStore, RebuildsTheSameTreeWhenItIsOpenedAgain) {
    LogPlace place;
    std::string before;
    std::vector<relay::Submission> all;
    {
        const auto log = place.open();
        for (int i = 0; i < 37; ++i) {
            all.push_back(place.fresh(200));
            put(*log, {all.back()});
        }
        before = log->checkpoint();
    }
    const auto log = place.open();
    EXPECT_EQ(log->checkpoint(), before);
    EXPECT_EQ(log->size(), 37U);
    for (const auto& one : all) {
        const auto receipt = log->receipt(one.id);
        ASSERT_TRUE(receipt);
        EXPECT_TRUE(place.verify(*receipt, one.sha256));
    }
    EXPECT_FALSE(log->receipt(place.fresh().id));
    EXPECT_EQ(put(*log, {place.fresh()})[0].state, PutState::stored);
    EXPECT_EQ(log->size(), 38U);
}

TEST(LogStore, ShowsEachGroupWhatIsItsOwnAndTheCentreEverything) {
    LogPlace place;
    const auto log = place.open();
    const auto hotline =
        envelope_of(random_bytes(300), place.clock.now(), envelope::Group::hotline);
    const auto letter = envelope_of(random_bytes(300), place.clock.now(), envelope::Group::centre,
                                    "joutseno/kiosk-1");
    put(*log, {place.fresh(300), hotline, letter, place.fresh(300)});
    const auto all = log->entries(envelope::Group::centre, 0, envelope::kMaxBatchBytes);
    ASSERT_EQ(all.size(), 4U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].leaf, i);
        EXPECT_EQ(all[i].sha256, sha256(all[i].der));
        EXPECT_TRUE(place.verify(all[i].receipt, *all[i].sha256));
    }
    const auto calls = log->entries(envelope::Group::hotline, 0, envelope::kMaxBatchBytes);
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].id, hotline.id);
    const auto mail = log->mail("joutseno/kiosk-1", 0, envelope::kMaxBatchBytes);
    ASSERT_EQ(mail.size(), 1U);
    EXPECT_EQ(mail[0].id, letter.id);
    EXPECT_EQ(mail[0].to, "joutseno/kiosk-1");
    EXPECT_TRUE(log->mail("joutseno/kiosk-2", 0, envelope::kMaxBatchBytes).empty());
    EXPECT_TRUE(log->mail("", 0, envelope::kMaxBatchBytes).empty());
    EXPECT_TRUE(log->entries(envelope::Group::recovery, 0, envelope::kMaxBatchBytes).empty());
}

TEST(LogStore, PagesThroughEntriesWithinTheBytesAskedFor) {
    LogPlace place;
    const auto log = place.open();
    std::vector<relay::Submission> batch;
    for (int i = 0; i < 20; ++i)
        batch.push_back(place.fresh(10'000));
    put(*log, std::move(batch));
    std::uint64_t next = 0;
    int pages = 0;
    while (next < log->size()) {
        const auto items = log->entries(envelope::Group::centre, next, 50'000);
        ASSERT_FALSE(items.empty());
        EXPECT_LE(items.size(), 5U);
        for (const auto& item : items)
            EXPECT_EQ(*item.leaf, next++);
        ++pages;
    }
    EXPECT_GE(pages, 4);
    // one that is larger than the bound still comes, alone
    EXPECT_EQ(log->entries(envelope::Group::centre, 3, 10).size(), 1U);
    EXPECT_TRUE(log->entries(envelope::Group::centre, 20, 50'000).empty());
    std::string framed;
    for (const auto& item : log->entries(envelope::Group::centre, 0, envelope::kMaxBatchBytes))
        link::append_item(framed, item);
    EXPECT_TRUE(link::read_items(framed));
}

TEST(LogStore, ProvesThatEachCheckpointContinuesTheOneBefore) {
    LogPlace place;
    const auto log = place.open();
    std::vector<envelope::Checkpoint> seen;
    for (int i = 0; i < 12; ++i) {
        put(*log, {place.fresh(100), place.fresh(100)});
        seen.push_back(*envelope::open_checkpoint(log->checkpoint(), place.origin,
                                                  place.log_key.public_key()));
    }
    for (const auto& from : seen)
        for (const auto& to : seen) {
            const auto proof = log->consistency(from.size, to.size);
            if (from.size > to.size) {
                EXPECT_FALSE(proof);
                continue;
            }
            ASSERT_TRUE(proof);
            EXPECT_TRUE(
                envelope::verify_consistency(from.size, from.root, to.size, to.root, *proof));
        }
    EXPECT_FALSE(log->consistency(1, 25));
    EXPECT_FALSE(log->inclusion(24, 24));
    EXPECT_FALSE(log->inclusion(0, 25));
    EXPECT_TRUE(log->inclusion(23, 24));
}

TEST(LogStore, TakesFromManySubmittersAtOnceEachEnvelopeOnce) {
    LogPlace place;
    const auto log = place.open();
    constexpr int kEach = 200;
    std::vector<relay::Submission> shared;
    for (int i = 0; i < kEach; ++i)
        shared.push_back(place.fresh(600));
    std::atomic<int> stored = 0;
    std::atomic<int> known = 0;
    const auto submitter = [&] {
        for (const auto& one : shared) {
            const auto outcome = put(*log, {one});
            (outcome[0].state == PutState::stored ? stored : known) += 1;
            EXPECT_TRUE(place.verify(outcome[0].receipt, one.sha256));
        }
    };
    std::thread first(submitter);
    std::thread second(submitter);
    first.join();
    second.join();
    EXPECT_EQ(stored, kEach);
    EXPECT_EQ(known, kEach);
    EXPECT_EQ(log->size(), std::uint64_t{kEach});
    std::uint64_t last = 0;
    const auto verified = log->verify([&](std::uint64_t done, std::uint64_t) { last = done; });
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->leaves, std::uint64_t{kEach});
    EXPECT_EQ(last, std::uint64_t{kEach});
}

TEST(LogStore, TellsOfGrowthAfterTheCommit) {
    LogPlace place;
    const auto log = place.open();
    std::vector<std::uint64_t> told;
    std::promise<void> twice;
    log->on_growth([&](std::uint64_t size) {
        told.push_back(size);
        if (told.size() == 2)
            twice.set_value();
    });
    put(*log, {place.fresh(), place.fresh()});
    put(*log, {place.fresh()});
    twice.get_future().wait();
    EXPECT_EQ(told, (std::vector<std::uint64_t>{2, 3}));
}

TEST(LogStore, FinishesWhatWasSubmittedBeforeItGoes) {
    LogPlace place;
    std::atomic<int> answered = 0;
    {
        const auto log = place.open();
        for (int i = 0; i < 300; ++i)
            log->submit({place.fresh(1000)}, [&](const std::vector<relay::Outcome>& outcomes) {
                answered += outcomes[0].state == PutState::stored ? 1 : 0;
            });
    }
    EXPECT_EQ(answered, 300);
    EXPECT_EQ(place.open()->size(), 300U);
}

// The WAL's limit is crossed many times; each time commits must go on and nothing may be lost.
TEST(LogStore, MovesTheWriteAheadLogIntoTheFileWhileCommitsGoOn) {
    LogPlace place;
    const auto log = place.open();
    constexpr int kBatches = 60;
    for (int i = 0; i < kBatches; ++i) {
        std::vector<relay::Submission> batch;
        for (int k = 0; k < 4; ++k)
            batch.push_back(place.fresh(std::size_t{1} << 20U));
        for (const auto& outcome : put(*log, std::move(batch)))
            ASSERT_EQ(outcome.state, PutState::stored);
    }
    // 240 MiB were written; without starting over the WAL would hold all of it
    EXPECT_LT(std::filesystem::file_size(place.file().string() + "-wal"),
              std::uintmax_t{160} << 20U);
    EXPECT_TRUE(log->verify({}));
    EXPECT_FALSE(log->stopped());
}

TEST(LogStore, RefusesBelowTheLeastFreeSpaceAndGoesOnWhenThereIsRoomAgain) {
    LogPlace place;
    std::atomic<std::uint64_t> free = 1'000'000;
    place.free_bytes = [&] { return free.load(); };
    place.least_free_bytes = 100'000;
    const auto log = place.open();
    const auto one = place.fresh();
    EXPECT_EQ(put(*log, {one})[0].status, 201U);
    free = 100'000 + 4095;
    EXPECT_FALSE(log->has_room(4096));
    const auto late = place.fresh();
    const auto refused = put(*log, {late});
    EXPECT_EQ(refused[0].state, PutState::refused);
    EXPECT_EQ(refused[0].reason, "no_space");
    EXPECT_EQ(refused[0].status, 507U);
    EXPECT_EQ(log->size(), 1U);
    free = 100'000 + 4096;
    EXPECT_TRUE(log->has_room(4096));
    EXPECT_EQ(put(*log, {late})[0].state, PutState::stored);
    EXPECT_FALSE(log->stopped());
}

} // namespace
} // namespace suoja::test
