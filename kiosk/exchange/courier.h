// SPDX-License-Identifier: Apache-2.0
#pragma once
// Carries between the store and the device's own relay: outgoing/ up, deliveries and mail down,
// directory, and at a desk the entries. One courier thread; each step is a plain function so that
// `suoja sync` and tests run them in turn. While the screen is locked only `hand_over` runs, and it
// needs no key: the folder holds sealed bytes. Network trouble is an outcome, not an error.
#include "core/link/local/local_client.h"
#include "core/link/retry.h"
#include "kiosk/store/store_thread.h"

#include <atomic>

namespace suoja::kiosk {

// outgoing/ → relay. Files whose hold is over go in the order of their sequence; a file is left in
// place until its row is settled, and offered again when the relay does not know it.
struct HandedOver {
    std::vector<link::PutResult> results;
    std::size_t held = 0; // not yet due
};
[[nodiscard]] Result<HandedOver>
hand_over(link::LocalClient& relay, const std::filesystem::path& outgoing, const Clock& clock);

// Each returns how many things were new.
[[nodiscard]] Result<std::size_t> fetch_directory(link::LocalClient& relay, Store& store);
// receipts are verified before a row is settled; a bad one sets "bad_receipt" (needs attention)
[[nodiscard]] Result<std::size_t> fetch_deliveries(link::LocalClient& relay, Store& store,
                                                   const std::filesystem::path& outgoing,
                                                   std::chrono::seconds wait);
[[nodiscard]] Result<std::size_t> fetch_mail(link::LocalClient& relay, Store& store);

struct SyncReport {
    std::size_t handed_over = 0, receipts = 0, mail = 0, entries = 0, set_aside = 0, held = 0;
    std::size_t forms = 0; // new versions
    bool relay_reachable = false;
};
// Everything once, then again until nothing moves or `wait` is over.
[[nodiscard]] Result<SyncReport> sync(StoreThread& store, const std::filesystem::path& outgoing,
                                      const std::filesystem::path& socket,
                                      std::chrono::seconds wait, const Clock& clock);

// The threads behind the window: one hands over and fetches, one waits at the relay for what comes
// (so that a long wait delays nothing that goes). `changed` is called on either, never on both at
// once, when something moved or the connection changed.
class Courier {
  public:
    struct Settings {
        std::filesystem::path socket, outgoing;
        StoreThread* store = nullptr; // null while locked: only hand_over runs
    };
    Courier(Settings settings, const Clock& clock, std::function<void()> changed);
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;
    ~Courier();   // cancels what waits
    void nudge(); // something new to send, or F5
    struct Connection {
        bool relay = false;       // the local relay answers
        link::RelayStatus status; // its view of the way up
        bool asked = false;       // the first call has come back, with an answer or without
    };
    [[nodiscard]] Connection connection() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace suoja::kiosk
