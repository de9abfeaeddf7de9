// SPDX-License-Identifier: Apache-2.0
// The spool over real SQLCipher: what it promises, over restarts, power cuts and failing disks.
#include "core/database/database.h"
#include "relay/spool.h"
#include "tests/support/clock.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <random>
#include <set>

namespace suoja::relay {
namespace {

using envelope::EnvelopeId;
using link::DeliveryState;
using link::PutState;

Submission submission(const std::string& text, const std::string& device = "joutseno/kiosk-1") {
    Submission out;
    out.der.assign(text.begin(), text.end());
    out.sha256 = sha256(out.der);
    out.id = EnvelopeId::of(from_unix_ms(1'772'000'000'000), out.sha256);
    out.device = device;
    out.peer = device;
    return out;
}

struct Place {
    test::TemporaryDirectory directory;
    test::FakeClock clock;
    Secret key = Secret::random(database::kKeyBytes);
    std::uint64_t max_bytes = std::uint64_t{1} << 30U;
    std::string vfs;
    std::atomic<int> stops{0};

    Result<std::unique_ptr<Spool>> try_open() {
        SpoolSettings settings;
        settings.file = directory / "spool.db";
        settings.key = key.copy();
        settings.vfs = vfs;
        settings.max_bytes = max_bytes;
        settings.least_free_bytes = 0;
        settings.create = true;
        settings.on_stop = [this] { ++stops; };
        return Spool::open(std::move(settings), clock);
    }
    std::unique_ptr<Spool> open() {
        auto spool = try_open();
        if (!spool)
            throw std::runtime_error(spool.error().code);
        return std::move(*spool);
    }
};

std::vector<Outcome> put(EnvelopeSink& sink, std::vector<Submission> batch) {
    std::promise<std::vector<Outcome>> promise;
    sink.submit(std::move(batch), [&](std::vector<Outcome> out) { promise.set_value(out); });
    return promise.get_future().get();
}

std::vector<std::string> settle(Spool& spool, std::vector<Settled> settled) {
    std::promise<std::vector<std::string>> promise;
    spool.settle(std::move(settled),
                 [&](std::vector<std::string> peers) { promise.set_value(peers); });
    return promise.get_future().get();
}

TEST(Spool, KnowsAnIdForEver) {
    Place place;
    const auto one = submission("one");
    {
        const auto spool = place.open();
        const auto first = put(*spool, {one, one});
        EXPECT_EQ(first[0].state, PutState::stored);
        EXPECT_EQ(first[0].status, 201U);
        EXPECT_EQ(first[1].state, PutState::known);
        EXPECT_EQ(first[1].status, 200U);
        static_cast<void>(settle(*spool, {{one.id, DeliveryState::received, "", "{}"}}));
        place.clock.advance(std::chrono::hours(24 * 31));
        spool->drop_bodies(place.clock.now() - std::chrono::hours(24 * 30));
    }
    const auto spool = place.open();
    EXPECT_EQ(spool->gauge().kept_bytes, 0U) << "the body is gone";
    EXPECT_EQ(put(*spool, {one})[0].state, PutState::known);
    EXPECT_TRUE(spool->waiting(10, 1000).empty());
}

TEST(Spool, KeepsABodyUntilItsReceiptIsThirtyDaysOld) {
    Place place;
    const auto spool = place.open();
    const auto sent = submission("sent");
    const auto waiting = submission("waiting");
    static_cast<void>(put(*spool, {sent, waiting}));
    static_cast<void>(settle(*spool, {{sent.id, DeliveryState::received, "", "{}"}}));
    const auto drop = [&] {
        spool->drop_bodies(place.clock.now() - std::chrono::hours(24 * 30));
        static_cast<void>(
            put(*spool, {submission("after " + std::to_string(unix_ms(place.clock.now())))}));
        return spool->gauge().kept_bytes;
    };
    place.clock.advance(std::chrono::hours(24 * 30 - 1));
    const auto before = drop();
    place.clock.advance(std::chrono::hours(2));
    const auto after = drop();
    EXPECT_EQ(before + 19 - after, sent.der.size()) << "only what has its receipt";
}

TEST(Spool, GivesOutInOrderForEachDeviceAndFairBetweenThem) {
    Place place;
    const auto spool = place.open();
    std::vector<Submission> flood;
    for (int i = 0; i < 500; ++i)
        flood.push_back(submission("flood " + std::to_string(i), "joutseno/kiosk-1"));
    static_cast<void>(put(*spool, flood));
    static_cast<void>(
        put(*spool, {submission("a", "tampere/kiosk-1"), submission("b", "tampere/kiosk-1")}));
    const auto batch = spool->waiting(64, 1'000'000);
    std::vector<std::string> theirs, ours;
    for (const auto& one : batch)
        (one.device == "tampere/kiosk-1" ? theirs : ours).emplace_back(text(one.der));
    EXPECT_EQ(theirs, (std::vector<std::string>{"a", "b"})) << "behind 500 of another device";
    ASSERT_EQ(ours.size(), 32U);
    for (std::size_t i = 0; i < ours.size(); ++i)
        EXPECT_EQ(ours[i], "flood " + std::to_string(i));
    EXPECT_EQ(spool->waiting(64, 7).size(), 1U) << "at least one, however large";
}

TEST(Spool, TellsWhatBecameOfThemAndNeverGoesBack) {
    Place place;
    auto spool = place.open();
    const auto one = submission("one");
    const auto two = submission("two");
    static_cast<void>(put(*spool, {one, two}));
    EXPECT_EQ(spool->gauge().unsettled, 2U);
    EXPECT_EQ(settle(*spool, {{one.id, DeliveryState::forwarded, "", ""}}),
              std::vector<std::string>{"joutseno/kiosk-1"});
    EXPECT_EQ(spool->waiting(10, 1000).size(), 1U);
    EXPECT_EQ(spool->gauge().unsettled, 2U) << "without a receipt it is not settled";
    place.clock.advance(std::chrono::minutes(11));
    EXPECT_EQ(spool->unanswered(place.clock.now() - std::chrono::minutes(10), 10),
              std::vector<EnvelopeId>{one.id});
    static_cast<void>(settle(*spool, {{one.id, DeliveryState::received, "", "{\"r\":1}"},
                                      {two.id, DeliveryState::refused, "too_large", ""}}));
    EXPECT_EQ(spool->gauge().unsettled, 0U);
    EXPECT_TRUE(settle(*spool, {{one.id, DeliveryState::forwarded, "", ""},
                                {two.id, DeliveryState::received, "", "{}"}})
                    .empty());
    spool.reset();
    spool = place.open();
    const auto events = spool->deliveries("joutseno/kiosk-1", 0, 100);
    ASSERT_EQ(events.events.size(), 2U);
    EXPECT_EQ(events.events[0].state, DeliveryState::received);
    EXPECT_EQ(events.events[0].receipt, "{\"r\":1}");
    EXPECT_EQ(events.events[1].state, DeliveryState::refused);
    EXPECT_EQ(events.events[1].reason, "too_large");
    EXPECT_TRUE(spool->deliveries("joutseno/kiosk-1", events.next, 100).events.empty());
    EXPECT_TRUE(spool->deliveries("tampere/kiosk-1", 0, 100).events.empty());
    EXPECT_EQ(spool->deliveries_of({two.id, submission("never").id}).size(), 1U);
}

TEST(Spool, SendsAgainWhatNobodyKnows) {
    Place place;
    const auto spool = place.open();
    const auto one = submission("one");
    static_cast<void>(put(*spool, {one}));
    static_cast<void>(settle(*spool, {{one.id, DeliveryState::forwarded, "", ""}}));
    EXPECT_TRUE(spool->waiting(10, 1000).empty());
    std::promise<void> done;
    spool->send_again({one.id}, [&] { done.set_value(); });
    done.get_future().get();
    EXPECT_EQ(spool->waiting(10, 1000).size(), 1U);
}

TEST(Spool, MirrorsEntriesAndMail) {
    Place place;
    const auto spool = place.open();
    link::Item item;
    item.der = {1, 2, 3};
    item.sha256 = sha256(item.der);
    item.id = EnvelopeId::of(place.clock.now(), *item.sha256);
    item.leaf = 7;
    item.received_at = place.clock.now();
    item.device = "joutseno/kiosk-1";
    item.receipt = "{}";
    const auto keep = [&](auto&& call) {
        std::promise<bool> kept;
        call([&](bool good) { kept.set_value(good); });
        return kept.get_future().get();
    };
    EXPECT_EQ(spool->next_entry(envelope::Group::centre), 0U);
    for (int twice = 0; twice < 2; ++twice) {
        EXPECT_TRUE(keep([&](auto done) {
            spool->keep_entries(envelope::Group::centre, {item}, std::move(done));
        }));
        EXPECT_TRUE(
            keep([&](auto done) { spool->keep_mail("joutseno/desk-1", {item}, std::move(done)); }));
    }
    EXPECT_EQ(spool->next_entry(envelope::Group::centre), 8U);
    EXPECT_EQ(spool->next_entry(envelope::Group::hotline), 0U);
    EXPECT_EQ(spool->next_mail("joutseno/desk-1"), 8U);
    const auto entries = spool->entries(envelope::Group::centre, 7, 100);
    ASSERT_EQ(entries.size(), 1U);
    std::string before, after;
    link::append_item(before, item);
    link::append_item(after, entries[0]);
    EXPECT_EQ(before, after);
    EXPECT_TRUE(spool->entries(envelope::Group::centre, 8, 100).empty());
    EXPECT_EQ(spool->mail("joutseno/desk-1", 0, 100).size(), 1U);
    EXPECT_TRUE(spool->mail("joutseno/kiosk-1", 0, 100).empty());
    EXPECT_EQ(spool->entries_from(envelope::Group::centre, 8), 0U);
    EXPECT_EQ(spool->entries_from(envelope::Group::centre, 0), 1U);
}

TEST(Spool, SaysWhenItIsFullBeforeTakingMore) {
    Place place;
    place.max_bytes = 10;
    const auto spool = place.open();
    EXPECT_EQ(spool->room(10), "");
    EXPECT_EQ(spool->room(11), "spool_full");
    static_cast<void>(put(*spool, {submission("12345678")}));
    EXPECT_EQ(spool->room(3), "spool_full");
    EXPECT_EQ(spool->room(2), "");
}

TEST(Spool, IsNotOpenedWithAnotherKey) {
    Place place;
    { const auto spool = place.open(); }
    auto right = place.key.copy();
    place.key = Secret::random(database::kKeyBytes);
    const auto wrong = place.try_open();
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().reason, Reason::locked);
    place.key = std::move(right);
    EXPECT_TRUE(place.try_open());
}

// What a client of the spool saw, against what a restart finds. The same check for the right spool
// and for a sink that answers before it keeps.
struct History {
    std::mutex mutex;
    std::map<EnvelopeId, std::string> acknowledged;

    void say(EnvelopeSink& sink, const std::string& body) {
        auto one = submission(body);
        const auto id = one.id;
        sink.submit({std::move(one)}, [this, id, body](std::vector<Outcome> out) {
            if (out.front().state == PutState::refused)
                return;
            const std::lock_guard lock(mutex);
            acknowledged[id] = body;
        });
    }
    // the bodies that were acknowledged and are not there, whole, at the front of the way up
    std::size_t lost(const Spool& spool) {
        std::map<EnvelopeId, std::string> there;
        for (const auto& one : spool.waiting(100'000, std::size_t{1} << 30U))
            there[one.id] = std::string(text(one.der));
        std::size_t missing = 0;
        for (const auto& [id, body] : acknowledged) {
            const auto found = there.find(id);
            missing += found == there.end() || found->second != body ? 1 : 0;
        }
        return missing;
    }
};

struct Hasty final : EnvelopeSink {
    explicit Hasty(EnvelopeSink& behind) : sink(&behind) {}
    void submit(std::vector<Submission> batch, Done done) override {
        done(std::vector<Outcome>(batch.size(), Outcome{}));
        sink->submit(std::move(batch), [](std::vector<Outcome>) {});
    }
    EnvelopeSink* sink;
};

struct Tally {
    std::size_t cuts = 0, acknowledged = 0, lost = 0;
};

Tally cut_power(int rounds, bool hasty, unsigned seed) {
    std::mt19937 random(seed);
    Tally tally;
    test::FaultVfs disk("suoja-test-cut-" + std::to_string(hasty) + "-" + std::to_string(seed));
    for (int round = 0; round < rounds; ++round) {
        Place place;
        place.vfs = disk.name();
        History history;
        { const auto made = place.open(); }
        disk.count_anew();
        disk.cut_power_at(std::uniform_int_distribution<std::uint64_t>(1, 250)(random));
        if (auto spool = place.try_open()) {
            std::optional<Hasty> before;
            EnvelopeSink* sink = spool->get();
            if (hasty)
                sink = &before.emplace(**spool);
            for (int i = 0; i < 60 && !disk.dark(); ++i) {
                history.say(*sink,
                            std::string(std::uniform_int_distribution<std::size_t>(1, 9000)(random),
                                        static_cast<char>('a' + i % 26)) +
                                std::to_string(i));
                if (i % 7 == 0)
                    static_cast<void>(put(**spool, {submission("settled " + std::to_string(i))}));
            }
        }
        disk.cut_power();
        disk.restore_power(random());
        disk.heal();
        const auto spool = place.open();
        ++tally.cuts;
        tally.acknowledged += history.acknowledged.size();
        tally.lost += history.lost(*spool);
    }
    return tally;
}

TEST(SpoolAtAPowerCut, LosesNothingThatItAcknowledged) {
    const auto tally = cut_power(150, false, 20261125);
    RecordProperty("acknowledged", static_cast<int>(tally.acknowledged));
    EXPECT_EQ(tally.cuts, 150U);
    EXPECT_GT(tally.acknowledged, 500U);
    EXPECT_EQ(tally.lost, 0U);
}

TEST(SpoolAtAPowerCut, TheCheckerSeesASinkThatAnswersTooEarly) {
    const auto tally = cut_power(40, true, 20261125);
    EXPECT_GT(tally.lost, 0U);
}

TEST(SpoolOnAFailingDisk, StopsForGoodAndAcknowledgesNothingMore) {
    test::FaultVfs disk("suoja-test-flush");
    std::size_t surfaced = 0;
    for (std::uint64_t flush = 1; flush <= 6; ++flush) {
        Place place;
        place.vfs = disk.name();
        { const auto made = place.open(); }
        auto spool = place.open();
        History history;
        disk.count_anew();
        disk.fail_flush_at(flush, test::FaultVfs::Pages::drop);
        for (int i = 0; i < 20; ++i) {
            const auto out = put(*spool, {submission("x" + std::to_string(i))});
            if (out[0].state == PutState::refused) {
                ++surfaced;
                EXPECT_EQ(out[0].status, 503U);
                EXPECT_EQ(out[0].reason, "storage_stopped");
                EXPECT_TRUE(spool->stopped());
                EXPECT_EQ(spool->room(0), "storage_stopped");
                EXPECT_EQ(place.stops, 1);
                EXPECT_EQ(put(*spool, {submission("later")})[0].status, 503U);
                break;
            }
            history.acknowledged[submission("x" + std::to_string(i)).id] = "x" + std::to_string(i);
        }
        spool.reset();
        disk.heal();
        spool = place.open();
        EXPECT_EQ(history.lost(*spool), 0U) << "flush " << flush;
        EXPECT_EQ(put(*spool, {submission("healed")})[0].state, PutState::stored);
    }
    EXPECT_GE(surfaced, 5U);
}

TEST(SpoolOnAFullDisk, RefusesTheBatchAndGoesOnWhenThereIsRoom) {
    test::FaultVfs disk("suoja-test-full");
    Place place;
    place.vfs = disk.name();
    const auto spool = place.open();
    ASSERT_EQ(put(*spool, {submission("before")})[0].state, PutState::stored);
    disk.count_anew();
    disk.full_from(1);
    const auto out = put(*spool, {submission(std::string(20'000, 'x'))});
    EXPECT_EQ(out[0].state, PutState::refused);
    EXPECT_EQ(out[0].status, 507U);
    EXPECT_EQ(out[0].reason, "no_space");
    EXPECT_FALSE(spool->stopped());
    disk.heal();
    EXPECT_EQ(put(*spool, {submission(std::string(20'000, 'x'))})[0].state, PutState::stored);
    EXPECT_EQ(spool->waiting(10, 100'000).size(), 2U);
}

} // namespace
} // namespace suoja::relay
