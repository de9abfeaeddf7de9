// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/desk_feed.h"

#include "core/log.h"
#include "kiosk/exchange/feed.h"
#include "kiosk/exchange/judge.h"
#include "kiosk/exchange/numbers.h"
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/finalise.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace suoja::kiosk {
namespace {

using envelope::Group;

// A transaction holds the store's thread; a save of the window waits no longer than this many.
constexpr std::size_t kLeavesAtOnce = 64;

Desk look(Store& store, std::uint64_t tree_size) {
    Desk desk;
    desk.directory = store.office().directory();
    desk.root = store.office().root();
    desk.reads = reads_log(store) && desk.directory != nullptr && desk.root.has_value();
    if (!desk.reads)
        return desk;
    desk.next = store.replica().next_leaf();
    desk.keys = store.keys().keyring();
    desk.leaves = store.replica().leaf_hashes(tree_size);
    return desk;
}

// Does `chain`, which the document numbered `sequence` quotes, name `before`? Numbers that lie
// between the two and are not explained by the later one may still come, or are for others: then
// the chain says nothing yet.
bool quotes(std::uint64_t sequence, const Hash& chain, const std::vector<std::uint64_t>& skipped,
            std::uint64_t before, const Hash& digest) {
    if (sequence - before - 1 > skipped.size())
        return true;
    for (auto number = before + 1; number < sequence; ++number)
        if (!std::binary_search(skipped.begin(), skipped.end(), number))
            return true;
    return chain == digest;
}

// Both ways: one that comes late must be what its successor, here already, was sealed after, and
// not a number that the successor says was never sent.
bool chain_fits(Replica& replica, const Leaf& leaf) {
    const auto before = replica.before(leaf.device, leaf.epoch, leaf.sequence);
    if (!quotes(leaf.sequence, leaf.chain.value_or(Hash{}), leaf.skipped,
                before ? before->sequence : 0, before ? before->sha256 : Hash{}))
        return false;
    const auto after = replica.after(leaf.device, leaf.epoch, leaf.sequence);
    if (!after || !after->chain)
        return true;
    return !std::binary_search(after->skipped.begin(), after->skipped.end(), leaf.sequence) &&
           quotes(after->sequence, *after->chain, after->skipped, leaf.sequence, leaf.sha256);
}

void write(Store& store, Judged& judged, Fed& fed) {
    auto& replica = store.replica();
    if (judged.accepted && judged.set_aside.empty() && !chain_fits(replica, judged.leaf))
        judged.set_aside = "chain_broken";
    if (!replica.add_leaf(judged.leaf))
        judged.set_aside = "replayed";
    ++fed.entries;
    if (!judged.set_aside.empty()) {
        replica.set_aside(judged.leaf.leaf, judged.set_aside, judged.der);
        store.audit().append(store.clock().now(), database::Act::quarantined, "",
                             judged.leaf.id.str());
        log(Level::warning, "set_aside",
            {{"leaf", judged.leaf.leaf}, {"reason", judged.set_aside}});
        ++fed.set_aside;
        return;
    }
    if (!judged.accepted)
        return;
    const auto& document = judged.accepted->document;
    if (const auto* audit = std::get_if<record::AuditBody>(&document.body);
        audit != nullptr &&
        !DeviceAudits(store.database()).keep(judged.leaf, *audit, judged.accepted->bytes))
        log(Level::warning, "audit_does_not_follow", {{"leaf", judged.leaf.leaf}});
    if (const auto* withdrawal = std::get_if<record::WithdrawalBody>(&document.body)) {
        replica.add_withdrawal(judged.leaf, *withdrawal);
        log(Level::info, "consent_withdrawn", {{"leaf", judged.leaf.leaf}});
    }
    if (document.header.kind != record::Kind::record)
        return;
    replica.add_record(judged.leaf, judged.accepted->document, judged.accepted->bytes,
                       key_words(judged.accepted->signer), judged.receipt);
    replica.erase_withdrawn(std::get<record::RecordBody>(document.body).record);
    ++fed.records;
}

Failure conflict() {
    return fail(Reason::untrusted, "checkpoint_conflict",
                "The centre's log does not agree with what this desk saw before. What is here is "
                "safe; tell the central team's administrator.");
}

// What a device has seen of the log must be what this desk has, and was there before its document
// came: else somebody shows two logs. False when it is not.
bool check_seen(Store& store, const envelope::MerkleTree& tree, const Judged& judged) {
    if (!judged.accepted || !judged.accepted->document.header.seen)
        return true;
    const auto& seen = *judged.accepted->document.header.seen;
    const auto kept = store.office().checkpoint();
    if (!kept || (kept->origin == seen.origin && seen.size <= judged.leaf.leaf &&
                  tree.root(seen.size) == seen.root))
        return true;
    log(Level::error, "split_view", {{"leaf", judged.leaf.leaf}});
    tell_conflict(store, {seen.origin, seen.size, seen.root});
    return false;
}

// The checkpoints over these entries: by the own tree where it reaches, else by a proof.
Result<void> check_log(link::LocalClient& relay, StoreGate& store, const envelope::MerkleTree& tree,
                       const std::vector<Judged>& judged) {
    std::set<std::string_view> done;
    for (const auto& one : judged) {
        if (!one.good || !done.insert(one.good->receipt.checkpoint).second)
            continue;
        const auto& checkpoint = one.good->checkpoint;
        if (checkpoint.size <= tree.size() && tree.root(checkpoint.size) != checkpoint.root) {
            const auto told = store.visit([&](Store& s) { tell_conflict(s, checkpoint); });
            return told ? Result<void>(conflict()) : told;
        }
        const auto verdict = compare(relay, store, checkpoint, one.good->receipt.checkpoint);
        if (!verdict)
            return verdict.error();
        if (*verdict == Consistency::conflict)
            return conflict();
    }
    return {};
}

// In the log's order, up to the first that is not there or does not hold; that one is the last.
std::vector<Judged> judge_all(const std::vector<link::Item>& items, const Desk& desk) {
    std::vector<Judged> judged;
    auto expected = desk.next;
    for (const auto& item : items) {
        if (!item.leaf || *item.leaf < expected)
            continue;
        if (*item.leaf > expected) { // the mirror is not whole yet: asked again from here
            log(Level::warning, "entries_gap", {{"leaf", expected}});
            break;
        }
        judged.push_back(judge(item, desk));
        if (!judged.back().stop.empty())
            break;
        ++expected;
    }
    return judged;
}

// once for each entry and reason; empty again when it has come
void say_where(Store& store, const std::optional<Judged>& stop) {
    const auto mark = stop ? std::to_string(stop->leaf.leaf) + ' ' + stop->stop : std::string();
    if (store.setting(kFeedStopped) == mark)
        return;
    if (stop)
        log(Level::error, "feed_stopped", {{"leaf", stop->leaf.leaf}, {"reason", stop->stop}});
    database::Transaction transaction(store.database());
    store.set_setting(kFeedStopped, mark);
    transaction.commit();
}

// What was set aside because of a directory that did not list its signer or recipients is judged
// again by each newer one. The relay gives the entry once more, with the receipt that is kept.
Result<void> take_up(link::LocalClient& relay, StoreGate& store, const envelope::MerkleTree& tree,
                     const Desk& desk, Fed& fed) {
    constexpr std::string_view kJudgedBy = "set_aside_judged_by";
    constexpr std::size_t kMost = 100'000;
    const auto serial = desk.directory->serial;
    const auto aside = store.visit([&](Store& s) {
        std::vector<Leaf> out;
        if (read_number(s.setting(kJudgedBy)) < serial)
            for (auto& leaf : s.replica().set_aside_list(kMost))
                if (by_directory(leaf.set_aside))
                    out.push_back(std::move(leaf));
        return std::pair{read_number(s.setting(kJudgedBy)) < serial, std::move(out)};
    });
    if (!aside)
        return aside.error();
    if (!aside->first)
        return {};
    bool all = true;
    for (auto leaf = aside->second.rbegin(); leaf != aside->second.rend(); ++leaf) {
        const auto der =
            store.visit([&](Store& s) { return s.replica().set_aside_der(leaf->leaf); });
        if (!der)
            return der.error();
        try {
            if (!accept(*der, leaf->id, leaf->received_at, desk.keys, *desk.root, *desk.directory))
                continue;
        } catch (const CryptoFailure&) {
            continue;
        }
        const auto items = calls::entries(relay, leaf->leaf, std::chrono::seconds{0});
        if (!items || items->empty() || items->front().leaf != leaf->leaf) {
            all = false;
            continue;
        }
        auto again = judge(items->front(), desk);
        if (!again.good || !again.stop.empty() || again.leaf.sha256 != leaf->sha256 ||
            again.leaf.received_at != leaf->received_at) {
            all = false;
            continue;
        }
        const auto written = store.visit([&](Store& s) {
            database::Transaction transaction(s.database());
            s.replica().take_up(leaf->leaf);
            write(s, again, fed);
            transaction.commit();
            if (!check_seen(s, tree, again) && !fed.stopped)
                fed.stopped = conflict();
        });
        if (!written)
            return written.error();
    }
    if (!all)
        return {};
    return store.visit([&](Store& s) {
        database::Transaction transaction(s.database());
        s.set_setting(kJudgedBy, std::to_string(serial));
        transaction.commit();
    });
}

} // namespace

bool reads_log(Store& store) {
    const auto signer = store.keys().signer();
    const auto role = signer ? signer->certificate.role() : std::nullopt;
    const auto groups = store.keys().certificates(KeyUse::group);
    return role && role->kind == envelope::RoleKind::desk &&
           std::any_of(groups.begin(), groups.end(), [](const auto& certificate) {
               return certificate.role() &&
                      certificate.role()->name == envelope::name(Group::centre);
           });
}

std::string key_words(const envelope::Certificate& certificate) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto byte = certificate.fingerprint()[i];
        if (i > 0)
            out += "·";
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

Result<Fed> Feed::run(link::LocalClient& relay, StoreGate& store,
                      const std::filesystem::path& outgoing, std::chrono::seconds wait,
                      std::mutex* turn) {
    Fed fed;
    auto desk = store.visit([&](Store& s) { return look(s, tree_.size()); });
    if (!desk)
        return desk.error();
    if (!desk->reads)
        return fed;
    for (const auto& leaf : desk->leaves)
        tree_.append(leaf);
    const auto items = calls::entries(relay, desk->next, wait);
    if (!items)
        return items.error();
    std::unique_lock<std::mutex> lock;
    if (turn != nullptr)
        lock = std::unique_lock(*turn);
    const auto now = store.visit([](Store& s) {
        return std::pair{s.replica().next_leaf(), s.office().directory()};
    });
    if (!now)
        return now.error();
    if (now->first != desk->next) // somebody else wrote them while this one waited
        return fed;
    desk->directory = now->second; // it may have changed while this one waited

    auto judged = judge_all(*items, *desk);
    // A device enrolled since the last look, or its new key, is in the relay's directory before
    // its entries are.
    if (std::any_of(judged.begin(), judged.end(), [&](const auto& one) {
            return by_directory(one.set_aside) || by_directory(one.stop);
        })) {
        const auto fresh = carry_directory(relay, store);
        if (!fresh && fresh.error().reason == Reason::unreachable)
            return fresh.error();
        if (fresh && *fresh > 0) {
            const auto newest = store.visit([](Store& s) { return s.office().directory(); });
            if (!newest)
                return newest.error();
            desk->directory = *newest;
            judged = judge_all(*items, *desk);
        }
    }
    std::optional<Judged> stop;
    if (!judged.empty() && !judged.back().stop.empty()) {
        stop = std::move(judged.back());
        judged.pop_back();
        fed.stopped = stopped_at(*stop);
    }
    const auto before = tree_.size();
    for (const auto& one : judged)
        tree_.append(
            envelope::leaf_hash(envelope::leaf_data(one.leaf.sha256, one.leaf.received_at)));
    if (const auto sound = check_log(relay, store, tree_, judged); !sound) {
        tree_.truncate(before);
        return sound.error();
    }
    for (std::size_t from = 0; from < judged.size(); from += kLeavesAtOnce) {
        const auto to = std::min(judged.size(), from + kLeavesAtOnce);
        const auto written = store.visit([&](Store& s) {
            database::Transaction transaction(s.database());
            for (auto i = from; i < to; ++i)
                write(s, judged[i], fed);
            transaction.commit();
            for (auto i = from; i < to; ++i)
                if (!check_seen(s, tree_, judged[i]) && !fed.stopped)
                    fed.stopped = conflict();
        });
        if (!written) {
            tree_.truncate(before + from);
            return written.error();
        }
    }
    if (stop || !judged.empty())
        if (const auto said = store.visit([&](Store& s) { say_where(s, stop); }); !said)
            return said.error();
    if (const auto taken = take_up(relay, store, tree_, *desk, fed); !taken)
        return taken.error();
    if (const auto notes = seal_notes(store, outgoing); !notes)
        return notes.error();
    return fed;
}

Result<std::size_t> seal_notes(StoreGate& store, const std::filesystem::path& outgoing) {
    const auto waiting = store.visit([](Store& s) { return s.replica().without_note(); });
    if (!waiting)
        return waiting.error();
    std::size_t sealed = 0;
    for (const auto& received : *waiting) {
        const auto done = store.visit([&](Store& s) -> Result<bool> {
            record::Document note;
            note.header.kind = record::Kind::opened;
            note.body = record::OpenedBody{received.record, received.version, received.leaf,
                                           s.clock().now()};
            const auto sent =
                send_document(s, outgoing, std::move(note), Group::centre, received.device);
            // a device that is no longer listed gets no note, and the others must not wait for it
            if (!sent && sent.error().reason != Reason::refused)
                return sent.error();
            if (sent)
                s.replica().note_sealed(received.record, received.version);
            return sent.has_value();
        });
        if (!done)
            return done.error();
        sealed += *done ? 1 : 0;
    }
    return sealed;
}

Result<Fed> feed_entries(link::LocalClient& relay, Store& store,
                         const std::filesystem::path& outgoing, std::chrono::seconds wait) {
    StoreGate gate(store);
    Feed feed;
    return feed.run(relay, gate, outgoing, wait);
}

} // namespace suoja::kiosk
