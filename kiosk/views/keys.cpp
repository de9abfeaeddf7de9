// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/keys.h"

#include <gtk/gtk.h>

#include <gdk/gdkkeysyms.h>
#include <utility>

namespace suoja::kiosk::views {
namespace {

KeyHandler key_handler;
std::function<bool()> touch_handler;

KeyEvent read(const GdkEventKey& event) {
    return {gdk_keyval_to_lower(event.keyval), (event.state & GDK_CONTROL_MASK) != 0,
            (event.state & GDK_MOD1_MASK) != 0, (event.state & GDK_SHIFT_MASK) != 0,
            event.type == GDK_KEY_PRESS};
}

// What GTK would open from the keyboard and nobody asked for.
bool opens_something(const KeyEvent& key) {
    if (key.value == GDK_KEY_Menu || (key.shift && key.value == GDK_KEY_F10))
        return true;
    if (key.control && (key.value == GDK_KEY_period || key.value == GDK_KEY_semicolon))
        return true; // emoji chooser
    return key.control && key.shift &&
           (key.value == GDK_KEY_u || key.value == GDK_KEY_i || key.value == GDK_KEY_d);
}

void on_event(GdkEvent* event, gpointer) {
    // GDK_KEY_PRESS … are values of one C enumeration; most of them pass untouched
    const int type = event->type;
    const bool key_event = type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE;
    if ((type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_SCROLL) &&
        touch_handler && touch_handler())
        return;
    if (key_event) {
        const KeyEvent key = read(event->key);
        if (key_handler && key_handler(key))
            return;
        if (opens_something(key))
            return;
    }
    if ((type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE || type == GDK_2BUTTON_PRESS ||
         type == GDK_3BUTTON_PRESS) &&
        event->button.button == GDK_BUTTON_SECONDARY)
        return;
    gtk_main_do_event(event);
}

} // namespace

void watch_input(KeyHandler keys, std::function<bool()> touched) {
    key_handler = std::move(keys);
    touch_handler = std::move(touched);
    gdk_event_handler_set(on_event, nullptr, nullptr);
}

void stop_watching() {
    key_handler = nullptr;
    touch_handler = nullptr;
}

void close_popups() {
    // one may have opened another; a widget that ignores this keeps its grab, hence the bound
    for (int i = 0; i < 8; ++i) {
        GtkWidget* grab = gtk_grab_get_current();
        if (grab == nullptr || !GTK_IS_MENU_SHELL(grab))
            return;
        gtk_menu_shell_cancel(GTK_MENU_SHELL(grab));
    }
}

} // namespace suoja::kiosk::views
