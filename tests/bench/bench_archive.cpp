// SPDX-License-Identifier: Apache-2.0
// The archive's log with 16 clients, each with one unacknowledged envelope of 4 KiB, beside the
// least that keeps the same promise: a group-commit loop into one SQLCipher table. Both are driven
// alike, from one thread that stands for the network. `cpu_us` is user and system time of the whole
// process for each record, clients included.
#include "core/database/database.h"
#include "core/log.h"
#include "relay/archive/log_store.h"
#include "tests/support/temporary_directory.h"

#include <benchmark/benchmark.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <sys/resource.h>
#include <thread>

namespace {

using namespace suoja;

constexpr std::size_t kBody = 4096;
constexpr int kRecords = 20'000;

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Bodies are made before the clock runs; each use differs in its id and digest.
class Envelopes {
  public:
    Envelopes() : body_(random_bytes(kBody)) {}
    relay::Submission next() {
        relay::Submission out;
        ++count_;
        out.sha256 = seed_;
        for (std::size_t i = 0; i < 8; ++i)
            out.sha256[i] = static_cast<std::uint8_t>(count_ >> (8 * i));
        out.id = envelope::EnvelopeId::of(from_unix_ms(1'790'000'000'000 + count_ / 4), out.sha256);
        out.device = "joutseno/kiosk-1";
        out.der = body_;
        return out;
    }

  private:
    Bytes body_;
    Hash seed_ = sha256(random_bytes(32));
    std::int64_t count_ = 0;
};

// The least: waiting envelopes share a transaction; a second connection moves the WAL.
class RawLoop final : public relay::EnvelopeSink {
  public:
    RawLoop(const std::filesystem::path& file, const Secret& key)
        : writing_(open(file, key)), moving_(open(file, key)) {
        writing_.execute("create table if not exists row (id blob primary key, der blob)");
        writer_ = std::thread([this] { write(); });
        mover_ = std::thread([this] { move(); });
    }
    ~RawLoop() override {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        work_.notify_all();
        writer_.join();
        mover_.join();
    }
    void submit(std::vector<relay::Submission> batch, Done done) override {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back({std::move(batch), std::move(done)});
        }
        work_.notify_one();
    }

  private:
    struct Job {
        std::vector<relay::Submission> batch;
        Done done;
    };
    static database::Database open(const std::filesystem::path& file, const Secret& key) {
        database::Options options;
        options.create = true;
        options.page_size = 16384;
        return std::move(*database::Database::open(file, key, options));
    }
    void write() {
        for (;;) {
            std::deque<Job> jobs;
            {
                std::unique_lock lock(mutex_);
                work_.wait(lock, [this] { return ending_ || !queue_.empty(); });
                if (queue_.empty())
                    return;
                jobs.swap(queue_);
            }
            database::Transaction transaction(writing_);
            for (const auto& job : jobs)
                for (const auto& one : job.batch) {
                    auto insert = writing_.prepare("insert into row values (?, ?)");
                    insert.bind_all(ByteView(one.id.bytes), ByteView(one.der)).run();
                }
            transaction.commit();
            pages_ = writing_.wal_pages();
            for (auto& job : jobs)
                job.done(std::vector<relay::Outcome>(job.batch.size()));
        }
    }
    void move() {
        for (std::int64_t moved = 0;;) {
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
            {
                const std::lock_guard lock(mutex_);
                if (ending_)
                    return;
            }
            const std::int64_t pages = pages_;
            moved = std::min(moved, pages);
            if (pages - moved >= 1024) {
                (void)moving_.checkpoint(false);
                moved = pages;
            }
        }
    }

    database::Database writing_, moving_;
    std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Job> queue_;
    std::atomic<std::int64_t> pages_ = 0;
    bool ending_ = false;
    std::thread writer_, mover_;
};

// Every client waits for its answer before it hands in the next one.
void drive(relay::EnvelopeSink& sink, Envelopes& envelopes, int clients, int records) {
    std::mutex mutex;
    std::condition_variable answered;
    int answers = 0;
    int under_way = 0;
    int handed = 0;
    int done = 0;
    while (done < records) {
        while (under_way < clients && handed < records) {
            ++under_way;
            ++handed;
            std::vector<relay::Submission> one;
            one.push_back(envelopes.next());
            sink.submit(std::move(one), [&](const std::vector<relay::Outcome>& outcomes) {
                benchmark::DoNotOptimize(outcomes.data());
                const std::lock_guard lock(mutex);
                ++answers;
                answered.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        answered.wait(lock, [&] { return answers > 0; });
        done += answers;
        under_way -= answers;
        answers = 0;
    }
}

void measure(benchmark::State& state, relay::EnvelopeSink& sink) {
    Envelopes envelopes;
    const int clients = static_cast<int>(state.range(0));
    drive(sink, envelopes, clients, 2000); // files and caches as in the middle of a day
    const double before = cpu_seconds();
    std::int64_t records = 0;
    for (auto _ : state) {
        drive(sink, envelopes, clients, kRecords);
        records += kRecords;
    }
    state.counters["cpu_us"] = (cpu_seconds() - before) * 1e6 / static_cast<double>(records);
    state.counters["records"] =
        benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}

void log_store(benchmark::State& state) {
    test::TemporaryDirectory directory;
    relay::LogSettings settings;
    settings.file = directory / "log.db";
    settings.key = Secret::random(database::kKeyBytes);
    settings.origin = "office/log/00000000";
    settings.log_key = envelope::LogKey::make();
    settings.create = true;
    const auto log = relay::LogStore::open(std::move(settings), system_clock());
    measure(state, **log);
}

void raw_group_commit(benchmark::State& state) {
    test::TemporaryDirectory directory;
    RawLoop loop(directory / "raw.db", Secret::random(database::kKeyBytes));
    measure(state, loop);
}

BENCHMARK(raw_group_commit)->Arg(16)->Arg(64)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(log_store)->Arg(16)->Arg(64)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
