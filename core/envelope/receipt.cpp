// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/checkpoint.h"
#include "core/json.h"

#include <algorithm>

namespace suoja::envelope {
namespace {

constexpr std::size_t kMostReceipt = std::size_t{16} << 10U;
constexpr std::size_t kMostProof = 64; // a tree of 2^64 leaves

Failure damaged() {
    return fail(Reason::damaged, "receipt",
                "The receipt cannot be read or does not fit the envelope. The envelope is kept; "
                "the receipt will be asked for again.");
}

} // namespace

std::string write_receipt(const Receipt& receipt) {
    boost::json::array proof;
    for (const auto& hash : receipt.proof)
        proof.emplace_back(base64(hash));
    const boost::json::object out{{"id", receipt.id.str()},
                                  {"sha256", hex(receipt.sha256)},
                                  {"leaf", static_cast<std::int64_t>(receipt.leaf)},
                                  {"received_at", rfc3339(receipt.received_at)},
                                  {"proof", std::move(proof)},
                                  {"checkpoint", receipt.checkpoint}};
    return json::canonical(out);
}

Result<Receipt> read_receipt(std::string_view text) {
    const auto object = json::parse_object(text, kMostReceipt);
    if (!object)
        return damaged();
    const auto id = json::text_of(*object, "id");
    const auto digest = json::text_of(*object, "sha256");
    const auto leaf = json::integer_of(*object, "leaf");
    const auto received_at = json::text_of(*object, "received_at");
    const auto* const proof = json::array_of(*object, "proof");
    auto checkpoint = json::text_of(*object, "checkpoint");
    if (!id || !digest || !leaf || *leaf < 0 || !received_at || proof == nullptr ||
        proof->size() > kMostProof || !checkpoint ||
        !json::only(*object, {"id", "sha256", "leaf", "received_at", "proof", "checkpoint"}))
        return damaged();
    const auto id_read = EnvelopeId::parse(*id);
    const auto digest_read = hash_from_hex(*digest);
    const auto time = parse_rfc3339(*received_at);
    if (!id_read || !digest_read || !time)
        return damaged();
    Receipt out{*id_read, *digest_read, static_cast<std::uint64_t>(*leaf),
                *time,    {},           std::move(*checkpoint)};
    for (const auto& step : *proof) {
        const auto bytes =
            step.is_string() ? from_base64(std::string_view(step.get_string())) : std::nullopt;
        if (!bytes || bytes->size() != Hash{}.size())
            return damaged();
        std::copy(bytes->begin(), bytes->end(), out.proof.emplace_back().begin());
    }
    return out;
}

Result<Checkpoint> verify_receipt(const Receipt& receipt, const Hash& envelope_sha256,
                                  std::string_view origin, const LogPublicKey& key) {
    if (receipt.sha256 != envelope_sha256 || !receipt.id.matches(envelope_sha256))
        return damaged();
    auto checkpoint = open_checkpoint(receipt.checkpoint, origin, key);
    if (!checkpoint)
        return checkpoint;
    const Hash leaf = leaf_hash(leaf_data(receipt.sha256, receipt.received_at));
    if (!verify_inclusion(leaf, receipt.leaf, checkpoint->size, receipt.proof, checkpoint->root))
        return fail(Reason::untrusted, "receipt_proof",
                    "The receipt does not prove that the centre's log holds the envelope. The "
                    "envelope is kept; tell the office.");
    return checkpoint;
}

} // namespace suoja::envelope
