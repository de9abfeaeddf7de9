// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/hand_over.h"

#include "core/files.h"
#include "core/json.h"
#include "core/log.h"
#include "kiosk/exchange/receipts.h"

#include <algorithm>

namespace suoja::kiosk {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostLine = 4096;

struct Held {
    link::Item item;
    Millis not_before{};
};

// A file of outgoing/: a line of JSON, then exactly `bytes` bytes (docs/formats.md).
std::optional<Held> read_held(ByteView file) {
    const auto all = text(file);
    const auto end = all.find('\n');
    if (end == std::string_view::npos || end > kMostLine)
        return std::nullopt;
    const auto line = json::parse_object(all.substr(0, end), kMostLine);
    if (!line || !json::only(*line, {"id", "group", "to", "bytes", "not_before"}))
        return std::nullopt;
    const auto id = envelope::EnvelopeId::parse(json::text_of(*line, "id").value_or(""));
    const auto group = envelope::parse_group(json::text_of(*line, "group").value_or(""));
    const auto bytes = json::integer_of(*line, "bytes");
    const auto due = parse_rfc3339(json::text_of(*line, "not_before").value_or(""));
    const auto der = file.subspan(end + 1);
    if (!id || !group || !due || !bytes || *bytes < 0 ||
        static_cast<std::uint64_t>(*bytes) != der.size())
        return std::nullopt;
    Held held;
    held.item.id = *id;
    held.item.group = *group;
    held.item.to = json::text_of(*line, "to").value_or("");
    held.item.der.assign(der.begin(), der.end());
    held.not_before = *due;
    return held;
}

// "<20-digit sequence>-<id>": the name's order is the order of the sequence
std::vector<fs::path> files_in_order(const fs::path& outgoing) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(outgoing, error)) {
        const auto name = entry.path().filename().string();
        if (name.size() == 85 && name[20] == '-')
            files.push_back(entry.path());
    }
    if (error)
        throw StorageFailure("the folder of sealed envelopes cannot be read");
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

Result<Offered> offer_due(link::LocalClient& relay, const fs::path& outgoing, const Clock& clock,
                          const std::set<envelope::EnvelopeId>& offered) {
    Offered out;
    const Millis now = clock.now();
    for (const auto& file : files_in_order(outgoing)) {
        const auto id = envelope::EnvelopeId::parse(file.filename().string().substr(21));
        if (id && offered.contains(*id))
            continue;
        const auto bytes = read_file(file, envelope::kMaxEnvelopeBytes + kMostLine);
        if (!bytes)
            continue; // settled or taken back in between
        const auto held = read_held(*bytes);
        if (!held) {
            // half a file can only be a disk that lost it; the row writes it again at unlock
            log(Level::error, "outgoing_file_damaged");
            continue;
        }
        if (held->not_before > now) {
            ++out.handed.held;
            out.next_due = std::min(out.next_due.value_or(held->not_before), held->not_before);
            continue;
        }
        auto result = calls::put(relay, held->item);
        if (!result && out.handed.results.empty())
            return result.error();
        if (!result)
            break; // what was handed over counts; the rest goes at the next try
        out.handed.results.push_back(std::move(*result));
    }
    return out;
}

Result<HandedOver> hand_over(link::LocalClient& relay, const fs::path& outgoing,
                             const Clock& clock) {
    auto offered = offer_due(relay, outgoing, clock, {});
    if (!offered)
        return offered.error();
    return std::move(offered->handed);
}

Result<std::size_t> note_handed_over(link::LocalClient& relay, StoreGate& store,
                                     const fs::path& outgoing,
                                     const std::vector<link::PutResult>& results) {
    if (results.empty())
        return std::size_t{0};
    const auto changed = store.visit([&](Store& s) {
        std::size_t count = 0;
        database::Transaction transaction(s.database());
        for (const auto& result : results) {
            auto row = s.records().envelope(result.id);
            if (!row || row->received_at || row->taken_back)
                continue;
            const bool refused = result.state == link::PutState::refused;
            if (refused ? !row->refused.empty() : row->handed_over_at.has_value())
                continue;
            if (refused)
                row->refused = result.reason.empty() ? "refused" : result.reason;
            else
                row->handed_over_at = s.clock().now();
            s.records().update(*row);
            ++count;
        }
        transaction.commit();
        return count;
    });
    if (!changed)
        return changed.error();
    // a relay that is the archive itself answers with the receipt
    std::vector<link::Delivery> receipts;
    for (const auto& result : results)
        if (!result.receipt.empty())
            receipts.push_back(
                {result.id, link::DeliveryState::received, result.id.time(), "", result.receipt});
    const auto settled = apply_deliveries(relay, store, outgoing, receipts);
    if (!settled)
        return settled.error();
    return *changed + *settled;
}

} // namespace suoja::kiosk
