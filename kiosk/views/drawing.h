// SPDX-License-Identifier: Apache-2.0
#pragma once
// The few things that are painted: delivery track, section progress, countdown ring, roof lines.
// None of them takes the focus; their words stand beside them. Colours are the style sheet's.
#include <gtk/gtk.h>

#include <cstdint>
#include <string>

namespace suoja::kiosk::views {

[[nodiscard]] GtkWidget* delivery_track(int reached); // 1 device … 3 centre
[[nodiscard]] GtkWidget* section_dots(std::uint32_t done, std::uint32_t of);
[[nodiscard]] GtkWidget* progress_bar(double fraction);
[[nodiscard]] GtkWidget* countdown_ring(const std::string& left, const std::string& below,
                                        double fraction);
void paint_roof(cairo_t* cr, double width,
                double height);                    // lines under the unlock page's left half
[[nodiscard]] GtkWidget* track_line(bool reached); // between two stops
// a disc of `size` with an icon or a short text in it
[[nodiscard]] GtkWidget* disc(GtkWidget* inside, int size, const std::string& classes);

} // namespace suoja::kiosk::views
