// SPDX-License-Identifier: Apache-2.0
#pragma once
// The log's Merkle tree in memory, and what was published of it. The writer extends it before a
// commit and publishes after it; readers on any thread see only what was published. One writer.
#include "core/database/database.h"
#include "core/envelope/checkpoint.h"

#include <memory>
#include <shared_mutex>
#include <vector>

namespace suoja::relay {

struct Published { // one signed checkpoint whose leaves are on disk
    std::uint64_t size = 0;
    Hash root{};
    std::string note;
};

struct LeafRow {
    envelope::EnvelopeId id;
    Hash sha256{};
    std::uint64_t leaf = 0;
    Millis received_at{};
};

class LogTree {
  public:
    LogTree(std::string origin, const envelope::LogKey& key);

    // Reads every leaf and compares with the newest stored checkpoint: damaged "log_mismatch",
    // or what open_checkpoint says of the note. A log without any checkpoint must be empty.
    [[nodiscard]] Result<void> load(database::Database& database);
    [[nodiscard]] Millis newest_received_at() const { return newest_; } // after load

    // The writer's three steps. `extend` gives the checkpoint that has to be committed with the
    // leaves; `retract` goes back to what was published, after a commit that failed.
    [[nodiscard]] Published extend(const std::vector<Hash>& leaves);
    void publish(Published published);
    void retract();

    [[nodiscard]] std::shared_ptr<const Published> published() const;
    [[nodiscard]] std::string receipt(const LeafRow& row, const Published& against) const;
    [[nodiscard]] Result<envelope::Proof> inclusion(std::uint64_t leaf, std::uint64_t size) const;
    [[nodiscard]] Result<envelope::Proof> consistency(std::uint64_t from, std::uint64_t to) const;

    [[nodiscard]] const std::string& origin() const { return origin_; }
    [[nodiscard]] const envelope::LogPublicKey& public_key() const { return public_key_; }

  private:
    const std::string origin_;
    const envelope::CheckpointSigner signer_;
    const envelope::LogPublicKey public_key_;
    Millis newest_{};
    mutable std::shared_mutex mutex_; // tree_ and published_
    envelope::MerkleTree tree_;       // may be ahead of published_ while a commit is under way
    std::shared_ptr<const Published> published_;
};

} // namespace suoja::relay
