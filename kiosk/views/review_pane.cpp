// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/review_pane.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/intake_page.h"
#include "kiosk/views/native.h"
#include "kiosk/views/question_list.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {
namespace {

std::string strong(const std::string& text) {
    return "<span weight=\"600\">" + escape(text) + "</span>";
}

// What may change without the cards changing: the questions' values, which have their own way in.
std::string shape(const ReviewModel& m) {
    std::string text = m.title + m.needed_title + m.unanswered + m.unanswered_advice +
                       m.keep_label + m.why_not + (m.may_finalise ? "f" : "") +
                       (m.busy ? "b" : "") + (m.without_consent ? "w" : "") +
                       (m.may_consult ? "c" : "");
    for (const NeededModel& needed : m.needed)
        text += '\n' + needed.path + needed.label + needed.where;
    for (const UnansweredModel& unanswered : m.unanswered_list)
        text.append(1, '\n').append(unanswered.path).append(unanswered.words);
    for (const auto* questions : {&m.consent, &m.urgency}) {
        for (const QuestionModel& question : *questions)
            text.append(1, '\n').append(question.path).append(question.label);
    }
    for (const auto& [name, value] : m.about)
        text.append(1, '\n').append(name).append(value);
    for (const std::optional<Message>* message :
         {&m.consent_message, &m.erase_question, &m.message}) {
        text += *message ? message_text(**message) : "-";
    }
    return text;
}

} // namespace

ReviewPane::ReviewPane(wxWindow* parent, wxWindow* aside, const IntakeActions& actions,
                       const ReviewModel& model)
    : Surface(parent), actions_(&actions), model_(model), pane_(new ScrollPane(this)),
      cards_(column_sizer()) {
    if (model.message)
        cards_->Add(new MessageView(pane_, *model.message, true),
                    wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    build_needed(model);
    build_consent(model);
    build_unanswered(model);
    if (!model.urgency.empty()) {
        wxBoxSizer* inside = nullptr;
        Surface* ground = card(pane_, inside, 0);
        urgency_ = new QuestionList(ground, model.urgency, *actions.answering,
                                    {FieldRow::Shape::wide, true});
        inside->Add(urgency_, wxSizerFlags().Expand());
        cards_->Add(ground, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    }
    if (look().scale_percent >= 150) { // the right pane comes after the cards
        aside = new Surface(pane_);
        cards_->Add(aside, wxSizerFlags().Expand());
    }
    pane_->SetSizer(cards_);
    auto* column = column_sizer();
    column->Add(pane_, wxSizerFlags(1).Expand());
    SetSizer(column);
    build_finalise(model);
    build_aside(aside, model);
}

Surface* ReviewPane::card(wxWindow* parent, wxBoxSizer*& inside, int inset) {
    auto* ground = new Surface(parent, "card");
    inside = column_sizer();
    auto* frame = column_sizer();
    frame->Add(inside, wxSizerFlags(1).Expand().Border(wxALL, std::max(scaled(inset), 1)));
    ground->SetSizer(frame);
    return ground;
}

void ReviewPane::build_needed(const ReviewModel& model) {
    wxBoxSizer* inside = nullptr;
    Surface* ground = card(pane_, inside, 0);
    auto* head = row_sizer();
    if (model.needed.empty())
        head->Add(icon_view(ground, Icon::tick_circle, "received-ink", 19),
                  wxSizerFlags().Center().Border(wxRIGHT, scaled(8)));
    head->Add(new Label(ground, model.needed_title, Type::question, "ink", Lines::many),
              wxSizerFlags(1).Center());
    head->Add(new Label(ground, tr("Everything else may stay not asked"), Type::meta, "ink2"),
              wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    add(inside, head, wxSizerFlags().Expand(), {scaled(14), scaled(10), scaled(14), scaled(10)});
    for (const NeededModel& needed : model.needed) {
        inside->Add(separator(ground), wxSizerFlags().Expand());
        auto* row = row_sizer();
        row->Add(icon_view(ground, Icon::diamond, "attention-ink", 20), wxSizerFlags().Center());
        auto* words = column_sizer();
        words->Add(new Label(ground, needed.label, Type::small_strong, "ink", Lines::many),
                   wxSizerFlags().Expand());
        words->Add(new Label(ground, needed.where, Type::meta, "ink2", Lines::many),
                   wxSizerFlags().Expand());
        row->Add(words, wxSizerFlags(1).Center().Border(wxLEFT | wxRIGHT, scaled(10)));
        auto* go = new Button(
            ground, {.text = tr("Go to answer"), .after = Icon::chevron_right, .type = Type::small},
            "small", [this, path = needed.path] { actions_->go_to_answer(path); });
        say(go, tr("Go to answer") + ": " + needed.label);
        test_id(go, "go:" + needed.path);
        row->Add(go, wxSizerFlags().Center());
        add(inside, row, wxSizerFlags().Expand(), {scaled(14), scaled(8), scaled(14), scaled(8)});
    }
    cards_->Add(ground, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
}

void ReviewPane::build_consent(const ReviewModel& model) {
    if (model.consent.empty())
        return;
    wxBoxSizer* inside = nullptr;
    Surface* ground = card(pane_, inside, 0);
    auto* head = row_sizer();
    head->Add(new Label(ground, tr("Consent"), Type::question), wxSizerFlags().Center());
    head->Add(new Label(ground, model.consent_section, Type::meta, "ink2", Lines::many),
              wxSizerFlags(1).Center().Border(wxLEFT, scaled(10)));
    add(inside, head, wxSizerFlags().Expand(), {scaled(14), scaled(10), scaled(14), scaled(10)});
    if (model.consent_message)
        add(inside, new MessageView(ground, *model.consent_message, false), wxSizerFlags().Expand(),
            {scaled(14), 0, scaled(14), scaled(10)});
    inside->Add(separator(ground), wxSizerFlags().Expand());
    consent_ = new QuestionList(ground, model.consent, *actions_->answering,
                                {FieldRow::Shape::wide, true});
    inside->Add(consent_, wxSizerFlags().Expand());
    cards_->Add(ground, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
}

void ReviewPane::build_unanswered(const ReviewModel& model) {
    if (model.unanswered.empty())
        return;
    wxBoxSizer* inside = nullptr;
    Surface* ground = card(pane_, inside, 0);
    auto* row = row_sizer();
    row->Add(icon_view(ground, Icon::dash_circle, "ink2", 19), wxSizerFlags().Center());
    auto* words = new Label(ground, "", Type::small, "ink2", Lines::many);
    words->set_markup("<span foreground=\"" + hex(token("ink")) + "\">" + strong(model.unanswered) +
                      "</span> " + escape(model.unanswered_advice));
    row->Add(words, wxSizerFlags(1).Center().Border(wxLEFT | wxRIGHT, scaled(8)));
    auto* see =
        new Button(ground,
                   {.text = model.unanswered_list.empty() ? tr("See them") : tr("Close the list"),
                    .type = Type::small},
                   "quiet", [this] { actions_->see_unanswered(); });
    test_id(see, "see_unanswered");
    row->Add(see, wxSizerFlags().Center());
    add(inside, row, wxSizerFlags().Expand(), {scaled(14), scaled(7), scaled(14), scaled(7)});
    for (const UnansweredModel& unanswered : model.unanswered_list) {
        inside->Add(separator(ground), wxSizerFlags().Expand());
        auto* line = row_sizer();
        line->Add(new Label(ground, unanswered.label, Type::small, "ink", Lines::many),
                  wxSizerFlags(1).Center());
        line->Add(new Label(ground, unanswered.words, Type::meta, "ink2"),
                  wxSizerFlags().Center().Border(wxLEFT | wxRIGHT, scaled(12)));
        auto* go = new Button(ground, {.text = tr("Go to answer"), .type = Type::small}, "quiet",
                              [this, path = unanswered.path] { actions_->go_to_answer(path); });
        say(go, tr("Go to answer") + ": " + unanswered.label);
        line->Add(go, wxSizerFlags().Center());
        add(inside, line, wxSizerFlags().Expand(), {scaled(14), scaled(4), scaled(14), scaled(4)});
    }
    cards_->Add(ground, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
}

void ReviewPane::build_finalise(const ReviewModel& model) {
    auto* row = row_sizer();
    auto* previous =
        new Button(this, {.text = tr("_Previous"), .key = "F7", .icon = Icon::chevron_left}, "",
                   [this] { actions_->previous(); });
    test_id(previous, "previous");
    row->Add(previous, wxSizerFlags().Center());
    auto* why_not = new Label(this, model.why_not, Type::small, "ink2", Lines::many);
    why_not->align(1);
    row->Add(why_not, wxSizerFlags(1).Center().Border(wxLEFT | wxRIGHT, scaled(12)));
    finalise_ = new Button(this,
                           {.text = model.busy ? tr("Being sealed …") : tr("F_inalise and send"),
                            .key = model.may_finalise && !model.busy ? "Ctrl Enter" : "",
                            .icon = Icon::lock},
                           "main", [this] { actions_->finalise(); });
    test_id(finalise_, "finalise");
    finalise_->Enable(model.may_finalise && !model.busy);
    if (!model.why_not.empty())
        describe(finalise_, model.why_not);
    row->Add(finalise_, wxSizerFlags().Center());
    GetSizer()->Add(row, wxSizerFlags().Expand());
}

void ReviewPane::build_aside(wxWindow* aside, const ReviewModel& model) {
    auto* column = column_sizer();
    wxBoxSizer* inside = nullptr;
    Surface* ground = card(aside, inside, 13);
    inside->Add(new Label(ground, tr("When you finalise"), Type::question, "ink", Lines::many),
                wxSizerFlags().Expand());
    for (std::size_t i = 0; i < model.steps.size(); ++i) {
        auto* row = row_sizer();
        GtkWidget* number = text_widget(std::to_string(i + 1), Type::meta_strong, "");
        gtk_label_set_xalign(GTK_LABEL(number), 0.5f);
        row->Add(new Native(ground, disc(number, 24, "")), wxSizerFlags().Top());
        auto* words = new Label(ground, "", Type::small, "ink", Lines::many);
        words->set_markup(strong(model.steps[i].fact) + " " +
                          escape(model.steps[i].safe + model.steps[i].advice));
        row->Add(words, wxSizerFlags(1).Border(wxLEFT, scaled(10)));
        inside->Add(row, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    }
    column->Add(ground, wxSizerFlags().Expand());

    if (model.without_consent || model.erase_question) {
        ground = card(aside, inside, 13);
        inside->Add(icon_text(ground, Icon::shield, tr("If consent is not given"),
                              Type::small_strong, "ink"));
        inside->Add(
            new Label(ground,
                      tr("Nothing that identifies the person leaves this unit. You can then:"),
                      Type::small, "ink2", Lines::many),
            wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
        const auto way = [&](const std::string& text, const char* id, const std::string& kinds,
                             const std::function<void()>& press) {
            auto* button =
                new Button(ground, {.text = text, .type = Type::small}, "small " + kinds, press);
            test_id(button, id);
            inside->Add(button, wxSizerFlags().Expand().Border(wxTOP, scaled(8)));
        };
        if (model.without_consent) {
            way(model.keep_label, "keep", "", actions_->keep_as_draft);
            if (model.may_consult)
                way(tr("Anonymous consultation"), "consultation", "", actions_->consultation);
        }
        if (model.erase_question) {
            inside->Add(new MessageView(ground, *model.erase_question, false),
                        wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
            way(tr("Erase"), "confirm_erase", "attention", actions_->confirm_erase);
            way(tr("Keep it"), "cancel_erase", "", actions_->cancel_erase);
        } else if (model.without_consent) {
            way(tr("Erase …"), "erase", "", actions_->erase);
        }
        column->Add(ground, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    }
    if (!model.about.empty()) {
        ground = card(aside, inside, 13);
        inside->Add(new Label(ground, tr("This intake"), Type::question), wxSizerFlags());
        auto* grid = new wxFlexGridSizer(2, scaled(5), scaled(12));
        grid->AddGrowableCol(0, 9);
        grid->AddGrowableCol(1, 13);
        for (const auto& [name, value] : model.about) {
            grid->Add(new Label(ground, name, Type::small, "ink2", Lines::many),
                      wxSizerFlags().Expand());
            grid->Add(new Label(ground, value, Type::small, "ink", Lines::many),
                      wxSizerFlags().Expand());
        }
        inside->Add(grid, wxSizerFlags().Expand().Border(wxTOP, scaled(8)));
        column->Add(ground, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    }
    aside->SetSizer(column);
    if (look().scale_percent < 150)
        aside->SetMinSize({scaled(264), -1});
}

bool ReviewPane::update(const ReviewModel& model) {
    if (shape(model) != shape(model_))
        return false;
    model_ = model;
    for (const auto* questions : {&model.consent, &model.urgency}) {
        for (const QuestionModel& question : *questions)
            update(question);
    }
    return true;
}

void ReviewPane::update(const QuestionModel& model) {
    if (consent_ != nullptr && consent_->update(model))
        return;
    if (urgency_ != nullptr)
        urgency_->update(model);
}

void ReviewPane::press_main() {
    if (finalise_->IsEnabled())
        finalise_->press();
}

} // namespace suoja::kiosk::views
