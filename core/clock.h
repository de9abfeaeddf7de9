// SPDX-License-Identifier: Apache-2.0
#pragma once
// Time. Millis is UTC with milliseconds and may jump; Steady never does and is what deadlines run
// on. Text form: RFC 3339 UTC with milliseconds, "2026-11-24T14:06:00.000Z". Local time is the
// views' business only.
#include "core/id.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace suoja {

using Steady = std::chrono::steady_clock::time_point;

struct Clock {
    virtual ~Clock() = default;
    [[nodiscard]] virtual Millis now() const = 0;
    [[nodiscard]] virtual Steady steady() const = 0;
};

[[nodiscard]] const Clock& system_clock();

[[nodiscard]] std::string rfc3339(Millis time);
// Exactly the form above; nullopt otherwise, also for impossible dates.
[[nodiscard]] std::optional<Millis> parse_rfc3339(std::string_view text);
[[nodiscard]] inline std::int64_t unix_ms(Millis time) {
    return time.time_since_epoch().count();
}
[[nodiscard]] inline Millis from_unix_ms(std::int64_t ms) {
    return Millis(std::chrono::milliseconds(ms));
}

} // namespace suoja
