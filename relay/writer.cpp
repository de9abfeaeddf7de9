// SPDX-License-Identifier: Apache-2.0
#include "relay/writer.h"

#include "core/log.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace suoja::relay {
namespace {

constexpr std::size_t kMostJobs = 256;
constexpr std::int64_t kIdleCheckpoint = 1000;    // pages in the WAL
constexpr std::int64_t kForcedCheckpoint = 16000; // 64 MiB

} // namespace

struct Writer::State {
    State(database::Database opened, Open reopen, std::function<void()> stop)
        : database(std::move(opened)), again(std::move(reopen)), on_stop(std::move(stop)) {}

    database::Database database;
    Open again;
    std::function<void()> on_stop;
    std::mutex mutex;
    std::condition_variable something;
    std::deque<WriteJob> waiting;
    bool ending = false;
    std::atomic<bool> stopped{false};
    std::thread thread;

    void run();
    Written commit(std::vector<WriteJob>& jobs);
    Written after_full_disk();
    void checkpoint(bool idle);
    void stop();
};

Written Writer::State::commit(std::vector<WriteJob>& jobs) {
    if (stopped)
        return Written::stopped;
    try {
        database::Transaction transaction(database);
        for (auto& job : jobs)
            job.work(database);
        transaction.commit();
        return Written::committed;
    } catch (const StorageFull&) {
        log(Level::error, "disk_full", {{"jobs", jobs.size()}});
        return after_full_disk();
    } catch (const StorageFailure&) {
        return Written::stopped;
    }
}

// After a commit that found no room the connection takes nothing more; a fresh one sees what was
// committed before, and nothing of the batch.
Written Writer::State::after_full_disk() {
    auto fresh = again();
    if (!fresh)
        return Written::stopped;
    database = std::move(*fresh);
    return Written::full;
}

void Writer::State::checkpoint(bool idle) {
    const auto pages = database.wal_pages();
    if (pages < kIdleCheckpoint || (!idle && pages < kForcedCheckpoint))
        return;
    try {
        static_cast<void>(database.checkpoint(false));
    } catch (const StorageFull&) {
        log(Level::error, "disk_full");
        if (after_full_disk() == Written::stopped)
            stop();
    } catch (const StorageFailure&) {
        stop();
    }
}

void Writer::State::stop() {
    if (stopped.exchange(true))
        return;
    log(Level::error, "storage_stopped");
    if (on_stop)
        on_stop();
}

void Writer::State::run() {
    for (;;) {
        std::vector<WriteJob> jobs;
        {
            std::unique_lock lock(mutex);
            something.wait(lock, [this] { return ending || !waiting.empty(); });
            if (waiting.empty())
                return;
            while (!waiting.empty() && jobs.size() < kMostJobs) {
                jobs.push_back(std::move(waiting.front()));
                waiting.pop_front();
            }
        }
        const auto written = commit(jobs);
        if (written == Written::stopped)
            stop();
        for (auto& job : jobs)
            if (job.done)
                job.done(written);
        if (stopped)
            continue;
        bool idle = false;
        {
            const std::lock_guard lock(mutex);
            idle = waiting.empty();
        }
        checkpoint(idle);
    }
}

Writer::Writer(database::Database database, Open again, std::function<void()> on_stop)
    : state_(std::make_unique<State>(std::move(database), std::move(again), std::move(on_stop))) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->something.notify_one();
    state_->thread.join();
}

void Writer::add(WriteJob job) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->waiting.push_back(std::move(job));
    }
    state_->something.notify_one();
}

bool Writer::stopped() const {
    return state_->stopped;
}

} // namespace suoja::relay
