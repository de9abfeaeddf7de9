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

namespace {

template <class Item>
void add_with_sides(wxSizer* to, Item* item, const wxSizerFlags& flags, const Sides& sides) {
    auto* row = row_sizer();
    row->AddSpacer(sides.left);
    row->Add(item, wxSizerFlags(1).Expand());
    row->AddSpacer(sides.right);
    auto* column = column_sizer();
    column->AddSpacer(sides.top);
    column->Add(row, wxSizerFlags(1).Expand());
    column->AddSpacer(sides.bottom);
    to->Add(column, flags);
}

} // namespace

void add(wxSizer* to, wxWindow* item, const wxSizerFlags& flags, const Sides& sides) {
    add_with_sides(to, item, flags, sides);
}
void add(wxSizer* to, wxSizer* item, const wxSizerFlags& flags, const Sides& sides) {
    add_with_sides(to, item, flags, sides);
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
