// SPDX-License-Identifier: Apache-2.0
#pragma once
// The log's one writer: takes all submissions that wait, commits them as one transaction with one
// flush, then answers each with its receipt. A second thread moves the WAL into the file while
// commits go on; only its short last step, which lets the WAL start over, holds a commit up.
// A full disk refuses the batch, and the writer starts afresh from disk; any other failure of the
// storage stops it for good: it answers "storage_stopped" from then on and touches nothing.
#include "core/database/database.h"
#include "relay/archive/log_store.h"
#include "relay/archive/log_tree.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace suoja::relay {

class LogWriter {
  public:
    LogWriter(const LogSettings& settings, const Clock& clock, LogTree& tree,
              database::Database database, database::Database checkpointer);
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;
    ~LogWriter(); // finishes what was submitted

    void submit(std::vector<Submission> batch, EnvelopeSink::Done done);
    void on_growth(std::function<void(std::uint64_t)> tell);
    [[nodiscard]] bool has_room(std::uint64_t bytes) const;
    [[nodiscard]] bool stopped() const { return stopped_; }

  private:
    struct Job {
        std::vector<Submission> batch;
        EnvelopeSink::Done done;
        std::uint64_t bytes = 0;
        const Outcome* refusal = nullptr; // decided when it was submitted
    };
    struct Placed { // where a submission stands in the log
        LeafRow row;
        bool known = false;
        bool conflict = false;
    };
    void write();
    [[nodiscard]] std::vector<Job> take();
    void commit(std::vector<Job> jobs);
    [[nodiscard]] bool try_commit(const std::vector<Job>& jobs, std::vector<Placed>& placed);
    [[nodiscard]] Placed place(const Submission& submission, std::uint64_t next, Millis now);
    void answer(const std::vector<Job>& jobs, const std::vector<Placed>& placed);
    [[nodiscard]] bool start_afresh();
    void stop_for_good();
    void keep_wal_short();
    void move_wal(bool truncate);
    [[nodiscard]] bool wal_is_long() const; // mutex_ held
    [[nodiscard]] std::uint64_t free_bytes() const;

    const LogSettings& settings_;
    const Clock& clock_;
    LogTree& tree_;
    std::optional<database::Database> database_;     // the writer thread's
    std::optional<database::Database> checkpointer_; // the checkpoint thread's
    Millis newest_;                                  // received-at never goes back
    std::atomic<bool> stopped_ = false;

    mutable std::mutex free_mutex_;
    mutable std::uint64_t free_ = 0;
    mutable std::optional<Steady> free_asked_;

    mutable std::mutex mutex_; // everything below
    std::condition_variable work_, quiet_;
    std::deque<Job> queue_;
    std::uint64_t queued_bytes_ = 0;
    std::int64_t wal_pages_ = 0, moved_pages_ = 0; // in the WAL; of these, in the file
    bool wal_dirty_ = false, committing_ = false, hold_ = false, ending_ = false, written_ = false;
    std::function<void(std::uint64_t)> tell_;

    std::thread writing_, checkpointing_;
};

} // namespace suoja::relay
