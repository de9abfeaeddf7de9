// SPDX-License-Identifier: Apache-2.0
#include "core/link/tls/uplink.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cassert>

namespace suoja::link {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Stream = asio::ssl::stream<beast::tcp_stream>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostAnswer = envelope::kMaxBatchBytes + (std::size_t{1} << 20U);
constexpr std::uint32_t kMostHeader = 16U << 10U;
constexpr std::chrono::seconds kConnectPatience{10};

Failure unreachable(std::string_view code) {
    return fail(Reason::unreachable, code,
                "The other side cannot be reached; the work is kept and sent later.");
}

Failure failure_of(beast::error_code error) {
    if (error == beast::error::timeout)
        return unreachable("timeout");
    if (error.category() == asio::error::get_ssl_category())
        if (auto word = tls_word(static_cast<unsigned long>(error.value())); word != "tls")
            return fail(Reason::untrusted, word,
                        "The secure connection was refused; the work is kept.");
    return unreachable("broken");
}

http::request<http::string_body> message(Call&& call, const std::string& host) {
    http::request<http::string_body> request;
    request.version(11);
    request.method_string(call.method);
    request.target(call.target);
    request.set(http::field::host, host);
    for (const auto& [name, value] : call.headers)
        request.set(name, value);
    if (!call.content_type.empty())
        request.set(http::field::content_type, call.content_type);
    request.body() = std::move(call.body);
    if (!request.body().empty() || request.method() != http::verb::get)
        request.content_length(request.body().size());
    return request;
}

Answer answer_of(http::response<http::string_body>&& response) {
    Answer answer;
    answer.status = response.result_int();
    answer.content_type = std::string(response[http::field::content_type]);
    if (const auto text = std::string(response[http::field::retry_after]);
        !text.empty() && text.size() < 8 &&
        text.find_first_not_of("0123456789") == std::string::npos)
        answer.retry_after = std::chrono::seconds(std::stol(text));
    answer.body = std::move(response.body());
    return answer;
}

struct Exchanged {
    std::optional<Failure> failure;
    bool untouched = false; // no byte of an answer came: safe to send again
    Answer answer;
};

} // namespace

struct Uplink::State {
    State(asio::io_context& context, const Clock& time) : io(&context), clock(&time) {}

    asio::io_context* io;
    const Clock* clock;
    UplinkTarget target;
    std::unique_ptr<Stream> stream;
    beast::flat_buffer buffer{kMostAnswer};
    std::optional<Hello> hello;
    std::chrono::milliseconds skew{0};
    bool busy = false, closing = false, aimed_anew = false;

    void drop() {
        stream.reset();
        buffer.clear();
    }
    asio::awaitable<std::optional<Failure>> open();
    asio::awaitable<std::optional<Failure>> greet();
    asio::awaitable<Exchanged> exchange(http::request<http::string_body>& request, Steady deadline);
};

asio::awaitable<Exchanged> Uplink::State::exchange(http::request<http::string_body>& request,
                                                   Steady deadline) {
    Exchanged out;
    auto& lowest = beast::get_lowest_layer(*stream);
    lowest.expires_at(deadline);
    auto [write_error, written] = co_await http::async_write(*stream, request, kTuple);
    if (write_error == beast::error::timeout || closing) {
        out.failure = failure_of(write_error);
        drop();
        co_return out;
    }
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMostAnswer);
    parser.header_limit(kMostHeader);
    lowest.expires_at(deadline);
    auto [error, read] = co_await http::async_read(*stream, buffer, parser, kTuple);
    if (error || closing) {
        out.failure = closing ? unreachable("broken") : failure_of(error);
        out.untouched = !parser.got_some() && !closing && error != beast::error::timeout;
        drop();
        co_return out;
    }
    const bool kept = !write_error && parser.get().keep_alive();
    out.answer = answer_of(parser.release());
    if (!kept)
        drop();
    else
        lowest.expires_never();
    co_return out;
}

asio::awaitable<std::optional<Failure>> Uplink::State::open() {
    if (!target.tls)
        co_return fail(Reason::untrusted, "not_enrolled", "This relay is not enrolled yet.");
    aimed_anew = false;
    const auto deadline = clock->steady() + kConnectPatience;
    asio::ip::tcp::resolver resolver(*io);
    auto [name_error, found] = co_await resolver.async_resolve(target.host, target.port, kTuple);
    if (name_error)
        co_return unreachable("no_name");
    stream = std::make_unique<Stream>(beast::tcp_stream(*io), target.tls->make_connection());
    buffer.clear();
    auto& lowest = beast::get_lowest_layer(*stream);
    lowest.expires_at(deadline);
    auto [error, endpoint] = co_await lowest.async_connect(found, kTuple);
    if (error || closing) {
        drop();
        co_return unreachable(error == beast::error::timeout ? "timeout" : "no_route");
    }
    beast::error_code ignored;
    lowest.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    lowest.expires_at(deadline);
    auto [tls_error] = co_await stream->async_handshake(asio::ssl::stream_base::client, kTuple);
    if (tls_error || closing) {
        drop();
        co_return closing ? unreachable("broken") : failure_of(tls_error);
    }
    const auto certificate = peer_certificate(stream->native_handle());
    auto verdict = certificate ? (target.accept ? target.accept(*certificate) : Result<void>())
                               : Result<void>(certificate.error());
    if (!verdict) {
        drop();
        co_return verdict.error();
    }
    co_return co_await greet();
}

asio::awaitable<std::optional<Failure>> Uplink::State::greet() {
    auto request = message(Call{"GET", "/v1/hello", {}, "", "", {}}, target.host);
    const auto sent = clock->now();
    auto said = co_await exchange(request, clock->steady() + kConnectPatience);
    if (said.failure)
        co_return said.failure;
    if (said.answer.status != 200) {
        const auto problem = read_problem(said.answer);
        drop();
        co_return fail(permanent(said.answer.status) ? Reason::refused : Reason::unreachable,
                       problem.code, problem.title);
    }
    const auto greeting = read_hello(said.answer.body);
    if (!greeting || !stream) {
        drop();
        co_return unreachable("broken");
    }
    const auto middle = sent + (clock->now() - sent) / 2;
    skew = std::chrono::duration_cast<std::chrono::milliseconds>(greeting->server_time - middle);
    hello = *greeting;
    co_return std::nullopt;
}

Uplink::Uplink(asio::io_context& io, const Clock& clock)
    : state_(std::make_shared<State>(io, clock)) {}

Uplink::~Uplink() {
    close();
}

void Uplink::aim(UplinkTarget target) {
    state_->target = std::move(target);
    state_->aimed_anew = true;
    if (!state_->busy)
        state_->drop();
}

void Uplink::close() {
    if (!state_->busy) {
        state_->drop();
        return;
    }
    state_->closing = true;
    if (state_->stream)
        beast::get_lowest_layer(*state_->stream).close();
}

asio::awaitable<Result<Answer>> Uplink::call(Call call) {
    const auto state = state_; // outlives this object when it goes during the call
    assert(!state->busy);
    struct Busy {
        State& state;
        explicit Busy(State& owner) : state(owner) {
            state.busy = true;
            state.closing = false;
        }
        ~Busy() {
            state.busy = false;
            state.closing = false;
        }
    } busy(*state);
    const auto deadline = state->clock->steady() + call.patience;
    if (state->aimed_anew)
        state->drop();
    auto request = message(std::move(call), state->target.host);
    for (;;) {
        const bool fresh = !state->stream;
        if (fresh) {
            if (auto failure = co_await state->open(); failure)
                co_return std::move(*failure);
        }
        auto said = co_await state->exchange(request, deadline);
        if (said.failure && !fresh && said.untouched)
            continue; // the kept connection had been closed meanwhile
        if (said.failure)
            co_return std::move(*said.failure);
        co_return std::move(said.answer);
    }
}

const std::optional<Hello>& Uplink::hello() const {
    return state_->hello;
}
std::chrono::milliseconds Uplink::clock_skew() const {
    return state_->skew;
}

Result<void> accept_upstream_role(const envelope::Certificate& certificate) {
    const auto& role = certificate.role();
    if (role &&
        (role->kind == envelope::RoleKind::archive || role->kind == envelope::RoleKind::relay))
        return {};
    return fail(Reason::untrusted, "wrong_role",
                "The other side is neither a relay nor the archive of this office.");
}

} // namespace suoja::link
