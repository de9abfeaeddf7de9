// SPDX-License-Identifier: Apache-2.0
#include "core/link/wire.h"

#include "core/link/wire_fields.h"

namespace suoja::link {
namespace {

using namespace fields;
using envelope::EnvelopeId;

constexpr std::array<std::string_view, 3> kPutStates{"stored", "known", "refused"};
constexpr std::array<std::string_view, 3> kDeliveryStates{"forwarded", "received", "refused"};

template <class State>
std::optional<State> state_of(const bj::object& object,
                              const std::array<std::string_view, 3>& names) {
    const auto text = json::text_of(object, "state");
    const auto at = text ? std::find(names.begin(), names.end(), *text) : names.end();
    if (at == names.end())
        return std::nullopt;
    return static_cast<State>(at - names.begin());
}

std::string_view word(PutState state) {
    return kPutStates[static_cast<std::size_t>(state)];
}
std::string_view word(DeliveryState state) {
    return kDeliveryStates[static_cast<std::size_t>(state)];
}

std::optional<PutResult> put_result(const bj::object& object) {
    if (!json::only(object, {"id", "state", "reason", "receipt"}))
        return std::nullopt;
    const auto id = id_of(object);
    const auto state = state_of<PutState>(object, kPutStates);
    auto reason = optional_word(object, "reason", 64);
    PutResult result;
    if (!id || !state || !reason || !take_receipt(object, result.receipt))
        return std::nullopt;
    result.id = *id;
    result.state = *state;
    result.reason = std::move(*reason);
    return result;
}

} // namespace

std::string write_problem(const Problem& problem) {
    return json::canonical(bj::object{{"type", "about:blank"},
                                      {"title", problem.title},
                                      {"status", problem.status},
                                      {"code", problem.code}});
}

Problem read_problem(const Answer& answer) {
    Problem problem{answer.status, "status_" + std::to_string(answer.status),
                    "The other side refused the request."};
    if (!answer.content_type.starts_with(kProblemType))
        return problem;
    const auto object = json::parse_object(answer.body, kSmallJson);
    if (!object)
        return problem;
    if (auto code = word_of(*object, "code", 64); code && !code->empty())
        problem.code = std::move(*code);
    if (auto title = json::text_of(*object, "title"); title && title->size() <= 500)
        problem.title = std::move(*title);
    return problem;
}

bool permanent(unsigned status) {
    constexpr std::array<unsigned, 6> kPermanent{401, 403, 404, 409, 413, 422};
    return std::find(kPermanent.begin(), kPermanent.end(), status) != kPermanent.end();
}

std::string write_hello(const Hello& hello) {
    return json::canonical(bj::object{{"role", hello.role},
                                      {"name", hello.name},
                                      {"server_time", rfc3339(hello.server_time)},
                                      {"software", hello.software}});
}

Result<Hello> read_hello(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    auto role = word_of(*object, "role", 64);
    auto name = word_of(*object, "name", 128);
    const auto time = time_of(*object, "server_time");
    auto software = word_of(*object, "software", 64);
    if (!role || !name || !time || !software ||
        !json::only(*object, {"role", "name", "server_time", "software"}))
        return damaged("The greeting of the other side does not read.");
    return Hello{std::move(*role), std::move(*name), std::move(*software), *time};
}

void append_item(std::string& out, const Item& item) {
    bj::object line{{"id", item.id.str()},
                    {"group", envelope::name(item.group)},
                    {"bytes", static_cast<std::int64_t>(item.der.size())}};
    if (!item.to.empty())
        line["to"] = item.to;
    if (!item.device.empty())
        line["device"] = item.device;
    if (item.leaf)
        line["leaf"] = static_cast<std::int64_t>(*item.leaf);
    if (item.received_at)
        line["received_at"] = rfc3339(*item.received_at);
    if (item.sha256)
        line["sha256"] = hex(*item.sha256);
    auto head = json::canonical(line);
    if (!item.receipt.empty()) { // is JSON already
        head.pop_back();
        head += ",\"receipt\":" + item.receipt + '}';
    }
    out += head;
    out += '\n';
    out += text(item.der);
}

Result<std::vector<Item>> read_items(std::string_view body) {
    if (body.size() > envelope::kMaxBatchBytes)
        return fail(Reason::too_large, "batch_too_large", "The batch is too large.");
    std::vector<Item> items;
    while (!body.empty()) {
        if (items.size() == kItems)
            return fail(Reason::too_large, "batch_too_long", "The batch has too many envelopes.");
        const auto end = body.substr(0, kLine + 1).find('\n');
        if (end == std::string_view::npos)
            return damaged("A line of the batch is missing or too long.");
        const auto object = json::parse_object(body.substr(0, end), kLine);
        if (!object)
            return object.error();
        body.remove_prefix(end + 1);
        Item item;
        const auto id = id_of(*object);
        const auto group_text = json::text_of(*object, "group");
        const auto group = group_text ? envelope::parse_group(*group_text) : std::nullopt;
        const auto bytes = count_of(*object, "bytes");
        auto to = optional_word(*object, "to", 128);
        auto device = optional_word(*object, "device", 128);
        if (!id || !group || !bytes || !to || !device || !take_receipt(*object, item.receipt) ||
            !json::only(*object, {"id", "group", "to", "device", "bytes", "leaf", "received_at",
                                  "sha256", "receipt"}))
            return damaged("A line of the batch does not read.");
        if (*bytes > envelope::kMaxEnvelopeBytes)
            return fail(Reason::too_large, "too_large", "An envelope of the batch is too large.");
        if (*bytes > body.size())
            return damaged("The batch ends before its last envelope does.");
        if (object->contains("leaf") && !(item.leaf = count_of(*object, "leaf")))
            return damaged("A leaf number of the batch does not read.");
        if (object->contains("received_at") &&
            !(item.received_at = time_of(*object, "received_at")))
            return damaged("A time of the batch does not read.");
        if (object->contains("sha256")) {
            const auto digest = json::text_of(*object, "sha256");
            item.sha256 = digest ? hash_from_hex(*digest) : std::nullopt;
            if (!item.sha256)
                return damaged("A digest of the batch does not read.");
        }
        item.id = *id;
        item.group = *group;
        item.to = std::move(*to);
        item.device = std::move(*device);
        const auto der = view(body.substr(0, *bytes));
        item.der.assign(der.begin(), der.end());
        body.remove_prefix(*bytes);
        items.push_back(std::move(item));
    }
    return items;
}

std::string write_put_result(const PutResult& result) {
    return "{\"id\":\"" + result.id.str() +
           "\",\"receipt\":" + (result.receipt.empty() ? "null" : result.receipt) +
           ",\"state\":\"stored\"}";
}

Result<PutResult> read_put_result(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    auto result = put_result(*object);
    if (!result)
        return damaged("The answer to an envelope does not read.");
    return std::move(*result);
}

std::string write_results(const std::vector<PutResult>& results) {
    std::string out = "{\"results\":[";
    for (const auto& result : results) {
        if (out.back() != '[')
            out += ',';
        out += "{\"id\":\"" + result.id.str() + '"';
        if (!result.reason.empty())
            out += ",\"reason\":\"" + result.reason + '"';
        if (!result.receipt.empty())
            out += ",\"receipt\":" + result.receipt;
        out += ",\"state\":\"" + std::string(word(result.state)) + "\"}";
    }
    return out + "]}";
}

Result<std::vector<PutResult>> read_results(std::string_view text) {
    const auto object = json::parse_object(text, kAnswerJson);
    if (!object)
        return object.error();
    const auto* list = json::array_of(*object, "results");
    if (list == nullptr || list->size() > kItems || !json::only(*object, {"results"}))
        return damaged("The answer to a batch does not read.");
    std::vector<PutResult> results;
    for (const auto& element : *list) {
        auto result = element.is_object() ? put_result(element.get_object()) : std::nullopt;
        if (!result)
            return damaged("A result of the batch does not read.");
        results.push_back(std::move(*result));
    }
    return results;
}

std::string write_deliveries(const Deliveries& deliveries) {
    std::string out = "{\"events\":[";
    for (const auto& event : deliveries.events) {
        if (out.back() != '[')
            out += ',';
        out += "{\"at\":\"" + rfc3339(event.at) + "\",\"id\":\"" + event.id.str() + '"';
        if (!event.reason.empty())
            out += ",\"reason\":\"" + event.reason + '"';
        if (!event.receipt.empty())
            out += ",\"receipt\":" + event.receipt;
        out += ",\"state\":\"" + std::string(word(event.state)) + "\"}";
    }
    return out + "],\"next\":" + std::to_string(deliveries.next) + '}';
}

Result<Deliveries> read_deliveries(std::string_view text) {
    const auto object = json::parse_object(text, kAnswerJson);
    if (!object)
        return object.error();
    const auto next = count_of(*object, "next");
    const auto* list = json::array_of(*object, "events");
    if (!next || list == nullptr || !json::only(*object, {"next", "events"}))
        return damaged("The list of deliveries does not read.");
    Deliveries deliveries{*next, {}};
    for (const auto& element : *list) {
        const auto* event = element.if_object();
        if (event == nullptr)
            return damaged("A delivery does not read.");
        const auto id = id_of(*event);
        const auto state = state_of<DeliveryState>(*event, kDeliveryStates);
        const auto at = time_of(*event, "at");
        auto reason = optional_word(*event, "reason", 64);
        Delivery delivery;
        if (!id || !state || !at || !reason || !take_receipt(*event, delivery.receipt) ||
            !json::only(*event, {"id", "state", "at", "reason", "receipt"}))
            return damaged("A delivery does not read.");
        delivery.id = *id;
        delivery.state = *state;
        delivery.at = *at;
        delivery.reason = std::move(*reason);
        deliveries.events.push_back(std::move(delivery));
    }
    return deliveries;
}

std::string write_query(const std::vector<EnvelopeId>& ids) {
    bj::array list;
    for (const auto& id : ids)
        list.emplace_back(id.str());
    return json::canonical(bj::object{{"ids", std::move(list)}});
}

Result<std::vector<EnvelopeId>> read_query(std::string_view text) {
    const auto object = json::parse_object(text, std::size_t{256} << 10U);
    if (!object)
        return object.error();
    const auto* list = json::array_of(*object, "ids");
    if (list == nullptr || list->size() > kItems || !json::only(*object, {"ids"}))
        return damaged("The list of ids does not read.");
    std::vector<EnvelopeId> ids;
    for (const auto& element : *list) {
        const auto id = element.is_string()
                            ? EnvelopeId::parse(std::string_view(element.get_string()))
                            : std::nullopt;
        if (!id)
            return damaged("An id of the list does not read.");
        ids.push_back(*id);
    }
    return ids;
}

std::string write_proof(const envelope::Proof& proof) {
    bj::array list;
    for (const auto& hash : proof)
        list.emplace_back(base64(hash));
    return json::canonical(bj::object{{"proof", std::move(list)}});
}

Result<envelope::Proof> read_proof(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    const auto* list = json::array_of(*object, "proof");
    if (list == nullptr || list->size() > 128 || !json::only(*object, {"proof"}))
        return damaged("The proof does not read.");
    envelope::Proof proof;
    for (const auto& element : *list) {
        const auto bytes = element.is_string() ? from_base64(std::string_view(element.get_string()))
                                               : std::nullopt;
        Hash hash{};
        if (!bytes || bytes->size() != hash.size())
            return damaged("A hash of the proof does not read.");
        std::copy(bytes->begin(), bytes->end(), hash.begin());
        proof.push_back(hash);
    }
    return proof;
}

} // namespace suoja::link
