// SPDX-License-Identifier: Apache-2.0
#pragma once
// An intake (pictures 03, 12, 13): sections on the left, the questions of one in the middle, helps
// on the right; or its review. GUI thread.
#include "kiosk/presenters/intake.h"
#include "kiosk/views/page.h"

namespace suoja::kiosk::views {

class Button;
class Label;
class QuestionList;
class ReviewPane;
class SectionList;

struct IntakeActions {
    Answering* answering = nullptr;
    std::function<void(int)> go_to = [](int) {};
    std::function<void()> previous = [] {}, next = [] {}, review = [] {}, leave_for_later = [] {},
                          person_language = [] {};
    std::function<void(std::string_view)> go_to_answer = [](auto) {};
    std::function<void()> see_unanswered = [] {}, finalise = [] {}, keep_as_draft = [] {},
                          consultation = [] {}, erase = [] {}, confirm_erase = [] {},
                          cancel_erase = [] {};
};

class IntakePage : public PageView, public IntakeView {
  public:
    IntakePage(wxWindow* parent, IntakeActions actions);
    void show_navigator(const NavigatorModel& model) override;
    void show_section(const SectionModel& model) override;
    void show_rows(const std::vector<QuestionModel>& questions) override;
    void show_review(const ReviewModel& model) override;
    void update(const QuestionModel& model) override;
    void show_saved(const SavedModel& model) override;
    void focus(std::string_view path, std::int64_t cursor) override;
    [[nodiscard]] std::vector<wxWindow*> panes() const override;
    void press_main() override;

  private:
    void clear_middle();
    void build_title(const std::string& title, const std::string& second);
    void build_aside(wxWindow* host, const SectionModel& model);
    IntakeActions actions_;
    SavedModel saved_;
    SectionList* sections_;
    Surface* middle_;
    Surface* aside_;
    Surface* saved_view_ = nullptr;
    ScrollPane* pane_ = nullptr;
    QuestionList* questions_ = nullptr;
    ReviewPane* review_ = nullptr;
    Button* main_ = nullptr;
};

} // namespace suoja::kiosk::views
