// SPDX-License-Identifier: Apache-2.0
#pragma once
// The archive's Merkle tree (RFC 6962 section 2.1; proofs as RFC 9162 2.1.3, 2.1.4). Leaf data is
// the full SHA-256 of the envelope followed by received-at as u64 big-endian milliseconds.
// Pure; a MerkleTree belongs to one thread at a time.
#include "core/clock.h"
#include "core/digest.h"

#include <vector>

namespace suoja::envelope {

using Proof = std::vector<Hash>;

[[nodiscard]] Bytes leaf_data(const Hash& envelope_sha256, Millis received_at);
[[nodiscard]] Hash leaf_hash(ByteView data);                       // SHA-256(0x00 ‖ data)
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right); // SHA-256(0x01 ‖ left ‖ right)

// Keeps every complete subtree's hash in memory: 64 bytes a leaf.
class MerkleTree {
  public:
    void append(const Hash& leaf);
    void truncate(std::uint64_t size); // back to an earlier size, when a commit failed
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] Hash root(std::uint64_t size) const; // size <= size(); of 0: SHA-256("")
    [[nodiscard]] Hash root() const { return root(size()); }
    // index < size <= size(); old_size <= new_size <= size()
    [[nodiscard]] Proof inclusion(std::uint64_t index, std::uint64_t size) const;
    [[nodiscard]] Proof consistency(std::uint64_t old_size, std::uint64_t new_size) const;

  private:
    [[nodiscard]] Hash range(std::uint64_t begin, std::uint64_t end) const;
    std::vector<std::vector<Hash>> levels_; // levels_[k][i]: root of leaves [i 2^k, (i+1) 2^k)
};

[[nodiscard]] bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                    const Proof& proof, const Hash& root);
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, const Hash& old_root,
                                      std::uint64_t new_size, const Hash& new_root,
                                      const Proof& proof);

} // namespace suoja::envelope
