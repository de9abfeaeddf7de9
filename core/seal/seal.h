// SPDX-License-Identifier: Apache-2.0
#pragma once
// Seals one document. In: canonical JSON bytes, the device's signer, recipients. Out: DER CMS
// AuthEnvelopedData (RFC 5083; AES-256-GCM, 16-byte tag; ECDH P-256 with SHA-256 KDF, AES-256 key
// wrap) around a CMS SignedData (RFC 5652; ECDSA P-256, SHA-256; signer's and online CA's
// certificates enclosed) around the document and spaces up to its Padmé size, at least 4 KiB.
// Profile 1, docs/formats.md. Any thread. Never logs. CryptoFailure when the library fails.
#include "core/envelope/certificate.h"
#include "core/envelope/envelope.h"

namespace suoja::seal {

inline constexpr std::size_t kLeastPadded = 4096;
// Padmé (Nikitin et al., PETS 2019): at most 12 % over, O(log log n) bits of size told
[[nodiscard]] std::size_t padded_size(std::size_t bytes);

struct Signer {
    envelope::PrivateKey key;
    envelope::Certificate certificate;        // role device
    std::vector<envelope::Certificate> chain; // the online CA
};

// Every recipient must be a group's or the recovery certificate issued by `root` directly, or a
// device's issued by the signer's chain; otherwise untrusted ("untrusted_recipient"). One to 32.
// too_large when the sealed bytes would exceed kMaxEnvelopeBytes.
[[nodiscard]] Result<Bytes> seal(std::string_view document, const Signer& signer,
                                 const std::vector<envelope::Certificate>& recipients,
                                 const envelope::Certificate& root);

// One secret under a certificate, without a signature: the database key under the recovery
// certificate (slots/recovery.cms). Same AuthEnvelopedData profile.
[[nodiscard]] Bytes encrypt_to(ByteView secret, const envelope::Certificate& recipient);

} // namespace suoja::seal
