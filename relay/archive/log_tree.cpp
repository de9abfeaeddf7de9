// SPDX-License-Identifier: Apache-2.0
#include "relay/archive/log_tree.h"

#include "relay/archive/log_schema.h"

#include <mutex>

namespace suoja::relay {
namespace {

Failure mismatch() {
    return fail(Reason::damaged, "log_mismatch",
                "The log does not match its signed checkpoint. Nothing was changed and nothing is "
                "accepted; restore the archive from its newest copy.");
}

Failure beyond() {
    return fail(Reason::refused, "beyond_log",
                "The log has no such leaf or size yet. Nothing is wrong; ask again later.");
}

} // namespace

LogTree::LogTree(std::string origin, const envelope::LogKey& key)
    : origin_(std::move(origin)), signer_(key), public_key_(key.public_key()) {}

Result<void> LogTree::load(database::Database& database) {
    auto rows = database.prepare("select leaf, sha256, received_at from leaf order by leaf");
    while (rows.step()) {
        const Millis received_at = from_unix_ms(rows.integer(2));
        if (rows.integer(0) != static_cast<std::int64_t>(tree_.size()) || received_at < newest_)
            return mismatch();
        newest_ = received_at;
        tree_.append(envelope::leaf_hash(envelope::leaf_data(hash_of(rows.blob(1)), received_at)));
    }
    auto newest = database.prepare("select note from checkpoint order by size desc limit 1");
    if (!newest.step()) {
        if (tree_.size() != 0)
            return mismatch();
        Published empty = extend({});
        database::Transaction transaction(database);
        auto insert = database.prepare("insert into checkpoint (size, note) values (0, ?)");
        insert.bind(1, empty.note).run();
        transaction.commit();
        publish(std::move(empty));
        return {};
    }
    std::string note(newest.text(0));
    const auto checkpoint = envelope::open_checkpoint(note, origin_, public_key_);
    if (!checkpoint)
        return checkpoint.error();
    if (checkpoint->size != tree_.size() || checkpoint->root != tree_.root())
        return mismatch();
    publish(Published{checkpoint->size, checkpoint->root, std::move(note)});
    return {};
}

Published LogTree::extend(const std::vector<Hash>& leaves) {
    envelope::Checkpoint checkpoint;
    checkpoint.origin = origin_;
    {
        const std::unique_lock lock(mutex_);
        for (const Hash& leaf : leaves)
            tree_.append(leaf);
        checkpoint.size = tree_.size();
        checkpoint.root = tree_.root();
    }
    return Published{checkpoint.size, checkpoint.root, signer_.sign(checkpoint)};
}

void LogTree::publish(Published published) {
    auto fresh = std::make_shared<const Published>(std::move(published));
    const std::unique_lock lock(mutex_);
    published_ = std::move(fresh);
}

void LogTree::retract() {
    const std::unique_lock lock(mutex_);
    tree_.truncate(published_->size);
}

std::shared_ptr<const Published> LogTree::published() const {
    const std::shared_lock lock(mutex_);
    return published_;
}

std::string LogTree::receipt(const LeafRow& row, const Published& against) const {
    envelope::Receipt receipt;
    receipt.id = row.id;
    receipt.sha256 = row.sha256;
    receipt.leaf = row.leaf;
    receipt.received_at = row.received_at;
    receipt.checkpoint = against.note;
    {
        const std::shared_lock lock(mutex_);
        receipt.proof = tree_.inclusion(row.leaf, against.size);
    }
    return envelope::write_receipt(receipt);
}

Result<envelope::Proof> LogTree::inclusion(std::uint64_t leaf, std::uint64_t size) const {
    const std::shared_lock lock(mutex_);
    if (leaf >= size || size > published_->size)
        return beyond();
    return tree_.inclusion(leaf, size);
}

Result<envelope::Proof> LogTree::consistency(std::uint64_t from, std::uint64_t to) const {
    const std::shared_lock lock(mutex_);
    if (from > to || to > published_->size)
        return beyond();
    return tree_.consistency(from, to);
}

} // namespace suoja::relay
