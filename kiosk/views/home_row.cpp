// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/home_row.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

GtkWidget* first_line(const HomeRow& row, bool with_language) {
    GtkWidget* line = row_box(scaled(8));
    append(line, text_widget(row.code, Type::question, "ink"));
    append(line, text_widget(with_language ? row.language : std::string(), Type::body, "ink2"),
           true);
    append(line, badge_widget(row.state));
    return line;
}

// A text that may take several lines in a row of the list's width.
GtkWidget* wrapping(const std::string& text, const std::string& classes, Type type = Type::small) {
    GtkWidget* label = text_widget(text, type, classes);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_line_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_width_chars(GTK_LABEL(label), 18);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 34);
    return label;
}

GtkWidget* chip(const ActionModel& action) {
    GtkWidget* row = row_box(scaled(6));
    add_classes(row, "chip");
    append(row, text_widget(action.label, Type::body, ""));
    if (!action.key.empty())
        append(row, key_cap(action.key));
    gtk_widget_set_valign(row, GTK_ALIGN_CENTER);
    return row;
}

GtkWidget* content(const HomeRow& row, int room) {
    GtkWidget* column = column_box(scaled(6));
    // the language stands beside the code where the state leaves room for it, else below
    GtkWidget* first = g_object_ref_sink(first_line(row, true));
    const bool fits = natural_size(first).x <= room - scaled(40);
    append(column, fits ? first : first_line(row, false));
    g_object_unref(first);
    GtkWidget* middle = row_box(scaled(10));
    GtkWidget* words = column_box(scaled(2));
    gtk_widget_set_valign(words, GTK_ALIGN_CENTER);
    if (row.urgent) {
        GtkWidget* urgent = row_box(scaled(4));
        add_classes(urgent, "attention-ink");
        append(urgent, icon_widget(Icon::urgent, 16));
        append(urgent, text_widget(tr("Urgent"), Type::meta_strong, ""));
        append(words, urgent);
    }
    if (!fits)
        append(words, wrapping(row.language, "ink2"));
    if (!row.line.empty())
        append(words, wrapping(row.line, "ink2"));
    if (row.message) {
        append(words,
               wrapping(message_text(*row.message), std::string(kind(row.message->tone)) + "-ink"));
    }
    append(middle, words, true);
    if (!row.actions.empty())
        append(middle, chip(row.actions.front()));
    append(column, middle);
    if (row.reached > 0 || row.sections > 0) {
        GtkWidget* way = row_box(scaled(12));
        append(way, row.reached > 0 ? delivery_track(row.reached)
                                    : section_dots(row.sections_done, row.sections));
        append(way, wrapping(row.reached > 0 ? row.track_words : row.progress, "ink2", Type::meta),
               true);
        append(column, way);
    }
    return column;
}

std::string spoken(const HomeRow& row) {
    std::string text = row.code;
    for (const std::string* part :
         {&row.language, &row.state.word, &row.line, &row.progress, &row.track_words}) {
        if (!part->empty())
            text += ", " + *part;
    }
    if (!row.actions.empty())
        text += ". " + row.actions.front().label;
    return text;
}

} // namespace

HomeRowView::HomeRowView(wxWindow* parent, const HomeRow& row, int room, std::function<void()> open,
                         const std::function<void(const std::string&)>& act)
    : Surface(parent) {
    auto* column = column_sizer();
    if (row.actions.empty()) {
        GtkWidget* inside = content(row, room);
        gtk_container_set_border_width(GTK_CONTAINER(inside), static_cast<guint>(scaled(10)));
        gtk_widget_set_margin_start(inside, scaled(6));
        gtk_widget_set_margin_end(inside, scaled(6));
        GtkWidget* box = column_box(0);
        append(box, inside);
        auto* view = new Native(this, box);
        say(view, spoken(row));
        column->Add(view, wxSizerFlags().Expand());
    } else {
        auto* button = new Button(this, content(row, room), spoken(row), "row", std::move(open));
        test_id(button, "row:" + row.id);
        if (row.message)
            describe(button, message_text(*row.message));
        column->Add(button, wxSizerFlags().Expand());
    }
    if (row.actions.size() > 1) {
        auto* more = row_sizer();
        for (std::size_t i = 1; i < row.actions.size(); ++i) {
            more->Add(
                new Button(
                    this,
                    {.text = row.actions[i].label, .key = row.actions[i].key, .type = Type::small},
                    "small", [act, id = row.actions[i].id] { act(id); }),
                wxSizerFlags().Border(wxRIGHT, scaled(8)));
        }
        add(column, more, wxSizerFlags(), {scaled(16), 0, 0, scaled(10)});
    }
    SetSizer(column);
}

} // namespace suoja::kiosk::views
