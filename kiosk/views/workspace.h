// SPDX-License-Identifier: Apache-2.0
#pragma once
// The unlocked window: owns the session and its presenters, builds pages for them and takes the
// pages away before anything else goes. GUI thread.
#include "kiosk/presenters/frame.h"

namespace suoja::kiosk::views {

class HomePage;
class Shell;
class Window;

class Workspace : public FrameView {
  public:
    Workspace(Window& window, Opened opened, const Executor& executor, const Clock& clock);
    ~Workspace() override; // waits for what is being saved
    void start();
    [[nodiscard]] FramePresenter& presenter() { return frame_; }
    [[nodiscard]] const Shell* shell() const { return shell_; }

    void show_header(const HeaderModel& model) override;
    void show_keys(const KeyStripModel& model) override;
    void show_page(Page page) override;
    void rebuild() override;
    void show_warning(const std::optional<LockWarning>& warning) override;
    void show_notice(const NoticeModel& model) override;
    void move_pane(int step) override;
    void set_text_size(int percent) override;
    void press_main() override;
    void announce(std::string_view words) override;
    void end(Ending ending) override;

  private:
    void build();
    void detach_pages();
    void home_page();
    void intake_page();
    void call_page();
    void inbox_page();
    Window* window_;
    Session session_;
    FramePresenter frame_;
    Shell* shell_ = nullptr;
    bool rebuilding_ = false;
};

} // namespace suoja::kiosk::views
