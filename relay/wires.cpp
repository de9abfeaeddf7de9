// SPDX-License-Identifier: Apache-2.0
#include "relay/wires.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <span>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

template <class Socket> Socket& plain(Socket& socket) {
    return socket;
}
tcp::socket& plain(asio::ssl::stream<tcp::socket>& stream) {
    return stream.next_layer();
}

// `Stream` reads and writes; its lowest layer is the socket that a deadline closes.
template <class Stream>
class WireOver final : public Wire, public std::enable_shared_from_this<WireOver<Stream>> {
  public:
    template <class... Args>
    explicit WireOver(Args&&... args)
        : stream_(std::forward<Args>(args)...), timer_(stream_.get_executor()) {}

    Stream& stream() { return stream_; }

    asio::awaitable<Moved> read(asio::mutable_buffer into) override {
        auto [error, size] = co_await stream_.async_read_some(into, kTuple);
        co_return Moved(error, size);
    }
    asio::awaitable<Moved> write(asio::const_buffer from) override {
        auto [error, size] = co_await stream_.async_write_some(from, kTuple);
        co_return Moved(error, size);
    }
    void expires_at(Steady time) override {
        deadline_ = time;
        if (time == Steady::max())
            return; // a timer under way finds out and goes to sleep
        if (!armed_)
            arm();
        else if (time < timer_.expiry())
            timer_.cancel(); // comes back in its handler
    }
    void close() override {
        boost::system::error_code ignored;
        stream_.lowest_layer().close(ignored);
        deadline_ = Steady::max();
        timer_.cancel();
    }
    asio::awaitable<void> linger(Steady until) override {
        expires_at(until);
        boost::system::error_code ignored;
        if constexpr (requires(Stream & stream) { stream.async_shutdown(kTuple); }) {
            auto [error] = co_await stream_.async_shutdown(kTuple);
            ignored = error;
        }
        auto& socket = plain(stream_);
        socket.shutdown(asio::socket_base::shutdown_send, ignored);
        std::array<char, 8192> nothing{};
        for (;;) {
            auto [error, size] = co_await socket.async_read_some(asio::buffer(nothing), kTuple);
            if (error)
                break;
        }
        close();
    }

  private:
    void arm() {
        armed_ = true;
        timer_.expires_at(deadline_);
        timer_.async_wait([weak = this->weak_from_this()](boost::system::error_code) {
            const auto self = weak.lock();
            if (!self)
                return;
            self->armed_ = false;
            if (self->deadline_ == Steady::max())
                return;
            if (std::chrono::steady_clock::now() >= self->deadline_)
                self->close();
            else
                self->arm();
        });
    }

    Stream stream_;
    asio::steady_timer timer_;
    Steady deadline_ = Steady::max();
    bool armed_ = false;
};

using TlsStream = asio::ssl::stream<tcp::socket>;

// RFC 8446, 5.1 and 4: a record of handshake messages, the first of which is a ClientHello
constexpr std::uint8_t kHandshakeRecord = 22, kClientHello = 1;
constexpr std::size_t kRecordHeader = 5, kLongestRecord = 1U << 14U;

class TlsArrival final : public Arrival {
  public:
    TlsArrival(tcp::socket socket, std::shared_ptr<const link::TlsContext> context)
        : plain_(std::make_shared<WireOver<tcp::socket>>(std::move(socket))),
          context_(std::move(context)) {}

    asio::awaitable<bool> speaks(std::chrono::seconds time) override {
        using std::chrono::steady_clock;
        std::array<std::uint8_t, kRecordHeader + 1> start{};
        plain_->expires_at(steady_clock::now() + time);
        bool whole = co_await here(1);
        whole = whole && peek(start) > 0 && start[0] == kHandshakeRecord;
        if (whole) {
            plain_->expires_at(steady_clock::now() + time);
            whole = co_await here(start.size());
        }
        whole = whole && peek(start) == start.size() && start[5] == kClientHello;
        const std::size_t length = static_cast<std::size_t>(start[3]) << 8U | start[4];
        if (whole && length <= kLongestRecord)
            whole = co_await here(kRecordHeader + length);
        plain_->expires_at(Steady::max()); // it may have to wait for its turn
        co_return whole&& length <= kLongestRecord;
    }
    asio::awaitable<TlsWire> handshake(Steady until) override {
        TlsWire out;
        wire_ = std::make_shared<WireOver<TlsStream>>(std::move(plain_->stream()),
                                                      context_->make_connection());
        wire_->expires_at(until);
        auto [error] =
            co_await wire_->stream().async_handshake(asio::ssl::stream_base::server, kTuple);
        if (error) {
            wire_->close();
            co_return out;
        }
        out.resumed = link::resumed(wire_->stream().native_handle());
        if (auto peer = link::peer_certificate(wire_->stream().native_handle()))
            out.peer = std::move(*peer);
        out.wire = wire_;
        co_return out;
    }
    void close() override {
        if (wire_)
            wire_->close();
        else
            plain_->close();
    }

  private:
    // Waits for so many bytes; false when the other side ended before. The kernel wakes us only
    // when they are there, and not for each byte of a slow one.
    asio::awaitable<bool> here(std::size_t count) {
        auto& socket = plain_->stream();
        boost::system::error_code failed;
        std::size_t available = 0;
        wake_at(count, failed);
        // again: what was noticed before the mark was set may wake us once more
        for (int tries = 0; tries < 3 && !failed && available < count; ++tries) {
            auto [error] = co_await socket.async_wait(tcp::socket::wait_read, kTuple);
            failed = error;
            if (!failed)
                available = socket.available(failed);
        }
        if (!failed)
            wake_at(1, failed);
        co_return !failed && available >= count;
    }
    void wake_at(std::size_t bytes, boost::system::error_code& failed) {
        plain_->stream().set_option(tcp::socket::receive_low_watermark(static_cast<int>(bytes)),
                                    failed);
    }
    std::size_t peek(std::span<std::uint8_t> into) {
        boost::system::error_code failed;
        const auto size = plain_->stream().receive(asio::buffer(into.data(), into.size()),
                                                   tcp::socket::message_peek, failed);
        return failed ? 0 : size;
    }

    std::shared_ptr<WireOver<tcp::socket>> plain_; // until the handshake
    std::shared_ptr<const link::TlsContext> context_;
    std::shared_ptr<WireOver<TlsStream>> wire_;
};

} // namespace

std::shared_ptr<Wire> make_wire(tcp::socket socket) {
    return std::make_shared<WireOver<tcp::socket>>(std::move(socket));
}

std::shared_ptr<Wire> make_wire(asio::local::stream_protocol::socket socket) {
    return std::make_shared<WireOver<asio::local::stream_protocol::socket>>(std::move(socket));
}

std::shared_ptr<Arrival> make_arrival(tcp::socket socket,
                                      std::shared_ptr<const link::TlsContext> context) {
    return std::make_shared<TlsArrival>(std::move(socket), std::move(context));
}

} // namespace suoja::relay
