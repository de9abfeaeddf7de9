// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/receipts.h"

#include "core/log.h"
#include "kiosk/exchange/numbers.h"
#include "kiosk/store/outgoing.h"

#include <algorithm>
#include <map>

namespace suoja::kiosk {
namespace {

using envelope::EnvelopeId;
using link::Delivery;
using link::DeliveryState;

constexpr std::string_view kOpen = "consistency_open";
constexpr std::string_view kBadReceipt = "bad_receipt";
constexpr std::string_view kConflict = "checkpoint_conflict";
constexpr std::size_t kMostQuery = 1024;

void set_open(Store& store, const std::vector<EnvelopeId>& ids) {
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "" : " ") + id.str();
    store.set_setting(kOpen, text);
}

// One event with what was found out about its receipt, before the store is visited.
struct Judged {
    Delivery event;
    std::optional<GoodReceipt> good;
    Consistency consistency = Consistency::open;
};

bool settle(OutboxRow& row, const Judged& judged) {
    if (!judged.good) {
        log(Level::warning, "bad_receipt", {{"id", row.id.str()}});
        row.refused = kBadReceipt;
        return true;
    }
    if (judged.consistency == Consistency::conflict) {
        row.refused = kConflict;
        return true;
    }
    row.refused.clear(); // a good receipt outweighs whatever was said before
    row.receipt = judged.event.receipt;
    row.received_at = judged.good->receipt.received_at;
    row.leaf = judged.good->receipt.leaf;
    if (!row.forwarded_at)
        row.forwarded_at = judged.event.at;
    return true;
}

// false when the event says nothing new
bool apply(OutboxRow& row, const Judged& judged) {
    if (row.received_at || row.taken_back)
        return false;
    switch (judged.event.state) {
    case DeliveryState::forwarded:
        if (row.forwarded_at)
            return false;
        row.forwarded_at = judged.event.at;
        return true;
    case DeliveryState::received:
        return settle(row, judged);
    case DeliveryState::refused:
        if (!row.refused.empty())
            return false;
        row.refused = judged.event.reason.empty() ? "refused" : judged.event.reason;
        return true;
    }
    return false;
}

struct Applied {
    std::size_t changed = 0;
    std::vector<OutboxRow> settled; // their files may go
};

Applied apply_all(Store& store, const std::vector<Judged>& events) {
    Applied out;
    auto open = consistency_open(store);
    database::Transaction transaction(store.database());
    for (const auto& judged : events) {
        auto row = store.records().envelope(judged.event.id);
        if (!row || !apply(*row, judged))
            continue;
        if (!row->handed_over_at)
            row->handed_over_at = judged.event.at; // whoever answers for it has it
        store.records().update(*row);
        ++out.changed;
        if (!row->received_at)
            continue;
        if (judged.consistency == Consistency::open)
            open.push_back(row->id);
        if (row->record != RecordId{} && row->part == record::Part::rest)
            store.audit().append(store.clock().now(), database::Act::received, "",
                                 row->record.str());
        out.settled.push_back(std::move(*row));
    }
    set_open(store, open);
    transaction.commit();
    return out;
}

// One proof for each checkpoint, the largest first: the ones below it are then compared with it.
struct CheckpointCache {
    link::LocalClient* relay;
    StoreGate* store;
    std::map<std::string, Consistency> known; // by the note
    bool no_proofs = false; // one that cannot be had is waited for once, not for each receipt

    Result<Consistency> operator()(const GoodReceipt& good) {
        if (const auto found = known.find(good.receipt.checkpoint); found != known.end())
            return found->second;
        if (no_proofs)
            return Consistency::open;
        auto verdict = compare(*relay, *store, good.checkpoint, good.receipt.checkpoint);
        if (verdict) {
            known.emplace(good.receipt.checkpoint, *verdict);
            no_proofs = *verdict == Consistency::open;
        }
        return verdict;
    }
};

} // namespace

Result<GoodReceipt> check_receipt(const envelope::Directory& directory, std::string_view json,
                                  const EnvelopeId& id, const Hash& envelope_sha256) {
    auto receipt = envelope::read_receipt(json);
    if (!receipt)
        return receipt.error();
    if (receipt->id != id)
        return fail(Reason::damaged, "receipt_id", "The receipt is for another envelope.");
    const auto* log = log_of(directory, receipt->checkpoint);
    if (log == nullptr)
        return fail(Reason::untrusted, "unknown_log",
                    "The receipt is of a log that the office's directory does not name.");
    auto checkpoint = envelope::verify_receipt(*receipt, envelope_sha256, log->origin, log->key);
    if (!checkpoint)
        return checkpoint.error();
    return GoodReceipt{std::move(*receipt), std::move(*checkpoint)};
}

std::vector<EnvelopeId> consistency_open(Store& store) {
    std::vector<EnvelopeId> out;
    const auto text = store.setting(kOpen);
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (const auto id = EnvelopeId::parse(rest.substr(0, end)))
            out.push_back(*id);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

Result<std::size_t> apply_deliveries(link::LocalClient& relay, StoreGate& store,
                                     const std::filesystem::path& outgoing,
                                     const std::vector<Delivery>& events) {
    struct Known {
        std::shared_ptr<const envelope::Directory> directory;
        std::map<EnvelopeId, Hash> digests; // of the rows that are not settled yet
    };
    const auto known = store.visit([&](Store& s) {
        Known out{s.office().directory(), {}};
        for (const auto& event : events)
            if (const auto row = s.records().envelope(event.id); row && !row->received_at)
                out.digests.emplace(row->id, row->sha256);
        return out;
    });
    if (!known)
        return known.error();
    std::vector<Judged> judged;
    for (const auto& event : events) {
        const auto digest = known->digests.find(event.id);
        if (digest == known->digests.end())
            continue; // settled, or not ours
        Judged one{event, std::nullopt, Consistency::open};
        if (event.state == DeliveryState::received) {
            if (known->directory == nullptr)
                continue; // asked again when the directory is there
            if (auto good =
                    check_receipt(*known->directory, event.receipt, event.id, digest->second))
                one.good = std::move(*good);
        }
        judged.push_back(std::move(one));
    }
    CheckpointCache verdict_of{&relay, &store, {}, false};
    std::vector<Judged*> by_size;
    for (auto& one : judged)
        if (one.good)
            by_size.push_back(&one);
    std::sort(by_size.begin(), by_size.end(), [](const Judged* a, const Judged* b) {
        return a->good->checkpoint.size > b->good->checkpoint.size;
    });
    for (auto* one : by_size) {
        const auto verdict = verdict_of(*one->good);
        if (!verdict)
            return verdict.error();
        one->consistency = *verdict;
    }
    if (judged.empty())
        return std::size_t{0};
    const auto applied = store.visit([&](Store& s) { return apply_all(s, judged); });
    if (!applied)
        return applied.error();
    try {
        remove_outgoing(outgoing, applied->settled);
    } catch (const StorageFailure&) {
        log(Level::warning, "outgoing_not_removed"); // reconciled at the next unlock
    }
    return applied->changed;
}

Result<std::size_t> close_open(link::LocalClient& relay, StoreGate& store) {
    const auto rows = store.visit([](Store& s) {
        std::vector<OutboxRow> out;
        for (const auto& id : consistency_open(s))
            if (auto row = s.records().envelope(id); row && row->received_at)
                out.push_back(std::move(*row));
        return out;
    });
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::size_t{0};
    const auto directory = store.visit([](Store& s) { return s.office().directory(); });
    if (!directory)
        return directory.error();
    CheckpointCache verdict_of{&relay, &store, {}, false};
    std::vector<EnvelopeId> still_open;
    std::vector<OutboxRow> taken_back;
    for (const auto& row : *rows) {
        const auto good = check_receipt(**directory, row.receipt, row.id, row.sha256);
        const auto verdict = good ? verdict_of(*good) : Result<Consistency>(Consistency::conflict);
        if (!verdict)
            return verdict.error();
        if (*verdict == Consistency::open)
            still_open.push_back(row.id);
        if (*verdict == Consistency::conflict)
            taken_back.push_back(row);
    }
    const auto done = store.visit([&](Store& s) {
        database::Transaction transaction(s.database());
        set_open(s, still_open);
        for (auto row : taken_back) {
            row.received_at.reset();
            row.leaf.reset();
            row.refused = kConflict;
            s.records().update(row);
        }
        transaction.commit();
    });
    if (!done)
        return done.error();
    return rows->size() - still_open.size();
}

Result<std::size_t> carry_deliveries(link::LocalClient& relay, StoreGate& store,
                                     const std::filesystem::path& outgoing,
                                     std::chrono::seconds wait, std::mutex* turn) {
    constexpr std::string_view kAfter = "deliveries_after";
    const auto after = store.visit([&](Store& s) { return read_number(s.setting(kAfter)); });
    if (!after)
        return after.error();
    const auto found = calls::deliveries(relay, *after, wait);
    if (!found)
        return found.error();
    std::unique_lock<std::mutex> lock;
    if (turn != nullptr)
        lock = std::unique_lock(*turn);
    auto changed = apply_deliveries(relay, store, outgoing, found->events);
    if (!changed)
        return changed.error();
    if (found->next != *after) {
        const auto next = std::to_string(found->next);
        const auto moved = store.visit([&](Store& s) { s.set_setting(kAfter, next); });
        if (!moved)
            return moved.error();
    }
    return changed;
}

Result<std::size_t> ask_for_lost(link::LocalClient& relay, StoreGate& store,
                                 const std::filesystem::path& outgoing) {
    const auto ids = store.visit([](Store& s) {
        std::vector<EnvelopeId> out;
        for (const auto& row : s.records().unsettled())
            if (row.handed_over_at && out.size() < kMostQuery &&
                (row.refused.empty() || row.refused == kBadReceipt))
                out.push_back(row.id);
        return out;
    });
    if (!ids)
        return ids.error();
    if (ids->empty())
        return std::size_t{0};
    const auto found = calls::query(relay, *ids);
    if (!found)
        return found.error();
    return apply_deliveries(relay, store, outgoing, found->events);
}

} // namespace suoja::kiosk
