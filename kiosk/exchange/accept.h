// SPDX-License-Identifier: Apache-2.0
#pragma once
// May this opened envelope be believed? After seal::open: the signer is a listed device's signing
// key that was not revoked when the centre received it; the document's device, site and `to` are
// the signer's and the envelope's; its sealed_at is the id's time. Pure; any thread.
#include "core/envelope/directory.h"
#include "core/record/document.h"
#include "core/seal/open.h"

namespace suoja::kiosk {

struct Accepted {
    record::Document document;
    std::string bytes; // as signed, padding removed
    envelope::Certificate signer;
};
// The failure's code is the quarantine reason: seal::open's, or "not_listed", "revoked",
// "wrong_device", "wrong_recipients", "relabelled", "document", "wrong_site".
[[nodiscard]] Result<Accepted> accept(ByteView der, const envelope::EnvelopeId& id,
                                      Millis received_at, const seal::Keyring& keys,
                                      const envelope::Certificate& root,
                                      const envelope::Directory& directory);

} // namespace suoja::kiosk
