// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a relay does by itself, each errand one loop: envelopes up, and down the directory, mail,
// entries, delivery events; renewing its certificate; letting old bodies go. All back off when the
// next hop fails and try again at once when it or the network is back. They end when the bells are
// closed. The io_context's thread; the services outlive every loop.
#include "relay/forwarder.h"
#include "relay/relay_holdings.h"

#include <boost/asio/thread_pool.hpp>

namespace suoja::relay {

struct Errands {
    boost::asio::io_context& io;
    boost::asio::thread_pool& readers; // what reads much or computes long
    const Clock& clock;
    Bells& bells;
    Upstream& upstream;
    Spool& spool;
    RelayHoldings& holdings;
    std::function<void()> on_directory;               // a newer one is in the holdings
    std::function<void(const Identity&)> on_identity; // a newer one is in the holdings
};

[[nodiscard]] boost::asio::awaitable<void> forward(Errands& errands);
[[nodiscard]] boost::asio::awaitable<void> follow_directory(Errands& errands);
[[nodiscard]] boost::asio::awaitable<void> follow_mail(Errands& errands);
[[nodiscard]] boost::asio::awaitable<void> follow_entries(Errands& errands, envelope::Group group);
[[nodiscard]] boost::asio::awaitable<void> follow_deliveries(Errands& errands);
[[nodiscard]] boost::asio::awaitable<void> keep_house(Errands& errands);

// rings "network" whenever the kernel tells of a link, an address or a route (rtnetlink)
[[nodiscard]] boost::asio::awaitable<void> watch_network(boost::asio::io_context& io, Bells& bells);

} // namespace suoja::relay
