// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who this relay is: its transport key and certificate, the office root and the directory, as kept
// in the spool since enrolment. The key never leaves the encrypted database but into TLS.
#include "core/envelope/pkcs12.h"
#include "relay/holdings.h"
#include "relay/spool.h"

namespace suoja::relay {

inline constexpr std::string_view kDirectorySetting = "directory";
inline constexpr std::string_view kCheckpointSetting = "checkpoint";
inline constexpr std::string_view kPendingKeySetting = "pending_key";

struct Identity {
    envelope::Bundle transport;
    envelope::Certificate root;
    envelope::Role role; // of the transport certificate
};
// not_found "not_enrolled"; damaged when what is kept does not read
[[nodiscard]] Result<Identity> read_identity(const Spool& spool);
[[nodiscard]] Spool::Values identity_values(const envelope::PrivateKey& key, const Bytes& transport,
                                            const std::vector<Bytes>& chain);

// verifies against the root; a serial below `least` is refused
[[nodiscard]] Result<std::shared_ptr<const Listed>>
read_listed(ByteView der, const envelope::Certificate& root, std::uint64_t least);

} // namespace suoja::relay
