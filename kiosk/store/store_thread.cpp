// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/store_thread.h"

#include "core/log.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace suoja::kiosk {
namespace {

// after this long without work the store rests
constexpr std::chrono::milliseconds kIdle{200};

} // namespace

struct StoreThread::State {
    State(Store opened, Post deliver) : store(std::move(opened)), post(std::move(deliver)) {}

    std::optional<Store> store; // the worker's alone
    const Post post;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    bool ending = false, failed = false;
    std::thread worker;

    void run() {
        bool rested = false;
        for (;;) {
            Job job;
            bool taken = false;
            {
                std::unique_lock lock(mutex);
                const auto ready = [this] { return ending || !jobs.empty(); };
                if (rested)
                    wake.wait(lock, ready);
                else
                    taken = !wake.wait_for(lock, kIdle, ready); // nothing came: idle
                if (!taken && jobs.empty())
                    break; // ending, and the queue is worked off
                if (!taken) {
                    job = std::move(jobs.front());
                    jobs.pop_front();
                }
            }
            rested = taken;
            const bool sound = taken ? rest() : job(store ? &*store : nullptr);
            if (!sound)
                stop();
        }
        store.reset(); // closed on the thread that owns it
    }

    bool rest() {
        if (!store)
            return true;
        try {
            store->rest();
            return true;
        } catch (const StorageFull&) {
            return !store->database().broken(); // resting can wait for room
        } catch (const std::exception&) {
            return false;
        }
    }

    // Nothing is acknowledged after a storage failure; the file is closed, so that it can be opened
    // again and verified.
    void stop() {
        log(Level::error, "store_stopped");
        {
            const std::lock_guard lock(mutex);
            failed = true;
        }
        store.reset();
    }
};

StoreThread::StoreThread(Store store, Post post)
    : state_(std::make_shared<State>(std::move(store), std::move(post))) {
    state_->worker = std::thread([state = state_.get()] { state->run(); });
}

StoreThread::~StoreThread() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_one();
    state_->worker.join();
}

bool StoreThread::stopped() const {
    const std::lock_guard lock(state_->mutex);
    return state_->failed;
}

void StoreThread::enqueue(Job job) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->jobs.push_back(std::move(job));
    }
    state_->wake.notify_one();
}

const StoreThread::Post& StoreThread::post() const {
    return state_->post;
}

namespace detail {

Failure storage_stopped() {
    return fail(Reason::damaged, "storage_stopped",
                "The storage of this device has failed before, so nothing more is written. What "
                "was saved until then is safe; lock, and unlock again.");
}

Failure storage_full() {
    return fail(Reason::full, "disk_full",
                "The disk of this device is full. What was saved before is safe and this form is "
                "still here; call support before you go on.");
}

Failure storage_failed() {
    return fail(Reason::damaged, "storage",
                "The storage of this device has failed. What was saved before is safe; the last "
                "change is not. Lock, unlock again, and call support if it comes back.");
}

} // namespace detail
} // namespace suoja::kiosk
