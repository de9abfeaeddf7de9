// SPDX-License-Identifier: Apache-2.0
#pragma once
// Enrolment on the device's side: a key is made here, the archive is known by the root's
// fingerprint in the code, and what comes back is checked against it before anything is kept. The
// key is kept before it is used, so that a try whose answer was lost goes on with the same one.
// Blocking; holds the data directory's lock.
#include "core/files.h"
#include "relay/identity.h"
#include "relay/settings.h"

namespace suoja::relay {

struct EnrolledAs {
    envelope::Role role;
    std::string office;
};
// The code in a file, or from standard input for "-", without the space around it; not_found, or
// usage "code" where the file holds anything else.
[[nodiscard]] Result<std::string> read_enrolment_code_from(const std::filesystem::path& file);

// usage "code"; refused "already_enrolled", or what the archive says; untrusted; unreachable; busy
[[nodiscard]] Result<EnrolledAs> enrol(const Settings& settings, std::string_view code,
                                       const Clock& clock);

// The data directory made if missing, locked; busy when another program has it.
[[nodiscard]] Result<FileLock> lock_data(const Settings& settings);
[[nodiscard]] Result<std::unique_ptr<Spool>> open_spool(const Settings& settings, bool create,
                                                        const Clock& clock,
                                                        std::function<void()> on_stop);
// the root that [upstream] ca names, or nullopt without one
[[nodiscard]] Result<std::optional<envelope::Certificate>>
configured_root(const Settings& settings);

} // namespace suoja::relay
