// SPDX-License-Identifier: Apache-2.0
// Listeners: who is let in as far as a request, and what is closed when.
#include "relay/server_state.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace suoja::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using local = asio::local::stream_protocol;
using boost::system::error_code;
using std::chrono::seconds;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr seconds kSilence{2}, kTurn{20}, kHandshake{10};
constexpr std::chrono::milliseconds kGlance{250};
} // namespace

bool Server::State::crowded(Port port) const {
    const auto count = open.find(port);
    const auto here = count == open.end() ? 0 : count->second;
    switch (port) {
    case Port::device:
        return here >= parts.limits.connections;
    case Port::enrol:
        return here >= kMostEnrolling;
    case Port::local:
    case Port::admin:
    case Port::control:
        return here >= kMostAtUnix;
    }
    return true;
}

// A port with TLS is never full of strangers.
bool Server::State::make_room(Port port) {
    const auto door = doors.find(port);
    return door != doors.end() && door->second.send_one_away();
}

// An attack is told of, a minute of it in one line.
void Server::State::tell_turned_out(Port port) {
    const auto door = doors.find(port);
    if (door == doors.end() || door->second.turned_out() == turned_out[port] ||
        parts.clock.steady() < next_telling)
        return;
    log(Level::warning, "silent_peers_closed",
        {{"count", door->second.turned_out() - turned_out[port]}});
    turned_out[port] = door->second.turned_out();
    next_telling = in(std::chrono::minutes(1));
}

// The peer of a TLS connection, by the directory of this moment.
void Server::State::admit(Session& session) {
    if (session.peer.port != Port::device || session.shut)
        return;
    const auto listed = parts.holdings.listed();
    if (!listed) {
        session.shut = refusal(503, "no_directory", "There is no directory here yet.", seconds(5));
        return;
    }
    const auto admitted = listed->peers.admit(*session.certificate, parts.clock.now());
    if (!admitted) {
        log(Level::warning, "peer_refused",
            {{"code", std::string_view(admitted.error().code)},
             {"serial", std::string_view(session.peer.serial)}});
        session.shut = refusal(admitted.error());
        // Enrolled since our copy of the directory was made, perhaps: fetch the newest now.
        if (admitted.error().code == "not_listed" && parts.clock.steady() >= next_fetch) {
            next_fetch = in(seconds(2));
            parts.bells.ring("directory");
        }
        return;
    }
    if (!session.peer.role) { // the first time: alarms once a connection
        if (admitted->expired)
            log(Level::warning, "peer_certificate_expired",
                {{"serial", std::string_view(session.peer.serial)}});
        if (admitted->clock_wrong)
            log(Level::warning, "own_clock_wrong");
    }
    session.peer.role = admitted->role;
    if (session.peer.device() && !session.counted) {
        session.counted = parts.quota.connect(session.peer.name());
        if (!session.counted)
            session.shut =
                refusal(429, "connections", "This device has too many connections.", seconds(10));
    }
}

namespace {

using StatePtr = std::shared_ptr<Server::State>;

// One name for all addresses that one subscriber has: of IPv6 the network alone.
std::string source_of(const tcp::socket& socket) {
    error_code error;
    const auto address = socket.remote_endpoint(error).address();
    if (error || address.is_v4())
        return error ? std::string() : address.to_string();
    const auto six = address.to_v6();
    if (six.is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
    const auto bytes = six.to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

// One for all who wait, and only while somebody does: what only time brings is that a handshake
// became slow.
asio::awaitable<void> tend(StatePtr state, Port port) {
    auto& door = state->doors.at(port);
    asio::steady_timer timer(state->parts.io);
    while (door.anyone_waits() && !state->draining) {
        timer.expires_after(kGlance);
        co_await timer.async_wait(kTuple);
        door.look();
    }
    state->tended.erase(port);
}

// Waits until this one may begin its handshake; false when it was sent away before.
asio::awaitable<bool> turn(StatePtr state, Port port, Doorway::Visit& visit,
                           std::shared_ptr<asio::steady_timer> timer) {
    bool mine = false;
    timer->expires_after(kTurn);
    visit.speaks([&mine, &timer] {
        mine = true;
        timer->cancel();
    });
    if (!mine && !visit.sent_away()) {
        if (state->tended.insert(port).second)
            asio::co_spawn(state->parts.io, tend(state, port), asio::detached);
        co_await timer->async_wait(kTuple);
    }
    co_return mine && !visit.sent_away();
}

// From accept to a finished handshake; the session has a wire when that went well.
asio::awaitable<void> shake_hands(StatePtr state, tcp::socket socket, Session& session) {
    const auto port = session.peer.port;
    auto& door = state->doors.at(port);
    const auto source = source_of(socket);
    const auto arrival = make_arrival(std::move(socket), state->tls[port]);
    const auto timer = std::make_shared<asio::steady_timer>(state->parts.io);
    session.visit.emplace(door.enter(source, [arrival, timer] {
        arrival->close();
        timer->cancel();
    }));
    const bool speaks = co_await arrival->speaks(kSilence);
    if (!speaks || session.visit->sent_away() || state->draining) {
        arrival->close();
        co_return;
    }
    const bool mine = co_await turn(state, port, *session.visit, timer);
    if (!mine || state->draining) {
        arrival->close();
        co_return;
    }
    auto accepted = co_await arrival->handshake(state->in(kHandshake));
    if (!accepted.wire || state->draining)
        co_return;
    // No tickets are given out, so nobody can resume.
    if (accepted.resumed || (port == Port::device && !accepted.peer)) {
        accepted.wire->close();
        co_return;
    }
    session.visit->let_in();
    session.wire = std::move(accepted.wire);
    session.certificate = std::move(accepted.peer);
}

asio::awaitable<void> run_tls(StatePtr state, tcp::socket socket, Port port) {
    const Place place(state->open[port]);
    Session session;
    session.peer.port = port;
    co_await shake_hands(state, std::move(socket), session);
    if (!session.wire)
        co_return;
    if (port == Port::device) {
        session.peer.serial = session.certificate->serial();
        state->admit(session);
        if (!session.shut)
            session.visit.reset(); // known: it has its own limits
    }
    co_await state->serve(session);
}

asio::awaitable<void> run_plain(StatePtr state, std::shared_ptr<Wire> wire, Port port) {
    const Place place(state->open[port]);
    Session session;
    session.wire = std::move(wire);
    session.peer.port = port;
    if (port == Port::local)
        session.peer.role = state->parts.holdings.role();
    co_await state->serve(session);
}

asio::awaitable<void> pause(asio::io_context& io, std::chrono::milliseconds time) {
    asio::steady_timer timer(io, time);
    co_await timer.async_wait(kTuple);
}

bool exhausted(const error_code& error) {
    return error == asio::error::no_descriptors || error == asio::error::no_memory ||
           error == asio::error::no_buffer_space ||
           error == boost::system::errc::too_many_files_open_in_system;
}

// What a full table of files or a client that went away means for accepting: wait, or go on.
bool passing(const error_code& error) {
    return exhausted(error) || error == asio::error::connection_aborted ||
           error == asio::error::interrupted;
}

// After an error: true to go on accepting.
bool goes_on(const StatePtr& state, const error_code& error) {
    if (state->draining)
        return false;
    if (passing(error))
        return true;
    log(Level::error, "listener_failed");
    state->parts.fatal(1);
    return false;
}

// Lets those who were closed just now end.
asio::awaitable<void> let_go(asio::io_context& io) {
    co_await asio::post(io, kTuple);
}

asio::awaitable<void> accept_tcp(StatePtr state, std::shared_ptr<tcp::acceptor> acceptor,
                                 Port port) {
    auto& io = state->parts.io;
    while (!state->draining) {
        if (state->crowded(port)) { // whoever comes next has the place of one that idles
            auto [gone] = co_await acceptor->async_wait(tcp::acceptor::wait_read, kTuple);
            if (!gone && state->crowded(port) && state->make_room(port))
                co_await let_go(io);
            else if (gone || state->crowded(port))
                co_await pause(io, std::chrono::milliseconds(20));
            continue;
        }
        auto [error, socket] = co_await acceptor->async_accept(kTuple);
        if (error || state->draining) {
            if (!goes_on(state, error))
                co_return;
            if (exhausted(error) && state->make_room(port))
                co_await let_go(io);
            else
                co_await pause(io, std::chrono::milliseconds(100));
            continue;
        }
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        socket.non_blocking(true, ignored);
        state->tell_turned_out(port);
        if (state->tls.contains(port))
            asio::co_spawn(io, run_tls(state, std::move(socket), port), asio::detached);
        else
            asio::co_spawn(io, run_plain(state, make_wire(std::move(socket)), port),
                           asio::detached);
    }
}

bool allowed(int fd, const std::vector<std::uint32_t>& uids) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           std::find(uids.begin(), uids.end(), peer.uid) != uids.end();
}

asio::awaitable<void> accept_unix(StatePtr state, std::shared_ptr<local::acceptor> acceptor,
                                  Port port, std::vector<std::uint32_t> uids) {
    auto& io = state->parts.io;
    while (!state->draining) {
        if (state->crowded(port)) {
            co_await pause(io, std::chrono::milliseconds(20));
            continue;
        }
        auto [error, socket] = co_await acceptor->async_accept(kTuple);
        if (error || state->draining) {
            if (!goes_on(state, error))
                co_return;
            co_await pause(io, std::chrono::milliseconds(100));
            continue;
        }
        if (!allowed(socket.native_handle(), uids)) {
            log(Level::warning, "local_user_refused");
            continue; // the socket closes with its object
        }
        asio::co_spawn(io, run_plain(state, make_wire(std::move(socket)), port), asio::detached);
    }
}

} // namespace

Server::Server(ServerParts parts) : state_(std::make_shared<State>(std::move(parts))) {}

Server::~Server() {
    drain();
}

Result<HostPort> Server::listen(Port port, const HostPort& address,
                                std::shared_ptr<const link::TlsContext> tls) {
    error_code error;
    tcp::resolver resolver(state_->parts.io);
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, error);
    auto acceptor = std::make_shared<tcp::acceptor>(state_->parts.io);
    const auto endpoint = found.empty() ? tcp::endpoint() : found.begin()->endpoint();
    if (!error)
        acceptor->open(endpoint.protocol(), error);
    if (!error)
        acceptor->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor->bind(endpoint, error);
    if (!error)
        acceptor->listen(1024, error);
    if (error)
        return fail(Reason::unreachable, "cannot_listen",
                    "The address " + address.str() + " cannot be listened at.");
    if (tls) {
        state_->tls[port] = std::move(tls);
        state_->doors.try_emplace(port, state_->parts.clock);
    }
    state_->tcp_listeners.push_back(acceptor);
    const auto bound = acceptor->local_endpoint();
    asio::co_spawn(state_->parts.io, accept_tcp(state_, acceptor, port), asio::detached);
    return HostPort{bound.address().to_string(), bound.port()};
}

Result<void> Server::listen(Port port, const std::filesystem::path& socket,
                            std::vector<std::uint32_t> uids) {
    error_code error;
    const local::endpoint endpoint(socket.string());
    { // a socket left by a process that was killed is removed; a living one is not
        local::socket probe(state_->parts.io);
        probe.connect(endpoint, error);
        if (!error)
            return fail(Reason::busy, "socket_in_use",
                        "Another program listens at this relay's Unix socket.");
        std::error_code ignored;
        if (std::filesystem::is_socket(socket, ignored))
            std::filesystem::remove(socket, ignored);
    }
    error = {};
    auto acceptor = std::make_shared<local::acceptor>(state_->parts.io);
    acceptor->open(endpoint.protocol(), error);
    if (!error)
        acceptor->bind(endpoint, error);
    // The mode lets others in only where other users are named; the uid is checked for each.
    const bool others = std::any_of(
        uids.begin(), uids.end(), [](std::uint32_t uid) { return uid != 0 && uid != ::geteuid(); });
    if (!error && ::chmod(socket.c_str(), others ? 0666 : 0600) != 0)
        error = error_code(errno, boost::system::system_category());
    if (!error)
        acceptor->listen(128, error);
    if (error)
        return fail(Reason::unreachable, "cannot_listen",
                    "The Unix socket of this relay cannot be made; check its directory.");
    state_->unix_listeners.push_back(acceptor);
    state_->sockets.push_back(socket);
    asio::co_spawn(state_->parts.io, accept_unix(state_, acceptor, port, std::move(uids)),
                   asio::detached);
    return {};
}

void Server::use(Port port, std::shared_ptr<const link::TlsContext> tls) {
    state_->tls[port] = std::move(tls);
}

void Server::recheck() {
    const auto listed = state_->parts.holdings.listed();
    if (!listed)
        return;
    for (auto* session : state_->sessions)
        if (session->peer.port == Port::device &&
            !listed->peers.still_listed(session->peer.serial)) {
            log(Level::warning, "peer_closed",
                {{"serial", std::string_view(session->peer.serial)}});
            session->wire->close();
        }
}

void Server::drain() {
    if (state_->draining)
        return;
    state_->draining = true;
    error_code ignored;
    for (const auto& acceptor : state_->tcp_listeners)
        acceptor->close(ignored);
    for (const auto& acceptor : state_->unix_listeners)
        acceptor->close(ignored);
    for (const auto& socket : state_->sockets) {
        std::error_code gone;
        std::filesystem::remove(socket, gone);
    }
    for (auto& [port, door] : state_->doors)
        door.close();
    for (auto* session : state_->sessions)
        if (!session->working)
            session->wire->close();
}

std::size_t Server::connections() const {
    return state_->sessions.size();
}

} // namespace suoja::relay
