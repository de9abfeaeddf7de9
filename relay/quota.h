// SPDX-License-Identifier: Apache-2.0
#pragma once
// What one device may take at its first network hop, so that a compromised one cannot drown the
// relay: connections at a time, and bytes by a bucket that a day fills again. Counted by the name
// in the certificate, on the steady clock; kept in memory. The io_context's thread.
#include "core/clock.h"

#include <string>
#include <unordered_map>

namespace suoja::relay {

class Quota {
  public:
    Quota(std::uint64_t connections, std::uint64_t bytes_per_day)
        : connections_(connections), bytes_(bytes_per_day) {}

    [[nodiscard]] bool connect(const std::string& device); // false: too many; then no disconnect
    void disconnect(const std::string& device);
    // Takes `bytes` from the device's bucket, or says after how long there will be enough.
    [[nodiscard]] std::optional<std::chrono::seconds> take(const std::string& device,
                                                           std::uint64_t bytes, Steady now);

  private:
    struct Used {
        std::uint64_t connections = 0;
        double bytes = 0; // out of the bucket
        Steady at{};
    };
    std::uint64_t connections_, bytes_;
    std::unordered_map<std::string, Used> used_;
};

} // namespace suoja::relay
