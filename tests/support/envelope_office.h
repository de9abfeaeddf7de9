// SPDX-License-Identifier: Apache-2.0
#pragma once
// A whole office in memory for tests: root, online CA, directory key, and certificates as
// docs/formats.md says ("Roles"). issue() takes every odd wish, so that tests can also make
// certificates that no office would. One thread.
#include "core/envelope/directory.h"
#include "core/envelope/pkcs12.h"

namespace suoja::test {

enum class Use { root, online_ca, transport, signing, sealing, office };

struct Wish {
    const envelope::Bundle* issuer = nullptr; // nullptr: signs itself
    std::string role;                         // SAN URI; empty: none
    std::string common_name = "test";
    Use use = Use::signing;
    Millis not_before = from_unix_ms(1'767'225'600'000); // 2026-01-01
    Millis not_after = from_unix_ms(4'102'444'800'000);  // 2100-01-01
    std::optional<envelope::PrivateKey> key;             // else a new one
    Bytes serial = {};                                   // else a random one
};
[[nodiscard]] envelope::Bundle issue(const Wish& wish);

struct Office {
    envelope::Bundle root, online_ca, directory_key, recovery, centre;
    envelope::LogKey log_key;
    std::string origin = "test-office/log/0123abcd";

    [[nodiscard]] static Office make();
    // "reception", "joutseno", "kiosk-1"
    [[nodiscard]] envelope::Bundle device(Use use, std::string_view kind, std::string_view site,
                                          std::string_view name) const;
    [[nodiscard]] envelope::Bundle group(std::string_view name) const;
    // a directory with this office's groups, recovery, authority and log, and no device
    [[nodiscard]] envelope::Directory directory() const;
    [[nodiscard]] Bytes sign_directory(const envelope::Directory& directory) const;
};

} // namespace suoja::test
