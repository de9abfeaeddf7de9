// SPDX-License-Identifier: Apache-2.0
#pragma once
// Opens and verifies one envelope: the only code that decrypts. Order (docs/formats.md, "Opening"):
// size; re-encoding gives the same bytes; AuthEnvelopedData and every algorithm on the list,
// 16-byte tag; decrypted wholly to memory, judged by the return value; inner signature and chain to
// the root (dates not checked: expiry is an alarm, not a wall). What it gives is authentic to the
// signer's certificate; whether that device may say this is the caller's next question
// (kiosk/exchange/accept.h). Any thread; the chain verdict is cached per certificate.
#include "core/envelope/certificate.h"
#include "core/envelope/envelope.h"

namespace suoja::seal {

class Keyring { // private keys with their certificates: device sealing keys, group keys old and new
  public:
    void add(const envelope::PrivateKey& key, const envelope::Certificate& certificate);
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

  private:
    friend struct OpenAccess;
    struct Entry {
        envelope::PrivateKey key;
        envelope::Certificate certificate;
    };
    std::vector<Entry> keys_;
};

struct Opened {
    std::string document; // padding removed
    envelope::Certificate signer;
    std::vector<std::string> recipients; // subject key ids (lower-case hex) of all recipients
};

// damaged: "not_envelope", "not_canonical", "algorithm", "tag", "cannot_decrypt", "signature",
// "document" (not padded as prescribed);
// untrusted: "chain", "not_device"; not_found "not_for_us" when no key of the ring is a recipient;
// too_large.
[[nodiscard]] Result<Opened> open(ByteView der, const Keyring& keys,
                                  const envelope::Certificate& root);

// The counterpart of encrypt_to: by the recovery key. Same checks of the outer layer.
[[nodiscard]] Result<Secret> decrypt_with(ByteView der, const envelope::PrivateKey& key,
                                          const envelope::Certificate& certificate);

} // namespace suoja::seal
