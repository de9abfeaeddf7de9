// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reception home (picture 02): new intake, the way to the centre, and three lists. GUI thread.
#include "kiosk/presenters/home.h"
#include "kiosk/views/icon.h"
#include "kiosk/views/page.h"

namespace suoja::kiosk::views {

struct HomeActions {
    std::function<void()> new_intake = [] {};
    std::function<void(std::string_view row)> open = [](auto) {};
    std::function<void(std::string_view row, std::string_view action)> act = [](auto, auto) {};
};

class HomePage : public PageView, public HomeView {
  public:
    HomePage(wxWindow* parent, HomeActions actions);
    void show(const HomeModel& model) override;
    [[nodiscard]] std::vector<wxWindow*> panes() const override;
    void press_main() override { actions_.new_intake(); }
    void focus_first() override;

  private:
    void build_top(const HomeModel& model);
    void build_message(const HomeModel& model);
    Surface* build_list(const HomeList& list, Icon icon, const std::string& icon_classes,
                        const HomeList* above);
    HomeActions actions_;
    Surface* content_ = nullptr;
    std::vector<wxWindow*> panes_;
};

} // namespace suoja::kiosk::views
