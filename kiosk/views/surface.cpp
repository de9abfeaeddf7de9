// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/surface.h"

#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"

#include <wx/dcclient.h>
#include <wx/graphics.h>

namespace suoja::kiosk::views {
namespace {

// wx gives a panel its own child drawing; the ground is drawn under it by GTK's own renderer, so it
// follows the style sheet without a word from us.
gboolean draw_ground(GtkWidget* widget, cairo_t* cr, gpointer) {
    if (!gtk_cairo_should_draw_window(cr, gtk_widget_get_window(widget)))
        return FALSE;
    GtkStyleContext* context = gtk_widget_get_style_context(widget);
    const double width = gtk_widget_get_allocated_width(widget);
    const double height = gtk_widget_get_allocated_height(widget);
    gtk_render_background(context, cr, 0, 0, width, height);
    gtk_render_frame(context, cr, 0, 0, width, height);
    return FALSE;
}

} // namespace

Surface::Surface(wxWindow* parent, const std::string& classes) {
    SetBackgroundStyle(wxBG_STYLE_TRANSPARENT);
    wxPanel::Create(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                    wxTAB_TRAVERSAL | wxBORDER_NONE);
    add_classes(this, classes);
    if (!classes.empty())
        g_signal_connect(widget(this), "draw", G_CALLBACK(draw_ground), nullptr);
}

ScrollPane::ScrollPane(wxWindow* parent)
    : wxScrolledWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                       wxVSCROLL | wxTAB_TRAVERSAL | wxBORDER_NONE) {
    SetScrollRate(0, scaled(20));
    ShowScrollbars(wxSHOW_SB_NEVER, wxSHOW_SB_DEFAULT);
    EnableScrolling(false, true);
}

wxWindow* separator(wxWindow* parent, bool vertical) {
    auto* line = new Surface(parent, "separator");
    line->SetMinSize(vertical ? wxSize(1, -1) : wxSize(-1, 1));
    return line;
}

wxBoxSizer* row_sizer() {
    return new wxBoxSizer(wxHORIZONTAL);
}
wxBoxSizer* column_sizer() {
    return new wxBoxSizer(wxVERTICAL);
}

} // namespace suoja::kiosk::views
