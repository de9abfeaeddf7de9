// SPDX-License-Identifier: Apache-2.0
#pragma once
// Profile 1 of the outer layer, checked on the bytes before any CMS library sees them: every
// identifier, version and length that docs/formats.md fixes ("Envelope"). What is off the profile
// never reaches OpenSSL's CMS parser. Pure; any thread. Source: RFC 5083, 5652, 5753, 5084.
#include "core/bytes.h"
#include "core/failure.h"

namespace suoja::seal {

inline constexpr std::size_t kMostRecipients = 32;

struct Outside {
    std::vector<std::string> recipients; // subject key ids, lower-case hex, in the order found
};
// damaged "not_canonical" (not DER, or bytes behind it), "not_envelope" (no ContentInfo),
// "algorithm" (anything of type, versions and algorithms); too_large
[[nodiscard]] Result<Outside> check_profile(ByteView der);

} // namespace suoja::seal
