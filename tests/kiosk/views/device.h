// SPDX-License-Identifier: Apache-2.0
#pragma once
// A data directory as `suoja init` leaves it, with one user, and without a relay.
#include "core/clock.h"
#include "kiosk/store/slots.h"
#include "tests/support/office.h"

namespace suoja::test {

inline constexpr const char* kUser = "aino";
inline constexpr const char* kPassphrase = "lantern-orchard-velvet-compass-drizzle-anchor";

inline void make_device(const std::filesystem::path& path, envelope::RoleKind kind) {
    const Clock& clock = system_clock();
    auto directory = kiosk::DataDirectory::take(path, true).value();
    DeviceOffice office;
    const TestDevice& device = office.add(kind, "joutseno/kiosk-1");
    kiosk::Slots slots(directory.slots(), clock);
    slots.initialise();
    const Secret passphrase = Secret::from_text(kPassphrase);
    slots.write(kUser, passphrase, a_database_key());
    kiosk::DeviceFile file;
    file.relay = "unix:" + (path / "relay.sock").string();
    file.device = device.name;
    file.kind = kind == envelope::RoleKind::desk      ? "desk"
                : kind == envelope::RoleKind::hotline ? "hotline"
                                                      : "reception";
    file.site = "joutseno";
    file.site_name_en = "Joutseno reception centre";
    file.site_name_fi = "Joutsenon vastaanottokeskus";
    file.site_name_sv = "Joutseno förläggning";
    kiosk::write_device_file(directory, file);
    kiosk::Store store = make_store(path, clock, office, device);
    const auto work = kind == envelope::RoleKind::desk      ? kiosk::Role::desk
                      : kind == envelope::RoleKind::hotline ? kiosk::Role::hotline
                                                            : kiosk::Role::reception;
    (void)add_user(store, kUser, {kiosk::Role::supervisor, work});
}

} // namespace suoja::test
