// SPDX-License-Identifier: Apache-2.0
// Envelopes up, and what became of those that the next hop only took over.
#include "relay/errands_detail.h"

namespace suoja::relay {
namespace {

using namespace detail;
namespace asio = boost::asio;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr link::RetryPolicy kPolicy{};
// A peer that refuses this relay is asked rarely; a person has to act.
constexpr link::RetryPolicy kRefusedPolicy{seconds(5), minutes(5)};
constexpr minutes kUnansweredAfter{10};
constexpr std::string_view kDeliveriesNext = "deliveries_next";

asio::awaitable<void> settle(Errands& errands, std::vector<Settled> settled) {
    const auto later = std::make_shared<Later<std::vector<std::string>>>(errands.io);
    errands.spool.settle(std::move(settled),
                         [later](std::vector<std::string> peers) { later->set(std::move(peers)); });
    const auto peers = co_await later->get();
    for (const auto& peer : peers)
        errands.bells.ring("deliveries:" + peer);
}

std::shared_ptr<const envelope::Directory> directory_of(const Errands& errands) {
    const auto listed = errands.holdings.listed();
    return listed ? listed->directory : nullptr;
}

std::vector<Settled> settled_by(const Errands& errands, const std::vector<link::Delivery>& events) {
    const auto directory = directory_of(errands);
    std::vector<Settled> out;
    for (const auto& event : events) {
        if (event.state == link::DeliveryState::forwarded)
            continue; // no news: it left us
        if (const auto digest = errands.spool.digest_of(event.id))
            out.push_back(settle_with(event.id, *digest, event.state, event.reason, event.receipt,
                                      directory.get()));
    }
    return out;
}

// Envelopes that were taken over long ago and never heard of again: asked for by id. Whoever does
// not know them gets them once more.
asio::awaitable<void> ask_for_unanswered(Errands& errands, std::shared_ptr<link::Uplink> uplink) {
    const auto ids = errands.spool.unanswered(errands.clock.now() - kUnansweredAfter, 512);
    if (ids.empty())
        co_return;
    link::Call call;
    call.method = "POST";
    call.target = "/v1/deliveries/query";
    call.content_type = std::string(link::kJsonType);
    call.body = link::write_query(ids);
    const auto said = co_await errands.upstream.call(uplink, std::move(call));
    if (!said || said->status != 200)
        co_return;
    const auto known = link::read_deliveries(said->body);
    if (!known)
        co_return;
    co_await settle(errands, settled_by(errands, known->events));
    std::vector<envelope::EnvelopeId> again;
    for (const auto& id : ids)
        if (std::none_of(known->events.begin(), known->events.end(),
                         [&](const auto& event) { return event.id == id; }))
            again.push_back(id);
    if (again.empty())
        co_return;
    log(Level::warning, "sent_again", {{"envelopes", again.size()}});
    auto* bells = &errands.bells;
    errands.spool.send_again(std::move(again), [bells] { bells->ring("spool"); });
}

} // namespace

asio::awaitable<void> forward(Errands& errands) {
    const auto uplink = errands.upstream.make();
    const bool name_devices = errands.holdings.role().kind == envelope::RoleKind::relay;
    link::RetryState retry;
    BatchSize size;
    while (!errands.bells.closed()) {
        const auto ticket = errands.bells.ticket();
        auto* spool = &errands.spool;
        const auto most = size.envelopes;
        std::function<std::vector<Waiting>()> read = [spool, most] {
            return spool->waiting(most, kBatchBytes);
        };
        const auto batch = co_await away(errands, std::move(read));
        if (errands.bells.closed())
            co_return;
        if (batch.empty()) {
            std::vector<std::string> topics{"spool"};
            co_await errands.bells.wait(std::move(topics), ticket,
                                        errands.clock.steady() + minutes(1));
            continue;
        }
        const auto said = co_await errands.upstream.call(uplink, batch_call(batch, name_devices));
        if (errands.bells.closed())
            co_return;
        auto verdict = judge(batch, said, directory_of(errands).get(), size);
        if (!verdict.settled.empty()) {
            co_await settle(errands, std::move(verdict.settled));
            errands.bells.ring("settled");
        }
        if (!verdict.later) {
            link::succeeded(retry);
            continue;
        }
        const auto policy = verdict.refused_us ? kRefusedPolicy : kPolicy;
        log(Level::warning, "forwarding_waits", {{"code", std::string_view(verdict.code)}});
        co_await back_off(errands, retry, policy, ticket, verdict.retry_after);
    }
}

asio::awaitable<void> follow_deliveries(Errands& errands) {
    const auto uplink = errands.upstream.make();
    link::RetryState retry;
    while (!errands.bells.closed()) {
        const auto ticket = errands.bells.ticket();
        // An archive answers with the receipt at once: then nothing is open and nobody asks.
        if (errands.spool.unanswered(errands.clock.now() + minutes(1), 1).empty()) {
            std::vector<std::string> topics{"settled", "upstream"};
            co_await errands.bells.wait(std::move(topics), ticket,
                                        errands.clock.steady() + seconds(30));
            continue;
        }
        const auto kept = errands.spool.setting(kDeliveriesNext);
        const auto next = kept ? std::string(text(*kept)) : std::string("0");
        link::Call call;
        call.method = "GET";
        call.target = "/v1/deliveries?after=" + next + "&wait=30";
        call.patience = seconds(60);
        const auto began = errands.clock.steady();
        const auto said = co_await errands.upstream.call(uplink, std::move(call));
        const auto wish = retry_after(said);
        if (errands.bells.closed())
            co_return;
        const auto news = said && said->status == 200 ? link::read_deliveries(said->body)
                                                      : Result<link::Deliveries>(Failure{});
        if (!news) {
            co_await back_off(errands, retry, kPolicy, ticket, wish);
            continue;
        }
        link::succeeded(retry);
        co_await settle(errands, settled_by(errands, news->events));
        if (const auto digits = std::to_string(news->next); digits != next) {
            Spool::Values values;
            values.emplace_back(kDeliveriesNext, Bytes(digits.begin(), digits.end()));
            co_await keep(errands, std::move(values));
        }
        co_await ask_for_unanswered(errands, uplink);
        if (news->events.empty() && errands.clock.steady() - began < seconds(5))
            co_await errands.bells.sleep(errands.clock.steady() + seconds(5));
    }
}

} // namespace suoja::relay
