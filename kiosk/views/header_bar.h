// SPDX-License-Identifier: Apache-2.0
#pragma once
// The bar on top: mark, site and place, sections, connection, language, contrast, user, Lock, Hide.
// When it gets narrow, words go in a fixed order; Lock and Hide never do. GUI thread.
#include "kiosk/presenters/frame.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

struct HeaderActions {
    std::function<void(Page)> go = [](Page) {};
    std::function<void(const std::string&)> language = [](const std::string&) {};
    std::function<void(bool)> contrast = [](bool) {};
    std::function<void()> lock = [] {};
    std::function<void()> hide = [] {};
};

class HeaderBar : public Surface {
  public:
    HeaderBar(wxWindow* parent, HeaderActions actions);
    void show(const HeaderModel& model);

  private:
    void build(int level);
    void fit();
    void choose_language();
    HeaderActions actions_;
    HeaderModel model_;
    std::string drawn_; // what stands, as text: the same again builds nothing
    int level_ = 0;
};

} // namespace suoja::kiosk::views
