// SPDX-License-Identifier: Apache-2.0
// Keys pass us before they pass GTK, and nothing that GTK would open by itself opens.
#include "kiosk/views/chords.h"
#include "kiosk/views/field.h"
#include "kiosk/views/keys.h"
#include "pump.h"

#include <gtest/gtest.h>
#include <wx/app.h>
#include <wx/panel.h>

#include <cstdlib>
#include <gdk/gdkkeysyms.h>

namespace suoja::test {
namespace {

// Real events of the display server; wx's own simulator sends what GTK does not listen to.
void xdotool(const std::string& words) {
    ASSERT_EQ(std::system(("xdotool " + words).c_str()), 0) << words;
}

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
                const kiosk::Chord chord = kiosk::views::chord(event);
                const bool modifier = gdk_keyval_to_lower(event.value) >= GDK_KEY_Shift_L &&
                                      event.value <= GDK_KEY_Hyper_R;
                if (event.pressed && !modifier)
                    seen.push_back(chord);
                if (!event.pressed && !modifier)
                    ++released;
                return take && event.value >= GDK_KEY_F1 && event.value <= GDK_KEY_F12;
            },
            [this] {
                ++buttons;
                return false;
            });
    }
    // The display server answers when it likes: until what was sent has come.
    void until(const std::function<bool()>& done) {
        for (int i = 0; i < 500 && !done(); ++i) {
            g_usleep(10000);
            pump();
        }
    }
    void click_right() {
        const int before = buttons;
        xdotool("click 3");
        until([&] { return buttons > before; });
        ASSERT_GT(buttons, before);
        pump();
    }
    void press(const std::string& key) {
        const int before = released;
        xdotool("key " + key);
        until([&] { return released > before; });
        ASSERT_GT(released, before) << key;
    }
    void settle_input() {
        gdk_display_sync(gdk_display_get_default());
        pump();
    }
    void point_at(wxWindow* window) {
        const wxPoint at = window->GetScreenPosition() + wxPoint(30, 15);
        xdotool("mousemove " + std::to_string(at.x) + " " + std::to_string(at.y));
        settle_input();
    }
    // X gives keys to the window under the pointer where nobody manages windows
    void focus(wxWindow* window) {
        point_at(window);
        window->SetFocus();
        settle_input();
        until([window] { return window->HasFocus(); });
    }
    Screen screen;
    kiosk::views::TextField* line = nullptr;
    kiosk::views::TextField* lines = nullptr;
    std::vector<kiosk::Chord> seen;
    int released = 0;
    int buttons = 0;
    bool take = true;
};

TEST_F(Input, FunctionKeysAreSeenInsideTextFields) {
    for (kiosk::views::TextField* field : {line, lines}) {
        focus(field);
        seen.clear();
        for (const char* key : {"F1", "F8", "F10", "F11", "F12"})
            press(key);
        ASSERT_EQ(seen.size(), 5u);
        EXPECT_EQ(seen[2].key, kiosk::Key::f10);
        EXPECT_EQ(seen[4].key, kiosk::Key::f12);
        EXPECT_EQ(field->text(), "");
        press("a");
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
    press("F12");
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
        click_right();
        EXPECT_EQ(open_popups(), 0) << "right button";
        press("Menu");
        EXPECT_EQ(open_popups(), 0) << "menu key";
        press("shift+F10");
        EXPECT_EQ(open_popups(), 0) << "Shift+F10";
        press("ctrl+period");
        EXPECT_EQ(open_popups(), 0) << "emoji chooser";
    }
    // and without our handler one would
    gdk_event_handler_set([](GdkEvent* event, gpointer) { gtk_main_do_event(event); }, nullptr,
                          nullptr);
    focus(line);
    xdotool("click 3");
    until([] { return open_popups() > 0; });
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

struct Wheel : Input {
    // real wheel events over a list: three clicks down
    int entry_after_wheel(GtkWidget* list) {
        int x = 0;
        int y = 0;
        gdk_window_get_origin(gtk_widget_get_window(list), &x, &y);
        GtkAllocation at;
        gtk_widget_get_allocation(list, &at);
        xdotool("mousemove " + std::to_string(x + at.x + at.width / 2) + " " +
                std::to_string(y + at.y + at.height / 2) + " click --repeat 3 5");
        settle_input();
        return gtk_combo_box_get_active(GTK_COMBO_BOX(list));
    }
};

TEST_F(Wheel, MovesThePageAndNoAnswer) {
    auto* choice =
        new kiosk::views::DropDown(line->GetParent(), "list", {"one", "two", "three", "four"});
    choice->SetSize(20, 200, 200, 40);
    choice->SetSelection(0);
    auto* plain = new wxChoice(line->GetParent(), wxID_ANY, {300, 200}, {200, 40});
    for (const char* entry : {"one", "two", "three", "four"})
        plain->Append(entry);
    plain->SetSelection(0);
    settle_input();
    EXPECT_EQ(entry_after_wheel(choice->GetHandle()), 0);
    EXPECT_GT(entry_after_wheel(plain->GetHandle()), 0) << "the wheel turns at all";
}

} // namespace
} // namespace suoja::test
