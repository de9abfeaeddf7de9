// SPDX-License-Identifier: Apache-2.0
#pragma once
// What became of envelopes that were handed over, applied to the outbox. A receipt settles a row
// only when it verifies: digest and id, inclusion, the checkpoint's signature by the directory's
// log key. Then the consistency of that checkpoint with the newest kept: until its proof comes the
// row is received with "consistency open", which is asked again; a conflict takes it back to needs
// attention. A receipt that does not verify sets "bad_receipt". Courier thread.
#include "kiosk/exchange/checkpoints.h"

#include <mutex>

namespace suoja::kiosk {

// digest, id, inclusion, signature; the checkpoint it stands under
struct GoodReceipt {
    envelope::Receipt receipt;
    envelope::Checkpoint checkpoint;
};
[[nodiscard]] Result<GoodReceipt> check_receipt(const envelope::Directory& directory,
                                                std::string_view json,
                                                const envelope::EnvelopeId& id,
                                                const Hash& envelope_sha256);

// How many rows changed; files of settled rows leave outgoing/.
[[nodiscard]] Result<std::size_t> apply_deliveries(link::LocalClient& relay, StoreGate& store,
                                                   const std::filesystem::path& outgoing,
                                                   const std::vector<link::Delivery>& events);
// what "consistency open" left: asked again
[[nodiscard]] Result<std::size_t> close_open(link::LocalClient& relay, StoreGate& store);
// rows received whose proof is still open
[[nodiscard]] std::vector<envelope::EnvelopeId> consistency_open(Store& store);

// the next events after the ones applied before; waits for the first at most `wait`. `turn` is held
// while they are applied, not while waiting
[[nodiscard]] Result<std::size_t> carry_deliveries(link::LocalClient& relay, StoreGate& store,
                                                   const std::filesystem::path& outgoing,
                                                   std::chrono::seconds wait,
                                                   std::mutex* turn = nullptr);
// Asks for rows that were handed over and of which nothing came: events may have been lost with
// the relay's spool.
[[nodiscard]] Result<std::size_t> ask_for_lost(link::LocalClient& relay, StoreGate& store,
                                               const std::filesystem::path& outgoing);

} // namespace suoja::kiosk
