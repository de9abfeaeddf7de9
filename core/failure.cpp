// SPDX-License-Identifier: Apache-2.0
#include "core/failure.h"

namespace suoja {

int exit_code(Reason reason) {
    switch (reason) {
    case Reason::refused:
    case Reason::not_found:
    case Reason::too_large:
    case Reason::untrusted:
    case Reason::full:
        return 1;
    case Reason::usage:
        return 2;
    case Reason::locked:
        return 3;
    case Reason::damaged:
        return 4;
    case Reason::unreachable:
        return 5;
    case Reason::busy:
        return 6;
    }
    return 1;
}

} // namespace suoja
