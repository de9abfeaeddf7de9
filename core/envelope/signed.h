// SPDX-License-Identifier: Apache-2.0
#pragma once
// CMS SignedData (RFC 5652; ECDSA P-256, SHA-256; signer's certificate and `chain` enclosed) around
// bytes that are not secret: the directory, certify requests, form packages. Never decrypts.
// Trust: the office root alone, by its certificate; role decided by the caller. Expiry is an alarm,
// not a wall: dates are not checked here (docs/formats.md). Any thread.
#include "core/envelope/certificate.h"

namespace suoja::envelope {

[[nodiscard]] Bytes sign(ByteView content, const PrivateKey& key, const Certificate& certificate,
                         const std::vector<Certificate>& chain);

struct Verified {
    Bytes content;
    Certificate signer;
    std::vector<Certificate> enclosed;
};
// One signer, definite-length DER, chain to `root`, signature good; else damaged or untrusted.
[[nodiscard]] Result<Verified> verify(ByteView der, const Certificate& root);
// the certificates inside, unverified: to find a root by its fingerprint at enrolment
[[nodiscard]] Result<std::vector<Certificate>> enclosed_certificates(ByteView der);

} // namespace suoja::envelope
