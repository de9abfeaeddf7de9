// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/tile.h"

#include "kiosk/views/content.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

#include <algorithm>

namespace suoja::kiosk::views {
namespace {

GtkWidget* wrapping(const std::string& text, Type type, const char* classes) {
    GtkWidget* label = text_widget(text, type, classes);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    return label;
}

GtkWidget* lines(const TileText& text) {
    GtkWidget* column = column_box(0);
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    append(column, wrapping(text.first, Type::body, ""));
    if (!text.second.empty())
        append(column, wrapping(text.second, Type::small, "ink2"));
    return column;
}

// The tick is drawn by us over the native box: the theme's own is a picture that needs a decoder.
gboolean draw_tick(GtkWidget* check, cairo_t* cr, gpointer colour) {
    if (!gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check)))
        return FALSE;
    GtkStyleContext* context = gtk_widget_get_style_context(check);
    const GtkStateFlags state = gtk_style_context_get_state(context);
    GtkBorder padding;
    GtkBorder border;
    gtk_style_context_get_padding(context, state, &padding);
    gtk_style_context_get_border(context, state, &border);
    constexpr double kBox = 20; // window.css: 18 and two borders
    const double x = border.left + padding.left;
    const double y = (gtk_widget_get_allocated_height(check) - kBox) / 2;
    const GdkRGBA ink = token(static_cast<const char*>(colour));
    gdk_cairo_set_source_rgba(cr, &ink);
    cairo_translate(cr, x + 3, y + 3);
    cairo_set_line_width(cr, 2);
    draw_icon(cr, Icon::tick, kBox - 6);
    return FALSE;
}

} // namespace

TileGroup::TileGroup(wxWindow* parent, Kind kind, const std::string& name,
                     const std::vector<TileText>& tiles,
                     const std::function<void(std::size_t, bool)>& changed)
    : Surface(parent), kind_(kind),
      grid_(new wxFlexGridSizer(1, kind == Kind::plain_many ? scaled(1) : scaled(8), scaled(8))) {
    if (kind == Kind::one) {
        none_ =
            new wxRadioButton(this, wxID_ANY, "-", wxDefaultPosition, wxDefaultSize, wxRB_GROUP);
        none_->Hide();
    }
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        wxControl* tile = nullptr;
        if (kind == Kind::one) {
            auto* radio = new Measured<wxRadioButton>(this, wxID_ANY, "-");
            radio->Bind(wxEVT_RADIOBUTTON, [changed, i](wxCommandEvent&) { changed(i, true); });
            tile = radio;
        } else {
            auto* check = new Measured<wxCheckBox>(this, wxID_ANY, "-");
            check->Bind(wxEVT_CHECKBOX,
                        [changed, i](wxCommandEvent& event) { changed(i, event.IsChecked()); });
            draw_ticks(check, kind == Kind::many);
            tile = check;
        }
        add_classes(tile, kind == Kind::plain_many ? "plain" : "tile");
        put_content(tile, lines(tiles[i]));
        say(tile, name.empty() ? tiles[i].first : name + ": " + tiles[i].first, tiles[i].second);
        tiles_.push_back(tile);
        grid_->Add(tile, wxSizerFlags().Expand());
    }
    SetSizer(grid_);
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        arrange(event.GetSize().x);
        event.Skip();
    });
}

// Frames of one width stand in equal columns; plain check marks in columns as wide as their words.
void TileGroup::arrange(int width) {
    std::vector<int> widths;
    for (const wxSizerItem* item : grid_->GetChildren())
        widths.push_back(natural_size(item->GetWindow()->GetHandle()).x);
    const int count = static_cast<int>(widths.size());
    const auto fits = [&](int columns) {
        std::vector<int> widest(static_cast<std::size_t>(columns), 0);
        for (int i = 0; i < count; ++i) {
            int& column = widest[static_cast<std::size_t>(i % columns)];
            column = std::max(column, widths[static_cast<std::size_t>(i)]);
        }
        if (kind_ != Kind::plain_many)
            widest.assign(widest.size(), *std::max_element(widest.begin(), widest.end()));
        int sum = (columns - 1) * grid_->GetHGap();
        for (const int one : widest)
            sum += one;
        return sum <= width;
    };
    int columns = std::max(count, 1);
    while (columns > 1 && (!fits(columns) || columns > 6))
        --columns;
    // not four and one: two rows of nearly the same length
    const int rows = (count + columns - 1) / std::max(columns, 1);
    if (rows > 1 && fits((count + rows - 1) / rows))
        columns = (count + rows - 1) / rows;
    if (columns == grid_->GetCols() && width == arranged_)
        return;
    arranged_ = width;
    for (std::size_t i = 0; i < static_cast<std::size_t>(grid_->GetCols()); ++i) {
        if (grid_->IsColGrowable(i))
            grid_->RemoveGrowableCol(i);
    }
    grid_->SetCols(columns);
    for (std::size_t i = 0; i < static_cast<std::size_t>(columns); ++i)
        grid_->AddGrowableCol(i, 1);
    if (kind_ != Kind::plain_many) {
        const int each = (width - (columns - 1) * grid_->GetHGap()) / columns;
        for (wxSizerItem* item : grid_->GetChildren())
            item->SetMinSize(each, -1);
    } else {
        // the longest words wrap where one column is wider than there is room
        for (wxSizerItem* item : grid_->GetChildren())
            item->SetMinSize(columns == 1 ? width : -1, -1);
    }
    InvalidateBestSize();
    unsettle(this);
}

void TileGroup::choose(std::optional<std::size_t> index) {
    if (kind_ != Kind::one)
        return;
    if (index)
        static_cast<wxRadioButton*>(tiles_.at(*index))->SetValue(true);
    else
        none_->SetValue(true);
}

void TileGroup::check(std::size_t index, bool on) {
    static_cast<wxCheckBox*>(tiles_.at(index))->SetValue(on);
}

void TileGroup::add_last(wxWindow* control) {
    grid_->Add(control, wxSizerFlags().Expand());
}

void draw_ticks(wxCheckBox* check, bool on_tile) {
    static char tile_ink[] = "onchosenmark";
    static char plain_ink[] = "onprimary";
    g_signal_connect_after(check->GetHandle(), "draw", G_CALLBACK(draw_tick),
                           on_tile ? tile_ink : plain_ink);
}

} // namespace suoja::kiosk::views
