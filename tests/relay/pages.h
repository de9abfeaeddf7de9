// SPDX-License-Identifier: Apache-2.0
#pragma once
// Pages of a log as an archive hands them out: items under the log key of a test office, each with
// its receipt. The bodies are any bytes.
#include "core/link/wire.h"
#include "tests/support/envelope_office.h"

namespace suoja::test {

// leaves from 0 on, all under the checkpoint of the last
inline std::vector<link::Item> page_of(const Office& office,
                                       const std::vector<std::string>& bodies) {
    std::vector<link::Item> out;
    envelope::MerkleTree tree;
    for (const auto& body : bodies) {
        link::Item item;
        const auto bytes = view(body);
        item.der.assign(bytes.begin(), bytes.end());
        item.sha256 = sha256(item.der);
        item.received_at = from_unix_ms(1'772'000'100'000 + static_cast<std::int64_t>(out.size()));
        item.id = envelope::EnvelopeId::of(from_unix_ms(1'772'000'000'000), *item.sha256);
        item.device = "joutseno/kiosk-1";
        item.leaf = out.size();
        tree.append(envelope::leaf_hash(envelope::leaf_data(*item.sha256, *item.received_at)));
        out.push_back(std::move(item));
    }
    const auto note =
        envelope::sign_checkpoint({office.origin, tree.size(), tree.root()}, office.log_key);
    for (auto& item : out)
        item.receipt =
            envelope::write_receipt({item.id, *item.sha256, *item.leaf, *item.received_at,
                                     tree.inclusion(*item.leaf, tree.size()), note});
    return out;
}

} // namespace suoja::test
