// SPDX-License-Identifier: Apache-2.0
// Keys pass us before they pass GTK, and nothing that GTK would open by itself opens.
#include "kiosk/views/chords.h"
#include "kiosk/views/field.h"
#include "kiosk/views/keys.h"
#include "pump.h"

#include <gtest/gtest.h>
#include <wx/app.h>
#include <wx/panel.h>
#include <wx/uiaction.h>

#include <gdk/gdkkeysyms.h>

namespace suoja::test {
namespace {

int open_popups() {
    int popups = 0;
    GList* windows = gtk_window_list_toplevels();
    for (GList* at = windows; at != nullptr; at = at->next) {
        GtkWidget* window = GTK_WIDGET(at->data);
        if (gtk_widget_get_mapped(window) &&
            gtk_window_get_window_type(GTK_WINDOW(window)) == GTK_WINDOW_POPUP)
            ++popups;
    }
    g_list_free(windows);
    return popups;
}

struct Input : testing::Test {
    void SetUp() override {
        using kiosk::views::TextField;
        auto* panel = new wxPanel(screen.frame());
        panel->SetSize(600, 300);
        line = new TextField(panel, TextField::Kind::line, "line");
        line->SetSize(20, 20, 300, 40);
        lines = new TextField(panel, TextField::Kind::lines, "lines");
        lines->SetSize(20, 80, 300, 100);
        watch();
        pump();
    }
    void TearDown() override {
        kiosk::views::close_popups();
        kiosk::views::stop_watching();
        pump();
    }
    void watch() {
        kiosk::views::watch_input(
            [this](const kiosk::views::KeyEvent& event) {
                if (event.pressed)
                    seen.push_back(kiosk::views::chord(event));
                return take && event.value >= GDK_KEY_F1 && event.value <= GDK_KEY_F12;
            },
            {});
    }
    void press(int key, int modifiers = 0) {
        wxUIActionSimulator().Char(key, modifiers);
        settle_input();
    }
    void settle_input() {
        gdk_display_sync(gdk_display_get_default());
        pump();
    }
    void point_at(wxWindow* window) {
        wxUIActionSimulator().MouseMove(window->GetScreenPosition() + wxPoint(30, 15));
        settle_input();
    }
    // X gives keys to the window under the pointer where nobody manages windows
    void focus(wxWindow* window) {
        point_at(window);
        window->SetFocus();
        settle_input();
    }
    Screen screen;
    kiosk::views::TextField* line = nullptr;
    kiosk::views::TextField* lines = nullptr;
    std::vector<kiosk::Chord> seen;
    bool take = true;
};

TEST_F(Input, FunctionKeysAreSeenInsideTextFields) {
    for (kiosk::views::TextField* field : {line, lines}) {
        focus(field);
        seen.clear();
        for (const int key : {WXK_F1, WXK_F8, WXK_F10, WXK_F11, WXK_F12})
            press(key);
        ASSERT_EQ(seen.size(), 5u);
        EXPECT_EQ(seen[2].key, kiosk::Key::f10);
        EXPECT_EQ(seen[4].key, kiosk::Key::f12);
        EXPECT_EQ(field->text(), "");
        press('a');
        EXPECT_EQ(field->text(), "a") << "other keys go on to the field";
    }
}

TEST_F(Input, TheKeyToHideIsSeenWhileAListIsOpen) {
    auto* choice = new kiosk::views::DropDown(line->GetParent(), "list", {"one", "two"});
    choice->SetSize(20, 200, 200, 40);
    pump();
    focus(choice);
    gtk_combo_box_popup(GTK_COMBO_BOX(choice->GetHandle()));
    settle_input();
    ASSERT_GT(open_popups(), 0);
    seen.clear();
    press(WXK_F12);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].key, kiosk::Key::f12);
    kiosk::views::close_popups();
    pump();
    EXPECT_EQ(open_popups(), 0);
}

TEST_F(Input, NoContextMenuOpens) {
    take = false;
    for (kiosk::views::TextField* field : {line, lines}) {
        focus(field);
        wxUIActionSimulator().MouseClick(wxMOUSE_BTN_RIGHT);
        settle_input();
        EXPECT_EQ(open_popups(), 0) << "right button";
        press(WXK_WINDOWS_MENU);
        EXPECT_EQ(open_popups(), 0) << "menu key";
        press(WXK_F10, wxMOD_SHIFT);
        EXPECT_EQ(open_popups(), 0) << "Shift+F10";
        press('.', wxMOD_CONTROL);
        EXPECT_EQ(open_popups(), 0) << "emoji chooser";
    }
    // and without our handler one would
    gdk_event_handler_set([](GdkEvent* event, gpointer) { gtk_main_do_event(event); }, nullptr,
                          nullptr);
    focus(line);
    wxUIActionSimulator().MouseClick(wxMOUSE_BTN_RIGHT);
    settle_input();
    EXPECT_GT(open_popups(), 0) << "the control: GTK's own menu";
}

TEST(Chords, ReadDigitsLettersAndModifiers) {
    using kiosk::views::chord;
    EXPECT_EQ(chord({GDK_KEY_3, false, true, false, true}),
              (kiosk::Chord{kiosk::Key::digit, false, true, false, 3}));
    EXPECT_EQ(chord({GDK_KEY_KP_9, false, true, false, true}).digit, 9);
    EXPECT_EQ(chord({GDK_KEY_e, true, false, false, true}),
              (kiosk::Chord{kiosk::Key::e, true, false, false, 0}));
    EXPECT_EQ(chord({GDK_KEY_Return, true, false, false, true}).key, kiosk::Key::enter);
    EXPECT_EQ(chord({GDK_KEY_Shift_R, false, false, true, true}),
              (kiosk::Chord{kiosk::Key::shift, false, false, false, 0}));
    EXPECT_EQ(chord({GDK_KEY_q, false, false, false, true}).key, kiosk::Key::other);
}

} // namespace
} // namespace suoja::test
