// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who may speak: decided by the directory's transport serials, on every connection and again when
// the directory changes; the role is the certificate's one URI. The chain was checked in the
// handshake. Expired but listed is let in with an alarm; not yet valid only when our own clock is
// before the directory's issue, which means that the clock is wrong. Pure; any thread.
#include "core/envelope/directory.h"

#include <unordered_map>

namespace suoja::relay {

// Where a connection came in.
enum class Port { device, enrol, local, admin, control };

struct Peer {
    Port port = Port::device;
    std::optional<envelope::Role> role; // none at enrolment, admin and control
    std::string serial;                 // of its transport certificate; "" without TLS
    [[nodiscard]] std::string name() const { return role ? role->name : std::string(); }
    [[nodiscard]] bool device() const { return role && role->device(); }
    [[nodiscard]] bool relay() const { return role && role->kind == envelope::RoleKind::relay; }
};

struct Admitted {
    envelope::Role role;
    bool expired = false;     // alarm, not a wall
    bool clock_wrong = false; // ours
};

class Peers {
  public:
    explicit Peers(const envelope::Directory& directory);
    // untrusted: "wrong_role", "not_listed", "revoked", "not_yet_valid"
    [[nodiscard]] Result<Admitted> admit(const envelope::Certificate& certificate,
                                         Millis now) const;
    [[nodiscard]] bool still_listed(const std::string& serial) const;
    [[nodiscard]] bool knows_device(std::string_view name) const; // listed, not revoked

  private:
    struct Listed {
        envelope::Role role;
        bool revoked = false;
        Hash fingerprint{}; // a serial alone is no proof of which certificate
    };
    std::unordered_map<std::string, Listed> by_serial_;
    std::unordered_map<std::string, bool> devices_; // name, listed
    Millis issued_at_{};
};

} // namespace suoja::relay
