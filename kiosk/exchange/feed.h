// SPDX-License-Identifier: Apache-2.0
#pragma once
// The desk feed (desk_feed.h) as an object, because it keeps the log's tree between two feeds: a
// desk has every leaf, so it checks checkpoints, and what other devices say they have seen, against
// its own tree. Decryption and proofs run on the courier's thread, the store is visited to write.
#include "kiosk/exchange/checkpoints.h"
#include "kiosk/exchange/desk_feed.h"

#include <mutex>

namespace suoja::kiosk {

// a desk that holds the centre's key: only then is anything of the log readable here
[[nodiscard]] bool reads_log(Store& store);

class Feed {
  public:
    // Nothing to do on a device that is no desk or has no centre key yet. `turn` is held while
    // entries are judged and written, not while waiting for them.
    [[nodiscard]] Result<Fed> run(link::LocalClient& relay, StoreGate& store,
                                  const std::filesystem::path& outgoing, std::chrono::seconds wait,
                                  std::mutex* turn = nullptr);

  private:
    envelope::MerkleTree tree_;
};

// Signed notes to the devices whose records are whole here. How many were sealed.
[[nodiscard]] Result<std::size_t> seal_notes(StoreGate& store,
                                             const std::filesystem::path& outgoing);
// "9C·41·E7": how people compare a signing key
[[nodiscard]] std::string key_words(const envelope::Certificate& certificate);

// Mail: opened notes for this device's records.
[[nodiscard]] Result<std::size_t> carry_mail(link::LocalClient& relay, StoreGate& store,
                                             std::chrono::seconds wait);
[[nodiscard]] Result<std::size_t> carry_directory(link::LocalClient& relay, StoreGate& store);

} // namespace suoja::kiosk
