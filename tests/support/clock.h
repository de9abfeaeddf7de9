// SPDX-License-Identifier: Apache-2.0
#pragma once
// A clock that a test moves.
#include "core/clock.h"

namespace suoja::test {

struct FakeClock final : Clock {
    Millis time = from_unix_ms(1'772'000'000'000); // 2026-02-25
    Steady steady_time{};
    [[nodiscard]] Millis now() const override { return time; }
    [[nodiscard]] Steady steady() const override { return steady_time; }
    void advance(std::chrono::milliseconds by) {
        time += by;
        steady_time += by;
    }
};

} // namespace suoja::test
