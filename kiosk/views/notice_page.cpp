// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/notice_page.h"

#include "kiosk/views/drawing.h"
#include "kiosk/views/label.h"
#include "kiosk/views/native.h"
#include "kiosk/views/plain_size.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {
namespace {

GtkWidget* card_column(const std::string& title, const std::string& subtitle) {
    GtkWidget* column = column_box(0);
    append(column, text_widget(title, Type::panel_title, "noticeink"));
    GtkWidget* second = text_widget(subtitle, Type::small, "noticeink2");
    gtk_widget_set_margin_top(second, scaled(4));
    append(column, second);
    return column;
}

GtkWidget* line_under(GtkWidget* column) {
    GtkWidget* line = gtk_separator_new(GTK_ORIENTATION_HORIZONTAL);
    add_classes(line, "separator");
    gtk_widget_show(line);
    append(column, line);
    return line;
}

GtkWidget* two_columns(const NoticeModel::Card& card) {
    GtkWidget* column = card_column(card.title, card.subtitle);
    for (const NoticeModel::Line& line : card.lines) {
        GtkWidget* row = row_box(scaled(12));
        gtk_widget_set_margin_top(row, scaled(16));
        gtk_widget_set_margin_bottom(row, scaled(16));
        append(row, text_widget(line.left, Type::lead, "noticeink"), true);
        append(row, text_widget(line.right, Type::heading, "noticeink"));
        append(column, row);
        line_under(column);
    }
    return column;
}

GtkWidget* one_column(const NoticeModel::Card& card) {
    GtkWidget* column = card_column(card.title, card.subtitle);
    for (const NoticeModel::Line& line : card.lines) {
        GtkWidget* when = text_widget(line.left, Type::small, "noticeink2");
        gtk_widget_set_margin_top(when, scaled(14));
        append(column, when);
        GtkWidget* what = text_widget(line.right, Type::lead, "noticeink");
        gtk_widget_set_margin_bottom(what, scaled(12));
        append(column, what);
        line_under(column);
    }
    return column;
}

void centre(GtkWidget* label) {
    gtk_label_set_xalign(GTK_LABEL(label), 0.5f);
    gtk_widget_set_hexpand(label, TRUE);
}

GtkWidget* calendar(const NoticeModel& model) {
    GtkWidget* column = card_column(model.month, model.month_subtitle);
    GtkWidget* grid = gtk_grid_new();
    gtk_grid_set_column_homogeneous(GTK_GRID(grid), TRUE);
    gtk_grid_set_row_spacing(GTK_GRID(grid), scaled(6));
    gtk_widget_set_margin_top(grid, scaled(10));
    const auto put = [grid](GtkWidget* cell, int x, int y) {
        gtk_grid_attach(GTK_GRID(grid), cell, x, y, 1, 1);
    };
    GtkWidget* week_head = text_widget(model.week_head, Type::small, "noticeink2");
    centre(week_head);
    put(week_head, 0, 0);
    for (std::size_t i = 0; i < model.day_heads.size(); ++i) {
        GtkWidget* head = text_widget(model.day_heads[i], Type::small_strong, "noticeink2");
        centre(head);
        put(head, static_cast<int>(i) + 1, 0);
    }
    for (std::size_t w = 0; w < model.weeks.size(); ++w) {
        const int y = static_cast<int>(w) + 1;
        GtkWidget* number =
            text_widget(std::to_string(model.weeks[w].number), Type::small, "noticeink2");
        centre(number);
        put(number, 0, y);
        for (std::size_t d = 0; d < model.weeks[w].days.size(); ++d) {
            const int day = model.weeks[w].days[d];
            GtkWidget* label = text_widget(day == 0 ? std::string() : std::to_string(day),
                                           day == model.today ? Type::heading : Type::lead,
                                           day == model.today ? "onnoticeday" : "noticeink");
            gtk_label_set_xalign(GTK_LABEL(label), 0.5f);
            put(disc(label, 44, day != 0 && day == model.today ? "today" : "plain-day"),
                static_cast<int>(d) + 1, y);
        }
    }
    gtk_widget_show(grid);
    append(column, grid);
    return column;
}

wxWindow* card(wxWindow* parent, GtkWidget* content) {
    auto* ground = new Surface(parent, "notice-card");
    auto* inside = column_sizer();
    inside->Add(new Native(ground, content), wxSizerFlags().Expand().Border(wxALL, scaled(22)));
    ground->SetSizer(inside);
    return ground;
}

} // namespace

NoticePage::NoticePage(wxWindow* parent, const NoticeModel& model) : Surface(parent, "notice") {
    const PlainSize plain;
    auto* page = column_sizer();
    auto* top = row_sizer();
    auto* welcome = column_sizer();
    welcome->Add(new Label(this, model.title, Type::welcome, "noticeink"));
    welcome->Add(new Label(this, model.subtitle, Type::panel_subtitle, "noticeink2"),
                 wxSizerFlags().Border(wxTOP, scaled(8)));
    top->Add(welcome, wxSizerFlags().Center());
    top->AddStretchSpacer();
    auto* now = column_sizer();
    now->Add(new Label(this, model.time, Type::notice_clock, "noticeink"), wxSizerFlags().Right());
    now->Add(new Label(this, model.date, Type::lead, "noticeink2"), wxSizerFlags().Right());
    top->Add(now);
    add(page, top, wxSizerFlags().Expand(), {scaled(56), scaled(40), scaled(56), 0});
    page->AddSpacer(scaled(36));
    auto* cards = row_sizer();
    cards->Add(card(this, two_columns(model.hours)), wxSizerFlags(1).Expand());
    cards->Add(card(this, calendar(model)),
               wxSizerFlags(1).Expand().Border(wxLEFT | wxRIGHT, scaled(24)));
    cards->Add(card(this, one_column(model.week)), wxSizerFlags(1).Expand());
    page->Add(cards, wxSizerFlags(1).Expand().Border(wxLEFT | wxRIGHT, scaled(56)));
    add(page, new Label(this, model.footer, Type::subtitle_small, "noticeink2"),
        wxSizerFlags().CenterHorizontal(), {0, scaled(24), 0, scaled(30)});
    SetSizer(page);
    for (const wxWindowList& children = GetChildren(); wxWindow * child : children)
        child->SetCanFocus(false);
}

} // namespace suoja::kiosk::views
