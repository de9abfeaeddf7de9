// SPDX-License-Identifier: Apache-2.0
#include "relay/quota.h"

#include <algorithm>
#include <cmath>

namespace suoja::relay {

bool Quota::connect(const std::string& device) {
    auto& used = used_[device];
    if (used.connections >= connections_)
        return false;
    ++used.connections;
    return true;
}

void Quota::disconnect(const std::string& device) {
    if (const auto found = used_.find(device);
        found != used_.end() && found->second.connections > 0)
        --found->second.connections;
}

std::optional<std::chrono::seconds> Quota::take(const std::string& device, std::uint64_t bytes,
                                                Steady now) {
    const double most = static_cast<double>(bytes_);
    const double per_second = most / 86400;
    auto& used = used_[device];
    const double passed =
        std::max(0.0, std::chrono::duration<double>(now - used.at).count()) * per_second;
    used.bytes = std::max(0.0, used.bytes - passed);
    used.at = now;
    const double wanted = static_cast<double>(bytes);
    const double over = used.bytes + wanted - most;
    // One envelope larger than the whole bucket still passes an empty one: it must not wait for
    // ever.
    if (over > 0 && used.bytes > 0)
        return std::chrono::seconds(static_cast<std::int64_t>(
            std::clamp(std::ceil(std::min(over, used.bytes) / per_second), 1.0, 86400.0)));
    used.bytes += wanted;
    return std::nullopt;
}

} // namespace suoja::relay
