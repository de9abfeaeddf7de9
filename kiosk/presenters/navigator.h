// SPDX-License-Identifier: Apache-2.0
#pragma once
// How a page's presenter asks for another page. The frame implements it; tests note the calls.
#include "core/id.h"
#include "kiosk/presenters/accelerators.h"
#include "kiosk/presenters/models.h"

#include <string_view>

namespace suoja::kiosk {

struct Navigator {
    virtual ~Navigator() = default;
    virtual void go(Page page) = 0;
    virtual void open_intake(const DraftId& draft) = 0;
    virtual void new_intake() = 0;
    virtual void situation_changed() = 0; // the keys that are valid, or whether a call runs
    virtual void announce(std::string_view words) = 0; // politely, to assistive technology
    // goes home and says it there: what a page that could not open came to
    virtual void tell(const Message& message) = 0;
};

} // namespace suoja::kiosk
