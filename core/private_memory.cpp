// SPDX-License-Identifier: Apache-2.0
#include "core/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace suoja {

void keep_memory_private() {
    constexpr rlimit kNone{0, 0};
    static_cast<void>(::setrlimit(RLIMIT_CORE, &kNone));
    static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

} // namespace suoja
