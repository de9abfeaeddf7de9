// SPDX-License-Identifier: Apache-2.0
#pragma once
// The parts of handing over that the courier and sync share (courier.h has the whole step).
#include "kiosk/exchange/courier.h"
#include "kiosk/exchange/store_gate.h"

#include <set>

namespace suoja::kiosk {

// as hand_over(), but leaves alone what was offered already; `next_due` is when the first held file
// may go
struct Offered {
    HandedOver handed;
    std::optional<Millis> next_due;
};
[[nodiscard]] Result<Offered> offer_due(link::LocalClient& relay,
                                        const std::filesystem::path& outgoing, const Clock& clock,
                                        const std::set<envelope::EnvelopeId>& offered);
// the outbox learns what the relay said; how many rows changed
[[nodiscard]] Result<std::size_t> note_handed_over(link::LocalClient& relay, StoreGate& store,
                                                   const std::filesystem::path& outgoing,
                                                   const std::vector<link::PutResult>& results);

} // namespace suoja::kiosk
