// SPDX-License-Identifier: Apache-2.0
#pragma once
// The reasons of a call: native check controls, numbered for Alt+1…9; the first chosen is the main
// reason and says so. GUI thread.
#include "kiosk/presenters/question.h"
#include "kiosk/views/surface.h"

#include <wx/checkbox.h>

#include <functional>
#include <optional>

namespace suoja::kiosk::views {

class ReasonList : public Surface {
  public:
    ReasonList(wxWindow* parent, const QuestionModel& main,
               const std::optional<QuestionModel>& others, const std::function<void(int)>& reason);
    void update(const QuestionModel& model);

  private:
    void fill();
    QuestionModel main_;
    std::optional<QuestionModel> others_;
    std::vector<wxCheckBox*> checks_;
    std::vector<GtkWidget*> marks_; // the word "main"
};

} // namespace suoja::kiosk::views
