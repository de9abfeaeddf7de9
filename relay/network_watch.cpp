// SPDX-License-Identifier: Apache-2.0
#include "core/log.h"
#include "relay/errands.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;

int open_rtnetlink() { // -1 when the system does not let us: then only the back-off's clock counts
    const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0)
        return -1;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |
                        RTMGRP_IPV6_ROUTE;
    const void* any = &address;
    if (::bind(fd, static_cast<const sockaddr*>(any), sizeof address) != 0) {
        ::close(fd);
        return -1;
    }
    return fd;
}

} // namespace

asio::awaitable<void> watch_network(asio::io_context& io, Bells& bells) {
    const int fd = open_rtnetlink();
    if (fd < 0) {
        log(Level::info, "network_not_watched");
        co_return;
    }
    const auto socket = std::make_shared<asio::posix::stream_descriptor>(io, fd);
    bells.at_close([weak = std::weak_ptr(socket)] {
        if (const auto open = weak.lock())
            open->cancel();
    });
    std::array<char, 8192> ignored{};
    while (!bells.closed()) {
        // The content does not matter: something about the network changed.
        auto [error, size] = co_await socket->async_read_some(asio::buffer(ignored),
                                                              asio::as_tuple(asio::use_awaitable));
        if (bells.closed() || (error && error != asio::error::no_buffer_space))
            co_return;
        bells.ring("network");
        // One ring for a burst of news, and no storm of retries while a link flaps.
        co_await bells.sleep(std::chrono::steady_clock::now() + std::chrono::seconds(1));
    }
}

} // namespace suoja::relay
