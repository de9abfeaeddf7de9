// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/desk_feed.h"

#include "core/log.h"
#include "kiosk/exchange/accept.h"
#include "kiosk/exchange/feed.h"
#include "kiosk/exchange/receipts.h"
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

struct Desk { // what the store knows before the entries come
    bool reads = false;
    std::uint64_t next = 0;
    seal::Keyring keys;
    std::optional<envelope::Certificate> root;
    std::shared_ptr<const envelope::Directory> directory;
    std::vector<Hash> leaves;
};

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

// One entry, judged before the store is visited.
struct Judged {
    Leaf leaf;
    Bytes der;
    std::string receipt;
    std::string set_aside; // reason, or ""
    std::optional<Accepted> accepted;
    std::optional<GoodReceipt> good;
};

void judge_content(Judged& out, const link::Item& item, const Desk& desk) {
    try {
        auto accepted =
            accept(out.der, item.id, out.leaf.received_at, desk.keys, *desk.root, *desk.directory);
        if (accepted) {
            out.accepted = std::move(*accepted);
            const auto& header = out.accepted->document.header;
            out.leaf.device = header.device;
            out.leaf.epoch = header.epoch;
            out.leaf.sequence = header.sequence;
            out.leaf.skipped = header.skipped;
            out.leaf.chain = header.chain;
            const auto* audit = std::get_if<record::AuditBody>(&out.accepted->document.body);
            if (audit != nullptr && !read_batch(*audit))
                out.set_aside = "document";
            return;
        }
        // Copies for the recovery key alone are nobody's to open here, and nothing is wrong.
        if (accepted.error().code != "not_for_us" || item.group != Group::recovery)
            out.set_aside = accepted.error().code;
    } catch (const CryptoFailure&) {
        out.set_aside = "cannot_decrypt";
    }
}

Judged judge(const link::Item& item, const Desk& desk) {
    Judged out;
    out.leaf.leaf = *item.leaf;
    out.leaf.id = item.id;
    out.leaf.device = item.device;
    out.der = item.der;
    out.receipt = item.receipt;
    out.leaf.sha256 = item.sha256.value_or(sha256(item.der));
    out.leaf.received_at = item.received_at.value_or(Millis{});
    auto good = check_receipt(*desk.directory, item.receipt, item.id, out.leaf.sha256);
    if (!good || good->receipt.leaf != out.leaf.leaf ||
        good->receipt.received_at != out.leaf.received_at) {
        out.set_aside = "bad_receipt";
        return out;
    }
    out.good = std::move(*good);
    if (item.der.empty())
        return out; // erased: the leaf stays
    if (sha256(item.der) != out.leaf.sha256)
        out.set_aside = "digest";
    else
        judge_content(out, item, desk);
    return out;
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
    if (document.header.kind != record::Kind::record)
        return;
    replica.add_record(judged.leaf, judged.accepted->document, judged.accepted->bytes,
                       key_words(judged.accepted->signer), judged.receipt);
    ++fed.records;
}

// What a device has seen of the log must be what this desk has: else somebody shows two logs.
void check_seen(Store& store, const envelope::MerkleTree& tree, const Judged& judged) {
    if (!judged.accepted || !judged.accepted->document.header.seen)
        return;
    const auto& seen = *judged.accepted->document.header.seen;
    const auto kept = store.office().checkpoint();
    if (!kept || kept->origin != seen.origin || seen.size > tree.size() ||
        tree.root(seen.size) == seen.root)
        return;
    log(Level::error, "split_view", {{"leaf", judged.leaf.leaf}});
    tell_conflict(store, {seen.origin, seen.size, seen.root});
}

Failure conflict() {
    return fail(Reason::untrusted, "checkpoint_conflict",
                "The centre's log does not agree with what this desk saw before. What is here is "
                "safe; tell the central team's administrator.");
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
    const auto next = store.visit([](Store& s) { return s.replica().next_leaf(); });
    if (!next)
        return next.error();
    if (*next != desk->next) // somebody else wrote them while this one waited
        return fed;

    // A device enrolled since the last look is in the relay's directory before its entries are.
    if (std::any_of(items->begin(), items->end(), [&](const auto& item) {
            return !item.device.empty() && desk->directory->device(item.device) == nullptr;
        })) {
        if (const auto fresh = carry_directory(relay, store); !fresh)
            return fresh.error();
        const auto newest = store.visit([](Store& s) { return s.office().directory(); });
        if (!newest)
            return newest.error();
        desk->directory = *newest;
    }

    std::vector<Judged> judged;
    auto expected = desk->next;
    for (const auto& item : *items) {
        if (!item.leaf || *item.leaf < expected)
            continue;
        if (*item.leaf > expected) { // the mirror is not whole yet: asked again from here
            log(Level::warning, "entries_gap", {{"leaf", expected}});
            break;
        }
        judged.push_back(judge(item, *desk));
        ++expected;
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
                check_seen(s, tree_, judged[i]);
        });
        if (!written) {
            tree_.truncate(before + from);
            return written.error();
        }
    }
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
