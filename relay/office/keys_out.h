// SPDX-License-Identifier: Apache-2.0
#pragma once
// The root's and the recovery key on their way out of and back into the program: PKCS#12 files and
// their passphrases. Blocking; one thread.
#include "core/envelope/pkcs12.h"
#include "core/files.h"

namespace suoja::relay {

// Six groups of five letters and digits that cannot be mistaken for each other (150 bits).
[[nodiscard]] Secret generate_passphrase();
// The file's first line, 8 to 1024 bytes of UTF-8; the file must be private.
[[nodiscard]] Result<Secret> read_passphrase_file(const std::filesystem::path& file);
// From the terminal without echo; usage "no_terminal" where there is none.
[[nodiscard]] Result<Secret> ask_passphrase(std::string_view prompt);

// Writes the file 0600, durably, and opens it again with the passphrase: a key nobody can open is
// found out before the office exists. refused "file_exists": nothing is ever overwritten.
[[nodiscard]] Result<void> write_bundle(const std::filesystem::path& file,
                                        const envelope::Bundle& bundle, const Secret& passphrase);
[[nodiscard]] Result<envelope::Bundle> read_bundle(const std::filesystem::path& file,
                                                   const Secret& passphrase);
// The office root by its PKCS#12 and the file with its passphrase; without one it is asked on the
// terminal. refused "not_a_root".
[[nodiscard]] Result<envelope::Bundle> read_root(const std::filesystem::path& file,
                                                 const std::filesystem::path& passphrase_file);

} // namespace suoja::relay
