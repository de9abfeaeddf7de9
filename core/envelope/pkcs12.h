// SPDX-License-Identifier: Apache-2.0
#pragma once
// PKCS#12 (RFC 7292; AES-256-CBC by PBKDF2-HMAC-SHA256 with 600,000 iterations, MAC SHA-256): how
// the office root's and the recovery key leave the server. Opens with `openssl pkcs12`. Any thread.
#include "core/envelope/certificate.h"

namespace suoja::envelope {

struct Bundle {
    PrivateKey key;
    Certificate certificate;
    std::vector<Certificate> chain;
};
[[nodiscard]] Secret write_pkcs12(const Bundle& bundle, const Secret& passphrase);
// locked "wrong_passphrase"; damaged when it is no PKCS#12 with one P-256 key and its certificate
[[nodiscard]] Result<Bundle> read_pkcs12(ByteView der, const Secret& passphrase);

} // namespace suoja::envelope
