// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/chords.h"

#include <gdk/gdkkeysyms.h>

namespace suoja::kiosk::views {
namespace {

Key named(guint value) {
    switch (value) {
    case GDK_KEY_F1:
        return Key::f1;
    case GDK_KEY_F2:
        return Key::f2;
    case GDK_KEY_F3:
        return Key::f3;
    case GDK_KEY_F4:
        return Key::f4;
    case GDK_KEY_F5:
        return Key::f5;
    case GDK_KEY_F6:
        return Key::f6;
    case GDK_KEY_F7:
        return Key::f7;
    case GDK_KEY_F8:
        return Key::f8;
    case GDK_KEY_F9:
        return Key::f9;
    case GDK_KEY_F10:
        return Key::f10;
    case GDK_KEY_F11:
        return Key::f11;
    case GDK_KEY_F12:
        return Key::f12;
    case GDK_KEY_Return:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_KP_Enter:
        return Key::enter;
    case GDK_KEY_Escape:
        return Key::escape;
    case GDK_KEY_space:
        return Key::space;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
        return Key::tab;
    case GDK_KEY_Up:
        return Key::up;
    case GDK_KEY_Down:
        return Key::down;
    case GDK_KEY_Left:
        return Key::left;
    case GDK_KEY_Right:
        return Key::right;
    case GDK_KEY_Shift_L:
    case GDK_KEY_Shift_R:
        return Key::shift;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
        return Key::plus;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
        return Key::minus;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
        return Key::zero;
    case GDK_KEY_e:
        return Key::e;
    case GDK_KEY_t:
        return Key::t;
    default:
        return Key::other;
    }
}

} // namespace

Chord chord(const KeyEvent& event) {
    Chord out{named(event.value), event.control, event.alt, event.shift, 0};
    if (event.value >= GDK_KEY_1 && event.value <= GDK_KEY_9) {
        out.key = Key::digit;
        out.digit = static_cast<int>(event.value - GDK_KEY_0);
    } else if (event.value >= GDK_KEY_KP_1 && event.value <= GDK_KEY_KP_9) {
        out.key = Key::digit;
        out.digit = static_cast<int>(event.value - GDK_KEY_KP_0);
    }
    // the press of Shift itself says "shift held" only when it comes again
    if (out.key == Key::shift)
        out.shift = false;
    return out;
}

} // namespace suoja::kiosk::views
