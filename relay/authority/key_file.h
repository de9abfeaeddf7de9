// SPDX-License-Identifier: Apache-2.0
#pragma once
// The archive's private keys in files of mode 0600: PKCS#8 PEM for P-256 keys, hex for seeds and
// database keys. A file that others may read is refused by its name. Any thread.
#include "core/envelope/certificate.h"
#include "core/files.h"

namespace suoja::relay {

void write_key_file(const std::filesystem::path& file, const envelope::PrivateKey& key);
[[nodiscard]] Result<envelope::PrivateKey> read_key_file(const std::filesystem::path& file);

// `size` bytes as lower-case hex and a newline
void write_hex_file(const std::filesystem::path& file, const Secret& bytes);
[[nodiscard]] Result<Secret> read_hex_file(const std::filesystem::path& file, std::size_t size);
// makes a random one where there is none yet
[[nodiscard]] Result<Secret> own_hex_file(const std::filesystem::path& file, std::size_t size);

} // namespace suoja::relay
