// SPDX-License-Identifier: Apache-2.0
#pragma once
// SHA-256 (FIPS 180-4), by OpenSSL. Any thread. Throws CryptoFailure.
#include "core/bytes.h"

#include <initializer_list>

namespace suoja {

[[nodiscard]] Hash sha256(ByteView bytes);
// the digest of the parts one after the other
[[nodiscard]] Hash sha256(std::initializer_list<ByteView> parts);

} // namespace suoja
