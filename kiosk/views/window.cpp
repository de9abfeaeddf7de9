// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/window.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/views/chords.h"
#include "kiosk/views/notice_page.h"
#include "kiosk/views/page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/shell.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/ui_thread.h"
#include "kiosk/views/unlock_page.h"
#include "kiosk/views/unlock_screen.h"
#include "kiosk/views/workspace.h"

#include <wx/display.h>

#include <csignal>
#include <cstdlib>
#include <glib-unix.h>
#include <utility>

namespace suoja::kiosk::views {
namespace {

constexpr int kGiveUpSeconds = 15; // for the next window to paint

long frame_style(bool kiosk) {
    return kiosk ? wxBORDER_NONE : wxDEFAULT_FRAME_STYLE;
}

} // namespace

Window::Window(const WindowOptions& options, LockedDevice locked, std::filesystem::path forms)
    : wxFrame(nullptr, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize,
              frame_style(options.kiosk)),
      options_(options), locked_(std::move(locked)), forms_(std::move(forms)),
      channel_([this] { gone(); }), timer_(this), give_up_(this) {
    const wxRect screen = wxDisplay(0u).GetGeometry();
    if (options_.kiosk || screen.width <= 1440)
        SetSize(screen);
    else
        SetSize(wxSize(1366, 768));
    executor_.post = [](std::function<void()> work) { post(std::move(work)); };
    // one piece of background work at a time: the unlock
    executor_.background = [this](std::function<void()> work) {
        unlocking_ = std::jthread(std::move(work));
    };
    Bind(wxEVT_SIZE, [this](wxSizeEvent&) {
        for (wxWindow* child : {whole_, static_cast<wxWindow*>(notice_)}) {
            if (child != nullptr)
                child->SetSize(GetClientSize());
        }
        unsettle(this);
    });
    Bind(
        wxEVT_TIMER, [this](wxTimerEvent&) { tick(); }, timer_.GetId());
    Bind(
        wxEVT_TIMER, [this](wxTimerEvent&) { gone(); }, give_up_.GetId());
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        if (options_.kiosk && event.CanVeto())
            event.Veto();
        else
            quit();
    });
    g_unix_signal_add(
        SIGTERM,
        [](gpointer self) -> gboolean {
            static_cast<Window*>(self)->quit();
            return G_SOURCE_CONTINUE;
        },
        this);
    watch_input([this](const KeyEvent& event) { return key(event); }, [this] { return touched(); });
}

Window::~Window() {
    stop_watching();
}

void Window::start() {
    begin_unlock();
    if (options_.start_hidden)
        unlock_->hide();
    tell_when_painted();
    if (options_.kiosk)
        ShowFullScreen(true);
    Show();
    settle(this);
    timer_.Start(1000);
}

// "painted" is said when the first frame has been drawn, so that the window before may go.
void Window::tell_when_painted() {
    g_signal_connect_after(
        GetHandle(), "draw", G_CALLBACK(+[](GtkWidget* frame, cairo_t*, gpointer self) -> gboolean {
            g_signal_handlers_disconnect_by_data(frame, self);
            auto* window = static_cast<Window*>(self);
            post([window] {
                gdk_display_sync(gdk_display_get_default());
                // without a window manager nobody else gives the focus
                gdk_window_focus(gtk_widget_get_window(window->GetHandle()), GDK_CURRENT_TIME);
                window->channel_.tell("painted");
            });
            return FALSE;
        }),
        this);
}

void Window::begin_unlock() {
    const Clock& clock = system_clock();
    Courier::Settings settings;
    settings.socket = locked_.device.socket();
    settings.outgoing = locked_.data / "outgoing";
    locked_courier_ = std::make_unique<Courier>(std::move(settings), clock, [] {});
    UnlockPresenter::Parts parts;
    parts.locked = locked_;
    parts.unlock = unlocker(locked_, forms_, clock);
    parts.pause = [slots = Slots(locked_.data / "slots", clock)] { return slots.pause(); };
    parts.connection = [this] {
        return locked_courier_ ? locked_courier_->connection() : Courier::Connection{};
    };
    parts.opened = [this](Opened opened) {
        // the presenter that calls is destroyed by what follows
        post([this, opened = std::make_shared<Opened>(std::move(opened))] {
            begin_work(std::move(*opened));
        });
    };
    unlock_ = std::make_unique<UnlockPresenter>(std::move(parts), executor_, clock);
    unlock_->set_contrast(options_.high_contrast);
    unlock_screen_ = std::make_unique<UnlockScreen>(*this, *unlock_);
    unlock_->attach(*unlock_screen_);
}

void Window::begin_work(Opened opened) {
    const bool hidden = unlock_->hidden();
    locked_courier_.reset();
    work_ = std::make_unique<Workspace>(*this, std::move(opened), executor_, system_clock());
    unlock_screen_.reset();
    unlock_.reset();
    work_->start();
    if (hidden) // F12 was pressed while the key was being derived
        work_->presenter().hide();
    settle(this);
}

void Window::show_whole(wxWindow* whole) {
    if (whole_ != nullptr) {
        whole_->Hide();
        wxTheApp->ScheduleForDestruction(whole_);
    }
    whole_ = whole;
    if (whole_ != nullptr) {
        whole_->SetSize(GetClientSize());
        whole_->Show(!covered());
        settle(whole_);
    }
}

void Window::cover(const NoticeModel& model) {
    if (notice_ != nullptr && model.time == notice_time_)
        return;
    const bool first = notice_ == nullptr;
    if (first) {
        close_popups();
        if (whole_ != nullptr)
            whole_->Hide();
        for (const GdkAtom which : {GDK_SELECTION_CLIPBOARD, GDK_SELECTION_PRIMARY})
            gtk_clipboard_clear(gtk_clipboard_get(which));
    } else {
        notice_->Destroy();
    }
    notice_time_ = model.time;
    notice_ = new NoticePage(this, model);
    notice_->SetSize(GetClientSize());
    settle(notice_);
    // one frame: nothing waits for an idle moment
    Update();
}

void Window::uncover() {
    if (notice_ == nullptr)
        return;
    notice_->Destroy();
    notice_ = nullptr;
    if (whole_ != nullptr)
        whole_->Show();
    settle(this);
}

void Window::set_scale(int percent) {
    options_.scale = percent;
}

void Window::cover_with_unlock() {
    UnlockModel model;
    const Millis now = system_clock().now();
    model.time = clock_words(now);
    model.date = weekday_words(now);
    model.site = site_words(locked_.device);
    model.place = device_words(locked_.device);
    model.language = language();
    model.high_contrast = options_.high_contrast;
    model.connection = connection_words({}, now);
    auto* page = new UnlockPage(this, {}, model, {});
    page->Disable();
    // Gone before the session goes: a field that loses the focus tells its presenter.
    if (wxWindow* old = std::exchange(whole_, nullptr); old != nullptr)
        old->Destroy();
    show_whole(page);
    Update();
}

void Window::leave(bool hidden) {
    if (leaving_)
        return;
    leaving_ = true;
    options_.high_contrast = look().high_contrast;
    close_popups();
    if (!hidden) {
        if (notice_ != nullptr)
            uncover();
        cover_with_unlock();
    }
    work_.reset(); // waits for the saves; the data directory is free after it
    if (quitting_ || !channel_.supervised()) {
        gone();
        return;
    }
    channel_.tell(std::string(hidden ? "hidden " : "locked ") + language() +
                  (options_.high_contrast ? " high " : " light ") + std::to_string(options_.scale));
    give_up_.StartOnce(kGiveUpSeconds * 1000);
}

// The process ends without unwinding the toolkit: its memory goes back at once.
void Window::gone() {
    if (leaving_)
        std::_Exit(0);
}

void Window::quit() {
    quitting_ = true;
    if (work_ != nullptr) {
        work_->presenter().lock(); // saves, then leave() ends the process
        return;
    }
    leaving_ = true;
    channel_.tell("quit");
    gone();
}

bool Window::key(const KeyEvent& event) {
    if (leaving_)
        return true;
    const Chord pressed = chord(event);
    if (work_ != nullptr) {
        if (event.pressed)
            return work_->presenter().press(pressed);
        work_->presenter().released(pressed);
    } else if (unlock_ != nullptr) {
        if (event.pressed)
            return unlock_->press(pressed);
        unlock_->released(pressed);
    }
    return covered();
}

bool Window::touched() {
    if (leaving_ || covered())
        return true;
    if (work_ == nullptr)
        return false;
    // the band's own buttons say what is to happen
    if (work_->shell() != nullptr &&
        contains(work_->shell()->band(), wxFindWindowAtPoint(wxGetMousePosition())))
        return false;
    return work_->presenter().touched();
}

void Window::tick() {
    if (leaving_)
        return;
    if (work_ != nullptr)
        work_->presenter().tick();
    else if (unlock_ != nullptr)
        unlock_->tick();
}

} // namespace suoja::kiosk::views
