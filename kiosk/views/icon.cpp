// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/icon.h"

#include "kiosk/views/theme.h"

#include <wx/rawbmp.h>

#include <array>
#include <atk/atk.h>
#include <cassert>
#include <charconv>
#include <cmath>
#include <string_view>

namespace suoja::kiosk::views {
namespace {

class PathReader {
  public:
    explicit PathReader(std::string_view text) : text_(text) {}
    bool next(char& command) {
        skip();
        if (text_.empty())
            return false;
        command = text_.front();
        text_.remove_prefix(1);
        return true;
    }
    double number() {
        skip();
        double value = 0;
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        assert(error == std::errc());
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        return value;
    }
    bool number_follows() {
        skip();
        return !text_.empty() &&
               (text_.front() == '-' || (text_.front() >= '0' && text_.front() <= '9'));
    }

  private:
    void skip() {
        while (!text_.empty() && text_.front() == ' ')
            text_.remove_prefix(1);
    }
    std::string_view text_;
};

void trace(cairo_t* cr, PathReader& path, char command) {
    switch (command) {
    case 'M': {
        const double x = path.number();
        cairo_move_to(cr, x, path.number());
        break;
    }
    case 'L':
        do {
            const double x = path.number();
            cairo_line_to(cr, x, path.number());
        } while (path.number_follows());
        break;
    case 'C':
        do {
            std::array<double, 6> p{};
            for (double& value : p)
                value = path.number();
            cairo_curve_to(cr, p[0], p[1], p[2], p[3], p[4], p[5]);
        } while (path.number_follows());
        break;
    case 'O': {
        const double x = path.number();
        const double y = path.number();
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, path.number(), 0, 2 * M_PI);
        break;
    }
    case 'A': { // arc in degrees, clockwise from the right: x y r from to
        std::array<double, 5> p{};
        for (double& value : p)
            value = path.number();
        cairo_new_sub_path(cr);
        cairo_arc(cr, p[0], p[1], p[2], p[3] * M_PI / 180, p[4] * M_PI / 180);
        break;
    }
    case 'Z':
        cairo_close_path(cr);
        break;
    case 'F':
        cairo_fill(cr);
        break;
    default:
        assert(false && "icon path");
    }
}

struct Drawn {
    Icon icon;
    int size;
};

gboolean on_draw(GtkWidget* widget, cairo_t* cr, gpointer data) {
    const auto* drawn = static_cast<const Drawn*>(data);
    GtkStyleContext* context = gtk_widget_get_style_context(widget);
    GdkRGBA colour;
    gtk_style_context_get_color(context, gtk_style_context_get_state(context), &colour);
    gdk_cairo_set_source_rgba(cr, &colour);
    cairo_translate(cr, (gtk_widget_get_allocated_width(widget) - drawn->size) / 2.0,
                    (gtk_widget_get_allocated_height(widget) - drawn->size) / 2.0);
    draw_icon(cr, drawn->icon, drawn->size);
    return FALSE;
}

} // namespace

void draw_icon(cairo_t* cr, Icon icon, double size) {
    cairo_save(cr);
    cairo_scale(cr, size / 20, size / 20);
    cairo_set_line_width(cr, 1.7);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    PathReader path(icon_path(icon));
    for (char command = 0; path.next(command);)
        trace(cr, path, command);
    cairo_stroke(cr);
    cairo_restore(cr);
}

GtkWidget* icon_widget(Icon icon, int size) {
    const int side = scaled(size);
    GtkWidget* area = gtk_drawing_area_new();
    gtk_widget_set_size_request(area, side, side);
    gtk_widget_set_valign(area, GTK_ALIGN_CENTER);
    atk_object_set_role(gtk_widget_get_accessible(area), ATK_ROLE_FILLER);
    g_signal_connect_data(
        area, "draw", G_CALLBACK(on_draw), new Drawn{icon, side},
        [](gpointer data, GClosure*) { delete static_cast<Drawn*>(data); },
        static_cast<GConnectFlags>(0));
    gtk_widget_show(area);
    return area;
}

wxBitmap icon_bitmap(Icon icon, int size, const GdkRGBA& colour) {
    const int side = scaled(size);
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    cairo_t* cr = cairo_create(surface);
    gdk_cairo_set_source_rgba(cr, &colour);
    draw_icon(cr, icon, side);
    cairo_destroy(cr);
    GdkPixbuf* pixels = gdk_pixbuf_get_from_surface(surface, 0, 0, side, side);
    cairo_surface_destroy(surface);
    return wxBitmap(pixels); // takes the pixels
}

} // namespace suoja::kiosk::views
