// SPDX-License-Identifier: Apache-2.0
#pragma once
// A value that another thread sets once and a coroutine of the io_context waits for. Shared by
// both: the setter never touches the waiter but through a posted note.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <optional>

namespace suoja::relay {

template <class T> class Later : public std::enable_shared_from_this<Later<T>> {
  public:
    explicit Later(boost::asio::io_context& io)
        : io_(&io), timer_(io, std::chrono::steady_clock::time_point::max()) {}

    void set(T value) { // any thread
        boost::asio::post(
            *io_, [self = this->shared_from_this(), kept = std::make_shared<T>(std::move(value))] {
                self->value_.emplace(std::move(*kept));
                self->timer_.cancel();
            });
    }
    void fail(const std::exception_ptr& thrown) { // any thread
        boost::asio::post(*io_, [self = this->shared_from_this(), thrown] {
            self->thrown_ = thrown;
            self->timer_.cancel();
        });
    }
    [[nodiscard]] boost::asio::awaitable<T> get() { // the io_context's thread, once
        const auto self = this->shared_from_this();
        while (!value_ && !thrown_)
            co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        if (thrown_)
            std::rethrow_exception(thrown_);
        co_return std::move(*value_);
    }

  private:
    boost::asio::io_context* io_;
    boost::asio::steady_timer timer_;
    std::optional<T> value_;
    std::exception_ptr thrown_;
};

} // namespace suoja::relay
