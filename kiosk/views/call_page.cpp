// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/call_page.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/call_list.h"
#include "kiosk/views/native.h"
#include "kiosk/views/question_list.h"
#include "kiosk/views/reason_list.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

#include <wx/wrapsizer.h>

namespace suoja::kiosk::views {

CallPage::CallPage(wxWindow* parent, CallActions actions)
    : PageView(parent), actions_(std::move(actions)) {
    auto* page = row_sizer();
    list_ = new CallList(this, actions_);
    middle_ = new Surface(this);
    aside_ = new Surface(this);
    page->Add(list_, wxSizerFlags().Expand());
    add(page, middle_, wxSizerFlags(1).Expand(), {scaled(18), scaled(14), scaled(18), scaled(14)});
    add(page, aside_, wxSizerFlags().Expand(), {0, scaled(14), scaled(18), scaled(14)});
    SetSizer(page);
}

void CallPage::show_list(const CallListModel& model) {
    list_->show(model);
}
void CallPage::show_undo(const std::optional<UndoModel>& undo) {
    list_->show_undo(undo);
}

void CallPage::build_empty(const CallModel& model) {
    auto* column = column_sizer();
    column->AddStretchSpacer();
    if (model.message)
        column->Add(new MessageView(middle_, *model.message, true),
                    wxSizerFlags().Expand().Border(wxBOTTOM, scaled(20)));
    auto* words = new Label(middle_, model.empty, Type::subtitle, "ink2");
    column->Add(words, wxSizerFlags().CenterHorizontal());
    main_ = new Button(
        middle_, {.text = tr("New call"), .key = "F2", .icon = Icon::phone, .type = Type::subtitle},
        "main large", [this] { actions_.start(); });
    test_id(main_, "start");
    column->Add(main_, wxSizerFlags().CenterHorizontal().Border(wxTOP, scaled(16)));
    column->AddStretchSpacer(2);
    middle_->SetSizer(column);
    main_->SetFocus(); // the one thing to do here; a screen reader says it
}

void CallPage::build_top(const CallModel& model) {
    top_->DestroyChildren();
    top_->SetSizer(column_sizer());
    timer_ = phase_ = nullptr;
    saved_view_ = nullptr;
    main_ = nullptr;
    build_head(model);
    if (model.message)
        top_->GetSizer()->Add(new MessageView(top_, *model.message, true),
                              wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    build_needed(model);
}

void CallPage::build_head(const CallModel& model) {
    auto* card = new Surface(top_, "card");
    auto* row = row_sizer();
    auto* clock = column_sizer();
    const bool running = model.clock.phase == CallPhase::running;
    phase_ = new Label(card, "", Type::small_strong, running ? "received-ink" : "ink2");
    clock->Add(phase_);
    timer_ = new Label(card, "", Type::timer);
    clock->Add(timer_);
    row->Add(clock, wxSizerFlags().Center());
    auto* line = separator(card, true);
    line->Show(look().scale_percent < 200);
    row->Add(line, wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT, scaled(18)));
    auto* about = column_sizer();
    about->Add(new Label(card, model.code, Type::question));
    about->Add(new Label(card, tr("The number is not taken from the telephone"), Type::meta, "ink2",
                         Lines::many),
               wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
    saved_view_ = new Surface(card);
    about->Add(saved_view_, wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
    // at the largest text below the clock and the button
    const bool huge = look().scale_percent >= 200;
    if (huge)
        row->AddStretchSpacer();
    else
        row->Add(about, wxSizerFlags(1).Center());
    if (model.may_discard) {
        auto* discard = new Button(card, {.text = tr("Nothing to keep"), .type = Type::small},
                                   "small", [this] { actions_.discard(); });
        test_id(discard, "discard");
        row->Add(discard, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    }
    if (running) {
        main_ = new Button(
            card, {.text = tr("End call"), .key = huge ? "" : "Ctrl E", .icon = Icon::phone},
            "main", [this] { actions_.end_call(); });
        test_id(main_, "end_call");
    } else {
        main_ = new Button(card,
                           {.text = model.busy ? tr("Being sealed …") : tr("F_inalise and send"),
                            .key = model.may_finalise && !model.busy ? "Ctrl Enter" : "",
                            .icon = Icon::lock},
                           "main", [this] { actions_.finalise(); });
        main_->Enable(model.may_finalise && !model.busy);
        test_id(main_, "finalise");
    }
    row->Add(main_, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    auto* frame = column_sizer();
    frame->Add(row, wxSizerFlags(1).Expand().Border(wxALL, scaled(huge ? 8 : 14)));
    if (huge)
        add(frame, about, wxSizerFlags().Expand(), {scaled(8), 0, scaled(8), scaled(8)});
    card->SetSizer(frame);
    top_->GetSizer()->Add(card, wxSizerFlags().Expand());
}

void CallPage::build_needed(const CallModel& model) {
    if (model.clock.phase != CallPhase::ended || (model.needed.empty() && model.why_not.empty()))
        return;
    auto* row = new wxWrapSizer(wxHORIZONTAL);
    row->Add(icon_text(top_, Icon::diamond, model.why_not, Type::small_strong, "attention-ink"),
             wxSizerFlags().Center().Border(wxRIGHT, scaled(12)));
    for (const CallModel::Needed& needed : model.needed) {
        auto* go = new Button(
            top_, {.text = needed.label, .after = Icon::chevron_right, .type = Type::small},
            "small", [this, path = needed.path] { actions_.go_to_answer(path); });
        say(go, tr("Go to answer") + ": " + needed.label);
        row->Add(go, wxSizerFlags().Border(wxRIGHT | wxTOP, scaled(6)));
    }
    top_->GetSizer()->Add(row, wxSizerFlags().Expand().Border(wxTOP, scaled(8)));
}

void CallPage::show_call(const CallModel& model) {
    if (refresh(model))
        return;
    const wxWindow* had = FindFocus();
    const std::string focused = contains(this, had) ? test_id(had) : std::string();
    model_ = model;
    middle_->DestroyChildren();
    top_ = nullptr;
    aside_->DestroyChildren();
    aside_->SetSizer(nullptr);
    questions_ = nullptr;
    note_ = nullptr;
    reasons_ = nullptr;
    main_ = nullptr;
    saved_view_ = nullptr;
    timer_ = phase_ = nullptr;
    // from 150 % the reasons come after the questions
    const bool beside = look().scale_percent < 150;
    aside_->Show(!model.code.empty() && beside);
    if (model.code.empty()) {
        build_empty(model);
        settle(this);
        return;
    }
    middle_->SetSizer(column_sizer());
    top_ = new Surface(middle_);
    middle_->GetSizer()->Add(top_, wxSizerFlags().Expand());
    build_top(model);
    auto* pane = new ScrollPane(middle_);
    questions_ =
        new QuestionList(pane, model.questions, *actions_.answering,
                         {FieldRow::Shape::dense, false, look().scale_percent > 125 ? 1 : 2});
    auto* inside = column_sizer();
    // one pane for all of it where there is no room for two
    const bool huge = look().scale_percent >= 200;
    if (model.note && huge) {
        note_ = new FieldRow(pane, *model.note, *actions_.answering);
        inside->Add(note_, wxSizerFlags().Expand().Border(wxRIGHT | wxBOTTOM, scaled(10)));
    }
    add(inside, questions_, wxSizerFlags().Expand(), {0, scaled(4), scaled(10), scaled(4)});
    if (model.reason && !beside) {
        reasons_ = new ReasonList(pane, *model.reason, model.other_reasons, actions_.reason);
        inside->Add(reasons_, wxSizerFlags().Expand().Border(wxRIGHT, scaled(10)));
    }
    pane->SetSizer(inside);
    middle_->GetSizer()->Add(pane, wxSizerFlags(5).Expand().Border(wxTOP, scaled(10)));
    if (model.note && !huge) {
        note_ = new FieldRow(middle_, *model.note, *actions_.answering);
        middle_->GetSizer()->Add(note_, wxSizerFlags(4).Expand().Border(wxTOP, scaled(8)));
    }
    if (model.reason && beside) {
        auto* card = new Surface(aside_, "card");
        auto* scroll = new ScrollPane(card);
        reasons_ = new ReasonList(scroll, *model.reason, model.other_reasons, actions_.reason);
        auto* list = column_sizer();
        list->Add(reasons_, wxSizerFlags().Expand().Border(wxALL, scaled(12)));
        scroll->SetSizer(list);
        auto* frame = column_sizer();
        frame->Add(scroll, wxSizerFlags(1).Expand().Border(wxALL, 2));
        card->SetSizer(frame);
        auto* column = column_sizer();
        column->Add(card, wxSizerFlags(1).Expand());
        aside_->SetSizer(column);
    }
    aside_->SetMinSize({scaled(274), -1});
    show_clock(model.clock);
    show_saved(saved_);
    settle(this);
    if (!focused.empty()) {
        if (wxWindow* again = FindWindowByName(wx(focused), this); again != nullptr)
            again->SetFocus();
    }
}

bool CallPage::refresh(const CallModel& model) {
    if (questions_ == nullptr || model.code.empty() || model.code != model_.code ||
        model.note.has_value() != model_.note.has_value() ||
        model.reason.has_value() != model_.reason.has_value())
        return false;
    const wxWindow* had = FindFocus();
    const bool above = contains(top_, had);
    const std::string focused = above ? test_id(had) : std::string();
    model_ = model;
    build_top(model);
    questions_->show_rows(model.questions);
    for (const auto* question : {&model.note, &model.reason, &model.other_reasons})
        if (*question)
            update(**question);
    show_clock(model.clock);
    show_saved(saved_);
    settle(this);
    if (!above)
        return true;
    if (wxWindow* again = FindWindowByName(wx(focused), top_); again != nullptr)
        again->SetFocus();
    else if (main_ != nullptr && main_->IsEnabled())
        main_->SetFocus();
    else
        focus({}, 0); // the button that was pressed is gone
    return true;
}

void CallPage::show_rows(const std::vector<QuestionModel>& questions) {
    if (questions_ == nullptr)
        return;
    questions_->show_rows(questions);
    settle(this);
}

void CallPage::update(const QuestionModel& model) {
    if (note_ != nullptr && note_->model().path == model.path)
        note_->update(model);
    else if (questions_ != nullptr && questions_->update(model))
        return;
    else if (reasons_ != nullptr)
        reasons_->update(model);
}

void CallPage::show_clock(const CallClock& clock) {
    if (timer_ == nullptr)
        return;
    if (utf8(timer_->GetLabel()) == clock.timer)
        return;
    const wxSize before = timer_->GetSize();
    timer_->set_text(clock.timer);
    phase_->set_text((clock.phase == CallPhase::running ? "● " : "") + clock.words);
    if (timer_->GetBestSize().x > before.x || phase_->GetBestSize().x > phase_->GetSize().x)
        unsettle(this);
}

void CallPage::show_saved(const SavedModel& model) {
    saved_ = model;
    if (saved_view_ == nullptr)
        return;
    saved_view_->DestroyChildren();
    auto* row = row_sizer();
    if (!model.words.empty()) {
        const std::string colour = std::string(kind(model.tone)) + "-ink";
        row->Add(icon_view(saved_view_, icon(model.tone), colour, 16), wxSizerFlags().Top());
        row->Add(new Label(saved_view_, model.words, Type::meta, colour, Lines::many),
                 wxSizerFlags(1).Border(wxLEFT, scaled(6)));
    }
    saved_view_->SetSizer(row);
    saved_view_->InvalidateBestSize();
    unsettle(this);
}

void CallPage::insert_in_note(std::string_view text) {
    if (note_ != nullptr)
        note_->insert(std::string(text));
}

void CallPage::focus(std::string_view path, std::int64_t cursor) {
    FieldRow* row = note_;
    if (!path.empty() && note_ != nullptr && note_->model().path != path && questions_ != nullptr)
        row = questions_->to_focus(path);
    else if (path.empty() && questions_ != nullptr)
        row = questions_->first();
    if (row != nullptr)
        row->focus(cursor);
    else if (reasons_ != nullptr && !path.empty()) {
        if (wxWindow* first = first_control(reasons_); first != nullptr)
            first->SetFocus();
    }
}

std::vector<wxWindow*> CallPage::panes() const {
    return {middle_, aside_, list_};
}

void CallPage::press_main() {
    if (main_ != nullptr && main_->IsEnabled())
        main_->press();
}

} // namespace suoja::kiosk::views
