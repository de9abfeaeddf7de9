// SPDX-License-Identifier: Apache-2.0
#pragma once
// Wrong tries at this device and the pause they earn: slots/tries,
// `{"failures","last","steady_ms","users"}`, `users` by a tag of the name: `{"failures",
// "steady_ms"}`. Each name's own tries earn its pause; the longest holds for the whole device, so
// that neither a colleague's right try nor another name frees anybody from waiting. Pauses run on
// the clock that counts from boot, which nobody sets: after a restart only the time since that
// restart counts, so neither a wall clock put forward nor a reboot shortens a pause. `failures` are
// those since the last right try, `last` is for people. Writes are durable; StorageFailure when
// they are not.
#include "core/clock.h"
#include "core/failure.h"

#include <filesystem>
#include <map>
#include <string>

namespace suoja::kiosk {

class Tries {
  public:
    Tries(std::filesystem::path file, const Clock& clock)
        : file_(std::move(file)), clock_(&clock) {}
    // how long until the next try; refused with the file's name when others could write to it
    [[nodiscard]] Result<std::chrono::seconds> pause() const;
    void count(const std::string& user = {});  // one more, as if it were wrong already
    void forget(const std::string& user = {}); // the try was right

  private:
    struct Count {
        std::int64_t failures = 0;
        std::chrono::milliseconds steady{}; // of the last of them
    };
    struct Kept {
        std::int64_t failures = 0;
        std::map<std::string, Count> users; // "": nobody knows whose; any right try ends them
    };
    void write(const Kept& kept) const;
    [[nodiscard]] Result<Kept> read() const;
    std::filesystem::path file_;
    const Clock* clock_;
};

} // namespace suoja::kiosk
