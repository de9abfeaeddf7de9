// SPDX-License-Identifier: Apache-2.0
#pragma once
// Certificates and who they are (RFC 5280; P-256). The role is the SAN URI, never the chain or the
// common name (docs/formats.md, "Roles"). Certificates are values: shared, immutable, any thread.
#include "core/clock.h"
#include "core/digest.h"
#include "core/failure.h"
#include "core/secret.h"

#include <memory>

struct x509_st;
struct evp_pkey_st;

namespace suoja::envelope {

enum class RoleKind { reception, hotline, desk, relay, archive, office, group, recovery };
// What a site, a device or a group may be called: 1 to 63 of a-z, 0-9, "-", "_", ".", the first a
// letter or digit.
[[nodiscard]] bool plain_name(std::string_view name);

struct Role {
    RoleKind kind = RoleKind::reception;
    std::string name; // "joutseno/kiosk-1" for devices, "centre" for a group, "" for office
    [[nodiscard]] bool device() const {
        return kind == RoleKind::reception || kind == RoleKind::hotline || kind == RoleKind::desk;
    }
    [[nodiscard]] std::string uri() const; // "urn:suoja:device:reception:joutseno:kiosk-1"
    [[nodiscard]] static std::optional<Role> parse(std::string_view uri);
    bool operator==(const Role&) const = default;
};

class Certificate {
  public:
    [[nodiscard]] static Result<Certificate> from_der(ByteView der); // no trailing bytes
    [[nodiscard]] const Bytes& der() const;
    [[nodiscard]] const Hash& fingerprint() const;    // SHA-256 of the DER
    [[nodiscard]] std::string key_id() const;         // hex of it: the ids in a document's `to`
    [[nodiscard]] std::string subject_key_id() const; // lower-case hex; SHA-1 of the key, RFC 5280
    [[nodiscard]] std::string serial() const;         // lower-case hex
    [[nodiscard]] const std::optional<Role>& role() const; // exactly one SAN URI, else nullopt
    [[nodiscard]] Millis not_before() const;
    [[nodiscard]] Millis not_after() const;
    [[nodiscard]] bool is_ca() const;
    [[nodiscard]] bool issued_by(const Certificate& issuer) const; // name and signature
    [[nodiscard]] ::x509_st* handle() const;                       // stays owned here
    bool operator==(const Certificate& other) const { return der() == other.der(); }

  private:
    struct Parsed;
    struct Kept;
    std::shared_ptr<const Parsed> parsed_;
};

class PrivateKey { // P-256
  public:
    [[nodiscard]] static PrivateKey make();
    [[nodiscard]] static Result<PrivateKey> from_pkcs8(ByteView der);
    [[nodiscard]] Secret pkcs8() const;
    [[nodiscard]] bool belongs_to(const Certificate& certificate) const;
    [[nodiscard]] ::evp_pkey_st* handle() const;

  private:
    std::shared_ptr<::evp_pkey_st> key_;
};

// PEM, one certificate (RFC 7468), for files that people and stock tools read.
[[nodiscard]] std::string write_pem(const Certificate& certificate);
[[nodiscard]] Result<Certificate> read_pem(std::string_view pem);

// PKCS#10 (RFC 2986) with the key's own signature; the subject says only `common_name`, which no
// issuer copies.
[[nodiscard]] Bytes make_request(const PrivateKey& key, std::string_view common_name);

} // namespace suoja::envelope
