// SPDX-License-Identifier: Apache-2.0
#pragma once
// When to try again, as a pure function: jittered exponential back-off with a cap, at once when the
// other side was seen again. No clock, no sleep. Used by the relay's uplink and the courier.
#include <chrono>
#include <cstdint>
#include <optional>

namespace suoja::link {

struct RetryState {
    std::uint32_t failures = 0; // in a row
};
struct RetryPolicy {
    std::chrono::milliseconds first{500}, most{60'000};
};
// `random` uniform in [0, 1): full jitter between half the step and the step. A Retry-After of the
// peer is the least.
[[nodiscard]] std::chrono::milliseconds
next_delay(RetryState& state, const RetryPolicy& policy, double random,
           std::optional<std::chrono::seconds> retry_after = std::nullopt);
inline void succeeded(RetryState& state) {
    state.failures = 0;
}

} // namespace suoja::link
