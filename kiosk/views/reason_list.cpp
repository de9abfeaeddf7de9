// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/reason_list.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/content.h"
#include "kiosk/views/label.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tile.h"
#include "kiosk/views/ui_thread.h"

namespace suoja::kiosk::views {

ReasonList::ReasonList(wxWindow* parent, const QuestionModel& main,
                       const std::optional<QuestionModel>& others,
                       const std::function<void(int)>& reason)
    : Surface(parent), main_(main), others_(others) {
    auto* column = column_sizer();
    auto* head = row_sizer();
    head->Add(new Label(this, tr("Reason"), Type::question), wxSizerFlags(1).Center());
    GtkWidget* caps = row_box(scaled(6));
    append(caps, key_cap("Alt"));
    append(caps, text_widget(tr("+ number"), Type::meta, "ink2"));
    head->Add(new Native(this, caps), wxSizerFlags().Center());
    column->Add(head, wxSizerFlags().Expand());
    add(column,
        new Label(this, tr("One main reason and up to 3 others"), Type::meta, "ink2", Lines::many),
        wxSizerFlags().Expand(), {0, scaled(2), 0, scaled(8)});
    int number = 0;
    for (const ChoiceModel& choice : main_.choices) {
        ++number;
        auto* check = new Measured<wxCheckBox>(this, wxID_ANY, "-");
        add_classes(check, "tile reason");
        draw_ticks(check, true);
        GtkWidget* row = row_box(scaled(8));
        if (number <= 9)
            append(row, key_cap(std::to_string(number)));
        GtkWidget* words = text_widget(choice.label, Type::small, "");
        gtk_label_set_line_wrap(GTK_LABEL(words), TRUE);
        gtk_label_set_width_chars(GTK_LABEL(words), 7);
        gtk_label_set_max_width_chars(GTK_LABEL(words), 26);
        append(row, words, true);
        GtkWidget* mark = text_widget(tr("main"), Type::meta_strong, "pill");
        append(row, mark);
        put_content(check, row);
        say(check, tr("Reason") + ": " + choice.label);
        test_id(check, "reason:" + choice.name);
        check->Bind(wxEVT_CHECKBOX, [this, reason, number](wxCommandEvent&) {
            later(this, [reason, number] { reason(number); });
        });
        checks_.push_back(check);
        marks_.push_back(mark);
        column->Add(check, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(6)));
    }
    SetSizer(column);
    fill();
}

void ReasonList::update(const QuestionModel& model) {
    if (model.path == main_.path)
        main_ = model;
    else if (others_ && model.path == others_->path)
        others_ = model;
    else
        return;
    fill();
}

void ReasonList::fill() {
    for (std::size_t i = 0; i < checks_.size() && i < main_.choices.size(); ++i) {
        const ChoiceModel& choice = main_.choices[i];
        bool other = false;
        if (others_) {
            for (const ChoiceModel& candidate : others_->choices)
                other = other || (candidate.name == choice.name && candidate.chosen);
        }
        checks_[i]->SetValue(choice.chosen || other);
        if (choice.chosen != (gtk_widget_get_visible(marks_[i]) != FALSE)) {
            gtk_widget_set_visible(marks_[i], choice.chosen);
            checks_[i]->InvalidateBestSize();
            unsettle(this);
        }
        describe(checks_[i], choice.chosen ? tr("main") : std::string());
    }
}

} // namespace suoja::kiosk::views
