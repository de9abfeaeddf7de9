// SPDX-License-Identifier: Apache-2.0
// The half of Replica that knows leaves and numbers, not records.
#include "core/envelope/merkle.h"
#include "kiosk/store/columns.h"
#include "kiosk/store/replica.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

constexpr std::string_view kReplayed = "replayed";
constexpr std::string_view kSelect =
    "SELECT leaf, id, sha256, received_at, device, epoch, sequence, set_aside, skipped, "
    "chain FROM leaf";
// A device that skips more numbers than this at once has lost its count; the gap stays one line.
constexpr std::uint64_t kMostGap = 10'000;

Leaf read(const database::Statement& row) {
    Leaf leaf;
    leaf.leaf = columns::count(row, 0);
    leaf.id.bytes = columns::array<32>(row, 1);
    leaf.sha256 = columns::array<32>(row, 2);
    leaf.received_at = columns::time(row, 3);
    leaf.device = row.text(4);
    leaf.epoch = row.text(5);
    leaf.sequence = columns::count(row, 6);
    leaf.set_aside = row.text(7);
    leaf.skipped = columns::read_numbers(row.text(8));
    if (!row.null(9))
        leaf.chain = columns::array<32>(row, 9);
    return leaf;
}

// the device's nearest document on the side that `side` names; a replayed one is none
std::optional<Leaf> neighbour(database::Database& database, std::string_view device,
                              std::string_view epoch, std::uint64_t sequence,
                              std::string_view side) {
    auto find = database.prepare(std::string(kSelect) +
                                 " WHERE device = ? AND epoch = ? AND epoch <> '' AND set_aside <> "
                                 "'replayed'" +
                                 std::string(side));
    find.bind_all(device, epoch, columns::number(sequence));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

} // namespace

std::uint64_t Replica::next_leaf() {
    auto find = database_->prepare("SELECT coalesce(max(leaf) + 1, 0) FROM leaf");
    return find.step() ? columns::count(find, 0) : 0;
}

std::vector<Hash> Replica::leaf_hashes(std::uint64_t from) {
    auto all = database_->prepare("SELECT sha256, received_at FROM leaf WHERE leaf >= ? ORDER BY "
                                  "leaf");
    all.bind(1, columns::number(from));
    std::vector<Hash> out;
    while (all.step())
        out.push_back(envelope::leaf_hash(
            envelope::leaf_data(columns::array<32>(all, 0), columns::time(all, 1))));
    return out;
}

bool Replica::add_leaf(const Leaf& leaf) {
    bool taken = false;
    if (!leaf.epoch.empty()) {
        auto find = database_->prepare("SELECT 1 FROM leaf WHERE device = ? AND epoch = ? AND "
                                       "sequence = ? AND epoch <> '' AND set_aside <> 'replayed'");
        find.bind_all(leaf.device, leaf.epoch, columns::number(leaf.sequence));
        taken = find.step();
    }
    auto insert = database_->prepare(
        "INSERT INTO leaf(leaf, id, sha256, received_at, device, "
        "epoch, sequence, set_aside, skipped, chain) VALUES(?,?,?,?,?,?,?,?,?,?10)");
    insert.bind_all(
        columns::number(leaf.leaf), ByteView(leaf.id.bytes), ByteView(leaf.sha256),
        unix_ms(leaf.received_at), leaf.device, leaf.epoch, columns::number(leaf.sequence),
        taken ? kReplayed : std::string_view(leaf.set_aside), columns::numbers(leaf.skipped));
    if (leaf.chain)
        insert.bind(10, ByteView(*leaf.chain));
    else
        insert.bind_null(10);
    insert.run();
    return !taken;
}

void Replica::set_aside(std::uint64_t leaf, std::string_view reason, ByteView der) {
    auto mark = database_->prepare("UPDATE leaf SET set_aside = ? WHERE leaf = ?");
    mark.bind_all(reason, columns::number(leaf)).run();
    auto keep = database_->prepare("INSERT INTO set_aside(leaf, reason, der) VALUES(?,?,?)");
    keep.bind_all(columns::number(leaf), reason, der).run();
}

std::vector<Leaf> Replica::set_aside_list(std::size_t most) {
    auto all =
        database_->prepare(std::string(kSelect) + " WHERE set_aside <> '' ORDER BY leaf DESC");
    std::vector<Leaf> out;
    while (out.size() < most && all.step())
        out.push_back(read(all));
    return out;
}

Bytes Replica::set_aside_der(std::uint64_t leaf) {
    auto find = database_->prepare("SELECT der FROM set_aside WHERE leaf = ?");
    find.bind(1, columns::number(leaf));
    return find.step() ? columns::bytes(find, 0) : Bytes{};
}

void Replica::take_up(std::uint64_t leaf) {
    database_->prepare("DELETE FROM set_aside WHERE leaf = ?").bind(1, columns::number(leaf)).run();
    database_->prepare("DELETE FROM leaf WHERE leaf = ? AND set_aside <> ''")
        .bind(1, columns::number(leaf))
        .run();
}

std::vector<std::string> Replica::devices() {
    auto all = database_->prepare("SELECT DISTINCT device FROM leaf WHERE device <> '' ORDER BY 1");
    std::vector<std::string> out;
    while (all.step())
        out.emplace_back(all.text(0));
    return out;
}

std::optional<Leaf> Replica::before(std::string_view device, std::string_view epoch,
                                    std::uint64_t sequence) {
    return neighbour(*database_, device, epoch, sequence,
                     " AND sequence < ? ORDER BY sequence DESC LIMIT 1");
}

std::optional<Leaf> Replica::after(std::string_view device, std::string_view epoch,
                                   std::uint64_t sequence) {
    return neighbour(*database_, device, epoch, sequence,
                     " AND sequence > ? ORDER BY sequence LIMIT 1");
}

std::vector<std::uint64_t> Replica::gaps(std::string_view device) {
    std::string epoch;
    {
        auto newest = database_->prepare("SELECT epoch FROM leaf WHERE device = ? AND epoch <> '' "
                                         "ORDER BY leaf DESC LIMIT 1");
        newest.bind(1, device);
        if (!newest.step())
            return {};
        epoch = newest.text(0);
    }
    struct Known {
        std::uint64_t sequence, leaf;
    };
    std::vector<Known> known;
    std::vector<std::uint64_t> skipped;
    {
        auto all = database_->prepare("SELECT sequence, leaf, skipped FROM leaf WHERE device = ? "
                                      "AND epoch = ? AND epoch <> '' AND set_aside <> 'replayed' "
                                      "ORDER BY sequence");
        all.bind_all(device, epoch);
        while (all.step()) {
            known.push_back({columns::count(all, 0), columns::count(all, 1)});
            const auto listed = columns::read_numbers(all.text(2));
            skipped.insert(skipped.end(), listed.begin(), listed.end());
        }
    }
    std::sort(skipped.begin(), skipped.end());
    std::vector<std::uint64_t> out;
    Known last{0, 0};
    for (const auto& next : known) {
        std::vector<std::uint64_t> missing;
        for (auto number = last.sequence + 1; number < next.sequence && missing.size() < kMostGap;
             ++number)
            if (!std::binary_search(skipped.begin(), skipped.end(), number))
                missing.push_back(number);
        if (!missing.empty()) {
            // envelopes for others (a grant, a copy for the recovery key) carry numbers that this
            // desk cannot read; they lie between their neighbours in the log
            auto closed = database_->prepare("SELECT count(*) FROM leaf WHERE device = ? AND epoch "
                                             "= '' AND set_aside = '' AND leaf >= ? AND leaf < ?");
            closed.bind_all(device, columns::number(last.leaf), columns::number(next.leaf));
            const auto explained = closed.step() ? columns::count(closed, 0) : 0;
            if (explained < missing.size())
                out.insert(out.end(), missing.begin(), missing.end());
        }
        last = next;
    }
    return out;
}

} // namespace suoja::kiosk
