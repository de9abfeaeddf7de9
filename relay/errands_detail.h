// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the loops share; private to forwarding.cpp and mirror.cpp.
#include "core/log.h"
#include "relay/errands.h"
#include "relay/later.h"

namespace suoja::relay::detail {

// Waits before the next try; cut short when the network or the next hop comes back.
inline boost::asio::awaitable<void> back_off(Errands& errands, link::RetryState& retry,
                                             link::RetryPolicy policy, std::uint64_t ticket,
                                             std::optional<std::chrono::seconds> retry_after) {
    const auto delay = link::next_delay(retry, policy, errands.upstream.random(), retry_after);
    std::vector<std::string> topics{"network", "upstream"};
    co_await errands.bells.wait(std::move(topics), ticket, errands.clock.steady() + delay);
}

// said beforehand: g++ 12 mishandles conditional temporaries in a co_await expression
inline std::optional<std::chrono::seconds> retry_after(const Result<link::Answer>& said) {
    return said ? said->retry_after : std::nullopt;
}

inline boost::asio::awaitable<bool> keep(Errands& errands, Spool::Values values) {
    const auto later = std::make_shared<Later<bool>>(errands.io);
    errands.spool.set(std::move(values), [later](bool kept) { later->set(kept); });
    co_return co_await later->get();
}

// runs `work` on a reading thread
template <class T> boost::asio::awaitable<T> away(Errands& errands, std::function<T()> work) {
    const auto later = std::make_shared<Later<T>>(errands.io);
    boost::asio::post(errands.readers, [later, work = std::move(work)] {
        try {
            later->set(work());
        } catch (...) {
            later->fail(std::current_exception());
        }
    });
    co_return co_await later->get();
}

} // namespace suoja::relay::detail
