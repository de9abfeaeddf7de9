// SPDX-License-Identifier: Apache-2.0
#pragma once
// An office with listed devices, and stores of such devices as `suoja init` leaves them, without a
// relay and without network: for tests of store, exchange, presenters and cli. One thread.
#include "kiosk/store/store.h"
#include "tests/support/envelope_office.h"

#include <deque>

namespace suoja::test {

struct TestDevice {
    std::string name; // "joutseno/kiosk-1"
    envelope::RoleKind kind = envelope::RoleKind::reception;
    std::uint32_t number = 1;
    bool admin = false, revoked = false;
    envelope::Bundle transport, signing, sealing;
};

class DeviceOffice {
  public:
    explicit DeviceOffice(bool centre_key = true);
    // listed from the next directory on; the reference stays good
    TestDevice& add(envelope::RoleKind kind, std::string_view name);
    void add_centre_key();                   // a new one, in front of the old
    void add_hotline_key();                  // none before
    std::vector<envelope::ListedForm> forms; // in the next directory
    [[nodiscard]] envelope::Directory directory();
    [[nodiscard]] Bytes signed_directory(); // a higher serial each time
    [[nodiscard]] const Office& office() const { return office_; }
    [[nodiscard]] const std::vector<envelope::Bundle>& centre() const { return centre_; }
    [[nodiscard]] const std::optional<envelope::Bundle>& hotline() const { return hotline_; }
    // what a desk holds: all centre keys
    [[nodiscard]] seal::Keyring centre_keyring() const;
    [[nodiscard]] seal::Keyring recovery_keyring() const;

  private:
    Office office_;
    std::deque<TestDevice> devices_;
    std::vector<envelope::Bundle> centre_; // newest last
    std::optional<envelope::Bundle> hotline_;
    std::uint64_t serial_ = 0;
};

// root, directory, certified keys, chain of the online CA, first epoch; at a desk the group keys
// too
void furnish(kiosk::Store& store, DeviceOffice& office, const TestDevice& device);
// a user without a key slot
kiosk::User add_user(kiosk::Store& store, std::string_view name,
                     const std::set<kiosk::Role>& roles);
[[nodiscard]] Secret a_database_key(); // the same 48 bytes each time
// a new store in `directory`, made by furnish()
[[nodiscard]] kiosk::Store make_store(const std::filesystem::path& directory, const Clock& clock,
                                      DeviceOffice& office, const TestDevice& device,
                                      std::string_view vfs = {});
[[nodiscard]] kiosk::Store open_store(const std::filesystem::path& directory, const Clock& clock,
                                      std::string_view vfs = {});

} // namespace suoja::test
