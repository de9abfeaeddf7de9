// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/choice_strip.h"

#include "kiosk/views/content.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {
ChoiceStrip::ChoiceStrip(wxWindow* parent, const std::string& name,
                         const std::vector<std::string>& choices,
                         const std::function<void(std::size_t)>& chosen)
    : Surface(parent),
      none_(new wxRadioButton(this, wxID_ANY, "-", wxDefaultPosition, wxDefaultSize, wxRB_GROUP)) {
    none_->Hide();
    auto* row = row_sizer();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        auto* part = new Measured<wxRadioButton>(this, wxID_ANY, "-");
        gtk_toggle_button_set_mode(GTK_TOGGLE_BUTTON(part->GetHandle()), FALSE);
        std::string classes = "strip";
        if (i > 0)
            classes += " follows";
        if (i == 0)
            classes += " first";
        if (i + 1 == choices.size())
            classes += " last";
        add_classes(part, classes);
        GtkWidget* box = row_box(scaled(6));
        gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
        GtkWidget* tick = icon_widget(Icon::tick, 15);
        gtk_widget_hide(tick);
        append(box, tick);
        append(box, text_widget(choices[i], Type::small, ""));
        put_content(part, box);
        say(part, name.empty() ? choices[i] : name + ": " + choices[i]);
        part->Bind(wxEVT_RADIOBUTTON, [this, chosen, i](wxCommandEvent&) {
            show_tick(i);
            chosen(i);
        });
        ticks_.push_back(tick);
        choices_.push_back(part);
        row->Add(part, wxSizerFlags(0).Expand());
    }
    SetSizer(row);
}

void ChoiceStrip::choose(std::optional<std::size_t> index) {
    (index ? choices_.at(*index) : none_)->SetValue(true);
    show_tick(index);
}

void ChoiceStrip::show_tick(std::optional<std::size_t> index) {
    for (std::size_t i = 0; i < ticks_.size(); ++i) {
        const bool on = index == i;
        if (on != (gtk_widget_get_visible(ticks_[i]) != FALSE)) {
            gtk_widget_set_visible(ticks_[i], on);
            choices_[i]->InvalidateBestSize();
            unsettle(this);
        }
    }
}

} // namespace suoja::kiosk::views
