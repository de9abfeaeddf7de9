// SPDX-License-Identifier: Apache-2.0
#pragma once
// Header, the page in the middle, key strip or lock band. Holds no page longer than it is shown.
// GUI thread.
#include "kiosk/views/header_bar.h"
#include "kiosk/views/key_strip.h"
#include "kiosk/views/page.h"

namespace suoja::kiosk::views {

class Shell : public Surface {
  public:
    Shell(wxWindow* parent, const HeaderActions& actions, const std::function<void()>& stay);
    void show_header(const HeaderModel& model) { header_->show(model); }
    void show_keys(const KeyStripModel& model) { strip_->show(model); }
    void show_warning(const std::optional<LockWarning>& warning);
    // takes the page, made with middle() as its parent; the one before is destroyed
    void show_page(PageView* page);
    [[nodiscard]] wxWindow* middle() { return middle_; }
    [[nodiscard]] PageView* page() { return page_; }
    void move_pane(int step);
    [[nodiscard]] const wxWindow* band() const { return band_; }

  private:
    HeaderBar* header_;
    Surface* middle_;
    KeyStrip* strip_;
    LockBand* band_;
    PageView* page_ = nullptr;
};

} // namespace suoja::kiosk::views
