// SPDX-License-Identifier: Apache-2.0
#pragma once
// Wrong tries of this device and the pause they earn: slots/tries,
// `{"failures","last","steady_ms"}`. Pauses run on the clock that counts from boot, which nobody
// sets: after a restart only the time since that restart counts, so neither a wall clock put
// forward nor a reboot shortens a pause. `last` is for people. Writes are durable; StorageFailure
// when they are not.
#include "core/clock.h"
#include "core/failure.h"

#include <filesystem>

namespace suoja::kiosk {

class Tries {
  public:
    Tries(std::filesystem::path file, const Clock& clock)
        : file_(std::move(file)), clock_(&clock) {}
    // how long until the next try; refused with the file's name when others could write to it
    [[nodiscard]] Result<std::chrono::seconds> pause() const;
    void count();  // one more, as if it were wrong already
    void forget(); // the try was right

  private:
    struct Kept {
        std::int64_t failures = 0;
        std::chrono::milliseconds steady{};
    };
    [[nodiscard]] Result<Kept> read() const;
    std::filesystem::path file_;
    const Clock* clock_;
};

} // namespace suoja::kiosk
