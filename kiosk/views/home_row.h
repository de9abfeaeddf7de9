// SPDX-License-Identifier: Apache-2.0
#pragma once
// One row of a home list: code, language, state, what happened last, and how far it has come. Where
// it can be opened the whole row is one native button. GUI thread.
#include "kiosk/presenters/home.h"
#include "kiosk/views/surface.h"

#include <functional>

namespace suoja::kiosk::views {

class HomeRowView : public Surface {
  public:
    // `room` is the width it will get
    HomeRowView(wxWindow* parent, const HomeRow& row, int room, std::function<void()> open,
                const std::function<void(const std::string&)>& act);
};

} // namespace suoja::kiosk::views
