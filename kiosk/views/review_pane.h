// SPDX-License-Identifier: Apache-2.0
#pragma once
// The review before an intake is finalised (picture 04): middle and right pane. GUI thread.
#include "kiosk/presenters/review.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

class Button;
class QuestionList;
struct IntakeActions;

class ReviewPane : public Surface {
  public:
    ReviewPane(wxWindow* parent, wxWindow* aside, const IntakeActions& actions,
               const ReviewModel& model);
    // False: what stands differs in more than words; build anew.
    bool update(const ReviewModel& model);
    void update(const QuestionModel& model);
    void press_main();

  private:
    void build_needed(const ReviewModel& model);
    void build_consent(const ReviewModel& model);
    void build_unanswered(const ReviewModel& model);
    void build_finalise(const ReviewModel& model);
    void build_aside(wxWindow* aside, const ReviewModel& model);
    Surface* card(wxWindow* parent, wxBoxSizer*& inside, int inset);
    const IntakeActions* actions_;
    ReviewModel model_;
    ScrollPane* pane_;
    wxBoxSizer* cards_;
    QuestionList* consent_ = nullptr;
    QuestionList* urgency_ = nullptr;
    Button* finalise_ = nullptr;
};

} // namespace suoja::kiosk::views
