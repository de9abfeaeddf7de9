// SPDX-License-Identifier: Apache-2.0
#include "relay/routes.h"

#include "core/log.h"
#include "relay/routes_answers.h"
#include "relay/version.h"

#include <algorithm>
#include <array>

namespace suoja::relay {

using envelope::RoleKind;
using std::chrono::seconds;

namespace {

constexpr unsigned kDevicePort = 1, kEnrolPort = 2, kLocalPort = 4, kAdminPort = 8,
                   kControlPort = 16;
constexpr unsigned kPeers = kDevicePort | kLocalPort;
constexpr unsigned kWatch = kAdminPort | kControlPort;
constexpr std::size_t kSmallBody = std::size_t{64} << 10U;
constexpr std::size_t kQueryBody = std::size_t{256} << 10U;
constexpr std::string_view kPutPath = "/v1/envelopes/";
constexpr std::string_view kControlPath = "/control/";

constexpr std::size_t kControlBody = std::size_t{8} << 20U; // a form package in base64
constexpr std::string_view kFormPath = "/v1/forms/";

enum class Body { none, small, ids, control, envelope, batch };

unsigned bit(Port port) {
    switch (port) {
    case Port::device:
        return kDevicePort;
    case Port::enrol:
        return kEnrolPort;
    case Port::local:
        return kLocalPort;
    case Port::admin:
        return kAdminPort;
    case Port::control:
        return kControlPort;
    }
    return 0;
}

std::string role_word(const envelope::Role& role) {
    switch (role.kind) {
    case RoleKind::reception:
        return "device:reception";
    case RoleKind::hotline:
        return "device:hotline";
    case RoleKind::desk:
        return "device:desk";
    case RoleKind::relay:
        return "relay";
    case RoleKind::archive:
        return "archive";
    case RoleKind::office:
    case RoleKind::group:
    case RoleKind::recovery:
        break;
    }
    return "none";
}

} // namespace

Reply refusal(unsigned status, std::string_view code, std::string_view title,
              std::optional<seconds> retry_after) {
    return Reply{status,
                 std::string(link::kProblemType),
                 link::write_problem({status, std::string(code), std::string(title)}),
                 retry_after,
                 "",
                 false};
}

Reply refusal(const Failure& failure) {
    switch (failure.reason) {
    case Reason::refused:
        if (failure.code == "too_many_certificates")
            return refusal(429, failure.code, failure.what, std::chrono::hours(24));
        return refusal(409, failure.code, failure.what);
    case Reason::not_found:
        return refusal(404, failure.code, failure.what);
    case Reason::usage:
        return refusal(400, failure.code, failure.what);
    case Reason::locked:
    case Reason::untrusted:
        return refusal(403, failure.code, failure.what);
    case Reason::damaged:
        return refusal(422, failure.code, failure.what);
    case Reason::unreachable:
    case Reason::busy:
        return refusal(503, failure.code, failure.what, seconds(5));
    case Reason::too_large:
        return refusal(413, failure.code, failure.what);
    case Reason::full:
        return refusal(507, failure.code, failure.what, seconds(60));
    }
    return refusal(500, "internal", "Something went wrong here; try again later.");
}

Reply json_reply(std::string body) {
    return Reply{200, std::string(link::kJsonType), std::move(body), std::nullopt, "", false};
}

Reply text_reply(std::string body) {
    return Reply{200, "text/plain; charset=utf-8", std::move(body), std::nullopt, "", false};
}

PassOn pass_on(std::string method, std::string target, std::string_view type, std::string body) {
    PassOn pass;
    pass.call.method = std::move(method);
    pass.call.target = std::move(target);
    pass.call.content_type = std::string(type);
    pass.call.body = std::move(body);
    return pass;
}

Look once(std::function<Reply()> read) {
    Look look;
    look.look = [read = std::move(read)]() -> std::optional<Reply> { return read(); };
    return look;
}

Look once_writing(std::function<Reply()> change) {
    auto look = once(std::move(change));
    look.writes = true;
    return look;
}

struct Routes::Endpoint {
    std::string_view method, path; // a path that ends in "/" is followed by one more part
    unsigned ports;
    Body body;
    Decision (Routes::*handler)(const Request&, const Query&);
};

const Routes::Endpoint Routes::kEndpoints[] = {
    {"GET", "/v1/hello", kPeers | kEnrolPort, Body::none, &Routes::hello},
    {"PUT", kPutPath, kPeers, Body::envelope, &Routes::put_envelope},
    {"POST", "/v1/envelopes", kPeers, Body::batch, &Routes::post_batch},
    {"GET", "/v1/deliveries", kPeers, Body::none, &Routes::deliveries},
    {"POST", "/v1/deliveries/query", kPeers, Body::ids, &Routes::query_deliveries},
    {"GET", "/v1/entries", kPeers, Body::none, &Routes::entries},
    {"GET", "/v1/mail", kPeers, Body::none, &Routes::mail},
    {"GET", "/v1/checkpoint", kPeers, Body::none, &Routes::checkpoint},
    {"GET", "/v1/proof/inclusion", kPeers, Body::none, &Routes::inclusion},
    {"GET", "/v1/proof/consistency", kPeers, Body::none, &Routes::consistency},
    {"GET", "/v1/directory", kPeers, Body::none, &Routes::directory},
    {"GET", kFormPath, kPeers, Body::none, &Routes::form},
    {"POST", "/v1/enrol", kEnrolPort | kDevicePort, Body::small, &Routes::enrol},
    {"POST", "/v1/certify", kPeers, Body::small, &Routes::certify},
    {"GET", "/v1/status", kLocalPort, Body::none, &Routes::status},
    {"GET", "/healthz", kWatch, Body::none, &Routes::healthz},
    {"GET", "/readyz", kWatch, Body::none, &Routes::readyz},
    {"GET", "/metrics", kWatch, Body::none, &Routes::metrics},
    {"POST", kControlPath, kControlPort, Body::control, &Routes::control},
};

Routes::Routes(Holdings& holdings, Quota& quota, const Limits& limits, const Clock& clock,
               Control control)
    : holdings_(&holdings), quota_(&quota), limits_(&limits), clock_(&clock),
      control_(std::move(control)) {}

const Routes::Endpoint* Routes::find(const Head& head) {
    const auto path = std::string_view(head.target).substr(0, head.target.find('?'));
    for (const auto& endpoint : kEndpoints) {
        const bool with_part = endpoint.path.back() == '/';
        const bool matches =
            with_part ? path.starts_with(endpoint.path) && path.size() > endpoint.path.size() &&
                            path.find('/', endpoint.path.size()) == std::string_view::npos
                      : path == endpoint.path;
        if (matches && endpoint.method == head.method)
            return &endpoint;
    }
    return nullptr;
}

std::uint64_t Routes::body_limit(const Endpoint& endpoint) const {
    switch (endpoint.body) {
    case Body::none:
        return 0;
    case Body::small:
        return kSmallBody;
    case Body::ids:
        return kQueryBody;
    case Body::control:
        return kControlBody;
    case Body::envelope:
        return limits_->envelope_bytes;
    case Body::batch:
        return limits_->batch_bytes;
    }
    return 0;
}

std::optional<Reply> Routes::refuse(const Head& head, const Peer& peer) {
    const auto* endpoint = find(head);
    const auto closing = [](Reply reply) {
        reply.close = true; // the body, if any, was not read
        return reply;
    };
    if (endpoint == nullptr)
        return closing(refusal(400, "unknown_path", "This call is not known here."));
    if ((endpoint->ports & bit(peer.port)) == 0)
        return closing(refusal(403, "wrong_port", "This call is not made at this port."));
    if (head.content_length > body_limit(*endpoint))
        return closing(refusal(413, "too_large", "The body is larger than what is taken here."));
    if (endpoint->body != Body::envelope && endpoint->body != Body::batch)
        return std::nullopt;
    switch (holdings_->room(head.content_length)) {
    case Room::open:
        break;
    case Room::full:
        return closing(
            refusal(507, "spool_full", "The spool is full; it is sent later.", seconds(60)));
    case Room::no_space:
        return closing(
            refusal(507, "no_space", "The disk is nearly full; it is sent later.", seconds(60)));
    case Room::stopped:
        return closing(refusal(503, "storage_stopped", "The storage failed and takes nothing more.",
                               seconds(30)));
    }
    if (peer.port == Port::device && peer.device())
        if (const auto later = quota_->take(
                peer.name(),
                std::max<std::uint64_t>(head.content_length, envelope::kLeastEnvelopeBytes),
                clock_->steady()))
            return closing(refusal(429, "quota", "This device has sent its share for now.", later));
    return std::nullopt;
}

Decision Routes::decide(Request request) {
    const auto* endpoint = find(request.head);
    const auto mark = request.head.target.find('?');
    const Query query(mark == std::string::npos
                          ? std::string_view()
                          : std::string_view(request.head.target).substr(mark + 1));
    return (this->*endpoint->handler)(request, query);
}

Decision Routes::hello(const Request&, const Query&) {
    const auto role = holdings_->role();
    return json_reply(
        link::write_hello({role_word(role), role.name, std::string(kVersion), clock_->now()}));
}

Decision Routes::form(const Request& request, const Query& query) {
    const auto& target = request.head.target;
    const auto digest =
        hash_from_hex(target.substr(kFormPath.size(), target.find('?') - kFormPath.size()));
    if (!query.only({}) || !digest)
        return refusal(400, "digest", "A form is asked for by the SHA-256 of its package in hex.");
    return once([holdings = holdings_, digest = *digest] {
        const auto der = holdings->form(digest);
        if (!der)
            return refusal(404, "unknown_form", "There is no such form here yet.");
        return Reply{200,          std::string(link::kEnvelopeType), std::string(text(*der)),
                     std::nullopt, "\"" + hex(digest) + "\"",        false};
    });
}

Decision Routes::enrol(const Request& request, const Query& query) {
    if (!query.only({}))
        return refusal(400, "query", "enrol takes no parameters.");
    if (request.peer.port == Port::device && !request.peer.relay())
        return refusal(403, "role", "Here only relays pass enrolments on.");
    const auto wanted = link::read_enrol(request.body);
    if (!wanted)
        return refusal(wanted.error());
    if (!holdings_->archive())
        return pass_on("POST", "/v1/enrol", link::kJsonType, request.body);
    return once_writing([holdings = holdings_, wanted = *wanted] {
        const auto enrolled = holdings->enrol(wanted);
        return enrolled ? json_reply(link::write_enrolled(*enrolled)) : refusal(enrolled.error());
    });
}

Decision Routes::certify(const Request& request, const Query& query) {
    if (!query.only({}))
        return refusal(400, "query", "certify takes no parameters.");
    const auto& peer = request.peer;
    if (!holdings_->archive()) {
        auto body = request.body;
        if (peer.port == Port::local) {
            if (const auto wanted = link::read_certify(body); !wanted)
                return refusal(wanted.error());
            body = std::string(text(holdings_->sign_request(body)));
        }
        auto pass = pass_on("POST", "/v1/certify", link::kEnvelopeType, std::move(body));
        pass.ring = "directory"; // the new keys stand in the next one
        return pass;
    }
    return once_writing([holdings = holdings_, body = request.body,
                         device = peer.device() ? peer.name() : std::string()] {
        const auto made = holdings->certify(view(body), device);
        return made ? json_reply(link::write_certificates(*made)) : refusal(made.error());
    });
}

Decision Routes::status(const Request&, const Query&) {
    return json_reply(holdings_->status());
}

Decision Routes::healthz(const Request&, const Query&) {
    if (holdings_->room(0) == Room::stopped)
        return refusal(503, "storage_stopped", "The storage failed.", seconds(30));
    return text_reply("ok\n");
}

Decision Routes::readyz(const Request&, const Query&) {
    if (!holdings_->ready())
        return refusal(503, "not_ready", "Not ready to take envelopes.", seconds(5));
    return text_reply("ready\n");
}

Decision Routes::metrics(const Request&, const Query&) {
    return text_reply(holdings_->metrics() + "# TYPE suoja_failed_reads_total counter\n" +
                      "suoja_failed_reads_total " + std::to_string(failed_reads_) + "\n");
}

Reply Routes::unreadable() {
    ++failed_reads_;
    log(Level::error, "storage_unreadable");
    return refusal(503, "storage_unreadable",
                   "A page of the storage cannot be read. Nothing was changed; what can be read is "
                   "served, and the disk has to be looked at.",
                   seconds(30));
}

Decision Routes::control(const Request& request, const Query& query) {
    const auto name = request.head.target.substr(
        kControlPath.size(), request.head.target.find('?') - kControlPath.size());
    if (!control_.run || !query.only({}))
        return refusal(404, "unknown_command", "This relay has no such command.");
    const auto look = control_.writes(name) ? once_writing : once;
    return look([run = control_.run, name, body = request.body] {
        auto said = run(name, body);
        return Reply{
            said.status, std::move(said.content_type), std::move(said.body), said.retry_after, "",
            false};
    });
}

} // namespace suoja::relay
