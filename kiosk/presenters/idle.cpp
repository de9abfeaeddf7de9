// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/idle.h"

#include <algorithm>

namespace suoja::kiosk {

std::optional<std::chrono::seconds> IdleWatch::left(Steady now) const {
    const auto left = std::chrono::ceil<std::chrono::seconds>(touched_ + limit_ - now);
    if (left > warning_)
        return std::nullopt;
    return std::max(left, std::chrono::seconds(0));
}

} // namespace suoja::kiosk
