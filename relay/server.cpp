// SPDX-License-Identifier: Apache-2.0
// Requests: the head read strictly, the body at its least rate, the decision carried out, the
// answer.
#include "relay/server.h"

#include "relay/later.h"
#include "relay/server_state.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using std::chrono::seconds;

constexpr seconds kHead{10}, kWrite{30}, kLinger{2};
constexpr std::size_t kBodyRate = 1024; // bytes a second at least, after kHead
constexpr std::size_t kChunk = std::size_t{64} << 10U;

std::string serialized(http::response<http::string_body> response) {
    http::response_serializer<http::string_body> serializer(response);
    std::string out;
    while (!serializer.is_done()) {
        beast::error_code error;
        serializer.next(error, [&](beast::error_code& inner, const auto& buffers) {
            inner = {};
            out += beast::buffers_to_string(buffers);
            serializer.consume(beast::buffer_bytes(buffers));
        });
        if (error)
            break;
    }
    return out;
}

std::string message(const Reply& reply, bool keep_alive) {
    http::response<http::string_body> response;
    response.version(11);
    response.result(reply.status);
    if (!reply.type.empty())
        response.set(http::field::content_type, reply.type);
    if (reply.retry_after)
        response.set(http::field::retry_after, std::to_string(reply.retry_after->count()));
    if (!reply.etag.empty())
        response.set(http::field::etag, reply.etag);
    if (!keep_alive)
        response.set(http::field::connection, "close");
    response.body() = reply.body;
    if (reply.status != 304)
        response.content_length(reply.body.size());
    return serialized(std::move(response));
}

// A line feed without its carriage return will never be the end that we wait for.
bool bare_line_feed(std::string_view bytes) {
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
        if (at == 0 || bytes[at - 1] != '\r')
            return true;
    return false;
}

Reply bad_head(const link::Problem& problem) {
    auto reply = refusal(problem.status, problem.code, problem.title);
    reply.close = true;
    return reply;
}

} // namespace

asio::awaitable<bool> Server::State::write(Session& session, std::string bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        session.wire->expires_at(in(kWrite)); // each piece must progress
        const auto piece = std::min(kChunk, bytes.size() - done);
        auto [error, size] =
            co_await session.wire->write(asio::const_buffer(bytes.data() + done, piece));
        if (error)
            co_return false;
        done += size;
    }
    co_return true;
}

asio::awaitable<void> Server::State::answer(Session& session, Reply reply, bool keep_alive) {
    const bool closes = reply.close || !keep_alive;
    auto bytes = message(reply, !closes);
    const bool sent = co_await write(session, std::move(bytes));
    const bool reads = session.watch && session.watch->running; // then it was read to its end
    if (sent && closes && !reads)
        co_await session.wire->linger(in(kLinger));
}

// What comes next goes behind `ahead`; false when the connection is over.
asio::awaitable<bool> Server::State::read_more(Session& session, Steady deadline) {
    session.wire->expires_at(deadline);
    if (session.watch) { // the read of a long poll may still stand open
        while (session.watch->running)
            co_await session.watch->done.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto watch = std::move(session.watch);
        session.ahead += watch->got;
        if (watch->ended || !watch->got.empty())
            co_return !watch->ended;
    }
    std::array<char, 4096> chunk{}; // small: an idle connection holds it
    auto [error, got] = co_await session.wire->read(asio::buffer(chunk));
    session.ahead.append(chunk.data(), got);
    co_return !error;
}

namespace {

asio::awaitable<void> watch_peer(std::shared_ptr<Wire> wire, std::shared_ptr<Watch> watch,
                                 Bells& bells, std::string topic) {
    std::array<char, 4096> chunk{};
    auto [error, got] = co_await wire->read(asio::buffer(chunk));
    watch->got.assign(chunk.data(), got);
    watch->ended = bool(error);
    watch->running = false;
    watch->done.cancel();
    if (error)
        bells.wake(topic);
}

} // namespace

void Server::State::watch(Session& session, const std::string& topic) {
    if (session.watch)
        return;
    session.watch = std::make_shared<Watch>(parts.io);
    session.watch->running = true;
    asio::co_spawn(parts.io, watch_peer(session.wire, session.watch, parts.bells, topic),
                   asio::detached);
}

// nullopt: the connection is over, answered or not. `raw` is the head as it came.
asio::awaitable<std::optional<Head>> Server::State::read_head(Session& session, std::string& raw) {
    auto& ahead = session.ahead;
    auto deadline = in(session.first ? kHead : seconds(parts.limits.idle_seconds));
    bool begun = !ahead.empty();
    if (begun)
        deadline = in(kHead);
    for (;;) {
        const auto end = ahead.find("\r\n\r\n");
        const bool whole = end != std::string::npos;
        const auto size = whole ? end + 4 : ahead.size();
        if (size > parts.limits.header_bytes) {
            auto reply =
                bad_head({431, "header_too_large", "The head of the request is too large."});
            co_await answer(session, std::move(reply), false);
            co_return std::nullopt;
        }
        if (!whole && bare_line_feed(ahead)) {
            auto reply = bad_head({400, "line_end", "A line of the head does not end in CR LF."});
            co_await answer(session, std::move(reply), false);
            co_return std::nullopt;
        }
        if (whole) {
            raw = ahead.substr(0, size);
            ahead.erase(0, size);
            break;
        }
        const bool more = co_await read_more(session, deadline);
        if (!more || draining)
            co_return std::nullopt;
        if (!begun)
            deadline = in(kHead);
        begun = true;
    }
    session.first = false;
    auto read = relay::read_head(raw);
    if (const auto* problem = std::get_if<link::Problem>(&read)) {
        auto reply = bad_head(*problem);
        co_await answer(session, std::move(reply), false);
        co_return std::nullopt;
    }
    co_return std::get<Head>(std::move(read));
}

// The HTTP library parses the same bytes again; where it disagrees with the strict reading, the
// request is refused.
asio::awaitable<bool> Server::State::read_body(Session& session, const Head& head,
                                               const std::string& raw, std::string& body) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(parts.limits.header_bytes));
    parser.body_limit(head.content_length);
    beast::error_code error;
    parser.put(asio::buffer(raw), error);
    const bool agrees = (!error || error == http::error::need_more) && parser.is_header_done() &&
                        parser.get().method_string() == head.method &&
                        parser.get().target() == head.target;
    if (!agrees) {
        auto reply = bad_head({400, "header", "The head of the request does not read."});
        co_await answer(session, std::move(reply), false);
        co_return false;
    }
    const auto began = parts.clock.steady();
    std::size_t received = 0;
    std::vector<char> chunk(std::min<std::size_t>(kChunk, head.content_length));
    while (!parser.is_done()) {
        if (session.ahead.empty()) {
            const auto slack = seconds(static_cast<std::int64_t>(received / kBodyRate));
            session.wire->expires_at(began + kHead + slack);
            auto [read_error, got] = co_await session.wire->read(asio::buffer(chunk));
            if (read_error)
                co_return false;
            session.ahead.assign(chunk.data(), got);
            received += got;
        }
        error = {};
        const auto used = parser.put(asio::buffer(session.ahead), error);
        session.ahead.erase(0, used);
        if ((error && error != http::error::need_more) || (used == 0 && !parser.is_done()))
            co_return false;
    }
    body = std::move(parser.get().body());
    co_return true;
}

asio::awaitable<Reply> Server::State::submit(Submit submitted) {
    const auto later = std::make_shared<Later<std::vector<Outcome>>>(parts.io);
    auto submissions = std::move(submitted.submissions);
    submitted.submissions.clear();
    for (const auto& one : submissions) // what is needed afterwards, without the bytes
        submitted.submissions.push_back({one.id, one.group, one.to, one.device, one.peer, {}, {}});
    parts.holdings.sink().submit(std::move(submissions), [later](std::vector<Outcome> outcomes) {
        later->set(std::move(outcomes));
    });
    const auto outcomes = co_await later->get();
    bool stored = false;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i].reason == "storage_stopped")
            parts.fatal(4); // this answer still goes out; then the process starts afresh from disk
        if (outcomes[i].state != link::PutState::stored)
            continue;
        stored = true;
        const auto& one = submitted.submissions[i];
        parts.bells.ring("entries:" + std::string(envelope::name(one.group)));
        if (!one.to.empty())
            parts.bells.ring("mail:" + one.to);
    }
    if (stored) {
        parts.bells.ring("spool");
        parts.bells.ring("entries:centre"); // sees every leaf
    }
    co_return Routes::finish(submitted, outcomes);
}

asio::awaitable<Reply> Server::State::look(Session& session, Look wanted) {
    const auto until = in(wanted.wait);
    const auto work = std::make_shared<Look>(std::move(wanted));
    for (;;) {
        const auto ticket = parts.bells.ticket();
        const auto later = std::make_shared<Later<std::optional<Reply>>>(parts.io);
        asio::post(parts.readers, [later, work] {
            try {
                later->set(work->look());
            } catch (...) {
                later->fail(std::current_exception());
            }
        });
        std::optional<Reply> found;
        try {
            found = co_await later->get();
        } catch (const StorageFailure&) {
            if (work->writes)
                throw;
            found = parts.routes.unreadable();
        }
        if (found)
            co_return std::move(*found);
        if (work->wait == seconds(0) || parts.bells.closed() || parts.clock.steady() >= until)
            co_return work->empty;
        const auto gone = "gone:" + std::to_string(session.number);
        watch(session, gone);
        if (session.watch->ended)
            co_return work->empty; // to nobody
        auto topics = work->topics;
        topics.push_back(gone);
        static_cast<void>(co_await parts.bells.wait(std::move(topics), ticket, until));
    }
}

asio::awaitable<Reply> Server::State::pass_on(Session& session, PassOn wanted) {
    if (parts.upstream == nullptr || parts.bells.closed())
        co_return refusal(503, "upstream_unreachable", "There is nobody to ask.", seconds(5));
    auto call = std::move(wanted.call);
    auto asker = session.peer.name(); // "": those who enrol, together
    const auto said = co_await parts.upstream->ask(std::move(call), std::move(asker));
    if (!said) {
        if (wanted.otherwise)
            co_return std::move(*wanted.otherwise);
        if (said.error().reason == Reason::busy)
            co_return refusal(said.error());
        co_return refusal(503, "upstream_unreachable",
                          "The centre cannot be reached now; the work is kept.", seconds(5));
    }
    if (said->status < 300 && !wanted.ring.empty())
        parts.bells.ring(wanted.ring);
    if (wanted.shape)
        co_return wanted.shape(*said);
    co_return Reply{said->status, said->content_type, said->body, said->retry_after, "", false};
}

asio::awaitable<Reply> Server::State::carry_out(Session& session, Decision decision) {
    if (auto* reply = std::get_if<Reply>(&decision))
        co_return std::move(*reply);
    if (auto* wanted = std::get_if<Submit>(&decision))
        co_return co_await submit(std::move(*wanted));
    if (auto* wanted = std::get_if<Look>(&decision))
        co_return co_await look(session, std::move(*wanted));
    co_return co_await pass_on(session, std::get<PassOn>(std::move(decision)));
}

// A decision looks into the storage at most: it changes nothing.
Decision Server::State::decide(Request request) {
    try {
        return parts.routes.decide(std::move(request));
    } catch (const StorageFailure&) {
        return parts.routes.unreadable();
    }
}

// One request; false when the connection is over.
asio::awaitable<bool> Server::State::serve_one(Session& session) {
    std::string raw;
    auto head = co_await read_head(session, raw);
    if (!head)
        co_return false;
    session.working = true;
    admit(session);
    auto refused = session.shut ? session.shut : parts.routes.refuse(*head, session.peer);
    if (refused) {
        refused->close = true;
        co_await answer(session, std::move(*refused), false);
        co_return false;
    }
    if (head->expects_continue) {
        std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write(session, std::move(go_on)))
            co_return false;
    }
    std::string body;
    if (!co_await read_body(session, *head, raw, body))
        co_return false;
    const bool wants_close = head->closes;
    Request request{std::move(*head), session.peer, std::move(body)};
    auto decision = decide(std::move(request));
    session.wire->expires_at(Steady::max()); // a long poll has its own end
    if (session.visit)
        session.visit->busy();
    auto reply = co_await carry_out(session, std::move(decision));
    if (session.visit)
        session.visit->idle();
    const bool keep = !wants_close && !reply.close && !draining;
    co_await answer(session, std::move(reply), keep);
    session.working = false;
    co_return keep;
}

asio::awaitable<void> Server::State::serve(Session& session) {
    sessions.insert(&session);
    session.number = ++numbers;
    bool storage_failed = false;
    try {
        while (!draining && co_await serve_one(session))
            continue;
    } catch (const StorageFailure&) {
        storage_failed = true;
    } catch (const std::exception&) {
        log(Level::error, "session_failed");
    }
    if (storage_failed) {
        log(Level::error, "storage_stopped");
        parts.fatal(4);
    }
    sessions.erase(&session);
    if (session.counted)
        parts.quota.disconnect(session.peer.name());
    session.wire->close();
}

} // namespace suoja::relay
