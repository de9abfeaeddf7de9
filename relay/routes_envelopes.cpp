// SPDX-License-Identifier: Apache-2.0
// Envelopes in, and what became of them out.
#include "relay/routes_answers.h"

#include <algorithm>

namespace suoja::relay {

using envelope::Group;
using envelope::RoleKind;
using std::chrono::seconds;

namespace {

constexpr std::string_view kPutPath = "/v1/envelopes/";
constexpr std::uint64_t kMostWait = 55;

// Who may hand in for which group: a role must not be able to fill another's list.
bool may_put(const envelope::Role& role, Group group, bool mail) {
    switch (role.kind) {
    case RoleKind::desk:
    case RoleKind::relay: // speaks for its devices, which it judged by this same rule
        return true;
    case RoleKind::hotline:
        return !mail && group != Group::recovery;
    case RoleKind::reception:
        return !mail && group == Group::centre;
    case RoleKind::archive:
    case RoleKind::office:
    case RoleKind::group:
    case RoleKind::recovery:
        break;
    }
    return false;
}

std::string device_name(std::string_view text) { // "" when it is not site/name
    const auto slash = std::min(text.find('/'), text.size());
    return envelope::plain_name(text.substr(0, slash)) && slash < text.size() &&
                   envelope::plain_name(text.substr(slash + 1))
               ? std::string(text)
               : std::string();
}

} // namespace

// Sets the device, or says why this one is refused.
std::optional<link::PutResult> Routes::check(const Peer& peer, Submission& submission,
                                             std::string_view said_device) const {
    const auto no = [&](std::string_view reason) {
        return link::PutResult{submission.id, link::PutState::refused, std::string(reason), ""};
    };
    submission.sha256 = sha256(submission.der);
    submission.peer = peer.name();
    submission.device = peer.relay() ? device_name(said_device) : peer.name();
    if (submission.der.size() > limits_->envelope_bytes)
        return no("too_large");
    if (!envelope::check_outside(submission.der))
        return no("not_envelope");
    if (submission.der.size() < envelope::kLeastEnvelopeBytes)
        return no("too_small"); // nothing that is padded is: millions of them would fill the log
    if (!submission.id.matches(submission.sha256))
        return no("digest_mismatch");
    if (submission.device.empty() ||
        (!peer.relay() && !said_device.empty() && said_device != submission.device))
        return no("wrong_device");
    if (!may_put(*peer.role, submission.group, !submission.to.empty()))
        return no("group_forbidden");
    if (!submission.to.empty()) {
        const auto listed = holdings_->listed();
        // A relay's list may be older than the addressee; the archive's is not.
        if (device_name(submission.to).empty() ||
            (holdings_->archive() && (!listed || !listed->peers.knows_device(submission.to))))
            return no("unknown_addressee");
    }
    return std::nullopt;
}

Decision Routes::put_envelope(const Request& request, const Query& query) {
    const auto id =
        envelope::EnvelopeId::parse(std::string_view(request.head.target).substr(kPutPath.size()));
    const auto group = envelope::parse_group(request.head.group);
    if (!id || !query.only({}))
        return refusal(400, "id", "The envelope's id is not 64 hex digits.");
    if (!group)
        return refusal(400, "group", "Suoja-Group must be centre, hotline or recovery.");
    if (!request.head.content_type.empty() && request.head.content_type != link::kEnvelopeType)
        return refusal(400, "content_type", "An envelope is application/pkcs7-mime.");
    const auto bytes = view(request.body);
    Submit submit;
    submit.submissions.push_back(
        {*id, *group, request.head.to, "", "", Bytes(bytes.begin(), bytes.end()), {}});
    const auto wrong = check(request.peer, submit.submissions.front(), "");
    if (!wrong)
        return submit;
    const bool forbidden = wrong->reason == "group_forbidden" || wrong->reason == "wrong_device";
    return refusal(forbidden                      ? 403
                   : wrong->reason == "too_large" ? 413
                                                  : 422,
                   wrong->reason,
                   wrong->reason == "too_small"
                       ? "This envelope is smaller than its padding makes any; nothing was stored."
                       : "This envelope is not taken here.");
}

Decision Routes::post_batch(const Request& request, const Query& query) {
    if (!query.only({}) || request.head.content_type != link::kBatchType)
        return refusal(400, "content_type", "A batch is application/vnd.suoja.batch.");
    auto items = link::read_items(request.body);
    if (!items)
        return refusal(items.error());
    Submit submit;
    submit.batch = true;
    for (auto& item : *items) {
        Submission submission{item.id, item.group, item.to, "", "", std::move(item.der), {}};
        auto wrong = check(request.peer, submission, item.device);
        if (!wrong)
            submit.submissions.push_back(std::move(submission));
        submit.refused.push_back(std::move(wrong));
    }
    if (submit.submissions.empty())
        return finish(submit, {});
    return submit;
}

Reply Routes::finish(const Submit& submitted, const std::vector<Outcome>& outcomes) {
    if (!submitted.batch) {
        const auto& outcome = outcomes.front();
        if (outcome.state == link::PutState::refused)
            return refusal(outcome.status, outcome.reason, "Nothing was stored; send it later.",
                           seconds(outcome.status == 507 ? 60 : 30));
        auto reply = json_reply(link::write_put_result(
            {submitted.submissions.front().id, outcome.state, "", outcome.receipt}));
        reply.status = outcome.state == link::PutState::stored ? 201 : 200;
        return reply;
    }
    std::vector<link::PutResult> results;
    std::size_t next = 0;
    for (const auto& refused : submitted.refused) {
        if (refused) {
            results.push_back(*refused);
            continue;
        }
        const auto& outcome = outcomes.at(next);
        results.push_back(
            {submitted.submissions[next].id, outcome.state, outcome.reason, outcome.receipt});
        ++next;
    }
    return json_reply(link::write_results(results));
}

Decision Routes::deliveries(const Request& request, const Query& query) {
    const auto after = query.number("after", 0);
    const auto wait = query.number("wait", 0);
    if (!query.only({"after", "wait"}) || !after || !wait)
        return refusal(400, "query", "deliveries takes after and wait, both numbers.");
    const auto peer = request.peer.name();
    return Look{[holdings = holdings_, peer, after = *after]() -> std::optional<Reply> {
                    const auto found = holdings->deliveries(peer, after);
                    if (found.events.empty())
                        return std::nullopt;
                    return json_reply(link::write_deliveries(found));
                },
                json_reply(link::write_deliveries({*after, {}})),
                {"deliveries:" + peer},
                seconds(std::min(*wait, kMostWait))};
}

Decision Routes::query_deliveries(const Request& request, const Query& query) {
    const auto ids = link::read_query(request.body);
    if (!query.only({}) || !ids)
        return refusal(400, "ids", "deliveries/query takes a list of at most 1024 ids.");
    if (holdings_->archive())
        return once([holdings = holdings_, ids = *ids] {
            return json_reply(link::write_deliveries({0, holdings->deliveries_of(ids)}));
        });
    // A few rows by key; what nobody here knows, the next hop may.
    auto known = holdings_->deliveries_of(*ids);
    std::vector<envelope::EnvelopeId> unknown;
    for (const auto& id : *ids)
        if (std::none_of(known.begin(), known.end(),
                         [&](const auto& delivery) { return delivery.id == id; }))
            unknown.push_back(id);
    if (unknown.empty())
        return json_reply(link::write_deliveries({0, std::move(known)}));
    PassOn pass;
    pass.call.method = "POST";
    pass.call.target = "/v1/deliveries/query";
    pass.call.content_type = std::string(link::kJsonType);
    pass.call.body = link::write_query(unknown);
    pass.otherwise = json_reply(link::write_deliveries({0, known}));
    pass.shape = [known = std::move(known)](const link::Answer& answer) mutable {
        if (const auto more = link::read_deliveries(answer.body); answer.status == 200 && more)
            known.insert(known.end(), more->events.begin(), more->events.end());
        return json_reply(link::write_deliveries({0, known}));
    };
    return pass;
}

} // namespace suoja::relay
