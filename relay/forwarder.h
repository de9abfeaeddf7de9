// SPDX-License-Identifier: Apache-2.0
#pragma once
// What goes up next and what an answer means for it, as pure functions of (batch, answer): one bad
// envelope never blocks the others, nothing is given up but by a refusal of the next hop that names
// it, and a receipt counts only when it verifies against the office's log key. The loop that moves
// the bytes is Forwarding. Pure; any thread.
#include "core/envelope/directory.h"
#include "core/link/retry.h"
#include "relay/spool.h"

namespace suoja::relay {

// how many envelopes the next batch may hold; 1 while one that spoils batches is looked for
struct BatchSize {
    std::size_t envelopes = 64;
    std::size_t singles = 0; // so many are still sent alone
};
inline constexpr std::size_t kBatchBytes = std::size_t{4} << 20U;

[[nodiscard]] link::Call batch_call(const std::vector<Waiting>& batch, bool name_devices);

struct Verdict {
    std::vector<Settled> settled;
    bool later = false;      // back off before the next try
    bool refused_us = false; // the peer refuses this relay, not an envelope: try rarely
    std::optional<std::chrono::seconds> retry_after;
    std::string code; // of what went wrong, for the log
};
[[nodiscard]] Verdict judge(const std::vector<Waiting>& batch, const Result<link::Answer>& said,
                            const envelope::Directory* directory, BatchSize& size);

// A receipt that does not verify is no receipt: the envelope counts as forwarded.
[[nodiscard]] Settled settle_with(const envelope::EnvelopeId& id, const Hash& sha256,
                                  link::DeliveryState state, std::string reason,
                                  std::string receipt, const envelope::Directory* directory);

} // namespace suoja::relay
