// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every key event of the program passes here before GTK sees it, also while a list or a calendar is
// open: so F10, F11 and F12 work inside fields, and nothing that GTK offers by key or right button
// (context menus, emoji chooser, Unicode entry, inspector) can open. GUI thread; one at a time.
#include <functional>
#include <gdk/gdk.h>

namespace suoja::kiosk::views {

struct KeyEvent {
    guint value; // GDK_KEY_F11 …, letters in lower case
    bool control, alt, shift;
    bool pressed; // false: released
};

// Answers whether the event goes no further.
using KeyHandler = std::function<bool(const KeyEvent&)>;

// `touched` is told of every button, touch and wheel (for the lock that comes by itself) and
// answers whether this one is swallowed.
void watch_input(KeyHandler keys, std::function<bool()> touched);
void stop_watching();
// menus and lists that stand open over the page
void close_popups();

} // namespace suoja::kiosk::views
