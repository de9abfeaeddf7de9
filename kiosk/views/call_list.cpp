// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/call_list.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/call_page.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

GtkWidget* row_content(const CallListRow& row) {
    GtkWidget* line = row_box(scaled(12));
    GtkWidget* time = text_widget(row.time, Type::small_strong, "ink");
    gtk_widget_set_valign(time, GTK_ALIGN_START);
    gtk_widget_set_size_request(time, scaled(38), -1);
    append(line, time);
    GtkWidget* words = column_box(scaled(1));
    GtkWidget* title =
        text_widget(row.title, row.current ? Type::small_strong : Type::small, "ink");
    gtk_label_set_line_wrap(GTK_LABEL(title), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(title), 20);
    append(words, title);
    GtkWidget* second = text_widget(row.line, Type::meta, "ink2");
    gtk_label_set_line_wrap(GTK_LABEL(second), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(second), 22);
    append(words, second);
    append(line, words, true);
    GtkWidget* right = column_box(scaled(1));
    GtkWidget* span = text_widget(row.right, Type::meta, "ink2");
    gtk_label_set_xalign(GTK_LABEL(span), 1);
    append(right, span);
    if (!row.state.word.empty()) {
        GtkWidget* state = row_box(scaled(4));
        add_classes(state, std::string(kind(row.state.tone)) + "-ink");
        append(state, icon_widget(icon(row.state.tone), 14));
        append(state, text_widget(row.state.word, Type::meta_strong, ""));
        append(right, state);
    }
    append(line, right);
    return line;
}

std::string spoken(const CallListRow& row) {
    std::string text = row.time;
    for (const std::string* part : {&row.title, &row.line, &row.right, &row.state.word}) {
        if (!part->empty())
            text += ", " + *part;
    }
    return text;
}

} // namespace

CallList::CallList(wxWindow* parent, const CallActions& actions)
    : Surface(parent, "side"), actions_(&actions) {
    auto* column = column_sizer();
    auto* head = row_sizer();
    head->Add(new Label(this, tr("Calls"), Type::panel_title), wxSizerFlags(1).Center());
    auto* fresh = new Button(
        this,
        {.text = tr("New"), .key = "F2", .icon = Icon::plus, .type = Type::small, .icon_size = 16},
        "small", [this] { actions_->start(); });
    test_id(fresh, "new");
    head->Add(fresh, wxSizerFlags().Center());
    add(column, head, wxSizerFlags().Expand(), {scaled(16), scaled(9), scaled(9), scaled(9)});
    pane_ = new ScrollPane(this);
    pane_->SetSizer(column_sizer());
    column->Add(pane_, wxSizerFlags(1).Expand().Border(wxRIGHT, 1));
    foot_ = new Surface(this);
    column->Add(foot_, wxSizerFlags().Expand().Border(wxRIGHT, 1));
    SetSizer(column);
    SetMinSize({scaled(288), -1});
}

void CallList::show(const CallListModel& model) {
    const bool same_foot =
        model.closings.size() == model_.closings.size() && foot_->GetSizer() != nullptr;
    model_ = model;
    pane_->DestroyChildren();
    auto* rows = column_sizer();
    for (const Message& notice : model.notices) {
        auto* view = new MessageView(pane_, notice, true);
        test_id(view, "notice");
        add(rows, view, wxSizerFlags().Expand(), {scaled(12), 0, scaled(12), scaled(8)});
    }
    for (const CallListGroup& group : model.groups) {
        auto* head = new Surface(pane_, "table-head");
        auto* inside = row_sizer();
        add(inside, new Label(head, group.title, Type::meta_strong, "ink2"),
            wxSizerFlags(1).Center(), {scaled(16), scaled(6), scaled(6), scaled(6)});
        head->SetSizer(inside);
        rows->Add(head, wxSizerFlags().Expand());
        for (const CallListRow& row : group.rows) {
            if (row.id.empty()) {
                GtkWidget* box = column_box(0);
                GtkWidget* content = row_content(row);
                gtk_container_set_border_width(GTK_CONTAINER(content),
                                               static_cast<guint>(scaled(8)));
                gtk_widget_set_margin_start(content, scaled(8));
                gtk_widget_set_margin_end(content, scaled(6));
                append(box, content);
                auto* view = new Native(pane_, box);
                say(view, spoken(row));
                rows->Add(view, wxSizerFlags().Expand());
            } else {
                auto* button = new Button(pane_, row_content(row), spoken(row),
                                          row.current ? "row current" : "row",
                                          [this, id = row.id] { actions_->open(id); });
                test_id(button, "call:" + row.id);
                rows->Add(button, wxSizerFlags().Expand());
            }
            rows->Add(separator(pane_), wxSizerFlags().Expand());
        }
    }
    if (model.groups.empty() && !model.empty.empty())
        rows->Add(new Label(pane_, model.empty, Type::small, "ink2", Lines::many),
                  wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    pane_->SetSizer(rows);
    if (!same_foot)
        build_foot();
    settle(this);
}

void CallList::show_undo(const std::optional<UndoModel>& undo) {
    const bool same = undo.has_value() == undo_.has_value() && undo.has_value();
    undo_ = undo;
    if (same) {
        if (auto* button = dynamic_cast<Button*>(FindWindowByName("undo", foot_));
            button != nullptr)
            button->set_content({.text = undo->button, .type = Type::small});
        foot_->Layout();
        return;
    }
    build_foot();
    settle(this);
}

void CallList::build_foot() {
    foot_->DestroyChildren();
    auto* column = column_sizer();
    column->Add(separator(foot_), wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    if (undo_) {
        column->Add(new Label(foot_, undo_->words, Type::small_strong, "ink", Lines::many),
                    wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT, scaled(14)));
        auto* undo = new Button(foot_, {.text = undo_->button, .type = Type::small}, "small",
                                [this] { actions_->undo(); });
        test_id(undo, "undo");
        column->Add(undo, wxSizerFlags().Expand().Border(wxALL, scaled(14)));
    } else if (!model_.closings.empty()) {
        column->Add(new Label(foot_, tr("No call for help? One press closes it, 10 s to undo."),
                              Type::meta, "ink2", Lines::many),
                    wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT, scaled(14)));
        std::vector<Button*> buttons;
        int widest = 1;
        for (const CallListModel::Closing& closing : model_.closings) {
            GtkWidget* word = text_widget(closing.label, Type::meta_strong, "");
            gtk_label_set_line_wrap(GTK_LABEL(word), TRUE);
            gtk_label_set_justify(GTK_LABEL(word), GTK_JUSTIFY_CENTER);
            gtk_label_set_max_width_chars(GTK_LABEL(word), 10);
            gtk_label_set_xalign(GTK_LABEL(word), 0.5f);
            auto* button =
                new Button(foot_, word, closing.label, "small close-call",
                           [this, choice = closing.choice] { actions_->close_as(choice); });
            test_id(button, "close:" + closing.choice);
            buttons.push_back(button);
            widest = std::max(widest, natural_size(button->GetHandle()).x);
        }
        // three beside each other where their longest word leaves room
        const int room = (scaled(288) - scaled(28) - 2 * scaled(6)) / 3;
        auto* grid = new wxGridSizer(widest <= room ? 3 : 2, scaled(8), scaled(6));
        for (Button* button : buttons)
            grid->Add(button, wxSizerFlags().Expand());
        add(column, grid, wxSizerFlags().Expand(),
            {scaled(14), scaled(10), scaled(14), scaled(10)});
    }
    foot_->SetSizer(column);
}

} // namespace suoja::kiosk::views
