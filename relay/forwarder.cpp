// SPDX-License-Identifier: Apache-2.0
#include "relay/forwarder.h"

#include "core/log.h"

#include <algorithm>
#include <array>

namespace suoja::relay {
namespace {

// Refusals that say something of the moment, not of the envelope.
bool passes(std::string_view reason) {
    constexpr std::array<std::string_view, 5> kOfTheMoment{"spool_full", "no_space",
                                                           "storage_stopped", "busy", "quota"};
    return std::find(kOfTheMoment.begin(), kOfTheMoment.end(), reason) != kOfTheMoment.end();
}

bool receipt_holds(const std::string& text, const envelope::EnvelopeId& id, const Hash& sha256,
                   const envelope::Directory* directory) {
    const auto receipt = envelope::read_receipt(text);
    if (!receipt || receipt->id != id || directory == nullptr)
        return false;
    return std::any_of(directory->log.begin(), directory->log.end(), [&](const auto& log) {
        return bool(envelope::verify_receipt(*receipt, sha256, log.origin, log.key));
    });
}

Verdict judge_results(const std::vector<Waiting>& batch,
                      const std::vector<link::PutResult>& results,
                      const envelope::Directory* directory) {
    Verdict verdict;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& result = results[i];
        if (result.state == link::PutState::refused && passes(result.reason)) {
            verdict.later = true;
            verdict.code = result.reason;
            continue;
        }
        const auto state = result.state == link::PutState::refused ? link::DeliveryState::refused
                           : result.receipt.empty()                ? link::DeliveryState::forwarded
                                                                   : link::DeliveryState::received;
        verdict.settled.push_back(settle_with(batch[i].id, batch[i].sha256, state, result.reason,
                                              result.receipt, directory));
    }
    return verdict;
}

} // namespace

link::Call batch_call(const std::vector<Waiting>& batch, bool name_devices) {
    link::Call call;
    call.method = "POST";
    call.target = "/v1/envelopes";
    call.content_type = std::string(link::kBatchType);
    call.patience = std::chrono::minutes(5);
    for (const auto& one : batch) {
        link::Item item;
        item.id = one.id;
        item.group = one.group;
        item.to = one.to;
        item.device = name_devices ? one.device : std::string();
        item.der = one.der;
        link::append_item(call.body, item);
    }
    return call;
}

Settled settle_with(const envelope::EnvelopeId& id, const Hash& sha256, link::DeliveryState state,
                    std::string reason, std::string receipt, const envelope::Directory* directory) {
    Settled settled{id, state, std::move(reason), std::move(receipt)};
    if (state != link::DeliveryState::received)
        settled.receipt.clear();
    else if (!receipt_holds(settled.receipt, id, sha256, directory)) {
        log(Level::error, "receipt_does_not_verify", {{"id", std::string_view(id.str())}});
        settled.state = link::DeliveryState::forwarded;
        settled.receipt.clear();
    }
    return settled;
}

Verdict judge(const std::vector<Waiting>& batch, const Result<link::Answer>& said,
              const envelope::Directory* directory, BatchSize& size) {
    Verdict verdict;
    if (!said) {
        verdict.later = true;
        verdict.refused_us = said.error().reason == Reason::refused;
        verdict.code = said.error().code;
        return verdict;
    }
    if (said->status == 200) {
        const auto results = link::read_results(said->body);
        const bool fits =
            results && results->size() == batch.size() &&
            std::equal(batch.begin(), batch.end(), results->begin(),
                       [](const auto& one, const auto& result) { return one.id == result.id; });
        if (fits) {
            if (size.singles > 0 && --size.singles == 0)
                size = {};
            return judge_results(batch, *results, directory);
        }
        verdict.later = true;
        verdict.code = "wrong_answer";
        return verdict;
    }
    const auto problem = link::read_problem(*said);
    verdict.code = problem.code;
    // A 400 would mean that the two sides frame differently: no envelope's fault.
    const bool of_the_envelopes = said->status == 413 || said->status == 422;
    if (of_the_envelopes && batch.size() > 1) {
        size = {1, batch.size()}; // one of them spoils the batch: each alone
    } else if (of_the_envelopes) {
        verdict.settled.push_back(settle_with(batch.front().id, batch.front().sha256,
                                              link::DeliveryState::refused, problem.code, "",
                                              directory));
        if (size.singles > 0 && --size.singles == 0)
            size = {};
    } else {
        verdict.later = true;
        verdict.refused_us = link::permanent(said->status);
        verdict.retry_after = said->retry_after;
    }
    return verdict;
}

} // namespace suoja::relay
