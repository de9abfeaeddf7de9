// SPDX-License-Identifier: Apache-2.0
#include "core/link/retry.h"

#include <algorithm>

namespace suoja::link {

std::chrono::milliseconds next_delay(RetryState& state, const RetryPolicy& policy, double random,
                                     std::optional<std::chrono::seconds> retry_after) {
    auto step = policy.first;
    for (std::uint32_t i = 0; i < state.failures && step < policy.most; ++i)
        step *= 2;
    step = std::min(step, policy.most);
    if (state.failures < 1000)
        ++state.failures;
    const auto half = static_cast<double>(step.count()) / 2;
    const std::chrono::milliseconds delay(
        static_cast<std::int64_t>(half + std::clamp(random, 0.0, 1.0) * half));
    // A peer cannot park us for longer than a day.
    const auto least = std::min(retry_after.value_or(std::chrono::seconds(0)),
                                std::chrono::seconds(std::chrono::hours(24)));
    return std::max(delay, std::chrono::milliseconds(least));
}

} // namespace suoja::link
