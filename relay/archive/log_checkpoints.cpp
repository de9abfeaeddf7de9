// SPDX-License-Identifier: Apache-2.0
#include "core/log.h"
#include "relay/archive/log_schema.h"
#include "relay/archive/log_writer.h"

namespace suoja::relay {
namespace {

// 16 KiB pages: 16 MiB begins a checkpoint beside the commits; at 64 MiB the WAL must start over,
// and commits wait for the last step (at most what was written during the first).
constexpr std::int64_t kBeginPages = 1024;
constexpr std::int64_t kStartOverPages = 4096;
constexpr std::chrono::seconds kIdle{1};

} // namespace

bool LogWriter::wal_is_long() const {
    return wal_dirty_ && wal_pages_ - moved_pages_ >= kBeginPages;
}

// On a full disk the WAL stays as it is, whole, and is tried again later.
void LogWriter::move_wal(bool truncate) {
    try {
        checkpointer_->checkpoint(truncate);
    } catch (const StorageFull&) {
        log(Level::warning, "log_checkpoint_disk_full");
        checkpointer_.reset();
        auto opened = open_log(settings_, LogAccess::write);
        if (!opened)
            throw StorageFailure("the log cannot be opened again");
        checkpointer_.emplace(std::move(*opened));
        const std::lock_guard lock(mutex_);
        wal_dirty_ = true;
    }
}

void LogWriter::keep_wal_short() {
    try {
        std::unique_lock lock(mutex_);
        while (!written_ && !stopped_) {
            quiet_.wait_for(lock, kIdle, [this] { return written_ || stopped_ || wal_is_long(); });
            if (written_ || stopped_ || !wal_dirty_)
                continue;
            const bool start_over = wal_pages_ >= kStartOverPages;
            moved_pages_ = wal_pages_;
            wal_dirty_ = false;
            lock.unlock();
            move_wal(false);
            lock.lock();
            if (start_over) {
                hold_ = true;
                quiet_.wait(lock, [this] { return !committing_; });
                lock.unlock();
                move_wal(false);
                lock.lock();
                hold_ = false;
                work_.notify_all();
            }
        }
        lock.unlock();
        if (!stopped_)
            move_wal(true);
    } catch (const std::exception&) {
        // a checkpoint that failed may hide a flush that failed
        stop_for_good();
        const std::lock_guard lock(mutex_);
        hold_ = false;
        work_.notify_all();
    }
}

} // namespace suoja::relay
