// SPDX-License-Identifier: Apache-2.0
// The questions of a section as they stand on the page: what an answer changes is seen at once.
#include "kiosk/views/question_list.h"
#include "kiosk/views/settle.h"
#include "pump.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using kiosk::QuestionModel;

struct Quiet final : kiosk::Answering {
    void choose(std::string_view, std::string_view) override {}
    void toggle(std::string_view, std::string_view, bool) override {}
    void type(std::string_view, std::string_view) override {}
    void set_absence(std::string_view, std::string_view) override {}
    void add(std::string_view) override {}
    void remove(std::string_view) override {}
    void keep(std::string_view) override {}
    void entered(std::string_view) override {}
    void moved(std::string_view, std::int64_t) override {}
    void left(std::string_view) override {}
};

QuestionModel question(const std::string& path, const std::string& because) {
    QuestionModel model;
    model.path = path;
    model.label = "Question " + path;
    model.block = because.empty() ? "" : "${reason} != ''";
    model.shown_because = because;
    return model;
}

struct Questions : testing::Test {
    Questions()
        : list(new kiosk::views::QuestionList(
              screen.frame(), {question("plain", ""), question("first", "Shown because A")}, quiet,
              {})) {
        list->SetSize({0, 0, 700, 500});
        kiosk::views::settle(screen.frame());
        pump();
    }
    bool says(const std::string& words) {
        bool found = false;
        each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
            found = found || (GTK_IS_LABEL(widget) && label_text(widget) == words);
        });
        return found;
    }
    Quiet quiet;
    Screen screen;
    kiosk::views::QuestionList* list;
};

TEST_F(Questions, SayWhyTheyAreShownInTheWordsOfTheAnswerAsItIsNow) {
    ASSERT_TRUE(says("Shown because A"));
    ASSERT_TRUE(list->update(question("first", "Shown because B")));
    pump();
    EXPECT_TRUE(says("Shown because B"));
    EXPECT_FALSE(says("Shown because A"));
}

TEST_F(Questions, HiddenUntilTheAnswerComesSayWhyWhenTheyAppear) {
    auto model = question("first", "");
    model.block = "${reason} != ''";
    model.visible = false;
    ASSERT_TRUE(list->update(model));
    pump();
    ASSERT_FALSE(says("Question first"));
    ASSERT_TRUE(list->update(question("first", "Shown because C")));
    pump();
    EXPECT_TRUE(says("Question first"));
    EXPECT_TRUE(says("Shown because C"));
    EXPECT_TRUE(says("Question plain"));
}

} // namespace
} // namespace suoja::test
