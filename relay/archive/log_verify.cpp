// SPDX-License-Identifier: Apache-2.0
#include "relay/archive/log_reader.h"
#include "relay/archive/log_schema.h"

#include <map>

namespace suoja::relay {
namespace {

// The sentence names the first leaf that does not fit; leaf numbers are no content.
Failure bad_leaf(std::uint64_t leaf, std::string_view code, std::string_view what) {
    return fail(Reason::damaged, code,
                "Leaf " + std::to_string(leaf) + " of the log " + std::string(what) +
                    " Nothing was changed; restore the archive from its newest copy.");
}

} // namespace

Result<LogStore::Verified>
LogReader::verify(const std::function<void(std::uint64_t done, std::uint64_t all)>& progress) {
    const auto published = tree_.published();
    auto opened = open_log(settings_, LogAccess::read);
    if (!opened)
        return opened.error();
    database::Database& database = *opened;
    if (!database.verify().empty())
        return fail(Reason::damaged, "page_damaged",
                    "A page of the log's file does not authenticate. Nothing was changed; restore "
                    "the archive from its newest copy.");
    // every checkpoint that was ever given out must still be a state of this tree
    std::map<std::uint64_t, Hash> signed_roots;
    auto notes = database.prepare("select size, note from checkpoint where size <= ?");
    notes.bind(1, static_cast<std::int64_t>(published->size));
    while (notes.step()) {
        const auto checkpoint =
            envelope::open_checkpoint(notes.text(1), tree_.origin(), tree_.public_key());
        if (!checkpoint)
            return checkpoint.error();
        if (static_cast<std::int64_t>(checkpoint->size) != notes.integer(0))
            return fail(Reason::damaged, "checkpoint_mismatch",
                        "A stored checkpoint stands under the wrong size. Nothing was changed; "
                        "restore the archive from its newest copy.");
        signed_roots.emplace(checkpoint->size, checkpoint->root);
    }
    envelope::MerkleTree tree;
    const auto root_fits = [&] {
        const auto at = signed_roots.find(tree.size());
        return at == signed_roots.end() || at->second == tree.root();
    };
    Millis newest{};
    auto rows = database.prepare("select leaf, id, sha256, received_at, bytes, der from leaf "
                                 "left join body using (leaf) where leaf < ? order by leaf");
    rows.bind(1, static_cast<std::int64_t>(published->size));
    while (rows.step()) {
        const std::uint64_t leaf = tree.size();
        const Hash digest = hash_of(rows.blob(2));
        const Millis received_at = from_unix_ms(rows.integer(3));
        if (rows.integer(0) != static_cast<std::int64_t>(leaf))
            return bad_leaf(leaf, "leaf_missing", "is missing.");
        if (!envelope::EnvelopeId{hash_of(rows.blob(1))}.matches(digest))
            return bad_leaf(leaf, "id_mismatch", "has an id that is not its digest's.");
        if (received_at < newest)
            return bad_leaf(leaf, "time_mismatch", "was received before the one before it.");
        const bool whole = !rows.null(5) &&
                           rows.blob(5).size() == static_cast<std::size_t>(rows.integer(4)) &&
                           sha256(rows.blob(5)) == digest;
        if (!whole && (rows.integer(4) != 0 || !rows.null(5)))
            return bad_leaf(leaf, "body_mismatch", "has a body that is not its digest's.");
        newest = received_at;
        tree.append(envelope::leaf_hash(envelope::leaf_data(digest, received_at)));
        if (!root_fits())
            return bad_leaf(leaf, "log_mismatch", "does not fit a checkpoint that was signed.");
        if (progress && (tree.size() % 1024 == 0 || tree.size() == published->size))
            progress(tree.size(), published->size);
    }
    if (tree.size() != published->size || tree.root() != published->root ||
        !signed_roots.contains(published->size))
        return fail(Reason::damaged, "log_mismatch",
                    "The log does not match its newest signed checkpoint. Nothing was changed; "
                    "restore the archive from its newest copy.");
    return LogStore::Verified{tree.size(), base64(tree.root())};
}

} // namespace suoja::relay
