// SPDX-License-Identifier: Apache-2.0
#pragma once
// Making a device, its users and its group keys: what `suoja init`, `user` and `group` do.
#include "kiosk/exchange/courier.h"
#include "kiosk/store/draft_terms.h"
#include "kiosk/store/slots.h"

namespace suoja::kiosk {

struct NewDevice {
    std::filesystem::path data;
    std::string relay; // "unix:PATH"
    std::string user, display;
    // of this year; needed where the device had a data directory before, whose codes are taken
    std::optional<std::uint32_t> first_case_number;
};
// records.db, key slots, first supervisor (with the workspace role of the device's kind), device
// keys certified through the relay, directory kept, database key sealed to the recovery
// certificate. unreachable when the relay is; nothing is left behind then. refused
// "had_data_before" without a first case number where one is needed.
[[nodiscard]] Result<void> initialise(const NewDevice& device, const Secret& passphrase,
                                      const Clock& clock);

// usage "user_name"; refused "weak_passphrase"
[[nodiscard]] Result<void> check_new_user(std::string_view name, const Secret& passphrase);

// An unlocked device.
struct Unlocked {
    DataDirectory directory;
    DeviceFile device;
    Store store;
    User user;
    Secret database_key; // for the slots of new users
    DraftTerms drafts;   // what was erased at this unlock, and what ends soon
};
// locked, busy, damaged … ; writes the audit entry, reconciles outgoing/, erases drafts whose term
// is over
[[nodiscard]] Result<Unlocked> unlock(DataDirectory directory, std::string_view user,
                                      const Secret& passphrase, const Clock& clock);
[[nodiscard]] Result<User> add_user(Unlocked& device, std::string_view name,
                                    std::string_view display, const std::set<Role>& roles,
                                    const Secret& passphrase);
// group new: a key pair, the CSR; group install: the certificate, sealed copy to recovery
[[nodiscard]] Result<Bytes> new_group_key(Unlocked& device, std::string_view group);
[[nodiscard]] Result<void> install_group(Unlocked& device,
                                         const envelope::Certificate& certificate);

} // namespace suoja::kiosk
