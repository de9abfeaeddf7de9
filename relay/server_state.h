// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the two halves of the server share; private to server.cpp (requests) and listeners.cpp.
#include "core/log.h"
#include "relay/doorway.h"
#include "relay/server.h"
#include "relay/wires.h"

#include <boost/asio/steady_timer.hpp>

#include <set>

namespace suoja::relay {

// The read that stands open while a long poll waits, so that a client that went away is noticed and
// does not hold its place. What comes instead belongs to the next request.
struct Watch {
    explicit Watch(boost::asio::io_context& io) : done(io, Steady::max()) {}
    bool running = false, ended = false;
    std::string got;
    boost::asio::steady_timer done; // cancelled when the read came back
};

struct Session {
    std::shared_ptr<Wire> wire;
    Peer peer;
    std::optional<envelope::Certificate> certificate;
    std::optional<Reply> shut; // the answer to whatever is asked, then closed
    bool counted = false;      // in the device's quota of connections
    bool working = false;      // between a request's head and its answer
    std::string ahead;         // bytes that came behind the last request
    bool first = true;
    std::uint64_t number = 0; // of the connection, from 1
    std::shared_ptr<Watch> watch;
    std::optional<Doorway::Visit> visit; // of a peer that nobody knows: it may be sent away
};

struct Server::State {
    explicit State(ServerParts given) : parts(std::move(given)) {}

    ServerParts parts;
    std::map<Port, std::shared_ptr<const link::TlsContext>> tls;
    std::vector<std::shared_ptr<boost::asio::ip::tcp::acceptor>> tcp_listeners;
    std::vector<std::shared_ptr<boost::asio::local::stream_protocol::acceptor>> unix_listeners;
    std::vector<std::filesystem::path> sockets; // to be removed at the end
    std::set<Session*> sessions;
    std::map<Port, std::size_t> open;       // connections by port, handshakes included
    std::map<Port, Doorway> doors;          // of the ports with TLS
    std::set<Port> tended;                  // doors that somebody waits at
    std::map<Port, std::size_t> turned_out; // of a door, as far as it was told of
    Steady next_telling{};
    std::uint64_t numbers = 0;
    Steady next_fetch{}; // of the directory, for the sake of a peer that it does not list
    bool draining = false;

    [[nodiscard]] bool crowded(Port port) const;
    [[nodiscard]] bool make_room(Port port); // somebody was sent away
    void tell_turned_out(Port port);
    [[nodiscard]] Steady in(std::chrono::seconds time) const { return parts.clock.steady() + time; }

    boost::asio::awaitable<std::optional<Head>> read_head(Session& session, std::string& raw);
    boost::asio::awaitable<bool> read_body(Session& session, const Head& head,
                                           const std::string& raw, std::string& body);
    boost::asio::awaitable<bool> write(Session& session, std::string bytes);
    boost::asio::awaitable<void> answer(Session& session, Reply reply, bool keep_alive);
    boost::asio::awaitable<Reply> carry_out(Session& session, Decision decision);
    boost::asio::awaitable<Reply> submit(Submit submitted);
    boost::asio::awaitable<Reply> look(Session& session, Look wanted);
    boost::asio::awaitable<bool> read_more(Session& session, Steady deadline);
    void watch(Session& session, const std::string& topic);
    Decision decide(Request request);
    boost::asio::awaitable<Reply> pass_on(Session& session, PassOn wanted);
    boost::asio::awaitable<bool> serve_one(Session& session);
    boost::asio::awaitable<void> serve(Session& session);
    void admit(Session& session);
};

// Counts a connection from accept to end.
struct Place {
    Place(std::size_t& number) : count(&number) { ++*count; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { --*count; }
    std::size_t* count;
};

} // namespace suoja::relay
