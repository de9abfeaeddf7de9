// SPDX-License-Identifier: Apache-2.0
#pragma once
// One question: its words, the person's language below, the native control, "No answer", the inline
// message. Or the heading of an instance of a repeat, or what adds one. Draws a QuestionModel and
// tells an Answering; holds no answer of its own. GUI thread.
#include "kiosk/presenters/question.h"
#include "kiosk/views/tone.h"

#include <wx/checklst.h>

namespace suoja::kiosk::views {

class Button;
class DropDown;
class TextField;
class TileGroup;
class ChoiceStrip;

class FieldRow : public Surface {
  public:
    // wide: question left, control right, as in the review; dense: in columns, without the tag
    enum class Shape { tall, wide, dense };
    FieldRow(wxWindow* parent, const QuestionModel& model, Answering& answering,
             Shape shape = Shape::tall);
    void update(const QuestionModel& model);
    void focus(std::int64_t cursor); // −1: at the end
    [[nodiscard]] const QuestionModel& model() const { return model_; }
    void insert(const std::string& text); // at the cursor of a text control

  private:
    void build();
    void build_instance();
    void build_repeat();
    void fill_instance();
    [[nodiscard]] wxWindow* build_control();
    [[nodiscard]] wxWindow* tiles(bool many);
    [[nodiscard]] wxWindow* text_field(bool lines);
    [[nodiscard]] wxWindow* absence_menu(wxWindow* parent);
    void fill(); // values into the controls that stand
    void fill_message();
    void follow_focus(wxWindow* control);
    [[nodiscard]] bool same_shape(const QuestionModel& model) const;

    QuestionModel model_;
    Answering* answering_;
    Shape shape_;
    TileGroup* tiles_ = nullptr;
    ChoiceStrip* strip_ = nullptr;
    DropDown* choice_ = nullptr;
    DropDown* absence_ = nullptr;
    wxCheckListBox* list_ = nullptr;
    TextField* text_ = nullptr;
    Label* words_ = nullptr;
    Label* second_ = nullptr;
    Label* length_ = nullptr;
    Native* needed_ = nullptr;
    MessageView* message_ = nullptr;
    Button* remove_ = nullptr;
    Button* keep_ = nullptr;
    Surface* asks_ = nullptr;  // whether really
    Surface* frame_ = nullptr; // around many plain check marks; carries the alert
    wxWindow* first_ = nullptr;
    bool inside_ = false;
};

} // namespace suoja::kiosk::views
