// SPDX-License-Identifier: Apache-2.0
#pragma once
// Forms on their way from the centre's spreadsheet to the devices, at the office: signed where the
// root is, published by the archive. `suoja form pack` checked and packed them before; here they
// are opaque. Exit codes as commands.h says. Blocking.
#include "relay/office/commands.h"

namespace suoja::relay {

struct SignForms {
    std::filesystem::path root, passphrase;    // as SignGroup's
    std::vector<std::filesystem::path> packed; // files *.form, or folders that hold such files
    std::filesystem::path out;                 // a folder; made when it is not there
};
// Writes <form>~<version>.p7s for each; all are read before the root is opened, nothing is
// overwritten but by the same form and version.
[[nodiscard]] int office_sign_forms(const SignForms& wanted, Streams streams);

// All packages or, at the first that is refused, those before it: each says which.
[[nodiscard]] int publish_forms(const Settings& settings,
                                const std::vector<std::filesystem::path>& packages, Streams streams,
                                const Clock& clock);
[[nodiscard]] int list_forms(const Settings& settings, bool as_json, Streams streams,
                             const Clock& clock);

} // namespace suoja::relay
