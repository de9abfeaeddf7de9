// SPDX-License-Identifier: Apache-2.0
// The desk's half of audit_batches.h: what came from every device.
#include "core/json.h"
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/columns.h"

#include <cassert>
#include <map>

namespace suoja::kiosk {
namespace {

constexpr std::size_t kMostEntry = 4096;

std::optional<DeviceEntry> read_entry(std::string_view text) {
    const auto object = json::parse_object(text, kMostEntry);
    if (!object || !json::only(*object, {"act", "at", "number", "subject", "user"}) ||
        object->size() != 5 || json::canonical(*object) != text)
        return std::nullopt;
    const auto number = json::integer_of(*object, "number");
    const auto act = json::text_of(*object, "act");
    const auto at = parse_rfc3339(json::text_of(*object, "at").value_or(""));
    const auto user = json::text_of(*object, "user");
    const auto subject = json::text_of(*object, "subject");
    if (!number || *number < 1 || !act || act->empty() || !at || !user || !subject)
        return std::nullopt;
    return DeviceEntry{static_cast<std::uint64_t>(*number), *at, *act, *user, *subject, {}};
}

struct Batch {
    std::uint64_t leaf = 0, last = 0;
    std::string epoch;
    Hash head{}; // as it was when it came
    record::AuditBody body;
    std::vector<DeviceEntry> entries;
    bool reads = false;
};

Batch read_batch_row(const database::Statement& row) {
    Batch batch;
    batch.leaf = columns::count(row, 0);
    batch.epoch = row.text(1);
    batch.body.first = columns::count(row, 2);
    batch.last = columns::count(row, 3);
    batch.head = columns::array<32>(row, 4);
    const auto document = record::read_document(row.text(5));
    const auto* body = document ? std::get_if<record::AuditBody>(&document->body) : nullptr;
    auto entries = body != nullptr ? read_batch(*body) : std::nullopt;
    batch.reads = entries.has_value();
    if (batch.reads) {
        batch.body = *body;
        batch.entries = std::move(*entries);
    }
    return batch;
}

// by epoch as the log had them, then by number: late ones stand where they belong
constexpr std::string_view kBatches =
    "SELECT b.leaf, b.epoch, b.first, b.last, b.head, b.document FROM audit_received b WHERE "
    "b.device = ? ORDER BY (SELECT min(e.leaf) FROM audit_received e WHERE e.device = b.device AND "
    "e.epoch = "
    "b.epoch), b.first, b.leaf";

std::string numbered(std::uint64_t first, std::uint64_t last) {
    return first == last ? "Entry " + std::to_string(first)
                         : "Entries " + std::to_string(first) + " to " + std::to_string(last);
}

// The walk over a device's batches: `heads` are the hashes after each entry of the branch so far.
class Walk {
  public:
    explicit Walk(DeviceAudit& out) : out_(&out) {}

    void take(const Batch& batch) {
        const auto where = " (leaf " + std::to_string(batch.leaf) + ")";
        const auto first = batch.body.first;
        ++out_->batches;
        if (!batch.reads || batch.entries.back().hash != batch.head ||
            batch.entries.back().number != batch.last) {
            out_->problems.push_back("The batch from entry " + std::to_string(first) + where +
                                     " is not what came from the device: it was altered here.");
            skip(batch);
            return;
        }
        const auto last = batch.last;
        const auto before = heads_.find(first - 1);
        if (first > next_) {
            out_->problems.push_back(
                numbered(next_, first - 1) + " " + (first - 1 == next_ ? "is" : "are") +
                " missing: no batch with " + (first - 1 == next_ ? "it" : "them") + " is here.");
        } else if (before != heads_.end() && before->second != batch.body.before) {
            out_->problems.push_back(
                numbered(first, last) + where +
                " do not continue what the device told before: its log was rewritten.");
        } else if (first < next_) {
            // the same past and another future: fine once, when an older copy was put back
            if (batch.epoch == epoch_)
                out_->problems.push_back(numbered(first, last) + where +
                                         " were told twice, in two versions.");
            else
                out_->went_back.push_back(first - 1);
        }
        heads_.erase(heads_.lower_bound(first), heads_.end());
        heads_[first - 1] = batch.body.before;
        for (const auto& entry : batch.entries)
            heads_[entry.number] = entry.hash;
        next_ = last + 1;
        epoch_ = batch.epoch;
        out_->entries = last;
        out_->newest = batch.entries.back().at;
    }

  private:
    // what follows an altered batch is held against what it was when it came
    void skip(const Batch& batch) {
        heads_[batch.last] = batch.head;
        next_ = batch.last + 1;
        epoch_ = batch.epoch;
    }

    DeviceAudit* out_;
    std::map<std::uint64_t, Hash> heads_{{0, Hash{}}};
    std::uint64_t next_ = 1;
    std::string epoch_;
};

} // namespace

std::optional<std::vector<DeviceEntry>> read_batch(const record::AuditBody& body) {
    if (body.first == 0 || body.entries.empty() || (body.first == 1 && body.before != Hash{}))
        return std::nullopt;
    std::vector<DeviceEntry> out;
    auto head = body.before;
    for (const auto& text : body.entries) {
        auto entry = read_entry(text);
        if (!entry || entry->number != body.first + out.size())
            return std::nullopt;
        head = entry->hash = sha256({ByteView(head), view(text)});
        out.push_back(std::move(*entry));
    }
    return out;
}

bool DeviceAudits::keep(const Leaf& leaf, const record::AuditBody& body,
                        std::string_view document) {
    const auto entries = read_batch(body);
    assert(entries && "read_batch() is asked before");
    auto taken = database_->prepare("SELECT coalesce(max(last), 0) FROM audit_received WHERE "
                                    "device = ? AND epoch = ?");
    taken.bind_all(leaf.device, leaf.epoch);
    const bool forward = taken.step() && columns::count(taken, 0) < body.first;
    auto before = database_->prepare("SELECT 1 FROM audit_received WHERE device = ? AND last = ? "
                                     "AND head = ?");
    before.bind_all(leaf.device, columns::number(body.first - 1), ByteView(body.before));
    const bool continues = forward && (body.first == 1 || before.step());
    database_
        ->prepare("INSERT INTO audit_received(leaf, device, epoch, first, last, head, document) "
                  "VALUES(?,?,?,?,?,?,?)")
        .bind_all(columns::number(leaf.leaf), leaf.device, leaf.epoch, columns::number(body.first),
                  columns::number(entries->back().number), ByteView(entries->back().hash), document)
        .run();
    return continues;
}

std::vector<std::string> DeviceAudits::devices() {
    auto all = database_->prepare("SELECT DISTINCT device FROM audit_received ORDER BY device");
    std::vector<std::string> out;
    while (all.step())
        out.push_back(columns::text(all, 0));
    return out;
}

std::vector<DeviceEntry> DeviceAudits::list(std::string_view device, std::uint64_t from,
                                            std::size_t most) {
    std::map<std::uint64_t, DeviceEntry> newest;
    auto all = database_->prepare(kBatches);
    all.bind(1, device);
    while (all.step()) {
        auto batch = read_batch_row(all);
        if (!batch.entries.empty())
            newest.erase(newest.lower_bound(batch.body.first), newest.end());
        for (auto& entry : batch.entries)
            newest.insert_or_assign(entry.number, std::move(entry));
    }
    std::vector<DeviceEntry> out;
    for (auto entry = newest.lower_bound(from); entry != newest.end() && out.size() < most; ++entry)
        out.push_back(std::move(entry->second));
    return out;
}

DeviceAudit DeviceAudits::verify(std::string_view device) {
    DeviceAudit out;
    out.device = device;
    Walk walk(out);
    auto all = database_->prepare(kBatches);
    all.bind(1, device);
    while (all.step())
        walk.take(read_batch_row(all));
    return out;
}

} // namespace suoja::kiosk
