// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the office's authorities put into a certificate, and what they take out of a request: the
// public key and nothing else (docs/formats.md, "Roles"; RFC 5280, RFC 2986). P-256, ECDSA with
// SHA-256, random 16-byte serial. Pure but for the random serial; any thread.
#include "core/envelope/openssl_handles.h"
#include "core/envelope/pkcs12.h"

#include <string>
#include <vector>

namespace suoja::relay {

enum class Use { transport, signing, sealing };
[[nodiscard]] std::string_view name(Use use);

// Everything of a certificate but the key, the dates' beginning and who signs it.
struct Profile {
    std::string common_name; // for people; never decides anything
    std::string role;        // the SAN URI, "" for an authority
    std::string key_usage;   // OpenSSL's names
    std::string extended_key_usage;
    int path_length = -1; // of an authority; -1: not one
    int years = 1;
    std::vector<std::string> hosts; // names and addresses a TLS server is reached by
};
[[nodiscard]] Profile root_profile(std::string_view office);
[[nodiscard]] Profile online_ca_profile(std::string_view office);
[[nodiscard]] Profile office_profile(std::string_view office);
[[nodiscard]] Profile recovery_profile(std::string_view office);
[[nodiscard]] Profile group_profile(std::string_view group);
// a device, a relay or the archive
[[nodiscard]] Profile peer_profile(const envelope::Role& role, Use use,
                                   std::vector<std::string> hosts);

struct RequestedKey {
    envelope::Pkey key;
    std::string common_name;
};
// One PKCS#10 of at most 4 KiB with nothing behind it, its own signature good, a P-256 key on a
// named curve; else refused "bad_request".
[[nodiscard]] Result<RequestedKey> read_request(ByteView csr);

// `issuer` null: self-signed. Valid from a day before `now`, for clocks that are set to local time.
[[nodiscard]] envelope::Certificate issue(const Profile& profile, EVP_PKEY* subject,
                                          const envelope::Certificate* issuer,
                                          const envelope::PrivateKey& issuer_key, Millis now);
[[nodiscard]] bool same_key(const envelope::Certificate& certificate, const EVP_PKEY* key);
[[nodiscard]] bool covers(const envelope::Certificate& certificate, const std::string& host);

} // namespace suoja::relay
