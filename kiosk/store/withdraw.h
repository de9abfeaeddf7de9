// SPDX-License-Identifier: Apache-2.0
#pragma once
// A person takes the consent back after the record was finalised: what they said is erased on this
// device, a stub stays (case code, times, receipt), and a `withdrawal` goes to the centre, behind
// the record and in the order of the chain, so that the centre can order the erasure everywhere.
// What was sealed before still goes and stays sealed: nobody on this device can open it. On the
// store's thread; StorageFailure.
#include "kiosk/store/store.h"

namespace suoja::kiosk {

enum class Withdrawn {
    before_it_went, // the record was still held: nothing of it was ever sent, nothing of it is left
    told_to_centre, // erased here, the withdrawal is on its way
};
// not_found "no_such_record"; refused "not_allowed", "already_withdrawn", and what keeps a device
// from sealing ("no_centre_key" …): then nothing was erased. One whose withdrawal was refused on
// the way is told to the centre anew.
[[nodiscard]] Result<Withdrawn> withdraw(Store& store, const std::filesystem::path& outgoing,
                                         const User& user, const RecordId& record);

struct Withdrawal {
    RecordId record;
    Millis withdrawn_at{};
    std::optional<Millis> received_at; // the centre signed for it
    envelope::EnvelopeId envelope;
    std::string refused; // reason code, or ""
};
[[nodiscard]] std::optional<Withdrawal> withdrawal_of(Store& store, const RecordId& record);

} // namespace suoja::kiosk
