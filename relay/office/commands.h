// SPDX-License-Identifier: Apache-2.0
#pragma once
// The archive's commands as people run them: parsed options in, words (or JSON) out on `out`, one
// sentence on `err` when it fails. Each returns the exit code (docs/formats.md). Blocking.
#include "core/clock.h"
#include "relay/settings.h"

#include <iosfwd>

namespace suoja::relay {

struct Streams {
    std::ostream& out;
    std::ostream& err;
};

struct OfficeInit {
    std::string name;
    std::filesystem::path root_out, recovery_out;
    std::filesystem::path root_passphrase,
        recovery_passphrase; // files; empty: generated, shown once
};
// Makes the office and its empty log; root and recovery key go into the two files and nowhere else.
[[nodiscard]] int office_init(const Settings& settings, const OfficeInit& wanted, Streams streams,
                              const Clock& clock);

struct SignGroup {
    std::filesystem::path root, passphrase; // passphrase file; empty: asked on the terminal
    std::filesystem::path request, out;     // PKCS#10, DER or PEM; the certificate as PEM
};
// The root's key is used here; the archive gets the finished certificate alone.
[[nodiscard]] int office_sign_group(const Settings& settings, const SignGroup& wanted,
                                    Streams streams, const Clock& clock);

struct Invite {
    std::string kind, site, name;
    bool admin = false;
    std::int64_t hours = 72;
    bool qr = false; // the code as a picture too
};
[[nodiscard]] int invite(const Settings& settings, const Invite& wanted, Streams streams,
                         const Clock& clock);
[[nodiscard]] int list_devices(const Settings& settings, bool as_json, Streams streams,
                               const Clock& clock);
[[nodiscard]] int revoke(const Settings& settings, const std::string& device,
                         const std::string& reason, Streams streams, const Clock& clock);
[[nodiscard]] int log_verify(const Settings& settings, Streams streams, const Clock& clock);
[[nodiscard]] int log_checkpoint(const Settings& settings, Streams streams, const Clock& clock);

} // namespace suoja::relay
