// SPDX-License-Identifier: Apache-2.0
// Rows that come and go while somebody types: the field under the hands keeps its focus, its cursor
// and its place among what Tab reaches.
#include "kiosk/views/canned.h"
#include "kiosk/views/field.h"
#include "kiosk/views/intake_page.h"
#include "kiosk/views/native.h"
#include "kiosk/views/page.h"
#include "kiosk/views/question_list.h"
#include "kiosk/views/settle.h"
#include "pump.h"

#include <gtest/gtest.h>
#include <wx/button.h>

namespace suoja::test {
namespace {

using kiosk::Control;
using kiosk::QuestionModel;
using kiosk::views::TextField;
using Rows = std::vector<QuestionModel>;

struct Noted final : kiosk::views::canned::NoAnswering {
    std::vector<std::string> told;
    void add(std::string_view path) override { told.push_back("add " + std::string(path)); }
    void remove(std::string_view path) override { told.push_back("remove " + std::string(path)); }
    void keep(std::string_view path) override { told.push_back("keep " + std::string(path)); }
    void type(std::string_view path, std::string_view text) override {
        told.push_back("type " + std::string(path) + " " + std::string(text));
        if (on_type)
            on_type(path);
    }
    std::function<void(std::string_view)> on_type;
};

QuestionModel field(const std::string& path, const std::string& within = {}) {
    QuestionModel model;
    model.path = path;
    model.within = within;
    model.label = "Field of " + path;
    model.control = Control::integer;
    return model;
}

QuestionModel heading(const std::string& path, const std::string& label, bool asks = false) {
    QuestionModel model;
    model.path = path;
    model.label = label;
    model.control = Control::instance;
    model.remove = "Remove";
    if (asks) {
        model.keep = "Keep it";
        model.message = kiosk::Message{kiosk::Tone::attention, "Remove it?", "It is kept.", ""};
    }
    return model;
}

QuestionModel end(const std::string& path) {
    QuestionModel model;
    model.path = path;
    model.label = "Child";
    model.control = Control::repeat;
    model.add = "Add: Child";
    return model;
}

Rows rows(int children) {
    Rows all{field("count")};
    for (int i = 1; i <= children; ++i) {
        const std::string name = "Child " + std::to_string(i);
        const std::string path = "children[" + std::to_string(i) + "]";
        all.push_back(heading(path, name));
        all.push_back(field(path + "/age", name));
    }
    all.push_back(end("children"));
    all.push_back(field("last"));
    return all;
}

struct Repeats : testing::Test {
    void SetUp() override {
        list = new kiosk::views::QuestionList(screen.frame(), rows(0), answering, style());
        list->SetSize({0, 0, 700, 700});
        screen.frame()->Show();
        settle();
    }
    [[nodiscard]] virtual kiosk::views::QuestionList::Style style() const { return {}; }
    void settle() {
        kiosk::views::settle(screen.frame());
        pump();
    }
    void show(const Rows& models) {
        list->show_rows(models);
        settle();
    }
    TextField* text(const std::string& path) {
        return dynamic_cast<TextField*>(
            wxWindow::FindWindowByName(kiosk::views::wx("field:" + path), list));
    }
    bool says(const std::string& words) {
        bool found = false;
        each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
            found = found || (GTK_IS_LABEL(widget) && label_text(widget) == words);
        });
        return found;
    }
    // what Tab reaches, in its order
    std::vector<std::string> fields() {
        std::vector<std::string> found;
        const std::function<void(wxWindow*)> visit = [&](wxWindow* window) {
            if (!window->IsShown())
                return;
            if (auto* one = dynamic_cast<TextField*>(window); one != nullptr)
                found.push_back(kiosk::views::test_id(one));
            for (wxWindow* child : window->GetChildren())
                visit(child);
        };
        visit(list);
        return found;
    }
    Noted answering;
    Screen screen;
    kiosk::views::QuestionList* list = nullptr;
};

TEST_F(Repeats, TheFieldThatIsTypedInKeepsItsFocusAndCursor) {
    TextField* count = text("count");
    ASSERT_NE(count, nullptr);
    count->SetFocus();
    pump();
    ASSERT_EQ(wxWindow::FindFocus(), count);
    answering.on_type = [&](std::string_view path) {
        if (path == "count")
            list->show_rows(rows(count->text().empty() ? 0 : std::stoi(count->text())));
    };
    count->WriteText("1");
    settle();
    EXPECT_TRUE(says("Child 1"));
    EXPECT_EQ(wxWindow::FindFocus(), count);
    EXPECT_EQ(count->GetInsertionPoint(), 1);
    count->WriteText("2");
    settle();
    EXPECT_EQ(text("count"), count);
    EXPECT_EQ(count->text(), "12");
    EXPECT_TRUE(says("Child 12"));
    EXPECT_EQ(wxWindow::FindFocus(), count);
    EXPECT_EQ(count->GetInsertionPoint(), 2);
    EXPECT_EQ(count->GetStringSelection(), "");
    count->Remove(1, 2);
    settle();
    EXPECT_FALSE(says("Child 2"));
    EXPECT_EQ(wxWindow::FindFocus(), count);
}

TEST_F(Repeats, RowsThatStayAreNotBuiltAnew) {
    show(rows(2));
    TextField* age = text("children[1]/age");
    TextField* last = text("last");
    age->SetFocus();
    pump();
    show(rows(3));
    EXPECT_EQ(text("children[1]/age"), age);
    EXPECT_EQ(text("last"), last);
    EXPECT_EQ(wxWindow::FindFocus(), age);
    show(rows(1));
    EXPECT_EQ(text("children[1]/age"), age);
    EXPECT_EQ(text("children[2]/age"), nullptr);
    EXPECT_EQ(wxWindow::FindFocus(), age);
}

TEST_F(Repeats, TabGoesAsTheEyeDoes) {
    show(rows(1));
    show(rows(3));
    EXPECT_EQ(fields(), (std::vector<std::string>{"field:count", "field:children[1]/age",
                                                  "field:children[2]/age", "field:children[3]/age",
                                                  "field:last"}));
    int y = -1;
    for (const auto* path : {"count", "children[1]/age", "children[2]/age", "last"}) {
        const int here = text(path)->GetScreenPosition().y;
        EXPECT_GT(here, y) << path;
        y = here;
    }
}

TEST_F(Repeats, FieldsAreNamedWithTheirHeading) {
    show(rows(2));
    EXPECT_EQ(kiosk::views::accessible_name(text("children[2]/age")),
              "Child 2, Field of children[2]/age");
}

TEST_F(Repeats, ButtonsAddAskAndRemove) {
    show(rows(2));
    const auto press = [&](const std::string& id) {
        auto* button =
            dynamic_cast<wxButton*>(wxWindow::FindWindowByName(kiosk::views::wx(id), list));
        ASSERT_NE(button, nullptr) << id;
        ASSERT_TRUE(button->IsShownOnScreen()) << id;
        button->SetFocus();
        pump();
        wxCommandEvent event(wxEVT_BUTTON, button->GetId());
        event.SetEventObject(button);
        button->GetEventHandler()->ProcessEvent(event);
        pump();
    };
    press("add:children");
    press("remove:children[2]");
    auto models = rows(2);
    models[3] = heading("children[2]", "Child 2", true);
    list->update(models[3]);
    settle();
    EXPECT_TRUE(says("Remove it? It is kept."));
    // the focus went with the question, to the answer that loses nothing
    EXPECT_EQ(kiosk::views::test_id(wxWindow::FindFocus()), "keep:children[2]");
    press("keep:children[2]");
    list->update(heading("children[2]", "Child 2"));
    settle();
    EXPECT_FALSE(says("Remove it? It is kept."));
    EXPECT_EQ(kiosk::views::test_id(wxWindow::FindFocus()), "remove:children[2]");
    list->update(models[3]);
    settle();
    press("really:children[2]");
    EXPECT_EQ(answering.told, (std::vector<std::string>{"add children", "remove children[2]",
                                                        "keep children[2]", "remove children[2]"}));
}

TEST_F(Repeats, TheCursorComesToTheFirstFieldOfAnInstance) {
    show(rows(2));
    kiosk::views::FieldRow* row = list->to_focus("children[2]");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->model().path, "children[2]/age");
    row = list->to_focus("children");
    ASSERT_NE(row, nullptr);
    row->focus(0);
    pump();
    EXPECT_EQ(kiosk::views::test_id(wxWindow::FindFocus()), "add:children");
}

struct RepeatsInColumns : Repeats {
    [[nodiscard]] kiosk::views::QuestionList::Style style() const override {
        return {kiosk::views::FieldRow::Shape::dense, false, 2};
    }
};

TEST_F(RepeatsInColumns, RowsComeAndGoWithoutHoles) {
    text("count")->SetFocus();
    pump();
    show(rows(3));
    EXPECT_EQ(kiosk::views::test_id(wxWindow::FindFocus()), "field:count");
    EXPECT_TRUE(says("Child 3"));
    const int below = text("children[3]/age")->GetScreenPosition().y;
    EXPECT_GT(text("last")->GetScreenPosition().y, below);
    show(rows(0));
    EXPECT_LT(text("last")->GetScreenPosition().y, below);
    EXPECT_FALSE(says("Child 1"));
}

} // namespace
} // namespace suoja::test
