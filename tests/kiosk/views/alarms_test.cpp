// SPDX-License-Identifier: Apache-2.0
// What is not in a list is said above it, whole, and assistive technology hears it.
#include "kiosk/views/canned.h"
#include "kiosk/views/home_page.h"
#include "kiosk/views/inbox_page.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/tone.h"
#include "pump.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using kiosk::views::MessageView;

std::vector<MessageView*> messages(wxWindow* within, const std::string& id) {
    std::vector<MessageView*> found;
    for (wxWindow* child : within->GetChildren()) {
        if (auto* message = dynamic_cast<MessageView*>(child);
            message != nullptr && kiosk::views::test_id(message) == id)
            found.push_back(message);
        for (auto* deeper : messages(child, id))
            found.push_back(deeper);
    }
    return found;
}

TEST(Alarms, StandAboveTheDesksListAndTheOthersAreOnePressAway) {
    Screen screen;
    int asked = 0;
    kiosk::views::InboxActions actions;
    actions.see_alarms = [&] { ++asked; };
    auto* page = new kiosk::views::InboxPage(screen.frame(), actions);
    page->SetSize(screen.frame()->GetClientSize());
    const auto model = kiosk::views::canned::inbox_with_alarms();
    page->show_list(model);
    kiosk::views::settle(screen.frame());
    pump();
    const auto shown = messages(page, "alarm");
    ASSERT_EQ(shown.size(), model.alarms.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        EXPECT_TRUE(shown[i]->IsShownOnScreen());
        EXPECT_EQ(kiosk::views::accessible_name(shown[i]),
                  kiosk::views::message_text(model.alarms[i]));
    }
    wxWindow* more = wxWindow::FindWindowByName("more_alarms", page);
    ASSERT_NE(more, nullptr);
    wxCommandEvent press(wxEVT_BUTTON, more->GetId());
    press.SetEventObject(more);
    more->GetEventHandler()->ProcessEvent(press);
    pump();
    EXPECT_EQ(asked, 1);
    page->show_list(kiosk::views::canned::inbox());
    pump();
    EXPECT_TRUE(messages(page, "alarm").empty());
    EXPECT_EQ(wxWindow::FindWindowByName("more_alarms", page), nullptr);
}

TEST(Alarms, StandOnTheHomePageAboveTheLists) {
    Screen screen;
    auto* page = new kiosk::views::HomePage(screen.frame(), {});
    page->SetSize(screen.frame()->GetClientSize());
    const auto model = kiosk::views::canned::home_with_notices();
    page->show(model);
    pump();
    const auto shown = messages(page, "notice");
    ASSERT_EQ(shown.size(), model.notices.size());
    EXPECT_EQ(kiosk::views::accessible_name(shown[0]),
              kiosk::views::message_text(model.notices[0]));
    page->show(kiosk::views::canned::home());
    pump();
    EXPECT_TRUE(messages(page, "notice").empty());
}

} // namespace
} // namespace suoja::test
