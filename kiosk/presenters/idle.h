// SPDX-License-Identifier: Apache-2.0
#pragma once
// When an untouched window locks: pure, on the steady clock.
#include "core/clock.h"

namespace suoja::kiosk {

class IdleWatch {
  public:
    IdleWatch(std::chrono::seconds limit, std::chrono::seconds warning, Steady now)
        : limit_(limit), warning_(warning), touched_(now) {}
    void set_limit(std::chrono::seconds limit) { limit_ = limit; }
    void touched(Steady now) { touched_ = now; }
    // nullopt: nothing to say yet; else the seconds left, 0 = lock now
    [[nodiscard]] std::optional<std::chrono::seconds> left(Steady now) const;

  private:
    std::chrono::seconds limit_, warning_;
    Steady touched_;
};

} // namespace suoja::kiosk
