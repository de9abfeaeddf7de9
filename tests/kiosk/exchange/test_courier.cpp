// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/exchange/world.h"

#include <atomic>
#include <thread>

namespace suoja::test {
namespace {

using kiosk::Courier;
using kiosk::State;

// threads and the system's clock; waits for what must come, never for a while
struct CourierThread : World {
    std::unique_ptr<kiosk::StoreThread> at_kiosk = give(kiosk), at_desk = give(desk);
    std::atomic<int> changes{0};

    std::unique_ptr<kiosk::StoreThread> give(Device& device) {
        return std::make_unique<kiosk::StoreThread>(
            std::move(*device.store), [](const std::function<void()>& work) { work(); });
    }
    std::unique_ptr<Courier> start(const Device& device, kiosk::StoreThread* store) {
        Courier::Settings settings;
        settings.socket = far.socket(device.identity->name);
        settings.outgoing = device.outgoing;
        settings.store = store;
        return std::make_unique<Courier>(settings, system_clock(), [this] { ++changes; });
    }
    RecordId finalise_on(kiosk::StoreThread& thread) {
        return thread
            .now([&](kiosk::Store& store) {
                Device borrowed{&kiosk_identity, kiosk.folder, kiosk.outgoing, nullptr,
                                kiosk.user,      nullptr,      nullptr};
                borrowed.store = std::make_unique<kiosk::Store>(std::move(store));
                const auto record = finalise(borrowed, "Aino");
                store = std::move(*borrowed.store);
                return record;
            })
            .value();
    }
    State state(const RecordId& record) {
        return at_kiosk
            ->now([&](kiosk::Store& s) { return s.records().row(record, s.clock().now())->state; })
            .value();
    }
    static bool comes(const std::function<bool()>& condition) {
        for (int i = 0; i < 3000; ++i) {
            if (condition())
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
};

TEST_F(CourierThread, CarriesARecordToTheDeskAndTheNoteBack) {
    auto kiosk_courier = start(kiosk, at_kiosk.get());
    auto desk_courier = start(desk, at_desk.get());
    EXPECT_TRUE(comes([&] { return kiosk_courier->connection().relay; }));
    EXPECT_EQ(kiosk_courier->connection().status.upstream, "connected");
    const auto record = finalise_on(*at_kiosk);
    kiosk_courier->nudge();
    EXPECT_TRUE(comes([&] { return state(record) == State::received; }));
    EXPECT_TRUE(comes([&] {
        return at_desk->now([&](kiosk::Store& s) { return s.replica().find(record).has_value(); })
            .value();
    }));
    EXPECT_TRUE(comes([&] {
        kiosk_courier->nudge();
        return at_kiosk
            ->now([&](kiosk::Store& s) {
                return s.records().row(record, s.clock().now())->opened_at.has_value();
            })
            .value();
    }));
    EXPECT_GT(changes, 0);
}

TEST_F(CourierThread, WhileLockedItOnlyHandsOver) {
    const auto record = finalise_on(*at_kiosk);
    auto locked = start(kiosk, nullptr);
    EXPECT_TRUE(comes([&] { return far.handed_in(kiosk_identity.name).size() == 2; }));
    locked.reset();
    EXPECT_EQ(far.calls("/v1/deliveries"), 0U);
    EXPECT_EQ(state(record), State::waiting);
}

TEST_F(CourierThread, ComesBackByItselfWhenTheRelayDoes) {
    far.socket(kiosk_identity.name);
    far.stop(kiosk_identity.name);
    const auto record = finalise_on(*at_kiosk);
    Courier::Settings settings;
    settings.socket = place / "later.sock";
    settings.outgoing = kiosk.outgoing;
    settings.store = at_kiosk.get();
    Courier courier(settings, system_clock(), [] {});
    EXPECT_FALSE(courier.connection().relay);
    std::filesystem::create_symlink(far.socket(kiosk_identity.name), place / "later.sock");
    EXPECT_TRUE(comes([&] { return state(record) == State::received; }));
    EXPECT_TRUE(comes([&] { return courier.connection().relay; }));
}

TEST_F(CourierThread, EndsAtOnceInTheMiddleOfALongPoll) {
    auto courier = start(kiosk, at_kiosk.get());
    EXPECT_TRUE(comes([&] { return far.calls("/v1/deliveries") >= 2; }));
    const auto begun = std::chrono::steady_clock::now();
    courier.reset();
    // the poll would last 25 s; the bound is far from it and far from the machine's noise
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(15));
}

struct Sync : CourierThread {
    kiosk::SyncReport must_sync(kiosk::StoreThread& store, const Device& device, int wait) {
        const auto done = kiosk::sync(store, device.outgoing, far.socket(device.identity->name),
                                      std::chrono::seconds(wait), system_clock());
        EXPECT_TRUE(done) << (done ? "" : done.error().code);
        return done ? *done : kiosk::SyncReport{};
    }
};

TEST_F(Sync, DoesTheWholeWayWithoutAThread) {
    const auto record = finalise_on(*at_kiosk);
    auto report = must_sync(*at_kiosk, kiosk, 30);
    EXPECT_TRUE(report.relay_reachable);
    EXPECT_EQ(report.handed_over, 2U);
    EXPECT_EQ(report.receipts, 4U);
    EXPECT_EQ(state(record), State::received);
    report = must_sync(*at_desk, desk, 30);
    EXPECT_GE(report.entries, 2U);
    EXPECT_GE(report.receipts, 1U); // of its own note
    report = must_sync(*at_kiosk, kiosk, 0);
    EXPECT_EQ(report.mail, 1U);
    report = must_sync(*at_kiosk, kiosk, 30); // nothing is open: it does not wait
    EXPECT_EQ(report.handed_over + report.receipts + report.mail, 0U);
}

TEST_F(Sync, ADeskWaitsForTheFirstEntry) {
    std::thread later([&] {
        const auto record = finalise_on(*at_kiosk);
        must_sync(*at_kiosk, kiosk, 30);
        EXPECT_EQ(state(record), State::received);
    });
    const auto report = must_sync(*at_desk, desk, 60);
    later.join();
    EXPECT_GE(report.entries, 1U);
}

TEST_F(Sync, SaysWhenTheRelayIsNotThereAndKeepsTheWork) {
    finalise_on(*at_kiosk);
    const auto socket = far.socket(kiosk_identity.name);
    far.stop(kiosk_identity.name);
    const auto done =
        kiosk::sync(*at_kiosk, kiosk.outgoing, socket, std::chrono::seconds(0), system_clock());
    ASSERT_TRUE(done);
    EXPECT_FALSE(done->relay_reachable);
    EXPECT_EQ(kiosk.files(), 2U);
    EXPECT_EQ(must_sync(*at_kiosk, kiosk, 30).handed_over, 2U);
}

TEST_F(Sync, ReturnsAtItsEndWhenTheWayIsCut) {
    finalise_on(*at_kiosk);
    far.connect(false);
    const auto report = must_sync(*at_kiosk, kiosk, 1);
    EXPECT_TRUE(report.relay_reachable);
    EXPECT_EQ(report.handed_over, 2U);
    EXPECT_EQ(report.receipts, 0U);
}

} // namespace
} // namespace suoja::test
