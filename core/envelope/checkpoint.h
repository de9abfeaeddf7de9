// SPDX-License-Identifier: Apache-2.0
#pragma once
// Signed checkpoints and receipts. Checkpoint: C2SP tlog-checkpoint in a C2SP signed-note, Ed25519
// (c2sp.org/tlog-checkpoint, c2sp.org/signed-note): three lines origin, size, base64 root, an empty
// line, then "— <origin> base64(key hash ‖ signature)". Receipt: JSON, docs/formats.md.
// Reading is strict; any thread.
#include "core/envelope/envelope.h"
#include "core/envelope/merkle.h"
#include "core/secret.h"

#include <memory>

struct evp_pkey_st;

namespace suoja::envelope {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    bool operator==(const Checkpoint&) const = default;
};

using LogPublicKey = std::array<std::uint8_t, 32>; // Ed25519

struct LogKey {
    Secret seed; // 32 bytes
    [[nodiscard]] static LogKey make();
    [[nodiscard]] LogPublicKey public_key() const;
};

// A log's key made ready once, for a writer that signs after every batch. One thread at a time.
class CheckpointSigner {
  public:
    explicit CheckpointSigner(const LogKey& key);
    // the key name in the note is the origin
    [[nodiscard]] std::string sign(const Checkpoint& checkpoint) const;

  private:
    std::shared_ptr<::evp_pkey_st> key_;
    LogPublicKey public_key_;
};
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const LogKey& key);
// untrusted when no signature of this key and origin verifies; damaged when it is not a note
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                                 const LogPublicKey& key);

struct Receipt {
    EnvelopeId id;
    Hash sha256{};
    std::uint64_t leaf = 0;
    Millis received_at{};
    Proof proof;
    std::string checkpoint; // the signed note, as it is
};

[[nodiscard]] std::string write_receipt(const Receipt& receipt); // canonical JSON, one line
[[nodiscard]] Result<Receipt> read_receipt(std::string_view json);
// Checks digest, id, inclusion and the checkpoint's signature; gives the checkpoint. Consistency
// with the last one kept is the caller's next step.
[[nodiscard]] Result<Checkpoint> verify_receipt(const Receipt& receipt, const Hash& envelope_sha256,
                                                std::string_view origin, const LogPublicKey& key);

} // namespace suoja::envelope
