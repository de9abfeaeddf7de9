// SPDX-License-Identifier: Apache-2.0
// The log, its proofs, mail and the directory, as far as the asking device may see them.
#include "relay/routes_answers.h"

#include <algorithm>

namespace suoja::relay {

using envelope::Group;
using envelope::RoleKind;
using std::chrono::seconds;

namespace {

constexpr std::size_t kMostItems = 1024;
constexpr std::uint64_t kMostWait = 55;

bool may_read(const envelope::Role& role, Group group) {
    switch (role.kind) {
    case RoleKind::desk:
        return group != Group::recovery;
    case RoleKind::hotline:
        return group == Group::hotline;
    case RoleKind::reception:
    case RoleKind::relay: // only for devices that it announced
    case RoleKind::archive:
    case RoleKind::office:
    case RoleKind::group:
    case RoleKind::recovery:
        break;
    }
    return false;
}

// Framed as a batch, cut so that every reader's bounds hold.
std::string frame(const std::vector<link::Item>& items) {
    std::string out;
    std::size_t count = 0;
    for (const auto& item : items) {
        std::string next;
        link::append_item(next, item);
        if (count == kMostItems ||
            (count != 0 && out.size() + next.size() > envelope::kMaxBatchBytes))
            break;
        out += next;
        ++count;
    }
    return out;
}

Reply proof_reply(const Result<envelope::Proof>& proof) {
    return proof ? json_reply(link::write_proof(*proof)) : refusal(proof.error());
}

} // namespace

Decision Routes::entries(const Request& request, const Query& query) {
    // "" is no group; an optional of an optional is what GCC 12 takes for uninitialised at -O2
    const auto group = envelope::parse_group(query.text("group").value_or(""));
    const auto after = query.number("after", 0);
    const auto wait = query.number("wait", 0);
    const auto most = query.number("max_bytes", std::uint64_t{4} << 20U);
    if (!query.only({"group", "after", "wait", "max_bytes"}) || !group || !after || !wait || !most)
        return refusal(400, "query", "entries takes group, after, wait and max_bytes.");
    if (!may_read(*request.peer.role, *group))
        return refusal(403, "group_forbidden", "This device is no member of that group.");
    const auto bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(*most, envelope::kMaxBatchBytes));
    const Reply empty{200, std::string(link::kBatchType), "", std::nullopt, "", false};
    return Look{[holdings = holdings_, group = *group, after = *after, bytes,
                 empty]() -> std::optional<Reply> {
                    const auto items = holdings->entries(group, after, bytes);
                    if (items.empty())
                        return std::nullopt;
                    auto reply = empty;
                    reply.body = frame(items);
                    return reply;
                },
                empty,
                {"entries:" + std::string(envelope::name(*group))},
                seconds(std::min(*wait, kMostWait))};
}

Decision Routes::mail(const Request& request, const Query& query) {
    const auto after = query.number("after", 0);
    const auto wait = query.number("wait", 0);
    if (!query.only({"after", "wait"}) || !after || !wait)
        return refusal(400, "query", "mail takes after and wait, both numbers.");
    if (!request.peer.device())
        return refusal(403, "role", "Mail is for devices.");
    const auto device = request.peer.name();
    const Reply empty{200, std::string(link::kBatchType), "", std::nullopt, "", false};
    return Look{[holdings = holdings_, device, after = *after, empty]() -> std::optional<Reply> {
                    const auto items = holdings->mail(device, after, std::size_t{4} << 20U);
                    if (items.empty())
                        return std::nullopt;
                    auto reply = empty;
                    reply.body = frame(items);
                    return reply;
                },
                empty,
                {"mail:" + device},
                seconds(std::min(*wait, kMostWait))};
}

Decision Routes::checkpoint(const Request&, const Query& query) {
    if (!query.only({}))
        return refusal(400, "query", "checkpoint takes no parameters.");
    auto here = holdings_->checkpoint();
    if (holdings_->archive())
        return text_reply(std::move(here));
    auto pass = pass_on("GET", "/v1/checkpoint");
    if (!here.empty())
        pass.otherwise = text_reply(std::move(here));
    return pass;
}

Decision Routes::inclusion(const Request& request, const Query& query) {
    const auto leaf = query.number("leaf", std::nullopt);
    const auto size = query.number("size", std::nullopt);
    if (!query.only({"leaf", "size"}) || !leaf || !size)
        return refusal(400, "query", "proof/inclusion takes leaf and size, both numbers.");
    if (!holdings_->archive())
        return pass_on("GET", request.head.target);
    return once([holdings = holdings_, leaf = *leaf, size = *size] {
        return proof_reply(holdings->inclusion(leaf, size));
    });
}

Decision Routes::consistency(const Request& request, const Query& query) {
    const auto from = query.number("from", std::nullopt);
    const auto to = query.number("to", std::nullopt);
    if (!query.only({"from", "to"}) || !from || !to)
        return refusal(400, "query", "proof/consistency takes from and to, both numbers.");
    if (!holdings_->archive())
        return pass_on("GET", request.head.target);
    return once([holdings = holdings_, from = *from, to = *to] {
        return proof_reply(holdings->consistency(from, to));
    });
}

Decision Routes::directory(const Request& request, const Query& query) {
    const auto listed = holdings_->listed();
    if (!query.only({}))
        return refusal(400, "query", "directory takes no parameters.");
    if (!listed)
        return refusal(503, "no_directory", "There is no directory here yet.", seconds(5));
    Reply reply;
    reply.etag = "\"" + std::to_string(listed->directory->serial) + "\"";
    if (request.head.if_none_match == reply.etag) {
        reply.status = 304;
        return reply;
    }
    reply.type = std::string(link::kEnvelopeType);
    reply.body = std::string(text(listed->der));
    return reply;
}

} // namespace suoja::relay
