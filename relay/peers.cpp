// SPDX-License-Identifier: Apache-2.0
#include "relay/peers.h"

namespace suoja::relay {

Peers::Peers(const envelope::Directory& directory) : issued_at_(directory.issued_at) {
    for (const auto* list : {&directory.devices, &directory.relays})
        for (const auto& device : *list) {
            const bool revoked = device.state == envelope::DeviceState::revoked;
            for (const auto& key : device.transport)
                by_serial_[key.certificate.serial()] = {envelope::Role{device.kind, device.name},
                                                        revoked || key.revoked_at.has_value(),
                                                        key.certificate.fingerprint()};
            if (list == &directory.devices)
                devices_[device.name] = !revoked;
        }
}

Result<Admitted> Peers::admit(const envelope::Certificate& certificate, Millis now) const {
    const auto& role = certificate.role();
    if (!role || !(role->device() || role->kind == envelope::RoleKind::relay))
        return fail(Reason::untrusted, "wrong_role",
                    "This certificate is not one of a device or a relay.");
    const auto found = by_serial_.find(certificate.serial());
    if (found == by_serial_.end() || found->second.role != *role ||
        found->second.fingerprint != certificate.fingerprint())
        return fail(Reason::untrusted, "not_listed",
                    "This certificate is not in the office's list of devices.");
    if (found->second.revoked)
        return fail(Reason::untrusted, "revoked",
                    "This device is no longer approved; its records stay with it, safe.");
    Admitted admitted{*role, now > certificate.not_after(), false};
    if (now < certificate.not_before()) {
        if (now >= issued_at_)
            return fail(Reason::untrusted, "not_yet_valid",
                        "This certificate is not valid yet; check the clocks.");
        admitted.clock_wrong = true;
    }
    return admitted;
}

bool Peers::still_listed(const std::string& serial) const {
    const auto found = by_serial_.find(serial);
    return found != by_serial_.end() && !found->second.revoked;
}

bool Peers::knows_device(std::string_view name) const {
    const auto found = devices_.find(std::string(name));
    return found != devices_.end() && found->second;
}

} // namespace suoja::relay
