// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one window of the window process: the unlock page, then the work, and over both the neutral
// page. It leaves by telling its supervisor, which starts the next one. GUI thread.
#include "kiosk/presenters/unlock.h"
#include "kiosk/views/channel.h"
#include "kiosk/views/keys.h"
#include "kiosk/views/supervisor.h"

#include <wx/frame.h>
#include <wx/timer.h>

#include <memory>
#include <thread>

namespace suoja::kiosk::views {

class NoticePage;
class UnlockScreen;
class Workspace;

class Window : public wxFrame {
  public:
    Window(const WindowOptions& options, LockedDevice locked, std::filesystem::path forms);
    ~Window() override;
    void start();

    // takes the whole window; the one before is destroyed, later and out of sight
    void show_whole(wxWindow* whole);
    // at once, over everything; popups are closed and the clipboard is cleared
    void cover(const NoticeModel& model);
    void uncover();
    [[nodiscard]] bool covered() const { return notice_ != nullptr; }
    void set_scale(int percent);
    [[nodiscard]] int scale() const { return options_.scale; }
    // the session is over: the screen shows nothing of it, the next window takes over
    void leave(bool hidden);

  private:
    void begin_unlock();
    void begin_work(Opened opened);
    void cover_with_unlock();
    void gone();
    void quit();
    bool key(const KeyEvent& event);
    bool touched();
    void tick();
    void tell_when_painted();

    WindowOptions options_;
    LockedDevice locked_;
    std::filesystem::path forms_;
    Channel channel_;
    Executor executor_;
    wxTimer timer_;
    wxTimer give_up_;
    wxWindow* whole_ = nullptr;
    NoticePage* notice_ = nullptr;
    std::string notice_time_;
    std::unique_ptr<Courier> locked_courier_;
    std::unique_ptr<UnlockPresenter> unlock_;
    std::unique_ptr<UnlockScreen> unlock_screen_;
    std::unique_ptr<Workspace> work_;
    std::jthread unlocking_;
    bool leaving_ = false;
    bool quitting_ = false;
};

} // namespace suoja::kiosk::views
