// SPDX-License-Identifier: Apache-2.0
#include "relay/descriptors.h"

#include "relay/server.h"

#include <algorithm>
#include <sys/resource.h>

namespace suoja::relay {
namespace {

constexpr std::uint64_t kFiles = 64; // databases with their journals, the log, uplinks, the rest
constexpr std::uint64_t kOtherPorts = Server::kMostEnrolling + 3 * Server::kMostAtUnix;

} // namespace

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024; // what every system has
    const auto before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : before;
}

std::uint64_t connections_that_fit(std::uint64_t wanted, std::uint64_t descriptors) {
    const auto taken = kFiles + kOtherPorts;
    const auto left = descriptors > taken ? descriptors - taken : 0;
    return std::clamp<std::uint64_t>(std::max(left, descriptors / 4), 1, wanted);
}

} // namespace suoja::relay
