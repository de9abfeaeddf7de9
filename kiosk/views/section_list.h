// SPDX-License-Identifier: Apache-2.0
#pragma once
// The left pane of an intake: code, state, progress and the sections, each with number, state icon
// and state word. GUI thread.
#include "kiosk/presenters/intake.h"
#include "kiosk/views/surface.h"

#include <functional>

namespace suoja::kiosk::views {

class SectionList : public Surface {
  public:
    SectionList(wxWindow* parent, std::function<void(int)> go_to, std::function<void()> review);
    void show(const NavigatorModel& model);

  private:
    std::function<void(int)> go_to_;
    std::function<void()> review_;
    std::string drawn_;
};

} // namespace suoja::kiosk::views
