// SPDX-License-Identifier: Apache-2.0
#pragma once
// Does a certificate chain to the office root? Trust is that one certificate alone; `between` may
// help (CA:TRUE with keyCertSign, within its path length: a leaf cannot issue), and all of it must
// stand on the path, so that nobody can slip a certificate in beside it. Dates are not checked:
// expiry is an alarm, not a wall. Good verdicts are kept, a bounded number of them; bad ones are
// not. Any thread.
#include "core/envelope/certificate.h"

#include <span>

namespace suoja::envelope {

// untrusted "chain"
[[nodiscard]] Result<void> chains_to(const Certificate& certificate,
                                     std::span<const Certificate> between, const Certificate& root);
// A certificate of this kind (group or recovery) that the root issued itself and whose key may
// receive: anything else is nobody to seal to, whoever lists it.
[[nodiscard]] bool root_lets_receive(const Certificate& certificate, RoleKind kind,
                                     const Certificate& root);

} // namespace suoja::envelope
