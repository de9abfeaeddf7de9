// SPDX-License-Identifier: Apache-2.0
#include "core/link/local/local_client.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <atomic>

namespace suoja::link {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Stream = beast::basic_stream<asio::local::stream_protocol>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostAnswer = envelope::kMaxBatchBytes + (std::size_t{1} << 20U);
constexpr std::uint32_t kMostHeader = 16U << 10U;

http::request<http::string_body> message(const Call& call) {
    http::request<http::string_body> request;
    request.version(11);
    request.method_string(call.method);
    request.target(call.target);
    request.set(http::field::host, "localhost");
    for (const auto& [name, value] : call.headers)
        request.set(name, value);
    if (!call.content_type.empty())
        request.set(http::field::content_type, call.content_type);
    request.body() = call.body;
    if (!call.body.empty() || call.method != "GET")
        request.content_length(call.body.size());
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

} // namespace

struct LocalClient::State {
    explicit State(std::filesystem::path path) : socket(std::move(path)) {}

    std::filesystem::path socket;
    asio::io_context io{1};
    std::optional<Stream> stream;
    beast::flat_buffer buffer{kMostAnswer};
    std::atomic<bool> cancel_asked{false};
    bool cancelled = false; // of the call under way

    Failure failure(beast::error_code error) {
        stream.reset();
        if (cancelled)
            return fail(Reason::unreachable, "cancelled", "The request was cancelled.");
        if (error == beast::error::timeout)
            return fail(Reason::unreachable, "timeout",
                        "The relay of this device did not answer in time; the work is kept.");
        return fail(Reason::unreachable, "broken",
                    "The connection to the relay of this device broke; the work is kept.");
    }
    asio::awaitable<Result<Answer>> exchange(const Call& call, Steady deadline);
};

// One request and its answer. A connection kept from the last call may have been closed meanwhile:
// then, and only while no byte of an answer came, once more on a fresh one.
asio::awaitable<Result<Answer>> LocalClient::State::exchange(const Call& call, Steady deadline) {
    const auto request = message(call);
    for (;;) {
        const bool fresh = !stream;
        if (fresh) {
            stream.emplace(io.get_executor());
            buffer.clear();
            stream->expires_at(deadline);
            const auto [error] = co_await stream->async_connect(
                asio::local::stream_protocol::endpoint(socket.string()), kTuple);
            if (error) {
                const auto why = failure(error);
                if (cancelled || error == beast::error::timeout)
                    co_return why;
                co_return fail(Reason::unreachable, "no_relay",
                               "The relay of this device is not running; the work is kept.");
            }
        }
        if (cancelled)
            co_return failure({});
        stream->expires_at(deadline);
        auto [write_error, written] = co_await http::async_write(*stream, request, kTuple);
        if (cancelled || write_error == beast::error::timeout)
            co_return failure(write_error);
        // After a write error the answer may stand there already: a refusal before the body.
        http::response_parser<http::string_body> parser;
        parser.body_limit(kMostAnswer);
        parser.header_limit(kMostHeader);
        auto [error, read] = co_await http::async_read(*stream, buffer, parser, kTuple);
        if (error) {
            const bool again =
                !fresh && !parser.got_some() && !cancelled && error != beast::error::timeout;
            const auto why = failure(error);
            if (again)
                continue;
            co_return why;
        }
        if (write_error || !parser.get().keep_alive())
            stream.reset();
        co_return answer_of(parser.release());
    }
}

LocalClient::LocalClient(std::filesystem::path socket)
    : state_(std::make_shared<State>(std::move(socket))) {}
LocalClient::LocalClient(LocalClient&&) noexcept = default;
LocalClient& LocalClient::operator=(LocalClient&&) noexcept = default;
LocalClient::~LocalClient() = default;

Result<Answer> LocalClient::call(const Call& call) {
    auto& state = *state_;
    if (state.cancel_asked.exchange(false))
        return fail(Reason::unreachable, "cancelled", "The request was cancelled.");
    if (state.socket.string().size() > 107)
        return fail(Reason::usage, "socket_path", "The path of the relay's socket is too long.");
    state.cancelled = false;
    std::optional<Result<Answer>> result;
    std::exception_ptr broken;
    state.io.restart();
    asio::co_spawn(state.io, state.exchange(call, std::chrono::steady_clock::now() + call.patience),
                   [&](const std::exception_ptr& thrown, Result<Answer> answer) {
                       broken = thrown;
                       result.emplace(std::move(answer));
                   });
    state.io.run();
    if (broken)
        std::rethrow_exception(broken);
    return std::move(*result);
}

void LocalClient::cancel() {
    // By value: the client may go while the note still waits in its queue.
    auto state = state_;
    state->cancel_asked = true;
    asio::post(state->io, [weak = std::weak_ptr<State>(state)] {
        const auto here = weak.lock();
        if (!here || !here->cancel_asked.exchange(false))
            return; // the call that it was meant for took it already
        here->cancelled = true;
        if (here->stream)
            here->stream->cancel();
    });
}

} // namespace suoja::link
