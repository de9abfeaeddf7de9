// SPDX-License-Identifier: Apache-2.0
// What became of envelopes: the next hop's word, the delivery events made of it, bodies let go.
#include "relay/spool_state.h"

namespace suoja::relay {
namespace {

using database::Database;
using database::Statement;
using envelope::EnvelopeId;

std::int64_t row_state(link::DeliveryState state) {
    switch (state) {
    case link::DeliveryState::forwarded:
        return kForwarded;
    case link::DeliveryState::received:
        return kReceived;
    case link::DeliveryState::refused:
        return kRefused;
    }
    return kWaiting;
}

link::DeliveryState delivery_state(std::int64_t state) {
    return state == kReceived  ? link::DeliveryState::received
           : state == kRefused ? link::DeliveryState::refused
                               : link::DeliveryState::forwarded;
}

link::Delivery delivery_of(const Statement& row) { // id, state, at, reason, receipt
    link::Delivery delivery;
    delivery.id = id_from(row.blob(0));
    delivery.state = delivery_state(row.integer(1));
    delivery.at = from_unix_ms(row.integer(2));
    delivery.reason = std::string(row.text(3));
    delivery.receipt = std::string(row.text(4));
    return delivery;
}

} // namespace

void Spool::settle(std::vector<Settled> settled,
                   std::function<void(std::vector<std::string>)> done) {
    struct Shared {
        std::vector<Settled> settled;
        std::vector<std::string> peers;
        std::uint64_t count = 0, bytes = 0;
    };
    auto shared = std::make_shared<Shared>();
    shared->settled = std::move(settled);
    auto* state = state_.get();
    state->writer->add(
        {[shared, state](Database& database) {
             const auto now = unix_ms(state->clock->now());
             for (const auto& one : shared->settled) {
                 auto row =
                     database.prepare("select state, peer, bytes from envelope where id = ?");
                 row.bind(1, ByteView(one.id.bytes));
                 if (!row.step() || row.integer(0) >= row_state(one.state) ||
                     row.integer(0) >= kReceived)
                     continue;
                 const std::string peer(row.text(1));
                 const auto bytes = static_cast<std::uint64_t>(row.integer(2));
                 row.reset();
                 auto update =
                     database.prepare("update envelope set state = ?, settled_at = ? where id = ?");
                 update.bind(1, row_state(one.state)).bind(2, now).bind(3, ByteView(one.id.bytes));
                 update.run();
                 auto event = database.prepare(
                     "insert or replace into delivery(id, peer, state, at, reason, receipt)"
                     " values(?, ?, ?, ?, ?, ?)");
                 event.bind(1, ByteView(one.id.bytes))
                     .bind(2, std::string_view(peer))
                     .bind(3, row_state(one.state))
                     .bind(4, now)
                     .bind(5, std::string_view(one.reason))
                     .bind(6, std::string_view(one.receipt));
                 event.run();
                 shared->peers.push_back(peer);
                 if (row_state(one.state) >= kReceived) {
                     ++shared->count;
                     shared->bytes += bytes;
                 }
             }
         },
         [shared, state, done = std::move(done)](Written written) {
             if (written != Written::committed)
                 shared->peers.clear();
             else {
                 state->unsettled -= shared->count;
                 state->unsettled_bytes -= shared->bytes;
             }
             if (done)
                 done(std::move(shared->peers));
         }});
}

std::vector<EnvelopeId> Spool::unanswered(Millis before, std::size_t most) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select id from envelope where state = 1 and settled_at < ?"
                                        " order by row limit ?");
    row.bind(1, unix_ms(before)).bind(2, static_cast<std::int64_t>(most));
    std::vector<EnvelopeId> ids;
    while (row.step())
        ids.push_back(id_from(row.blob(0)));
    return ids;
}

void Spool::send_again(std::vector<EnvelopeId> ids, std::function<void()> done) {
    state_->writer->add({[ids = std::move(ids)](Database& database) {
                             for (const auto& id : ids) {
                                 auto row = database.prepare(
                                     "update envelope set state = 0 where id = ? and state = 1");
                                 row.bind(1, ByteView(id.bytes));
                                 row.run();
                             }
                         },
                         [done = std::move(done)](Written) {
                             if (done)
                                 done();
                         }});
}

std::optional<Hash> Spool::digest_of(const EnvelopeId& id) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select sha256 from known where id = ?");
    row.bind(1, ByteView(id.bytes));
    return row.step() ? std::optional<Hash>(hash_from(row.blob(0))) : std::nullopt;
}

link::Deliveries Spool::deliveries(std::string_view peer, std::uint64_t after,
                                   std::size_t most) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select id, state, at, reason, receipt, n from delivery"
                                        " where peer = ? and n > ? order by n limit ?");
    row.bind(1, peer)
        .bind(2, static_cast<std::int64_t>(after))
        .bind(3, static_cast<std::int64_t>(most));
    link::Deliveries out{after, {}};
    while (row.step()) {
        out.events.push_back(delivery_of(row));
        out.next = static_cast<std::uint64_t>(row.integer(5));
    }
    return out;
}

std::vector<link::Delivery> Spool::deliveries_of(const std::vector<EnvelopeId>& ids) const {
    const std::lock_guard lock(state_->mutex);
    std::vector<link::Delivery> out;
    for (const auto& id : ids) {
        auto row = state_->reader().prepare(
            "select id, state, at, reason, receipt from delivery where id = ?");
        row.bind(1, ByteView(id.bytes));
        if (row.step())
            out.push_back(delivery_of(row));
    }
    return out;
}

void Spool::drop_bodies(Millis before) {
    auto freed = std::make_shared<std::uint64_t>(0);
    auto* state = state_.get();
    state->writer->add(
        {[before, freed](Database& database) {
             std::vector<std::pair<std::int64_t, std::int64_t>> rows;
             {
                 auto row = database.prepare(
                     "select row, bytes from envelope where state >= 2 and der is not null"
                     " and settled_at < ? order by row limit 500");
                 row.bind(1, unix_ms(before));
                 while (row.step())
                     rows.emplace_back(row.integer(0), row.integer(1));
             }
             for (const auto& [number, bytes] : rows) {
                 auto row = database.prepare("update envelope set der = null where row = ?");
                 row.bind(1, number);
                 row.run();
                 *freed += static_cast<std::uint64_t>(bytes);
             }
         },
         [freed, state](Written written) {
             if (written == Written::committed)
                 state->kept_bytes -= *freed;
         }});
}

std::optional<Millis> Spool::oldest() const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select min(handed_at) from envelope where state < 2");
    if (!row.step() || row.null(0))
        return std::nullopt;
    return from_unix_ms(row.integer(0));
}

} // namespace suoja::relay
