// SPDX-License-Identifier: Apache-2.0
// The rows of a repeat that are no question: the heading of an instance with what removes it, and
// behind the last instance what adds one.
#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/field_row.h"
#include "kiosk/views/native.h"
#include "kiosk/views/page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {

void FieldRow::build_instance() {
    auto* column = column_sizer();
    column->Add(separator(this), wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    auto* head = row_sizer();
    words_ = new Label(this, "", Type::heading, "ink", Lines::many);
    head->Add(words_, wxSizerFlags(1).Center());
    if (!model_.remove.empty()) {
        remove_ = new Button(this, {.text = model_.remove, .type = Type::small}, "small quiet",
                             [this] { answering_->remove(model_.path); });
        test_id(remove_, "remove:" + model_.path);
        head->Add(remove_, wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
        asks_ = new Surface(this);
        auto* asked = column_sizer();
        message_ = new MessageView(asks_, {}, false);
        asked->Add(message_, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
        auto* ways = row_sizer();
        auto* really = new Button(asks_, {.text = model_.remove, .type = Type::small},
                                  "small attention", [this] { answering_->remove(model_.path); });
        say(really, model_.remove + ": " + model_.label);
        test_id(really, "really:" + model_.path);
        ways->Add(really, wxSizerFlags());
        keep_ = new Button(asks_, {.text = tr("Keep it"), .type = Type::small}, "small",
                           [this] { answering_->keep(model_.path); });
        test_id(keep_, "keep:" + model_.path);
        ways->Add(keep_, wxSizerFlags().Border(wxLEFT, scaled(8)));
        asked->Add(ways);
        asks_->SetSizer(asked);
        asks_->Hide();
    }
    column->Add(head, wxSizerFlags().Expand());
    if (asks_ != nullptr)
        column->Add(asks_, wxSizerFlags().Expand().Border(wxTOP, scaled(6)));
    SetSizer(column);
    fill_instance();
}

void FieldRow::build_repeat() {
    auto* column = column_sizer();
    message_ = new MessageView(this, {}, false);
    column->Add(message_, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(6)));
    if (!model_.add.empty()) {
        auto* more = new Button(this, {.text = model_.add, .icon = Icon::plus, .type = Type::small},
                                "small", [this] { answering_->add(model_.path); });
        say(more, model_.within.empty() ? model_.add : model_.within + ", " + model_.add);
        test_id(more, "add:" + model_.path);
        column->Add(more);
        first_ = more;
    }
    SetSizer(column);
    fill_instance();
}

void FieldRow::fill_instance() {
    if (words_ != nullptr) {
        std::string markup = escape(model_.label);
        if (!model_.second_label.empty())
            markup += "  <span foreground=\"" + hex(token("ink2")) + "\">" +
                      styled(escape(model_.second_label), Type::small) + "</span>";
        words_->set_markup(markup);
    }
    if (message_ != nullptr && model_.message)
        message_->show(*model_.message);
    if (asks_ == nullptr) {
        if (message_ != nullptr && message_->IsShown() != model_.message.has_value()) {
            message_->Show(model_.message.has_value());
            unsettle(this);
        }
        return;
    }
    say(remove_, model_.remove + ": " + model_.label);
    const bool asks = !model_.keep.empty();
    if (asks_->IsShown() == asks)
        return;
    // The focus goes with the question, and to the answer that loses nothing.
    const bool focused = contains(this, FindFocus());
    asks_->Show(asks);
    remove_->Show(!asks);
    if (focused)
        (asks ? keep_ : remove_)->SetFocus();
    unsettle(this);
}

} // namespace suoja::kiosk::views
