// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/section_list.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/native.h"
#include "kiosk/views/page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

// From 150 % the list is number and icon; the names are spoken, and stand over the questions.
bool narrow() {
    return look().scale_percent >= 150;
}

struct StateLook {
    Icon icon;
    const char* classes;
};

StateLook look_of(SectionState state) {
    switch (state) {
    case SectionState::not_started:
        return {Icon::circle, "ink2"};
    case SectionState::to_look_at:
        return {Icon::half, "primary-ink"};
    case SectionState::done:
        return {Icon::tick_circle, "received-ink"};
    case SectionState::later:
        return {Icon::dash_circle, "ink2"};
    }
    return {Icon::circle, "ink2"};
}

// Section names differ much in length between languages: they wrap in the pane's own width.
GtkWidget* section_content(const SectionEntry& entry) {
    const StateLook state = look_of(entry.state);
    GtkWidget* row = row_box(scaled(10));
    GtkWidget* icon = icon_widget(state.icon, 19);
    add_classes(icon, state.classes);
    append(row, icon);
    if (narrow()) {
        append(row, text_widget(std::to_string(entry.number),
                                entry.current ? Type::body_strong : Type::body, ""));
        return row;
    }
    GtkWidget* lines = column_box(0);
    gtk_widget_set_valign(lines, GTK_ALIGN_CENTER);
    GtkWidget* name = text_widget(std::to_string(entry.number) + "  " + entry.label,
                                  entry.current ? Type::body_strong : Type::body, "");
    gtk_label_set_line_wrap(GTK_LABEL(name), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(name), 22);
    gtk_label_set_width_chars(GTK_LABEL(name), 18);
    append(lines, name);
    append(lines, text_widget(entry.words, Type::meta, "ink2"));
    append(row, lines, true);
    return row;
}

std::string as_text(const NavigatorModel& m) {
    std::string text = m.code + m.state.word + m.started + m.progress +
                       (m.review_current ? "r" : "") + std::to_string(m.fraction);
    for (const SectionEntry& entry : m.sections)
        text += '\n' + entry.label + entry.words + (entry.current ? "*" : "") +
                std::to_string(static_cast<int>(entry.state));
    return text;
}

} // namespace

SectionList::SectionList(wxWindow* parent, std::function<void(int)> go_to,
                         std::function<void()> review)
    : Surface(parent, "side"), go_to_(std::move(go_to)), review_(std::move(review)) {
    SetMinSize({narrow() ? scaled(92) : scaled(264), -1});
}

void SectionList::show(const NavigatorModel& model) {
    if (as_text(model) == drawn_)
        return;
    drawn_ = as_text(model);
    const wxWindow* had = FindFocus();
    const std::string focused = contains(this, had) ? test_id(had) : std::string();
    DestroyChildren();
    auto* column = column_sizer();
    auto* head = column_sizer();
    auto* first = row_sizer();
    first->Add(new Label(this, model.code, Type::question), wxSizerFlags().Center());
    first->AddStretchSpacer();
    first->Add(badge(this, model.state), wxSizerFlags().Center());
    head->Add(first, wxSizerFlags().Expand());
    head->Add(new Label(this, model.started, Type::meta, "ink2", Lines::many),
              wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
    head->Add(new Native(this, progress_bar(model.fraction)),
              wxSizerFlags().Expand().Border(wxTOP, scaled(8)));
    head->Add(new Label(this, model.progress, Type::meta, "ink2", Lines::many),
              wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
    add(column, head, wxSizerFlags().Expand(), {scaled(16), scaled(12), scaled(16), 0});
    if (narrow()) { // code, state and progress stand in the way there
        column->Show(head, false, true);
    }
    column->AddSpacer(scaled(8));
    auto* pane = new ScrollPane(this);
    auto* list = column_sizer();
    for (const SectionEntry& entry : model.sections) {
        auto* button = new Button(pane, section_content(entry),
                                  std::to_string(entry.number) + " " + entry.label,
                                  entry.current ? "section current" : "section",
                                  [this, number = entry.number] { go_to_(number); });
        describe(button, entry.words);
        test_id(button, "section:" + std::to_string(entry.number));
        list->Add(button, wxSizerFlags().Expand());
    }
    list->Add(separator(pane), wxSizerFlags().Expand().Border(wxALL, scaled(8)));
    GtkWidget* row = row_box(scaled(10));
    GtkWidget* picture = icon_widget(Icon::clipboard, 19);
    add_classes(picture, "primary-ink");
    append(row, picture);
    GtkWidget* words = text_widget(tr("Review and finalise"), Type::body_strong, "");
    gtk_label_set_line_wrap(GTK_LABEL(words), TRUE);
    gtk_label_set_width_chars(GTK_LABEL(words), 12);
    if (narrow()) {
        g_object_ref_sink(words);
        g_object_unref(words);
    } else {
        append(row, words, true);
    }
    append(row, key_cap("F9"));
    auto* review = new Button(pane, row, tr("Review and finalise"),
                              model.review_current ? "section current" : "section", review_);
    test_id(review, "section:review");
    list->Add(review, wxSizerFlags().Expand());
    pane->SetSizer(list);
    add(column, pane, wxSizerFlags(1).Expand(), {scaled(6), 0, scaled(6), scaled(6)});
    SetSizer(column);
    settle(this);
    if (!focused.empty()) {
        if (wxWindow* again = FindWindowByName(wx(focused), this); again != nullptr)
            again->SetFocus();
    }
}

} // namespace suoja::kiosk::views
