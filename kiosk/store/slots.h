// SPDX-License-Identifier: Apache-2.0
#pragma once
// Key slots: each opens the database key with one user's passphrase (docs/formats.md, "Key slots").
// One scrypt run (RFC 7914; N = 2^17, r = 8, p = 1) over user name ‖ 0 ‖ passphrase with the
// device's salt gives 48 bytes: 16 name the file, 32 open it (AES-256-GCM, header as associated
// data). A stolen disk lists nobody; a wrong name and a wrong passphrase look the same. Wrong tries
// are counted by name in slots/tries, before the derivation, across restarts and clock changes, and
// the longest pause holds for the device; a right try ends its own name's alone. The pauses are 0,
// 0, 0, 5, 15, 60, 300, 300 … s. Never a permanent lock-out.
#include "core/clock.h"
#include "core/envelope/certificate.h"
#include "core/envelope/pkcs12.h"
#include "kiosk/store/data_directory.h"

namespace suoja::kiosk {

class Slots {
  public:
    Slots(std::filesystem::path directory, const Clock& clock);
    // makes the device's salt and parameters; once
    void initialise();
    // overwrites the user's slot; `name` is folded to lower case, NFC, trimmed
    void write(std::string_view name, const Secret& passphrase, const Secret& database_key);
    // the 48-byte database key; locked "wrong_passphrase" or "paused" (`what` names the
    // seconds); damaged "slot_header" or "slot_damaged"; refused when others may read a file
    [[nodiscard]] Result<Secret> open(std::string_view name, const Secret& passphrase);
    // seconds until the next try is allowed; 0 when now
    [[nodiscard]] std::chrono::seconds pause() const;
    // the slot's file name, to store with the user so that a disabled user's slot can be destroyed
    [[nodiscard]] std::string file_of(std::string_view name, const Secret& passphrase) const;
    void destroy(std::string_view file);
    // slots/recovery.cms
    void write_recovery(const Secret& database_key, const envelope::Certificate& recovery);
    [[nodiscard]] Result<Secret> open_recovery(const envelope::Bundle& recovery) const;

  private:
    std::filesystem::path directory_;
    const Clock* clock_;
};

// Measured by zxcvbn: at least 10^10 guesses expected, user name known to the guesser.
[[nodiscard]] bool strong_enough(const Secret& passphrase, std::string_view user_name);
// six words of the shipped list, separated by hyphens (about 77 bits)
[[nodiscard]] Secret generate_passphrase();

} // namespace suoja::kiosk
