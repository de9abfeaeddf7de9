// SPDX-License-Identifier: Apache-2.0
// Reference tree, roots, paths and consistency proofs of Certificate Transparency: the vectors of
// google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc (kInputs, kSHA256Roots,
// kSHA256Paths, kSHA256Proofs; its leaves count from 1). An independent implementation is compared
// for trees of 0 to 65 leaves by tests/vectors/merkle.py.
#include "core/envelope/merkle.h"

#include <gtest/gtest.h>

namespace suoja::envelope {
namespace {

constexpr std::array<std::string_view, 8> kInputs{"",
                                                  "00",
                                                  "10",
                                                  "2021",
                                                  "3031",
                                                  "40414243",
                                                  "5051525354555657",
                                                  "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view kEmptyRoot =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::array<std::string_view, 8> kRoots{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct Published {
    std::uint64_t from, size;
    std::vector<std::string_view> proof;
};
const std::vector<Published> kPaths{
    {0, 1, {}},
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
const std::vector<Published> kConsistency{
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

Hash input(std::size_t index) {
    return leaf_hash(from_hex(kInputs[index]).value());
}

MerkleTree reference() {
    MerkleTree tree;
    for (std::size_t i = 0; i < kInputs.size(); ++i)
        tree.append(input(i));
    return tree;
}

Proof read(const std::vector<std::string_view>& proof) {
    Proof out;
    for (const auto hash : proof)
        out.push_back(hash_from_hex(hash).value());
    return out;
}

MerkleTree grown(std::uint64_t size) {
    MerkleTree tree;
    for (std::uint64_t i = 0; i < size; ++i)
        tree.append(leaf_hash(view(std::to_string(i))));
    return tree;
}

constexpr std::uint64_t kMost = 65;

TEST(Merkle, RootsAreThoseOfCertificateTransparency) {
    MerkleTree tree;
    EXPECT_EQ(hex(tree.root()), kEmptyRoot);
    for (std::size_t i = 0; i < kInputs.size(); ++i) {
        tree.append(input(i));
        EXPECT_EQ(hex(tree.root()), kRoots[i]);
        EXPECT_EQ(hex(tree.root(0)), kEmptyRoot);
        for (std::size_t j = 0; j <= i; ++j)
            EXPECT_EQ(hex(tree.root(j + 1)), kRoots[j]);
    }
}

TEST(Merkle, InclusionPathsAreThoseOfCertificateTransparency) {
    const auto tree = reference();
    for (const auto& path : kPaths) {
        const auto proof = read(path.proof);
        EXPECT_EQ(tree.inclusion(path.from, path.size), proof);
        EXPECT_TRUE(
            verify_inclusion(input(path.from), path.from, path.size, proof, tree.root(path.size)));
    }
}

TEST(Merkle, ConsistencyProofsAreThoseOfCertificateTransparency) {
    const auto tree = reference();
    for (const auto& published : kConsistency) {
        const auto proof = read(published.proof);
        EXPECT_EQ(tree.consistency(published.from, published.size), proof);
        EXPECT_TRUE(verify_consistency(published.from, tree.root(published.from), published.size,
                                       tree.root(published.size), proof));
    }
}

TEST(Merkle, EveryInclusionProofHoldsAndNoneHoldsElsewhere) {
    const auto tree = grown(kMost);
    for (std::uint64_t size = 1; size <= kMost; ++size) {
        const Hash root = tree.root(size);
        for (std::uint64_t i = 0; i < size; ++i) {
            const Hash leaf = leaf_hash(view(std::to_string(i)));
            const auto proof = tree.inclusion(i, size);
            ASSERT_TRUE(verify_inclusion(leaf, i, size, proof, root)) << i << '/' << size;
            for (std::uint64_t other = 0; other <= size; ++other)
                if (other != i) {
                    ASSERT_FALSE(verify_inclusion(leaf, other, size, proof, root));
                }
            ASSERT_FALSE(verify_inclusion(leaf_hash(view("x")), i, size, proof, root));
            auto changed = proof;
            for (auto& step : changed) {
                step[7] ^= 1U;
                ASSERT_FALSE(verify_inclusion(leaf, i, size, changed, root));
                step[7] ^= 1U;
            }
            changed.push_back(root);
            ASSERT_FALSE(verify_inclusion(leaf, i, size, changed, root));
            changed.pop_back();
            if (!changed.empty()) {
                changed.pop_back();
                ASSERT_FALSE(verify_inclusion(leaf, i, size, changed, root));
            }
        }
    }
}

TEST(Merkle, EveryConsistencyProofHoldsAndNoneHoldsElsewhere) {
    const auto tree = grown(kMost);
    for (std::uint64_t size = 0; size <= kMost; ++size)
        for (std::uint64_t old = 0; old <= size; ++old) {
            const auto proof = tree.consistency(old, size);
            const Hash old_root = tree.root(old);
            const Hash root = tree.root(size);
            ASSERT_TRUE(verify_consistency(old, old_root, size, root, proof));
            Hash wrong = root;
            wrong[0] ^= 1U;
            if (old > 0) {
                ASSERT_FALSE(verify_consistency(old, old_root, size, wrong, proof));
            }
            wrong = old_root;
            wrong[31] ^= 1U;
            ASSERT_FALSE(verify_consistency(old, wrong, size, root, proof));
            auto changed = proof;
            for (auto& step : changed) {
                step[0] ^= 1U;
                ASSERT_FALSE(verify_consistency(old, old_root, size, root, changed));
                step[0] ^= 1U;
            }
            changed.push_back(root);
            ASSERT_FALSE(verify_consistency(old, old_root, size, root, changed));
            if (!proof.empty()) {
                changed = proof;
                changed.pop_back();
                ASSERT_FALSE(verify_consistency(old, old_root, size, root, changed));
            }
            if (old < size) {
                ASSERT_FALSE(verify_consistency(size, root, old, old_root, proof));
            }
        }
}

TEST(Merkle, TruncatedTreesAreTheTreesTheyWere) {
    const auto whole = grown(kMost);
    for (std::uint64_t size = 0; size <= kMost; ++size) {
        auto tree = grown(kMost);
        tree.truncate(size);
        EXPECT_EQ(tree.size(), size);
        EXPECT_EQ(tree.root(), whole.root(size));
        for (std::uint64_t i = size; i < kMost; ++i)
            tree.append(leaf_hash(view(std::to_string(i))));
        EXPECT_EQ(tree.root(), whole.root());
    }
}

TEST(Merkle, LeafDataIsTheDigestAndTheTime) {
    const Hash digest = sha256(view("envelope"));
    EXPECT_EQ(hex(leaf_data(digest, from_unix_ms(1'772'000'000'000))),
              hex(digest) + "0000019c936e3800");
}

} // namespace
} // namespace suoja::envelope
