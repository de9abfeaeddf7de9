// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/store_thread.h"
#include "tests/kiosk/store/kiosk.h"
#include "tests/support/fault_vfs.h"

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

namespace suoja::kiosk {
namespace {

// what a window's event loop does: keeps what is posted until its own thread runs it
struct Loop {
    std::mutex mutex;
    std::vector<std::function<void()>> waiting;
    StoreThread::Post post() {
        return [this](std::function<void()> job) {
            const std::lock_guard lock(mutex);
            waiting.push_back(std::move(job));
        };
    }
    std::size_t run() {
        std::vector<std::function<void()>> now;
        {
            const std::lock_guard lock(mutex);
            now.swap(waiting);
        }
        for (auto& job : now)
            job();
        return now.size();
    }
};

StoreThread::Post at_once() {
    return [](std::function<void()> job) { job(); };
}

TEST(StoreThread, AnswersOnTheAskersOwnThread) {
    test::Kiosk kiosk;
    Loop loop;
    std::thread::id worked, answered;
    {
        StoreThread thread(std::move(*kiosk.store), loop.post());
        int got = 0;
        thread.ask(
            [&](Store& store) {
                worked = std::this_thread::get_id();
                store.set_setting("a", "1");
                return 41;
            },
            [&](Result<int> answer) {
                answered = std::this_thread::get_id();
                got = *answer + 1;
            });
        EXPECT_EQ(thread.now([](Store& store) { return store.setting("a"); }).value(), "1");
        EXPECT_EQ(got, 0); // not before the loop runs
        EXPECT_EQ(loop.run(), 1U);
        EXPECT_EQ(got, 42);
    }
    EXPECT_EQ(answered, std::this_thread::get_id());
    EXPECT_NE(worked, answered);
}

TEST(StoreThread, KeepsTheOrderOfManyAskers) {
    test::Kiosk kiosk;
    StoreThread thread(std::move(*kiosk.store), at_once());
    std::vector<int> order; // the store thread's alone until the end
    std::vector<std::thread> askers;
    std::atomic<int> answers = 0;
    for (int asker = 0; asker < 4; ++asker)
        askers.emplace_back([&, asker] {
            for (int i = 0; i < 50; ++i)
                thread.ask([&, value = asker * 1000 + i](Store&) { order.push_back(value); },
                           [&](Result<void> done) { answers += done ? 1 : 0; });
        });
    for (auto& asker : askers)
        asker.join();
    EXPECT_EQ(thread.now([&](Store&) { return order.size(); }).value(), 200U);
    EXPECT_EQ(answers, 200);
    std::map<int, int> last;
    for (const int value : order) {
        const auto [at, first] = last.emplace(value / 1000, value);
        if (!first) {
            EXPECT_EQ(value, at->second + 1);
        }
        at->second = value;
    }
}

TEST(StoreThread, FinishesWhatIsQueuedAndClosesTheStore) {
    test::Kiosk kiosk;
    std::atomic<int> done = 0;
    {
        StoreThread thread(std::move(*kiosk.store), at_once());
        for (int i = 0; i < 20; ++i)
            thread.ask([i](Store& store) { store.set_setting("n", std::to_string(i)); },
                       [&](Result<void> answer) { done += answer ? 1 : 0; });
    }
    EXPECT_EQ(done, 20);
    kiosk.store.emplace(test::open_store(kiosk.directory.path(), kiosk.clock));
    EXPECT_EQ(kiosk.store->setting("n"), "19");
}

TEST(StoreThread, HandsOnAFailureThatIsAnOutcome) {
    test::Kiosk kiosk;
    StoreThread thread(std::move(*kiosk.store), at_once());
    const auto refused = thread.now([](Store&) -> Result<int> {
        return fail(Reason::refused, "not_allowed", "Not this one.");
    });
    EXPECT_EQ(refused.error().code, "not_allowed");
    EXPECT_FALSE(thread.stopped());
    EXPECT_EQ(thread.now([](Store&) { return 1; }).value(), 1);
}

TEST(StoreThread, AcknowledgesNothingAfterTheStorageHasFailed) {
    test::Kiosk kiosk;
    const auto draft = kiosk.draft(kiosk.filled());
    kiosk.store.reset();
    test::FaultVfs disk("store-thread");
    {
        StoreThread thread(test::open_store(kiosk.directory.path(), kiosk.clock, disk.name()),
                           at_once());
        ASSERT_TRUE(thread.now([&](Store& store) { store.drafts().insert(draft); }));
        disk.count_anew();
        disk.fail_flush_at(1, test::FaultVfs::Pages::drop);
        auto changed = draft;
        changed.place.cursor = 9;
        const auto failed = thread.now([&](Store& store) { store.drafts().save(changed); });
        EXPECT_EQ(failed.error().code, "storage");
        EXPECT_EQ(failed.error().reason, Reason::damaged);
        disk.heal();
        const auto later = thread.now([&](Store& store) { store.drafts().save(draft); });
        EXPECT_EQ(later.error().code, "storage_stopped");
        EXPECT_TRUE(thread.stopped());
    }
    // opened again, what was acknowledged is there
    kiosk.store.emplace(test::open_store(kiosk.directory.path(), kiosk.clock));
    const auto found = kiosk.store->drafts().find(draft.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->answers, draft.answers);
    EXPECT_TRUE(kiosk.store->database().verify().empty());
}

TEST(StoreThread, GoesOnAfterAFullDisk) {
    test::Kiosk kiosk;
    const auto draft = kiosk.draft(kiosk.filled());
    kiosk.store.reset();
    test::FaultVfs disk("store-thread-full");
    StoreThread thread(test::open_store(kiosk.directory.path(), kiosk.clock, disk.name()),
                       at_once());
    disk.count_anew();
    disk.full_from(1);
    const auto full = thread.now([&](Store& store) { store.drafts().insert(draft); });
    EXPECT_EQ(full.error().code, "disk_full");
    EXPECT_EQ(full.error().reason, Reason::full);
    EXPECT_FALSE(thread.stopped());
    disk.heal();
    EXPECT_TRUE(thread.now([&](Store& store) { store.drafts().insert(draft); }));
    EXPECT_TRUE(
        thread.now([&](Store& store) { return store.drafts().find(draft.id); })->has_value());
}

} // namespace
} // namespace suoja::kiosk
