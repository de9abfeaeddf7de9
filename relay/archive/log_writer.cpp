// SPDX-License-Identifier: Apache-2.0
#include "relay/archive/log_writer.h"

#include "core/log.h"
#include "relay/archive/log_schema.h"

#include <sys/statvfs.h>

namespace suoja::relay {
namespace {

constexpr std::size_t kBatchEnvelopes = 256;
constexpr std::uint64_t kBatchBytes = std::uint64_t{32} << 20U;
constexpr std::uint64_t kQueueBytes = std::uint64_t{512} << 20U; // memory's bound, not a quota's

Outcome refusal(std::string_view reason, unsigned status) {
    Outcome out;
    out.state = link::PutState::refused;
    out.reason = reason;
    out.status = status;
    return out;
}

const Outcome kNoSpace = refusal("no_space", 507);
const Outcome kStopped = refusal("storage_stopped", 503);
const Outcome kBusy = refusal("busy", 503);
const Outcome kConflict = refusal("id_conflict", 409);

std::uint64_t available_bytes(const std::filesystem::path& file) {
    struct statvfs disk {};
    const auto directory = file.has_parent_path() ? file.parent_path() : ".";
    if (::statvfs(directory.c_str(), &disk) != 0)
        return 0;
    return std::uint64_t{disk.f_bavail} * std::uint64_t{disk.f_frsize};
}

} // namespace

LogWriter::LogWriter(const LogSettings& settings, const Clock& clock, LogTree& tree,
                     database::Database database, database::Database checkpointer)
    : settings_(settings), clock_(clock), tree_(tree), database_(std::move(database)),
      checkpointer_(std::move(checkpointer)), newest_(tree.newest_received_at()) {
    writing_ = std::thread([this] { write(); });
    checkpointing_ = std::thread([this] { keep_wal_short(); });
}

LogWriter::~LogWriter() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    work_.notify_all();
    quiet_.notify_all();
    writing_.join();
    {
        const std::lock_guard lock(mutex_);
        written_ = true;
    }
    quiet_.notify_all();
    checkpointing_.join();
}

// Asked of the system ten times a second at most: in that time a disk takes in less than
// least_free_bytes.
std::uint64_t LogWriter::free_bytes() const {
    constexpr std::chrono::milliseconds kFresh{100};
    if (settings_.free_bytes)
        return settings_.free_bytes();
    const auto now = clock_.steady();
    const std::lock_guard lock(free_mutex_);
    if (!free_asked_ || now - *free_asked_ > kFresh) {
        free_ = available_bytes(settings_.file);
        free_asked_ = now;
    }
    return free_;
}

bool LogWriter::has_room(std::uint64_t bytes) const {
    const std::uint64_t free = free_bytes();
    const std::lock_guard lock(mutex_);
    return free >= settings_.least_free_bytes + queued_bytes_ + bytes;
}

void LogWriter::submit(std::vector<Submission> batch, EnvelopeSink::Done done) {
    Job job{std::move(batch), std::move(done), 0, nullptr};
    for (const auto& one : job.batch)
        job.bytes += one.der.size();
    const std::uint64_t free = free_bytes();
    {
        const std::lock_guard lock(mutex_);
        if (stopped_)
            job.refusal = &kStopped;
        else if (free < settings_.least_free_bytes + queued_bytes_ + job.bytes)
            job.refusal = &kNoSpace;
        else if (queued_bytes_ + job.bytes > kQueueBytes)
            job.refusal = &kBusy;
        queued_bytes_ += job.bytes;
        queue_.push_back(std::move(job));
    }
    work_.notify_one();
}

void LogWriter::on_growth(std::function<void(std::uint64_t)> tell) {
    const std::lock_guard lock(mutex_);
    tell_ = std::move(tell);
}

void LogWriter::write() {
    for (;;) {
        auto jobs = take();
        if (jobs.empty())
            return;
        commit(std::move(jobs));
        bool wanted = false;
        {
            const std::lock_guard lock(mutex_);
            committing_ = false;
            wanted = hold_ || wal_is_long();
        }
        if (wanted)
            quiet_.notify_all();
    }
}

// Waits for work; empty only when the store ends and nothing waits any more.
std::vector<LogWriter::Job> LogWriter::take() {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [this] { return !hold_ && (ending_ || !queue_.empty()); });
    std::vector<Job> jobs;
    std::size_t envelopes = 0;
    std::uint64_t bytes = 0;
    while (!queue_.empty()) {
        const Job& next = queue_.front();
        if (!jobs.empty() &&
            (envelopes + next.batch.size() > kBatchEnvelopes || bytes + next.bytes > kBatchBytes))
            break;
        envelopes += next.batch.size();
        bytes += next.bytes;
        jobs.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queued_bytes_ -= bytes;
    committing_ = !jobs.empty();
    return jobs;
}

void LogWriter::commit(std::vector<Job> jobs) {
    const auto refuse = [](const Job& job, const Outcome& outcome) {
        job.done(std::vector<Outcome>(job.batch.size(), outcome));
    };
    std::vector<Job> accepted;
    for (auto& job : jobs) {
        if (stopped_)
            refuse(job, kStopped);
        else if (job.refusal != nullptr)
            refuse(job, *job.refusal);
        else
            accepted.push_back(std::move(job));
    }
    if (accepted.empty())
        return;
    std::vector<Placed> placed;
    const Outcome* failed = nullptr;
    try {
        if (!try_commit(accepted, placed))
            failed = &kNoSpace;
    } catch (const std::exception&) {
        // what the disk holds of this batch is unknown: the sender offers it again, and the id
        // makes that harmless
        stop_for_good();
        failed = &kStopped;
    }
    if (failed != nullptr)
        for (const auto& job : accepted)
            refuse(job, *failed);
    else
        answer(accepted, placed);
}

// False when the disk was full and the log goes on as it was before.
bool LogWriter::try_commit(const std::vector<Job>& jobs, std::vector<Placed>& placed) {
    try {
        const std::uint64_t before = tree_.published()->size;
        std::uint64_t next = before;
        const Millis now = std::max(newest_, clock_.now());
        std::vector<Hash> leaves;
        database::Transaction transaction(*database_);
        for (const auto& job : jobs)
            for (const auto& submission : job.batch) {
                placed.push_back(place(submission, next, now));
                if (placed.back().known || placed.back().conflict)
                    continue;
                leaves.push_back(envelope::leaf_hash(envelope::leaf_data(submission.sha256, now)));
                ++next;
            }
        if (next == before)
            return true; // all known: nothing to write
        Published published = tree_.extend(leaves);
        auto note = database_->prepare("insert into checkpoint (size, note) values (?, ?)");
        note.bind_all(static_cast<std::int64_t>(published.size), published.note).run();
        transaction.commit();
        newest_ = now;
        tree_.publish(std::move(published));
        const std::lock_guard lock(mutex_);
        const std::int64_t pages = database_->wal_pages();
        if (pages < wal_pages_) // it started over
            moved_pages_ = 0;
        wal_pages_ = pages;
        wal_dirty_ = true;
    } catch (const StorageFull&) {
        tree_.retract();
        if (!start_afresh())
            throw;
        log(Level::warning, "log_disk_full", {{"envelopes", placed.size()}});
        return false;
    }
    return true;
}

LogWriter::Placed LogWriter::place(const Submission& submission, std::uint64_t next, Millis now) {
    Placed out;
    out.row.id = submission.id;
    out.row.sha256 = submission.sha256;
    auto insert = database_->prepare(
        R"(insert into leaf (leaf, id, sha256, received_at, "group", "to", device, bytes)
           values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing)");
    insert.bind(1, static_cast<std::int64_t>(next))
        .bind_borrowed(2, ByteView(submission.id.bytes))
        .bind_borrowed(3, ByteView(submission.sha256))
        .bind(4, unix_ms(now))
        .bind_borrowed(5, envelope::name(submission.group))
        .bind_borrowed(6, std::string_view(submission.to))
        .bind_borrowed(7, std::string_view(submission.device))
        .bind(8, static_cast<std::int64_t>(submission.der.size()))
        .run();
    if (database_->changes() == 1) {
        auto body = database_->prepare("insert into body (leaf, der) values (?, ?)");
        body.bind(1, static_cast<std::int64_t>(next))
            .bind_borrowed(2, ByteView(submission.der))
            .run();
        out.row.leaf = next;
        out.row.received_at = now;
        return out;
    }
    auto there = database_->prepare("select leaf, sha256, received_at from leaf where id = ?");
    there.bind(1, ByteView(submission.id.bytes));
    if (!there.step())
        throw StorageFailure("the log lost a leaf it had");
    out.known = true;
    out.conflict = hash_of(there.blob(1)) != submission.sha256;
    out.row.leaf = static_cast<std::uint64_t>(there.integer(0));
    out.row.received_at = from_unix_ms(there.integer(2));
    return out;
}

void LogWriter::answer(const std::vector<Job>& jobs, const std::vector<Placed>& placed) {
    const auto published = tree_.published();
    std::function<void(std::uint64_t)> tell;
    {
        const std::lock_guard lock(mutex_);
        tell = tell_;
    }
    auto at = placed.begin();
    for (const auto& job : jobs) {
        std::vector<Outcome> outcomes;
        outcomes.reserve(job.batch.size());
        for (std::size_t i = 0; i < job.batch.size(); ++i, ++at) {
            if (at->conflict) {
                outcomes.push_back(kConflict);
                continue;
            }
            Outcome outcome;
            outcome.state = at->known ? link::PutState::known : link::PutState::stored;
            outcome.status = at->known ? 200 : 201;
            outcome.receipt = tree_.receipt(at->row, *published);
            outcomes.push_back(std::move(outcome));
        }
        job.done(std::move(outcomes));
    }
    if (tell)
        tell(published->size);
}

// After a full disk: a new connection, which must show exactly what was published.
bool LogWriter::start_afresh() {
    database_.reset();
    auto opened = open_log(settings_, LogAccess::write);
    if (!opened)
        return false;
    database_.emplace(std::move(*opened));
    const auto published = tree_.published();
    auto row = database_->prepare("select (select count(*) from leaf), "
                                  "(select note from checkpoint order by size desc limit 1)");
    return row.step() && row.integer(0) == static_cast<std::int64_t>(published->size) &&
           row.text(1) == published->note;
}

void LogWriter::stop_for_good() {
    if (!stopped_.exchange(true))
        log(Level::error, "log_storage_stopped", {{"leaves", tree_.published()->size}});
    work_.notify_all();
    quiet_.notify_all();
}

} // namespace suoja::relay
