// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/show_canned.h"

#include "kiosk/views/call_page.h"
#include "kiosk/views/canned.h"
#include "kiosk/views/home_page.h"
#include "kiosk/views/inbox_page.h"
#include "kiosk/views/intake_page.h"
#include "kiosk/views/notice_page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/shell.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/unlock_page.h"

namespace suoja::kiosk::views {
namespace {

canned::NoAnswering no_answering;

PageView* intake(wxWindow* parent, const std::string& page) {
    IntakeActions actions;
    actions.answering = &no_answering;
    auto* view = new IntakePage(parent, actions);
    view->show_saved(canned::saved());
    view->show_navigator(canned::navigator(page == "fields"    ? 4
                                           : page == "repeats" ? 5
                                                               : 1,
                                           page == "review"));
    if (page == "review")
        view->show_review(canned::review());
    else
        view->show_section(page == "fields"    ? canned::fields_section()
                           : page == "repeats" ? canned::repeats_section()
                                               : canned::section());
    return view;
}

PageView* call(wxWindow* parent) {
    CallActions actions;
    actions.answering = &no_answering;
    auto* view = new CallPage(parent, actions);
    view->show_list(canned::call_list());
    view->show_call(canned::call());
    view->show_saved(canned::saved());
    return view;
}

PageView* inbox(wxWindow* parent, bool alarms) {
    auto* view = new InboxPage(parent, {});
    view->show_list(alarms ? canned::inbox_with_alarms() : canned::inbox());
    view->show_record(canned::record());
    return view;
}

PageView* home(wxWindow* parent, bool notices) {
    auto* view = new HomePage(parent, {});
    view->show(notices ? canned::home_with_notices() : canned::home());
    return view;
}

} // namespace

const std::vector<std::string>& canned_pages() {
    static const std::vector<std::string> pages = {
        "unlock", "paused", "home",  "notices", "intake",  "fields", "repeats",
        "review", "call",   "inbox", "alarms",  "warning", "hide"};
    return pages;
}

void show_canned(wxFrame* frame, const std::string& page) {
    frame->DestroyChildren();
    wxWindow* whole = nullptr;
    if (page == "unlock" || page == "paused") {
        auto* view = new UnlockPage(frame, {}, canned::unlock(page == "paused"), "lehtola.aino");
        view->focus_first();
        whole = view;
    } else if (page == "hide") {
        whole =
            new NoticePage(frame, notice(std::chrono::sys_days(std::chrono::year(2026) / 3 / 12) +
                                         std::chrono::hours(12)));
    } else {
        auto* shell = new Shell(frame, {}, [] {});
        const bool alarms = page == "notices" || page == "alarms";
        const Page which = page == "home" || page == "notices"   ? Page::home
                           : page == "call"                      ? Page::call
                           : page == "inbox" || page == "alarms" ? Page::inbox
                                                                 : Page::intake;
        HeaderModel header = canned::header(which);
        header.high_contrast = look().high_contrast;
        shell->show_header(header);
        shell->show_keys(canned::keys({which, page == "review", false}));
        PageView* view = which == Page::home    ? home(shell->middle(), alarms)
                         : which == Page::call  ? call(shell->middle())
                         : which == Page::inbox ? inbox(shell->middle(), alarms)
                                                : intake(shell->middle(), page);
        shell->show_page(view);
        if (page == "warning")
            shell->show_warning(canned::warning());
        whole = shell;
    }
    auto* sizer = new wxBoxSizer(wxVERTICAL);
    sizer->Add(whole, wxSizerFlags(1).Expand());
    frame->SetSizer(sizer);
    settle(frame);
}

} // namespace suoja::kiosk::views
