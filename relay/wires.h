// SPDX-License-Identifier: Apache-2.0
#pragma once
// A connection as bytes, whatever it runs over: TCP, TLS, a Unix socket. One operation at a time;
// when the time of expires_at() comes, the connection is closed and the operation fails. The
// io_context's thread.
#include "core/clock.h"
#include "core/link/tls/context.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <memory>

namespace suoja::relay {

class Wire {
  public:
    using Moved = std::pair<boost::system::error_code, std::size_t>;
    Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    virtual ~Wire() = default;

    virtual boost::asio::awaitable<Moved> read(boost::asio::mutable_buffer into) = 0;
    virtual boost::asio::awaitable<Moved> write(boost::asio::const_buffer from) = 0;
    virtual void expires_at(Steady time) = 0; // Steady::max(): never
    virtual void close() = 0;
    // Ends our side and swallows what still comes until then, so that an answer given before the
    // body was read is not lost in a reset; then closes.
    virtual boost::asio::awaitable<void> linger(Steady until) = 0;
};

[[nodiscard]] std::shared_ptr<Wire> make_wire(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::shared_ptr<Wire> make_wire(boost::asio::local::stream_protocol::socket socket);

struct TlsWire {
    std::shared_ptr<Wire> wire;                // null: the handshake failed
    std::optional<envelope::Certificate> peer; // when the port demands one
    bool resumed = false;
};
// A TCP connection at a TLS port before its handshake, which is when it costs more than its socket.
// The socket must not block.
class Arrival {
  public:
    Arrival() = default;
    Arrival(const Arrival&) = delete;
    Arrival& operator=(const Arrival&) = delete;
    virtual ~Arrival() = default;

    // true when a whole ClientHello is here: its first byte by then, the rest within the same time
    // of that. Nothing of it is taken.
    virtual boost::asio::awaitable<bool> speaks(std::chrono::seconds time) = 0;
    virtual boost::asio::awaitable<TlsWire> handshake(Steady until) = 0; // the server's side
    virtual void close() = 0; // also what became of it after the handshake
};
[[nodiscard]] std::shared_ptr<Arrival>
make_arrival(boost::asio::ip::tcp::socket socket, std::shared_ptr<const link::TlsContext> context);

} // namespace suoja::relay
