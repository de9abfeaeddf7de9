// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/intake_page.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/native.h"
#include "kiosk/views/question_list.h"
#include "kiosk/views/review_pane.h"
#include "kiosk/views/section_list.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {
namespace {

// A card of the right pane with an icon and a heading.
Surface* side_card(wxWindow* parent, wxBoxSizer*& inside) {
    auto* card = new Surface(parent, "card");
    inside = column_sizer();
    auto* frame = column_sizer();
    frame->Add(inside, wxSizerFlags(1).Expand().Border(wxALL, scaled(13)));
    card->SetSizer(frame);
    return card;
}

} // namespace

IntakePage::IntakePage(wxWindow* parent, IntakeActions actions)
    : PageView(parent), actions_(std::move(actions)) {
    auto* page = row_sizer();
    sections_ = new SectionList(this, actions_.go_to, actions_.review);
    middle_ = new Surface(this);
    aside_ = new Surface(this);
    page->Add(sections_, wxSizerFlags().Expand());
    add(page, middle_, wxSizerFlags(1).Expand(), {scaled(20), scaled(10), 0, scaled(10)});
    add(page, aside_, wxSizerFlags().Expand(), {scaled(16), scaled(14), scaled(16), scaled(14)});
    SetSizer(page);
}

void IntakePage::show_navigator(const NavigatorModel& model) {
    sections_->show(model);
}

void IntakePage::clear_middle() {
    middle_->DestroyChildren();
    aside_->DestroyChildren();
    aside_->SetSizer(nullptr);
    aside_->SetMinSize(wxDefaultSize);
    pane_ = nullptr;
    questions_ = nullptr;
    review_ = nullptr;
    main_ = nullptr;
    saved_view_ = nullptr;
    middle_->SetSizer(column_sizer());
}

void IntakePage::build_title(const std::string& title, const std::string& second) {
    auto* row = row_sizer();
    auto* words = new Label(middle_, "", Type::title, "ink", Lines::many);
    std::string markup = escape(title);
    if (!second.empty())
        markup += "  <span foreground=\"" + hex(token("ink2")) + "\">" +
                  styled(escape(second), Type::subtitle) + "</span>";
    words->set_markup(markup);
    row->Add(words, wxSizerFlags(1).Center());
    saved_view_ = new Surface(middle_);
    row->Add(saved_view_, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    middle_->GetSizer()->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    show_saved(saved_);
}

void IntakePage::show_saved(const SavedModel& model) {
    saved_ = model;
    if (saved_view_ == nullptr)
        return;
    saved_view_->DestroyChildren();
    auto* row = row_sizer();
    if (!model.words.empty()) {
        auto* words = icon_text(saved_view_, icon(model.tone), model.words, Type::small,
                                std::string(kind(model.tone)) + "-ink");
        say(words, model.words);
        row->Add(words, wxSizerFlags().Center());
    }
    saved_view_->SetSizer(row);
    saved_view_->InvalidateBestSize();
    middle_->Layout();
}

void IntakePage::show_section(const SectionModel& model) {
    clear_middle();
    build_title(model.title, model.second_title);
    auto* card = new Surface(middle_, "card");
    pane_ = new ScrollPane(card);
    questions_ = new QuestionList(pane_, model.questions, *actions_.answering, {});
    auto* inside = column_sizer();
    inside->Add(questions_, wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    // from 150 % what stands on the right comes after the questions
    wxWindow* host = aside_;
    if (look().scale_percent >= 150) {
        host = new Surface(pane_);
        inside->Add(host, wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    }
    build_aside(host, model);
    pane_->SetSizer(inside);
    auto* frame = column_sizer();
    frame->Add(pane_, wxSizerFlags(1).Expand().Border(wxALL, scaled(3)));
    card->SetSizer(frame);
    middle_->GetSizer()->Add(card, wxSizerFlags(1).Expand());
    auto* ways = row_sizer();
    // at the largest text without keys, and what is done seldom at the end of the questions
    const bool huge = look().scale_percent >= 200;
    auto* previous = new Button(
        middle_, {.text = model.previous, .key = huge ? "" : "F7", .icon = Icon::chevron_left}, "",
        actions_.previous);
    test_id(previous, "previous");
    ways->Add(previous, wxSizerFlags());
    ways->AddStretchSpacer();
    auto* later =
        new Button(huge ? static_cast<wxWindow*>(pane_) : middle_,
                   {.text = model.may_leave ? tr("Leave for later") : tr("Take up again")}, "quiet",
                   actions_.leave_for_later);
    test_id(later, "later");
    if (huge)
        inside->Add(later, wxSizerFlags().Border(wxALL, scaled(16)));
    else
        ways->Add(later, wxSizerFlags().Center().Border(wxRIGHT, scaled(12)));
    main_ = new Button(middle_,
                       {.text = model.next, .key = huge ? "" : "F8", .after = Icon::chevron_right},
                       "main", actions_.next);
    test_id(main_, "next");
    ways->Add(main_, wxSizerFlags());
    middle_->GetSizer()->Add(ways, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    settle(this);
}

void IntakePage::show_rows(const std::vector<QuestionModel>& questions) {
    if (questions_ == nullptr)
        return;
    questions_->show_rows(questions);
    settle(this);
}

void IntakePage::build_aside(wxWindow* host, const SectionModel& model) {
    auto* column = column_sizer();
    wxBoxSizer* inside = nullptr;
    Surface* card = side_card(host, inside);
    auto* row = row_sizer();
    auto* words = column_sizer();
    words->Add(new Label(card, tr("Person’s language"), Type::meta, "ink2"));
    words->Add(new Label(card,
                         model.language_card.empty() ? tr("Not chosen yet") : model.language_card,
                         Type::small_strong, "ink", Lines::many),
               wxSizerFlags().Expand());
    row->Add(words, wxSizerFlags(1).Center());
    auto* change = new Button(card, {.text = tr("Change"), .key = "F10", .type = Type::small},
                              "small", actions_.person_language);
    test_id(change, "person_language");
    row->Add(change, wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
    inside->Add(row, wxSizerFlags().Expand());
    column->Add(card, wxSizerFlags().Expand());

    card = side_card(host, inside);
    inside->Add(
        icon_text(card, Icon::speech, tr("Words you can use"), Type::small_strong, "primary-ink"));
    inside->Add(
        new Label(
            card,
            tr("“You don’t have to answer everything today. We can stop for a break at any time.”"),
            Type::small, "ink", Lines::many),
        wxSizerFlags().Expand().Border(wxTOP, scaled(6)));
    column->Add(card, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));

    if (!model.danger.empty()) {
        card = side_card(host, inside);
        inside->Add(
            icon_text(card, Icon::phone, tr("If there is danger now"), Type::small_strong, "ink"));
        inside->Add(new Label(card, model.danger, Type::small, "ink2", Lines::many),
                    wxSizerFlags().Expand().Border(wxTOP, scaled(6)));
        column->Add(card, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    }
    host->SetSizer(column);
    if (host == aside_)
        aside_->SetMinSize({scaled(264), -1});
}

void IntakePage::show_review(const ReviewModel& model) {
    if (review_ != nullptr && review_->update(model))
        return;
    clear_middle();
    build_title(model.title, "");
    review_ = new ReviewPane(middle_, aside_, actions_, model);
    middle_->GetSizer()->Add(review_, wxSizerFlags(1).Expand());
    settle(this);
}

void IntakePage::update(const QuestionModel& model) {
    if (questions_ != nullptr)
        questions_->update(model);
    if (review_ != nullptr)
        review_->update(model);
}

void IntakePage::focus(std::string_view path, std::int64_t cursor) {
    if (questions_ == nullptr) {
        if (wxWindow* first = first_control(middle_); first != nullptr)
            first->SetFocus();
        return;
    }
    FieldRow* row = path.empty() ? questions_->first() : questions_->to_focus(path);
    if (row != nullptr)
        row->focus(cursor);
}

std::vector<wxWindow*> IntakePage::panes() const {
    return {middle_, aside_, sections_};
}

void IntakePage::press_main() {
    if (review_ != nullptr)
        review_->press_main();
    else if (main_ != nullptr)
        main_->press();
}

} // namespace suoja::kiosk::views
