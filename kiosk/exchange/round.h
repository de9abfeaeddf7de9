// SPDX-License-Identifier: Apache-2.0
#pragma once
// One round of the courier: everything once, in the order in which it helps. What fails for a
// reason of its own is remembered and the rest goes on; only a relay that does not answer ends the
// round. Used by the courier's thread and by `suoja sync`.
#include "kiosk/exchange/feed.h"
#include "kiosk/exchange/hand_over.h"

namespace suoja::kiosk {

struct RoundResult {
    std::size_t handed_over = 0, receipts = 0, mail = 0, entries = 0, set_aside = 0, held = 0;
    std::size_t forms = 0; // new versions, for the next sign-in
    bool directory = false;
    link::RelayStatus status;
    std::optional<Millis> next_due; // of the first held file
    std::optional<Failure> failure; // the first one that is not about reaching the relay
    [[nodiscard]] bool moved() const {
        return handed_over + receipts + mail + entries + forms > 0 || directory;
    }
};

struct Waits { // how long to wait at the relay for news; at most one is not zero
    std::chrono::seconds deliveries{0}, entries{0};
};

class Round {
  public:
    Round(std::filesystem::path outgoing, const Clock& clock)
        : outgoing_(std::move(outgoing)), clock_(&clock) {}
    enum class Entries { fetch, leave };
    // unreachable when the relay does not answer at all. `store` is null while locked: then files
    // are handed over and nothing else.
    [[nodiscard]] Result<RoundResult> run(link::LocalClient& relay, StoreGate* store, Waits waits,
                                          Entries entries = Entries::fetch);
    // what was offered is offered again: the relay may have lost it
    void forget_offered() { offered_.clear(); }

  private:
    [[nodiscard]] Result<void> offer(link::LocalClient& relay, StoreGate* store, RoundResult& out);
    std::filesystem::path outgoing_;
    const Clock* clock_;
    std::set<envelope::EnvelopeId> offered_;
    Feed feed_;
};

} // namespace suoja::kiosk
