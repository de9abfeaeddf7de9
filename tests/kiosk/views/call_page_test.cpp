// SPDX-License-Identifier: Apache-2.0
// The page of a call while somebody writes: what stands above the fields changes, the fields stay.
#include "kiosk/views/call_page.h"
#include "kiosk/views/canned.h"
#include "kiosk/views/field.h"
#include "kiosk/views/native.h"
#include "kiosk/views/page.h"
#include "kiosk/views/settle.h"
#include "pump.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

struct CallPage : testing::Test {
    void SetUp() override {
        kiosk::views::CallActions actions;
        actions.answering = &answering;
        page = new kiosk::views::CallPage(screen.frame(), actions);
        page->SetSize(screen.frame()->GetClientSize());
        screen.frame()->Show();
        page->show_call(model);
        kiosk::views::settle(screen.frame());
        pump();
    }
    kiosk::views::TextField* text(const std::string& path) {
        return dynamic_cast<kiosk::views::TextField*>(
            wxWindow::FindWindowByName(kiosk::views::wx("field:" + path), page));
    }
    kiosk::views::canned::NoAnswering answering;
    Screen screen;
    kiosk::CallModel model = kiosk::views::canned::call();
    kiosk::views::CallPage* page = nullptr;
};

TEST_F(CallPage, KeepsTheCursorWhereSomebodyWritesAfterTheEnd) {
    auto* note = text("summary");
    ASSERT_NE(note, nullptr);
    note->SetFocus();
    note->SetInsertionPoint(5);
    pump();
    model.clock.phase = kiosk::CallPhase::ended;
    model.needed = {{"followup_needed", "Follow-up needed?"}};
    model.why_not = "1 answer still needed";
    page->show_call(model);
    pump();
    EXPECT_EQ(text("summary"), note);
    EXPECT_EQ(wxWindow::FindFocus(), note);
    EXPECT_EQ(note->GetInsertionPoint(), 5);
    model.needed.clear();
    model.why_not.clear();
    model.may_finalise = true;
    page->show_call(model);
    pump();
    EXPECT_EQ(wxWindow::FindFocus(), note);
    EXPECT_EQ(note->GetInsertionPoint(), 5);
    EXPECT_NE(wxWindow::FindWindowByName("finalise", page), nullptr);
}

TEST_F(CallPage, ShowsWhatAnotherCallHolds) {
    model.code = "HEL2-26-0319-P";
    model.note->text = "Another call.";
    page->show_call(model);
    pump();
    ASSERT_NE(text("summary"), nullptr);
    EXPECT_EQ(text("summary")->text(), "Another call.");
}

TEST_F(CallPage, ThePersonsOfTheCallStandUnderTheirHeadings) {
    EXPECT_NE(text("persons[1]/person_alias"), nullptr);
    EXPECT_NE(wxWindow::FindWindowByName("remove:persons[1]", page), nullptr);
    EXPECT_NE(wxWindow::FindWindowByName("add:persons", page), nullptr);
}

} // namespace
} // namespace suoja::test
