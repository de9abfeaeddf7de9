// SPDX-License-Identifier: Apache-2.0
#include "relay/bells.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace suoja::relay {

namespace asio = boost::asio;

void Bells::ring(std::string topic) {
    asio::post(*io_, [this, topic = std::move(topic)] {
        last_[topic] = ++now_;
        wake(topic);
    });
}

void Bells::wake(const std::string& topic) {
    const auto found = by_topic_.find(topic);
    if (found == by_topic_.end())
        return;
    for (auto* waiter : found->second) {
        waiter->rung = true;
        waiter->timer.cancel();
    }
}

bool Bells::rang(const std::vector<std::string>& topics, std::uint64_t since) const {
    return std::any_of(topics.begin(), topics.end(), [&](const auto& topic) {
        const auto found = last_.find(topic);
        return found != last_.end() && found->second > since;
    });
}

asio::awaitable<bool> Bells::wait(std::vector<std::string> topics, std::uint64_t since,
                                  Steady until) {
    if (rang(topics, since))
        co_return true;
    if (closed_)
        co_return false;
    waiters_.push_back({asio::steady_timer(*io_, until), &topics, false});
    const auto place = std::prev(waiters_.end());
    for (const auto& topic : topics)
        by_topic_[topic].push_back(&*place);
    co_await place->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const bool rung = place->rung;
    for (const auto& topic : topics) {
        auto& list = by_topic_[topic];
        std::erase(list, &*place);
        if (list.empty())
            by_topic_.erase(topic);
    }
    waiters_.erase(place);
    co_return rung;
}

asio::awaitable<void> Bells::sleep(Steady until) {
    std::vector<std::string> none;
    static_cast<void>(co_await wait(std::move(none), now_, until));
}

void Bells::close() {
    closed_ = true;
    for (auto& waiter : waiters_)
        waiter.timer.cancel();
    for (const auto& act : acts_)
        act();
    acts_.clear();
}

} // namespace suoja::relay
