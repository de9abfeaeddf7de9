// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/merkle.h"

#include <bit>
#include <cassert>
#include <utility>

namespace suoja::envelope {
namespace {

// the largest power of two smaller than n; n > 1 (RFC 6962 section 2.1)
std::uint64_t split(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

} // namespace

Bytes leaf_data(const Hash& envelope_sha256, Millis received_at) {
    Bytes out(envelope_sha256.begin(), envelope_sha256.end());
    const auto ms = static_cast<std::uint64_t>(unix_ms(received_at));
    for (unsigned i = 0; i < 8; ++i)
        out.push_back(static_cast<std::uint8_t>(ms >> (56U - 8U * i)));
    return out;
}

Hash leaf_hash(ByteView data) {
    constexpr std::array<std::uint8_t, 1> kLeaf{0x00};
    return sha256({kLeaf, data});
}

Hash node_hash(const Hash& left, const Hash& right) {
    constexpr std::array<std::uint8_t, 1> kNode{0x01};
    return sha256({kNode, left, right});
}

std::uint64_t MerkleTree::size() const {
    return levels_.empty() ? 0 : levels_.front().size();
}

void MerkleTree::append(const Hash& leaf) {
    if (levels_.empty())
        levels_.emplace_back();
    levels_.front().push_back(leaf);
    for (std::size_t k = 0; levels_[k].size() % 2 == 0; ++k) {
        const auto& level = levels_[k];
        const Hash parent = node_hash(level[level.size() - 2], level[level.size() - 1]);
        if (k + 1 == levels_.size())
            levels_.emplace_back();
        levels_[k + 1].push_back(parent);
    }
}

void MerkleTree::truncate(std::uint64_t size) {
    assert(size <= this->size());
    for (std::size_t k = 0; k < levels_.size(); ++k)
        levels_[k].resize(static_cast<std::size_t>(size >> k));
    while (!levels_.empty() && levels_.back().empty())
        levels_.pop_back();
}

// The root of the leaves [begin, end); a range that a stored subtree covers costs nothing.
Hash MerkleTree::range(std::uint64_t begin, std::uint64_t end) const {
    const std::uint64_t n = end - begin;
    if (std::has_single_bit(n) && (begin & (n - 1)) == 0) {
        const auto level = static_cast<std::size_t>(std::countr_zero(n));
        return levels_[level][static_cast<std::size_t>(begin >> level)];
    }
    const std::uint64_t k = split(n);
    return node_hash(range(begin, begin + k), range(begin + k, end));
}

Hash MerkleTree::root(std::uint64_t size) const {
    assert(size <= this->size());
    return size == 0 ? sha256(ByteView{}) : range(0, size);
}

// PATH(m, D[n]) of RFC 6962 2.1.1, from the root down; the path itself runs from the leaf up.
Proof MerkleTree::inclusion(std::uint64_t index, std::uint64_t size) const {
    assert(index < size && size <= this->size());
    Proof path;
    std::uint64_t begin = 0;
    std::uint64_t end = size;
    while (end - begin > 1) {
        const std::uint64_t middle = begin + split(end - begin);
        if (index < middle) {
            path.push_back(range(middle, end));
            end = middle;
        } else {
            path.push_back(range(begin, middle));
            begin = middle;
        }
    }
    return {path.rbegin(), path.rend()};
}

// SUBPROOF(m, D[n], true) of RFC 6962 2.1.2, written as a loop from the root down.
Proof MerkleTree::consistency(std::uint64_t old_size, std::uint64_t new_size) const {
    assert(old_size <= new_size && new_size <= size());
    if (old_size == 0 || old_size == new_size)
        return {};
    Proof path;
    std::uint64_t begin = 0;
    std::uint64_t end = new_size;
    while (end != old_size) {
        const std::uint64_t middle = begin + split(end - begin);
        if (old_size <= middle) {
            path.push_back(range(middle, end));
            end = middle;
        } else {
            path.push_back(range(begin, middle));
            begin = middle;
        }
    }
    if (begin != 0) // the old root itself is known to whoever asks
        path.push_back(range(begin, end));
    return {path.rbegin(), path.rend()};
}

// RFC 9162 2.1.3.2
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                      const Hash& root) {
    if (index >= size)
        return false;
    std::uint64_t fn = index;
    std::uint64_t sn = size - 1;
    Hash r = leaf;
    for (const auto& p : proof) {
        if (sn == 0)
            return false;
        if ((fn & 1U) != 0 || fn == sn) {
            r = node_hash(p, r);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1U;
                sn >>= 1U;
            }
        } else {
            r = node_hash(r, p);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && r == root;
}

// RFC 9162 2.1.4.2; from the empty tree and to the same size the empty proof suffices.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, const Proof& proof) {
    if (old_size > new_size)
        return false;
    if (old_size == new_size)
        return proof.empty() && old_root == new_root &&
               (old_size != 0 || old_root == sha256(ByteView{}));
    if (old_size == 0)
        return proof.empty() && old_root == sha256(ByteView{});
    if (proof.empty())
        return false;
    auto next = proof.begin();
    const Hash first = std::has_single_bit(old_size) ? old_root : *next++;
    std::uint64_t fn = old_size - 1;
    std::uint64_t sn = new_size - 1;
    while ((fn & 1U) != 0) {
        fn >>= 1U;
        sn >>= 1U;
    }
    Hash fr = first;
    Hash sr = first;
    for (; next != proof.end(); ++next) {
        if (sn == 0)
            return false;
        if ((fn & 1U) != 0 || fn == sn) {
            fr = node_hash(*next, fr);
            sr = node_hash(*next, sr);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1U;
                sn >>= 1U;
            }
        } else {
            sr = node_hash(sr, *next);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && fr == old_root && sr == new_root;
}

} // namespace suoja::envelope
