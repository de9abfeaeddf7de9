// SPDX-License-Identifier: Apache-2.0
// Prints our trees of 0 to 65 leaves with every proof as JSON, for tests/vectors/merkle.py.
#include "core/envelope/merkle.h"
#include "core/json.h"

#include <iostream>

namespace {

boost::json::array print(const suoja::envelope::Proof& proof) {
    boost::json::array out;
    for (const auto& hash : proof)
        out.emplace_back(suoja::hex(hash));
    return out;
}

} // namespace

int main() {
    using namespace suoja;
    constexpr std::uint64_t kMost = 65;
    envelope::MerkleTree tree;
    boost::json::array trees;
    for (std::uint64_t size = 0; size <= kMost; ++size) {
        if (size > 0) {
            const auto i = static_cast<std::int64_t>(size - 1);
            tree.append(envelope::leaf_hash(
                envelope::leaf_data(sha256(view("envelope " + std::to_string(i))),
                                    from_unix_ms(1'772'000'000'000 + 1000 * i))));
        }
        boost::json::array inclusion;
        for (std::uint64_t i = 0; i < size; ++i)
            inclusion.emplace_back(print(tree.inclusion(i, size)));
        boost::json::array consistency;
        for (std::uint64_t m = 0; m <= size; ++m)
            consistency.emplace_back(print(tree.consistency(m, size)));
        trees.push_back({{"size", size},
                         {"root", hex(tree.root())},
                         {"inclusion", std::move(inclusion)},
                         {"consistency", std::move(consistency)}});
    }
    std::cout << json::canonical(trees) << '\n';
}
