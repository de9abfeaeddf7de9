// SPDX-License-Identifier: Apache-2.0
#pragma once
// The hotline (picture 05): calls on the left, the one that is open in the middle, reasons on the
// right. GUI thread.
#include "kiosk/presenters/call.h"
#include "kiosk/views/page.h"

namespace suoja::kiosk::views {

class Button;
class CallList;
class FieldRow;
class Label;
class QuestionList;
class ReasonList;

struct CallActions {
    Answering* answering = nullptr;
    std::function<void()> start = [] {}, end_call = [] {}, finalise = [] {}, undo = [] {},
                          discard = [] {}, time_stamp = [] {};
    std::function<void(std::string_view)> open = [](auto) {}, close_as = [](auto) {},
                                          go_to_answer = [](auto) {};
    std::function<void(int)> reason = [](int) {};
};

class CallPage : public PageView, public CallView {
  public:
    CallPage(wxWindow* parent, CallActions actions);
    void show_list(const CallListModel& model) override;
    void show_call(const CallModel& model) override;
    void show_rows(const std::vector<QuestionModel>& questions) override;
    void update(const QuestionModel& model) override;
    void show_clock(const CallClock& clock) override;
    void show_saved(const SavedModel& model) override;
    void show_undo(const std::optional<UndoModel>& undo) override;
    void insert_in_note(std::string_view text) override;
    void focus(std::string_view path, std::int64_t cursor) override;
    [[nodiscard]] std::vector<wxWindow*> panes() const override;
    void press_main() override;

  private:
    void build_top(const CallModel& model);
    void build_head(const CallModel& model);
    void build_empty(const CallModel& model);
    void build_needed(const CallModel& model);
    // the same call, with the same fields: what stands above them is built anew and nothing else
    bool refresh(const CallModel& model);
    CallActions actions_;
    CallModel model_;
    SavedModel saved_;
    CallList* list_;
    Surface* middle_;
    Surface* top_ = nullptr; // clock, buttons, what is still needed
    Surface* aside_;
    Surface* saved_view_ = nullptr;
    Label* timer_ = nullptr;
    Label* phase_ = nullptr;
    QuestionList* questions_ = nullptr;
    FieldRow* note_ = nullptr;
    ReasonList* reasons_ = nullptr;
    Button* main_ = nullptr;
};

} // namespace suoja::kiosk::views
