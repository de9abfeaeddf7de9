// SPDX-License-Identifier: Apache-2.0
// F12 over the real window: the neutral page stands before the key's handler returns.
#include "device.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/views/native.h"
#include "kiosk/views/window.h"
#include "pump.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <wx/app.h>

#include <gdk/gdkkeysyms.h>

namespace suoja::test {
namespace {

std::vector<std::string> words_on(GtkWidget* top) {
    std::vector<std::string> words;
    each_mapped(top, [&](GtkWidget* widget) {
        if (GTK_IS_LABEL(widget) && !label_text(widget).empty())
            words.push_back(label_text(widget));
    });
    return words;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

struct Hide : testing::Test {
    void SetUp() override {
        make_device(directory.path() / "data", envelope::RoleKind::reception);
        kiosk::views::WindowOptions options;
        options.data = (directory.path() / "data").string();
        auto locked = kiosk::locked_device(options.data);
        ASSERT_TRUE(locked);
        window = new kiosk::views::Window(options, *locked, SUOJA_SOURCE_DIR "/config/forms");
        wxTheApp->SetTopWindow(window);
        window->start();
        pump();
    }
    void TearDown() override {
        window->Destroy();
        pump();
    }
    void send(guint key, GdkEventType type) {
        GdkEvent* event = gdk_event_new(type);
        event->key.window = GDK_WINDOW(g_object_ref(gtk_widget_get_window(window->GetHandle())));
        event->key.keyval = key;
        event->key.time = GDK_CURRENT_TIME;
        gdk_event_set_device(
            event, gdk_seat_get_keyboard(gdk_display_get_default_seat(gdk_display_get_default())));
        gdk_display_put_event(gdk_display_get_default(), event);
        gdk_event_free(event);
        // exactly this event, and no frame after it
        g_main_context_iteration(nullptr, FALSE);
    }
    TemporaryDirectory directory;
    kiosk::views::Window* window = nullptr;
};

TEST_F(Hide, LeavesNothingOfThePageFromOneEventToTheNext) {
    ASSERT_TRUE(has(words_on(window->GetHandle()), "Suoja"));
    auto* clipboard = gtk_clipboard_get(GDK_SELECTION_CLIPBOARD);
    gtk_clipboard_set_text(clipboard, "copied words", -1);
    send(GDK_KEY_F12, GDK_KEY_PRESS);
    ASSERT_TRUE(window->covered());
    const auto words = words_on(window->GetHandle());
    EXPECT_TRUE(has(words, "Tervetuloa"));
    EXPECT_FALSE(has(words, "Suoja"));
    EXPECT_EQ(gtk_clipboard_wait_is_text_available(clipboard), FALSE);
    pump();
    EXPECT_FALSE(has(words_on(window->GetHandle()), "Suoja"));
}

TEST_F(Hide, OtherKeysDoNothingThere) {
    send(GDK_KEY_F12, GDK_KEY_PRESS);
    send(GDK_KEY_F12, GDK_KEY_RELEASE);
    for (const guint key :
         {guint{GDK_KEY_Escape}, guint{GDK_KEY_Return}, guint{GDK_KEY_F11}, guint{GDK_KEY_a}}) {
        send(key, GDK_KEY_PRESS);
        send(key, GDK_KEY_RELEASE);
    }
    pump();
    EXPECT_TRUE(window->covered());
}

} // namespace
} // namespace suoja::test
