// SPDX-License-Identifier: Apache-2.0
#pragma once
// The calls that a device makes to its own relay, as functions: what goes out, what comes back,
// read strictly. A relay that cannot answer now (429, 5xx, no connection) is `unreachable`; one
// that refuses is `refused` with the relay's code. Same thread as the client.
#include "core/envelope/checkpoint.h"
#include "core/link/local/local_client.h"

namespace suoja::kiosk::calls {

using std::chrono::seconds;

[[nodiscard]] Result<link::Hello> hello(link::LocalClient& relay);
[[nodiscard]] Result<link::RelayStatus> status(link::LocalClient& relay);
[[nodiscard]] Result<Bytes> directory(link::LocalClient& relay);                // DER
[[nodiscard]] Result<Bytes> form(link::LocalClient& relay, const Hash& sha256); // DER, unchecked
[[nodiscard]] Result<std::string> checkpoint(link::LocalClient& relay);         // signed note
[[nodiscard]] Result<link::Certificates> certify(link::LocalClient& relay,
                                                 const link::CertifyRequest& request);
[[nodiscard]] Result<envelope::Proof> consistency(link::LocalClient& relay, std::uint64_t from,
                                                  std::uint64_t to);
[[nodiscard]] Result<link::PutResult> put(link::LocalClient& relay, const link::Item& item);
[[nodiscard]] Result<link::Deliveries> deliveries(link::LocalClient& relay, std::uint64_t after,
                                                  seconds wait);
// at most 1024 ids; what is known of them
[[nodiscard]] Result<link::Deliveries> query(link::LocalClient& relay,
                                             const std::vector<envelope::EnvelopeId>& ids);
[[nodiscard]] Result<std::vector<link::Item>> mail(link::LocalClient& relay, std::uint64_t after,
                                                   seconds wait);
[[nodiscard]] Result<std::vector<link::Item>> entries(link::LocalClient& relay, std::uint64_t after,
                                                      seconds wait);

} // namespace suoja::kiosk::calls
