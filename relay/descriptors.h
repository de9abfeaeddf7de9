// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many connections the process has file descriptors for. A table of files that connections
// fill would make databases unreadable that are not: so a part of it is out of their reach.
#include <cstdint>

namespace suoja::relay {

// Raises the process's limit as far as it may be raised; what it is then. getrlimit(2).
[[nodiscard]] std::uint64_t raise_descriptor_limit();

// Of `wanted` connections at the device port, strangers among them, as many as `descriptors` leave
// beside those at the other ports and the files of the store; of very few a quarter.
[[nodiscard]] std::uint64_t connections_that_fit(std::uint64_t wanted, std::uint64_t descriptors);

} // namespace suoja::relay
