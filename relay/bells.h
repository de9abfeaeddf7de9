// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who waits for what: topics that ring ("mail:joutseno/kiosk-1", "entries:centre", "spool",
// "upstream") and coroutines that wait for one of several or until a time. A ticket taken before
// looking makes sure that no ring between looking and waiting is missed. ring() from any thread;
// the rest on the io_context's.
#include "core/clock.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <unordered_map>
#include <vector>

namespace suoja::relay {

class Bells {
  public:
    explicit Bells(boost::asio::io_context& io) : io_(&io) {}

    void ring(std::string topic);
    void wake(const std::string& topic); // who waits now; leaves no trace for later tickets
    [[nodiscard]] std::uint64_t ticket() const { return now_; }
    // true when one of the topics rang since the ticket; false when the time is over or closed
    [[nodiscard]] boost::asio::awaitable<bool> wait(std::vector<std::string> topics,
                                                    std::uint64_t since, Steady until);
    [[nodiscard]] boost::asio::awaitable<void> sleep(Steady until); // or until closed
    void at_close(std::function<void()> act) { acts_.push_back(std::move(act)); }
    // everybody wakes, and nobody sleeps again: the program ends
    void close();
    [[nodiscard]] bool closed() const { return closed_; }

  private:
    struct Waiter {
        boost::asio::steady_timer timer;
        const std::vector<std::string>* topics;
        bool rung = false;
    };
    [[nodiscard]] bool rang(const std::vector<std::string>& topics, std::uint64_t since) const;

    boost::asio::io_context* io_;
    std::uint64_t now_ = 0;
    bool closed_ = false;
    std::vector<std::function<void()>> acts_;
    std::unordered_map<std::string, std::uint64_t> last_;
    std::list<Waiter> waiters_;
    std::unordered_map<std::string, std::vector<Waiter*>> by_topic_;
};

} // namespace suoja::relay
