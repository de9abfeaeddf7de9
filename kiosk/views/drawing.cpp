// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/drawing.h"

#include "kiosk/views/content.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace suoja::kiosk::views {
namespace {

using Paint = std::function<void(cairo_t*, double width, double height)>;

gboolean on_draw(GtkWidget* area, cairo_t* cr, gpointer paint) {
    (*static_cast<Paint*>(paint))(cr, gtk_widget_get_allocated_width(area),
                                  gtk_widget_get_allocated_height(area));
    return FALSE;
}

GtkWidget* painted(int width, int height, Paint paint) {
    GtkWidget* area = gtk_drawing_area_new();
    if (width > 0)
        gtk_widget_set_size_request(area, width, height);
    gtk_widget_set_valign(area, width > 0 ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
    g_signal_connect_data(
        area, "draw", G_CALLBACK(on_draw), new Paint(std::move(paint)),
        [](gpointer data, GClosure*) { delete static_cast<Paint*>(data); },
        static_cast<GConnectFlags>(0));
    atk_object_set_role(gtk_widget_get_accessible(area), ATK_ROLE_FILLER);
    gtk_widget_show(area);
    return area;
}

void colour(cairo_t* cr, const char* name) {
    const GdkRGBA rgba = token(name);
    gdk_cairo_set_source_rgba(cr, &rgba);
}

void rounded(cairo_t* cr, double x, double y, double width, double height, double radius) {
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - radius, y + radius, radius, -M_PI / 2, 0);
    cairo_arc(cr, x + width - radius, y + height - radius, radius, 0, M_PI / 2);
    cairo_arc(cr, x + radius, y + height - radius, radius, M_PI / 2, M_PI);
    cairo_arc(cr, x + radius, y + radius, radius, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
}

} // namespace

GtkWidget* delivery_track(int reached) {
    return painted(scaled(64), scaled(14), [reached](cairo_t* cr, double width, double height) {
        const double radius = height * 0.34;
        const double middle = height / 2;
        const double step = (width - 2 * radius - 2) / 2;
        cairo_set_line_width(cr, 1.7 * height / 14);
        for (int i = 0; i < 2; ++i) {
            const bool done = i + 1 < reached;
            colour(cr, done ? "primary" : "edge");
            const double dash[] = {2.5, 2.5};
            cairo_set_dash(cr, dash, done ? 0 : 2, 0);
            cairo_move_to(cr, radius + 1 + i * step + radius, middle);
            cairo_line_to(cr, radius + 1 + (i + 1) * step - radius, middle);
            cairo_stroke(cr);
        }
        cairo_set_dash(cr, nullptr, 0, 0);
        for (int i = 0; i < 3; ++i) {
            const bool done = i < reached;
            colour(cr, done ? "primary" : "edge");
            cairo_arc(cr, radius + 1 + i * step, middle, done ? radius : radius - 0.5, 0, 2 * M_PI);
            if (done)
                cairo_fill(cr);
            else
                cairo_stroke(cr);
        }
    });
}

GtkWidget* section_dots(std::uint32_t done, std::uint32_t of) {
    const int step = scaled(16);
    return painted(static_cast<int>(of) * step, scaled(8),
                   [done, of, step](cairo_t* cr, double, double height) {
                       cairo_set_line_width(cr, 1);
                       for (std::uint32_t i = 0; i < of; ++i) {
                           rounded(cr, static_cast<double>(i) * step + 0.5, height / 2 - 2.5,
                                   step - 4, 5, 2);
                           colour(cr, i < done ? "primary" : "edge");
                           if (i < done)
                               cairo_fill_preserve(cr);
                           cairo_stroke(cr);
                       }
                   });
}

GtkWidget* progress_bar(double fraction) {
    GtkWidget* bar =
        painted(scaled(60), scaled(7), [fraction](cairo_t* cr, double width, double height) {
            cairo_set_line_width(cr, 1);
            rounded(cr, 0.5, 0.5, width - 1, height - 1, (height - 1) / 2);
            colour(cr, "sunken");
            cairo_fill_preserve(cr);
            colour(cr, "line");
            cairo_stroke(cr);
            if (fraction > 0) {
                rounded(cr, 0.5, 0.5, std::max((width - 1) * std::min(fraction, 1.0), height),
                        height - 1, (height - 1) / 2);
                colour(cr, "primary");
                cairo_fill(cr);
            }
        });
    return bar;
}

GtkWidget* countdown_ring(const std::string& left, const std::string& below, double fraction) {
    const int side = scaled(120);
    GtkWidget* ring = painted(side, side, [fraction](cairo_t* cr, double width, double height) {
        const double line = width * 9 / 120;
        const double radius = width / 2 - line / 2 - 1;
        cairo_set_line_width(cr, line);
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        colour(cr, "soft");
        cairo_arc(cr, width / 2, height / 2, radius, 0, 2 * M_PI);
        cairo_stroke(cr);
        if (fraction > 0) {
            colour(cr, "primary");
            cairo_arc(cr, width / 2, height / 2, radius, -M_PI / 2,
                      -M_PI / 2 + 2 * M_PI * std::clamp(fraction, 0.0, 1.0));
            cairo_stroke(cr);
        }
    });
    GtkWidget* overlay = gtk_overlay_new();
    gtk_container_add(GTK_CONTAINER(overlay), ring);
    GtkWidget* words = column_box(0);
    gtk_widget_set_halign(words, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(words, GTK_ALIGN_CENTER);
    GtkWidget* digits = text_widget(left, Type::countdown, "ink");
    GtkWidget* unit = text_widget(below, Type::meta, "ink2");
    gtk_label_set_xalign(GTK_LABEL(digits), 0.5f);
    gtk_label_set_xalign(GTK_LABEL(unit), 0.5f);
    append(words, digits);
    append(words, unit);
    gtk_overlay_add_overlay(GTK_OVERLAY(overlay), words);
    gtk_widget_show(overlay);
    return overlay;
}

void paint_roof(cairo_t* cr, double width, double height) {
    colour(cr, "roof");
    cairo_set_line_width(cr, 2);
    for (int i = 0; i < 3; ++i) {
        const double top = height * (420.0 + i * 50) / 768;
        cairo_move_to(cr, -4, top + width * 0.35);
        cairo_line_to(cr, width / 2, top);
        cairo_line_to(cr, width + 4, top + width * 0.35);
        cairo_stroke(cr);
    }
}

GtkWidget* track_line(bool reached) {
    GtkWidget* line =
        painted(scaled(40), scaled(4), [reached](cairo_t* cr, double width, double height) {
            colour(cr, reached ? "received" : "edge");
            cairo_set_line_width(cr, 2);
            const double dash[] = {4, 4};
            cairo_set_dash(cr, dash, reached ? 0 : 2, 0);
            cairo_move_to(cr, 0, height / 2);
            cairo_line_to(cr, width, height / 2);
            cairo_stroke(cr);
        });
    gtk_widget_set_hexpand(line, TRUE);
    return line;
}

GtkWidget* disc(GtkWidget* inside, int size, const std::string& classes) {
    GtkWidget* box = row_box(0);
    gtk_widget_set_size_request(box, scaled(size), scaled(size));
    gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(box, GTK_ALIGN_CENTER);
    gtk_widget_set_halign(inside, GTK_ALIGN_CENTER);
    append(box, inside, true);
    add_classes(box, "round " + classes);
    return box;
}

} // namespace suoja::kiosk::views
