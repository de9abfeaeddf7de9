// SPDX-License-Identifier: Apache-2.0
#pragma once
// This device's private keys (in records.db only), its place in its own chain of envelopes, and the
// running numbers it gives out. Calls that change something stand in the caller's transaction.
#include "core/database/database.h"
#include "core/record/case_code.h"
#include "core/record/document.h"
#include "core/seal/open.h"
#include "core/seal/seal.h"

namespace suoja::kiosk {

enum class KeyUse { signing, sealing, group };

struct ChainHead {
    std::string epoch;                  // 32 hex digits
    std::uint64_t sequence = 0;         // last number given out
    Hash chain{};                       // of the newest envelope that was not skipped
    Millis sealed_at{};                 // last one used: strictly increasing
    std::vector<std::uint64_t> skipped; // to be listed in the next document
};

[[nodiscard]] int year_of(Millis time); // UTC's

class Keys {
  public:
    explicit Keys(database::Database& database) : database_(&database) {}
    // a key waiting for its certificate has none yet; the newest certified one is in use
    void add_pending(KeyUse use, std::string_view group, const envelope::PrivateKey& key);
    [[nodiscard]] std::optional<envelope::PrivateKey> pending(KeyUse use, std::string_view group);
    void certify(KeyUse use, std::string_view group, const envelope::Certificate& certificate);
    void keep_chain(const std::vector<envelope::Certificate>& chain); // the online CA
    [[nodiscard]] std::optional<seal::Signer> signer();
    [[nodiscard]] seal::Keyring keyring(); // sealing keys and group keys, old and new
    [[nodiscard]] std::vector<envelope::Certificate> certificates(KeyUse use);

    [[nodiscard]] ChainHead head();
    void start_epoch(); // random, at init and after a restore
    void advance(const ChainHead& head);
    // the next number of the year, 1, 2, …
    [[nodiscard]] std::uint32_t next_case_number(Millis now); // of the year, in UTC
    void begin_case_numbers(Millis now, std::uint32_t first); // before the first of that year

  private:
    database::Database* database_;
    std::optional<seal::Signer> signer_; // loaded once: sealing asks for it every time
};

} // namespace suoja::kiosk
