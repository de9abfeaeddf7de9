// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/workspace.h"

#include "kiosk/views/call_page.h"
#include "kiosk/views/home_page.h"
#include "kiosk/views/inbox_page.h"
#include "kiosk/views/intake_page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/shell.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"
#include "kiosk/views/ui_thread.h"
#include "kiosk/views/window.h"

namespace suoja::kiosk::views {

Workspace::Workspace(Window& window, Opened opened, const Executor& executor, const Clock& clock)
    : window_(&window), session_(std::move(opened), executor, clock), frame_(session_) {}

Workspace::~Workspace() {
    detach_pages();
    frame_.detach();
}

void Workspace::start() {
    session_.start_courier();
    apply({frame_.high_contrast(), window_->scale()});
    build();
    frame_.attach(*this);
}

void Workspace::build() {
    HeaderActions actions;
    actions.go = [this](Page page) { frame_.go(page); };
    actions.language = [this](const std::string& code) { frame_.choose_language(code); };
    actions.contrast = [this](bool high) { frame_.set_contrast(high); };
    actions.lock = [this] { frame_.lock(); };
    actions.hide = [this] { frame_.hide(); };
    shell_ = new Shell(window_, actions, [this] { frame_.stay(); });
    window_->show_whole(shell_);
}

void Workspace::detach_pages() {
    frame_.home().detach();
    frame_.intake().detach();
    frame_.call().detach();
    frame_.inbox().detach();
}

void Workspace::show_header(const HeaderModel& model) {
    if (shell_ != nullptr && !rebuilding_)
        shell_->show_header(model);
}

void Workspace::show_keys(const KeyStripModel& model) {
    if (shell_ != nullptr && !rebuilding_)
        shell_->show_keys(model);
}

void Workspace::show_page(Page page) {
    if (shell_ == nullptr)
        return;
    detach_pages();
    switch (page) {
    case Page::home:
        home_page();
        break;
    case Page::intake:
        intake_page();
        break;
    case Page::call:
        call_page();
        break;
    case Page::inbox:
        inbox_page();
        break;
    }
}

void Workspace::home_page() {
    HomePresenter& home = frame_.home();
    HomeActions actions;
    actions.new_intake = [&home] { home.new_intake(); };
    actions.open = [&home](std::string_view row) { home.open(row); };
    actions.act = [&home](std::string_view row, std::string_view action) { home.act(row, action); };
    auto* page = new HomePage(shell_->middle(), actions);
    shell_->show_page(page);
    home.attach(*page);
    page->focus_first();
}

void Workspace::intake_page() {
    IntakePresenter& intake = frame_.intake();
    IntakeActions actions;
    actions.answering = &intake;
    actions.go_to = [&intake](int section) { intake.go_to(section); };
    actions.previous = [&intake] { intake.previous(); };
    actions.next = [&intake] { intake.next(); };
    actions.review = [&intake] { intake.review(); };
    actions.leave_for_later = [&intake] { intake.leave_for_later(); };
    actions.person_language = [&intake] { intake.person_language(); };
    actions.go_to_answer = [&intake](std::string_view path) { intake.go_to_answer(path); };
    actions.see_unanswered = [&intake] { intake.see_unanswered(); };
    actions.finalise = [&intake] { intake.finalise(); };
    actions.keep_as_draft = [&intake] { intake.keep_as_draft(); };
    actions.consultation = [&intake] { intake.consultation(); };
    actions.erase = [&intake] { intake.erase(); };
    actions.confirm_erase = [&intake] { intake.confirm_erase(); };
    actions.cancel_erase = [&intake] { intake.cancel_erase(); };
    auto* page = new IntakePage(shell_->middle(), actions);
    shell_->show_page(page);
    intake.attach(*page);
}

void Workspace::call_page() {
    CallPresenter& call = frame_.call();
    CallActions actions;
    actions.answering = &call;
    actions.start = [&call] { call.start(); };
    actions.end_call = [&call] { call.end_call(); };
    actions.finalise = [&call] { call.finalise(); };
    actions.undo = [&call] { call.undo(); };
    actions.discard = [&call] { call.discard(); };
    actions.time_stamp = [&call] { call.time_stamp(); };
    actions.open = [&call](std::string_view draft) { call.open(draft); };
    actions.close_as = [&call](std::string_view choice) { call.close_as(choice); };
    actions.go_to_answer = [&call](std::string_view path) { call.go_to_answer(path); };
    actions.reason = [&call](int number) { call.reason(number); };
    auto* page = new CallPage(shell_->middle(), actions);
    shell_->show_page(page);
    call.attach(*page);
}

void Workspace::inbox_page() {
    InboxPresenter& inbox = frame_.inbox();
    InboxActions actions;
    actions.filter = [&inbox](std::string_view id) { inbox.filter(id); };
    actions.select = [&inbox](std::string_view id) { inbox.select(id); };
    actions.open = [&inbox](std::string_view id) { inbox.open(id); };
    actions.open_version = [&inbox](std::uint32_t number) { inbox.open_version(number); };
    actions.close_record = [&inbox] { inbox.close_record(); };
    actions.see_alarms = [&inbox] { inbox.see_alarms(); };
    auto* page = new InboxPage(shell_->middle(), actions);
    shell_->show_page(page);
    inbox.attach(*page);
    page->focus_first();
}

// Everything anew, but not inside the event of the control that asked for it.
void Workspace::rebuild() {
    if (shell_ == nullptr || rebuilding_)
        return;
    rebuilding_ = true;
    detach_pages();
    later(window_, [this] {
        rebuilding_ = false;
        if (shell_ == nullptr)
            return; // hidden meanwhile
        apply({frame_.high_contrast(), window_->scale()});
        build();
        frame_.attach(*this);
    });
}

void Workspace::show_warning(const std::optional<LockWarning>& warning) {
    if (shell_ != nullptr)
        shell_->show_warning(warning);
}

void Workspace::show_notice(const NoticeModel& model) {
    window_->cover(model);
    if (shell_ == nullptr)
        return;
    // no widget keeps what was on the screen; saving needs none
    detach_pages();
    shell_ = nullptr;
    window_->show_whole(nullptr);
}

void Workspace::move_pane(int step) {
    if (shell_ != nullptr)
        shell_->move_pane(step);
}

void Workspace::set_text_size(int percent) {
    window_->set_scale(percent);
    rebuild();
}

void Workspace::press_main() {
    if (shell_ != nullptr && shell_->page() != nullptr)
        shell_->page()->press_main();
}

void Workspace::announce(std::string_view words) {
    if (shell_ != nullptr)
        views::announce(shell_, std::string(words));
}

void Workspace::end(Ending ending) {
    // this object goes with the session: not inside a call of its presenter
    post([window = wxWeakRef<Window>(window_), hidden = ending == Ending::hidden] {
        if (window)
            window->leave(hidden);
    });
}

} // namespace suoja::kiosk::views
