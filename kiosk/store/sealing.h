// SPDX-License-Identifier: Apache-2.0
#pragma once
// One document into one envelope of this device: header filled in, next number of the chain taken,
// signed, sealed. In: a document whose body is set; out: its outbox row and the DER. Stands inside
// the caller's transaction; the caller stores what comes out together with the new head.
#include "kiosk/store/store.h"

namespace suoja::kiosk {

struct Sender { // who seals here, and what for
    seal::Signer signer;
    envelope::Certificate root;
    std::shared_ptr<const envelope::Directory> directory;
    std::string device, site; // "joutseno/kiosk-1", "joutseno"
};
// refused "not_certified" or "no_directory" while the device is not set up
[[nodiscard]] Result<Sender> sender_of(Store& store);

// Certificates of the group (hotline: centre's too), of `to_device` when named, and the recovery
// certificate. refused "no_centre_key", "no_recovery_key", "no_device_key".
[[nodiscard]] Result<std::vector<envelope::Certificate>>
recipients_of(const Sender& sender, envelope::Group group, std::string_view to_device);

// What the chain ended in before `row`: the newest earlier envelope of its epoch that was not taken
// back, zeros where there is none.
[[nodiscard]] Hash chain_before(database::Database& database, const OutboxRow& row);

struct SealedDocument {
    OutboxRow row;
    Bytes der;
    std::string document; // as signed
};
// `head` moves on; `sealed_at` is now, or just behind the last one where the clock stands or has
// gone back. too_large, untrusted (a certificate that the root did not issue).
[[nodiscard]] Result<SealedDocument>
seal_next(Store& store, const Sender& sender, ChainHead& head, record::Document document,
          envelope::Group group, std::string_view to_device,
          const std::vector<envelope::Certificate>& recipients);

} // namespace suoja::kiosk
