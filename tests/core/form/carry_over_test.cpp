// SPDX-License-Identifier: Apache-2.0
#include "core/form/carry_over.h"
#include "tests/core/form/tables.h"

namespace suoja::form {
namespace {

using test::form_of;

const char* const kChildren = "begin_repeat,children,Children\ntext,name,Name,,N\n"
                              "begin_repeat,visits,Visits\ndate,day,Day,,N\nend_repeat,visits\n"
                              "end_repeat,children\n";

TEST(CarryOver, LeavesNothingBehindInTheSameQuestions) {
    const auto form = form_of("text,a,A,,N\n" + std::string(kChildren));
    const Answers answers{{"a", std::string("x")},
                          {"children[]", std::int64_t{2}},
                          {"children[2]/name", std::string("y")},
                          {"children[2]/visits[]", std::int64_t{1}},
                          {"children[2]/visits[1]/day", std::string("2026-11-25")}};
    EXPECT_EQ(left_behind(*form, answers), std::vector<Path>{});
}

TEST(CarryOver, NamesWhatHasNoPlaceAnyMore) {
    const auto form = form_of("text,b,B,,N\ntext,name,Name,,N\n");
    const Answers answers{{"a", Absence::declined},
                          {"b", std::string("kept")},
                          {"children[]", std::int64_t{1}},
                          {"children[1]/name", std::string("y")},
                          {"name", std::string("kept")}};
    EXPECT_EQ(left_behind(*form, answers),
              (std::vector<Path>{"a", "children[1]/name", "children[]"}));
}

TEST(CarryOver, AQuestionThatMovedIntoARepeatIsAnother) {
    const auto form = form_of(kChildren);
    EXPECT_EQ(question_of(*form, "name"), nullptr);
    EXPECT_EQ(question_of(*form, "visits[1]/day"), nullptr);
    EXPECT_EQ(question_of(*form, "children[1]/day"), nullptr);
    EXPECT_NE(question_of(*form, "children[1]/name"), nullptr);
    EXPECT_NE(question_of(*form, "children[9]/visits[7]/day"), nullptr);
}

TEST(CarryOver, WhatIsNoPathNamesNothing) {
    const auto form = form_of(std::string(kChildren) + "text,a,A,,N\n");
    for (const auto* path : {"", "/", "a/", "/a", "children", "children[1]/", "children/name", "[]",
                             "[1]/a", "a[]", "children[1]/visits", "g/a", "]"})
        EXPECT_EQ(question_of(*form, path), nullptr) << path;
    EXPECT_NE(question_of(*form, "a"), nullptr);
}

TEST(CarryOver, AnAnswerThatNoLongerFitsIsKeptAndShownAsAProblem) {
    const auto form = form_of("select_one yn,a,A,,N\n");
    const Answers answers{{"a", std::string("perhaps")}};
    EXPECT_TRUE(left_behind(*form, answers).empty());
    const Entry entry(form, {}, answers);
    ASSERT_TRUE(entry.problem("a"));
    EXPECT_EQ(entry.problem("a")->fault, Fault::malformed);
    EXPECT_EQ(entry.draft().at("a"), answers.at("a"));
}

} // namespace
} // namespace suoja::form
