// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the two halves of the spool share; private to spool*.cpp.
#include "relay/spool.h"

#include <atomic>
#include <mutex>
#include <set>

namespace suoja::relay {

struct Spool::State {
    State(database::Database opened, const Clock& time)
        : reading(std::move(opened)), clock(&time) {}

    mutable std::mutex mutex; // guards the next three
    mutable database::Database reading;
    mutable std::set<Hash> unread_forms; // whose pages did not read
    std::set<std::int64_t> lost_bodies;  // of forms: unreadable and named by nothing, left there
    std::function<Result<database::Database>()> open_reading;
    const Clock* clock;
    std::uint64_t max_bytes = 0, least_free = 0;
    std::filesystem::path directory;
    std::atomic<std::uint64_t> unsettled{0}, unsettled_bytes{0}, kept_bytes{0};
    std::optional<Writer> writer; // last: its thread ends before the rest goes

    void count();
    // `reading`; anew where a page did not read before: the next one may. The mutex is held.
    [[nodiscard]] database::Database& reader() const;
};

// the column `state` of envelope and delivery
enum RowState : std::int64_t { kWaiting = 0, kForwarded = 1, kReceived = 2, kRefused = 3 };

[[nodiscard]] envelope::EnvelopeId id_from(ByteView blob);
[[nodiscard]] Hash hash_from(ByteView blob);
[[nodiscard]] envelope::Group group_from(std::string_view text);

} // namespace suoja::relay
