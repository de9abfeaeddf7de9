// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/calls.h"

namespace suoja::kiosk::calls {
namespace {

using link::Answer;
using link::Call;

constexpr std::size_t kMostEntryBytes = std::size_t{4} << 20U;

Result<Answer> ask(link::LocalClient& relay, const Call& call) {
    auto answer = relay.call(call);
    if (!answer)
        return answer.error();
    if (answer->status >= 200 && answer->status < 300)
        return answer;
    const auto problem = link::read_problem(*answer);
    if (answer->status == 404)
        return fail(Reason::not_found, problem.code, "The relay does not have this.");
    if (link::permanent(answer->status) || answer->status == 400)
        return fail(Reason::refused, problem.code,
                    "The relay of this device refused this. The work is kept; ask support.");
    return fail(Reason::unreachable, problem.code.empty() ? "try_later" : problem.code,
                "The relay of this device cannot do this now. The work is kept and is tried "
                "again.");
}

Call get(std::string target, seconds wait = seconds{0}) {
    Call call;
    call.method = "GET";
    call.target = std::move(target);
    call.patience += wait; // a long poll is answered at the end of its wait
    return call;
}

Call post(std::string target, std::string_view type, std::string body) {
    Call call;
    call.method = "POST";
    call.target = std::move(target);
    call.content_type = type;
    call.body = std::move(body);
    return call;
}

// an answer that does not read is the relay's fault, not damage of ours
template <class T> Result<T> sound(Result<T> read) {
    if (read)
        return read;
    return fail(Reason::unreachable, "bad_answer",
                "The relay of this device gave an answer that does not read. The work is kept.");
}

std::string after_and_wait(std::uint64_t after, seconds wait) {
    return "after=" + std::to_string(after) + "&wait=" + std::to_string(wait.count());
}

Result<std::vector<link::Item>> items(link::LocalClient& relay, const Call& call) {
    const auto answer = ask(relay, call);
    if (!answer)
        return answer.error();
    return sound(link::read_items(answer->body));
}

} // namespace

Result<link::Hello> hello(link::LocalClient& relay) {
    const auto answer = ask(relay, get("/v1/hello"));
    if (!answer)
        return answer.error();
    return sound(link::read_hello(answer->body));
}

Result<link::RelayStatus> status(link::LocalClient& relay) {
    const auto answer = ask(relay, get("/v1/status"));
    if (!answer)
        return answer.error();
    return sound(link::read_status(answer->body));
}

Result<Bytes> directory(link::LocalClient& relay) {
    const auto answer = ask(relay, get("/v1/directory"));
    if (!answer)
        return answer.error();
    return Bytes(answer->body.begin(), answer->body.end());
}

Result<Bytes> form(link::LocalClient& relay, const Hash& sha256) {
    const auto answer = ask(relay, get("/v1/forms/" + hex(sha256)));
    if (!answer)
        return answer.error();
    return Bytes(answer->body.begin(), answer->body.end());
}

Result<std::string> checkpoint(link::LocalClient& relay) {
    auto answer = ask(relay, get("/v1/checkpoint"));
    if (!answer)
        return answer.error();
    return std::move(answer->body);
}

Result<link::Certificates> certify(link::LocalClient& relay, const link::CertifyRequest& request) {
    auto call = post("/v1/certify", link::kJsonType, link::write_certify(request));
    call.patience = std::chrono::seconds(30); // up to the archive and back
    const auto answer = ask(relay, call);
    if (!answer)
        return answer.error();
    return sound(link::read_certificates(answer->body));
}

Result<envelope::Proof> consistency(link::LocalClient& relay, std::uint64_t from,
                                    std::uint64_t to) {
    const auto answer = ask(relay, get("/v1/proof/consistency?from=" + std::to_string(from) +
                                       "&to=" + std::to_string(to)));
    if (!answer)
        return answer.error();
    return sound(link::read_proof(answer->body));
}

Result<link::PutResult> put(link::LocalClient& relay, const link::Item& item) {
    Call call;
    call.method = "PUT";
    call.target = "/v1/envelopes/" + item.id.str();
    call.headers.emplace_back(link::kGroupHeader, envelope::name(item.group));
    if (!item.to.empty())
        call.headers.emplace_back(link::kToHeader, item.to);
    call.content_type = link::kEnvelopeType;
    call.body = std::string(text(item.der));
    const auto answer = ask(relay, call);
    if (!answer && answer.error().reason == Reason::refused)
        return link::PutResult{item.id, link::PutState::refused, answer.error().code, ""};
    if (!answer)
        return answer.error();
    auto result = sound(link::read_put_result(answer->body));
    if (result && result->id != item.id)
        return fail(Reason::unreachable, "bad_answer",
                    "The relay of this device answered for another envelope. The work is kept.");
    return result;
}

Result<link::Deliveries> deliveries(link::LocalClient& relay, std::uint64_t after, seconds wait) {
    const auto answer = ask(relay, get("/v1/deliveries?" + after_and_wait(after, wait), wait));
    if (!answer)
        return answer.error();
    return sound(link::read_deliveries(answer->body));
}

Result<link::Deliveries> query(link::LocalClient& relay,
                               const std::vector<envelope::EnvelopeId>& ids) {
    const auto answer =
        ask(relay, post("/v1/deliveries/query", link::kJsonType, link::write_query(ids)));
    if (!answer)
        return answer.error();
    return sound(link::read_deliveries(answer->body));
}

Result<std::vector<link::Item>> mail(link::LocalClient& relay, std::uint64_t after, seconds wait) {
    return items(relay, get("/v1/mail?" + after_and_wait(after, wait), wait));
}

Result<std::vector<link::Item>> entries(link::LocalClient& relay, std::uint64_t after,
                                        seconds wait) {
    return items(relay, get("/v1/entries?group=centre&" + after_and_wait(after, wait) +
                                "&max_bytes=" + std::to_string(kMostEntryBytes),
                            wait));
}

} // namespace suoja::kiosk::calls
