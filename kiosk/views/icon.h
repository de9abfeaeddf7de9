// SPDX-License-Identifier: Apache-2.0
#pragma once
// Icons are paths on a 20 x 20 grid, stroked 1.7 px round in the colour of the text beside them, so
// they follow contrast and state by themselves. Source of the paths: icon_paths.cpp.
#include <gtk/gtk.h>
#include <wx/bmpbndl.h>

namespace suoja::kiosk::views {

enum class Icon {
    none,
    mark,
    home,
    document,
    search,
    info,
    wifi,
    no_wifi,
    globe,
    contrast,
    lock,
    hidden,
    shown,
    pencil,
    clock,
    relay,
    tick_circle,
    diamond,
    plus,
    chevron_left,
    chevron_right,
    chevron_down,
    phone,
    shield,
    tick,
    half,
    circle,
    dash_circle,
    clipboard,
    speech,
    link,
    urgent,
    dash,
    key,
    device,
    server,
    person,
    calendar,
    box,
    list,
    caps,
    help,
};

// In the present source colour of `cr`, the grid scaled to `size` pixels.
void draw_icon(cairo_t* cr, Icon icon, double size);
// Takes the colour of its style context; decorative for assistive technology.
[[nodiscard]] GtkWidget* icon_widget(Icon icon, int size = 20);
// For list cells, which take pictures only.
[[nodiscard]] wxBitmap icon_bitmap(Icon icon, int size, const GdkRGBA& colour);

// icon_paths.cpp: commands M L C Z of SVG, "O x y r" a circle, "F" fills what stands so far.
[[nodiscard]] const char* icon_path(Icon icon);

} // namespace suoja::kiosk::views
