// SPDX-License-Identifier: Apache-2.0
#pragma once
// For a process that holds plaintext or private keys: no core image, and no other process of the
// same user looks into its memory (RLIMIT_CORE 0, PR_SET_DUMPABLE 0; prctl(2)). Called first thing
// in main; both last until the process ends.

namespace suoja {

void keep_memory_private();

} // namespace suoja
