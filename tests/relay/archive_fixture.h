// SPDX-License-Identifier: Apache-2.0
#pragma once
// A log in a temporary directory and envelopes to hand in. The bytes are random: the log knows an
// envelope by its digest alone.
#include "core/database/database.h"
#include "relay/archive/log_store.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace suoja::test {

inline relay::Submission envelope_of(ByteView der, Millis sealed_at,
                                     envelope::Group group = envelope::Group::centre,
                                     std::string to = "") {
    relay::Submission out;
    out.der.assign(der.begin(), der.end());
    out.sha256 = sha256(der);
    out.id = envelope::EnvelopeId::of(sealed_at, out.sha256);
    out.group = group;
    out.to = std::move(to);
    out.device = "joutseno/kiosk-1";
    return out;
}

inline std::vector<relay::Outcome> put(relay::LogStore& log, std::vector<relay::Submission> batch) {
    std::promise<std::vector<relay::Outcome>> promise;
    auto outcomes = promise.get_future();
    log.submit(std::move(batch),
               [&](std::vector<relay::Outcome> result) { promise.set_value(std::move(result)); });
    return outcomes.get();
}

// The log's writer reads it while the test moves it.
class SharedClock final : public Clock {
  public:
    [[nodiscard]] Millis now() const override { return from_unix_ms(now_); }
    [[nodiscard]] Steady steady() const override { return {}; }
    void advance(std::chrono::milliseconds by) { now_ += by.count(); }

  private:
    std::atomic<std::int64_t> now_ = 1'772'000'000'000; // 2026-02-25
};

struct LogPlace {
    TemporaryDirectory directory;
    SharedClock clock;
    Secret key = Secret::random(database::kKeyBytes);
    envelope::LogKey log_key = envelope::LogKey::make();
    std::string origin = "office/log/0a1b2c3d";
    std::string vfs;
    std::function<std::uint64_t()> free_bytes;
    std::uint64_t least_free_bytes = 1;

    [[nodiscard]] std::filesystem::path file() const { return directory / "log.db"; }
    [[nodiscard]] relay::LogSettings settings() const {
        relay::LogSettings out;
        out.file = file();
        out.key = key.copy();
        out.origin = origin;
        out.log_key = envelope::LogKey{log_key.seed.copy()};
        out.vfs = vfs;
        out.least_free_bytes = least_free_bytes;
        out.free_bytes = free_bytes;
        out.create = true;
        return out;
    }
    [[nodiscard]] Result<std::unique_ptr<relay::LogStore>> try_open() const {
        return relay::LogStore::open(settings(), clock);
    }
    [[nodiscard]] std::unique_ptr<relay::LogStore> open() const {
        auto log = try_open();
        EXPECT_TRUE(log) << (log ? "" : log.error().code);
        return log ? std::move(*log) : nullptr;
    }
    [[nodiscard]] relay::Submission fresh(std::size_t size = 4096) {
        clock.advance(std::chrono::milliseconds{1});
        return envelope_of(random_bytes(size), clock.now());
    }
    // whether the receipt's text proves that the log has this envelope
    [[nodiscard]] Result<envelope::Checkpoint> verify(const std::string& receipt,
                                                      const Hash& digest) const {
        const auto read = envelope::read_receipt(receipt);
        if (!read)
            return read.error();
        return envelope::verify_receipt(*read, digest, origin, log_key.public_key());
    }
    // what nobody but an intruder with the key does: changes rows behind the log's back
    void tamper(const std::string& sql) const {
        database::Options options;
        options.page_size = 16384;
        auto database = database::Database::open(file(), key, options);
        ASSERT_TRUE(database);
        database->execute(sql);
        (void)database->checkpoint(true);
    }
};

} // namespace suoja::test
