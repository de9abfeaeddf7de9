// SPDX-License-Identifier: Apache-2.0
// The instances of repeats as rows of a page: those an answer counts, those added by hand, and
// repeats inside them.
#include "fake_views.h"
#include "kiosk/presenters/call.h"
#include "kiosk/presenters/intake.h"
#include "kiosk/presenters/texts.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

namespace suoja::kiosk::test {
namespace {

using suoja::test::NotedNavigator;
using suoja::test::Window;
using Rows = std::vector<std::string>;

// Persons by hand, each with children that an answer counts.
std::shared_ptr<const form::Form> family_form() {
    auto loaded = form::parse_form(
        {{"survey.csv",
          "type,name,label::English (en),label::Suomi (fi),suoja_class,suoja_absence,relevant,"
          "repeat_count,required,constraint,default\n"
          "begin group,people,People,Ihmiset,,,,,,,\n"
          "text,family,Family,Perhe,N,,,,,,\n"
          "begin repeat,persons,Person,Henkilö,,,,,,,\n"
          "text,alias,Called,Kutsutaan,S9,declined,,,yes,,\n"
          "select_one yn,parent,Has children?,Onko lapsia?,N,,,,,,\n"
          "integer,how_many,How many?,Montako?,N,,${parent} = 'yes',,,. < 20,\n"
          "begin group,more,More,Lisää,,,,,,,\n"
          "begin repeat,children,Child,Lapsi,,,${parent} = 'yes',${how_many},,,\n"
          "integer,age,Age,Ikä,D,unknown declined,,,,. < 18,\n"
          "end repeat,,,,,,,,,,\n"
          "end group,,,,,,,,,,\n"
          "end repeat,,,,,,,,,,\n"
          "text,last,Anything else?,Muuta?,N,,,,,,\n"
          "end group,,,,,,,,,,\n"},
         {"choices.csv", "list_name,name,label::English (en),label::Suomi (fi)\n"
                         "yn,yes,Yes,Kyllä\n"
                         "yn,no,No,Ei\n"},
         {"settings.csv", "form_title,form_id,version,default_language\n"
                          "Family,family,1,English (en)\n"}});
    EXPECT_TRUE(loaded.form) << loaded.problems.front().str();
    return loaded.form;
}

struct Family : testing::Test {
    void SetUp() override {
        set_locale_directory(SUOJA_SHARE_DIR "/locale");
        set_language("en");
    }
    void TearDown() override { set_language("en"); }
    std::unique_ptr<Filling> make(form::Answers answers) {
        Draft draft;
        draft.answers = std::move(answers);
        return std::make_unique<Filling>(
            std::move(draft), form,
            form::Context{from_unix_ms(1'773'317'160'000), 120, "aino", "joutseno/kiosk-1"});
    }
    void two_persons() {
        for (const auto* path : {"persons[1]/", "persons[2]/"}) {
            (void)filling->add("persons");
            (void)filling->type(std::string(path) + "alias", path);
            (void)filling->choose(std::string(path) + "parent", "yes");
            (void)filling->type(std::string(path) + "how_many", "2");
        }
    }
    std::shared_ptr<const form::Form> form = family_form();
    std::unique_ptr<Filling> filling = make({});
};

TEST_F(Family, BeginsWithNobodyAndAButtonThatAddsOne) {
    EXPECT_EQ(filling->rows(0), (Rows{"family", "persons", "last"}));
    const auto end = filling->model("persons");
    EXPECT_EQ(end.control, Control::repeat);
    EXPECT_EQ(end.add, "Add: Person");
    EXPECT_TRUE(end.visible);
    EXPECT_FALSE(filling->started(0));
}

TEST_F(Family, EachPersonStandsUnderAHeading) {
    (void)filling->add("persons");
    const Rows one{"family",
                   "persons[1]",
                   "persons[1]/alias",
                   "persons[1]/parent",
                   "persons[1]/how_many",
                   "persons[1]/children",
                   "persons",
                   "last"};
    EXPECT_EQ(filling->rows(0), one);
    EXPECT_TRUE(filling->started(0)); // somebody put a person there
    const auto heading = filling->model("persons[1]");
    EXPECT_EQ(heading.control, Control::instance);
    EXPECT_EQ(heading.label, "Person 1");
    EXPECT_EQ(heading.remove, "Remove");
    EXPECT_EQ(heading.keep, "");
    EXPECT_EQ(filling->model("persons[1]/alias").name(), "Person 1, Called");
    EXPECT_EQ(filling->model("family").name(), "Family");
    EXPECT_FALSE(filling->model("persons[1]/children").visible); // it is counted: no button
    set_language("fi");
    EXPECT_EQ(filling->model("persons[1]").label, "Henkilö 1");
    EXPECT_EQ(filling->model("persons").add, "Lisää: Henkilö");
}

TEST_F(Family, ChildrenOfAPersonFollowTheirNumber) {
    two_persons();
    const auto child = filling->model("persons[2]/children[2]");
    EXPECT_EQ(child.label, "Person 2 · Child 2");
    EXPECT_EQ(child.remove, "");
    EXPECT_EQ(filling->model("persons[2]/children[2]/age").name(), "Person 2 · Child 2, Age");
    (void)filling->type("persons[2]/children[2]/age", "7");
    (void)filling->type("persons[2]/how_many", "");
    EXPECT_EQ(filling->entry().count("persons[2]/children"), 0U);
    EXPECT_EQ(filling->entry().count("persons[1]/children"), 2U);
    (void)filling->type("persons[2]/how_many", "2"); // a slip of the finger loses nothing
    EXPECT_EQ(filling->model("persons[2]/children[2]/age").text, "7");
}

TEST_F(Family, QuestionsOfAnInstanceHangOnItsOwnAnswers) {
    (void)filling->add("persons");
    (void)filling->add("persons");
    EXPECT_FALSE(filling->model("persons[1]/how_many").visible);
    const auto changed = filling->choose("persons[2]/parent", "yes");
    EXPECT_NE(std::find(changed.begin(), changed.end(), "persons[2]/how_many"), changed.end());
    EXPECT_FALSE(filling->model("persons[1]/how_many").visible);
    const auto shown = filling->model("persons[2]/how_many");
    EXPECT_TRUE(shown.visible);
    EXPECT_EQ(shown.shown_because, "Shown because the answer above is Yes");
}

TEST_F(Family, RemovingWhatHoldsAnAnswerAsksFirst) {
    two_persons();
    auto changed = filling->remove("persons[1]");
    EXPECT_EQ(changed, Rows{"persons[1]"});
    EXPECT_EQ(filling->entry().count("persons"), 2U);
    const auto asks = filling->model("persons[1]");
    ASSERT_TRUE(asks.message);
    EXPECT_EQ(asks.message->fact, "Remove “Person 1” and its answers?");
    EXPECT_EQ(asks.keep, "Keep it");
    EXPECT_FALSE(filling->model("persons[2]").message);
    (void)filling->keep("persons[1]");
    EXPECT_FALSE(filling->model("persons[1]").message);
    EXPECT_EQ(filling->model("persons[1]/alias").text, "persons[1]/");
    (void)filling->remove("persons[1]");
    (void)filling->remove("persons[1]");
    ASSERT_EQ(filling->entry().count("persons"), 1U);
    EXPECT_EQ(filling->model("persons[1]/alias").text, "persons[2]/");
}

TEST_F(Family, AskingAboutAnotherTakesTheFirstQuestionBack) {
    two_persons();
    (void)filling->remove("persons[1]");
    const auto changed = filling->remove("persons[2]");
    EXPECT_EQ(changed, (Rows{"persons[2]", "persons[1]"}));
    EXPECT_FALSE(filling->model("persons[1]").message);
    EXPECT_TRUE(filling->model("persons[2]").message);
}

TEST_F(Family, AnEmptyPersonIsRemovedAtOnce) {
    (void)filling->add("persons");
    (void)filling->remove("persons[1]");
    EXPECT_EQ(filling->entry().count("persons"), 0U);
}

TEST_F(Family, WhatIsHalfTypedFollowsItsPersonWhenAnotherGoes) {
    two_persons();
    (void)filling->type("persons[1]/how_many", "x");
    (void)filling->type("persons[2]/how_many", "two");
    (void)filling->left("persons[2]/how_many");
    ASSERT_TRUE(filling->model("persons[2]/how_many").message);
    (void)filling->remove("persons[1]");
    (void)filling->remove("persons[1]");
    const auto model = filling->model("persons[1]/how_many");
    EXPECT_EQ(model.text, "two");
    ASSERT_TRUE(model.message);
    EXPECT_EQ(model.message->fact, "This is not a number.");
}

TEST_F(Family, ReasonsForNoAnswerAreKeptByInstance) {
    two_persons();
    (void)filling->set_absence("persons[1]/children[2]/age", "declined");
    EXPECT_TRUE(filling->model("persons[1]/children[2]/age").absent);
    EXPECT_FALSE(filling->model("persons[1]/children[1]/age").absent);
    EXPECT_EQ(filling->model("persons[1]/children[1]/age").absences.size(), 3U);
}

TEST_F(Family, NeedsAndFaultsOfInstancesCountForTheirSection) {
    EXPECT_EQ(filling->to_look_at(0), 0U);
    (void)filling->add("persons");
    EXPECT_EQ(filling->to_look_at(0), 1U); // what the person is called
    (void)filling->type("persons[1]/alias", "A");
    (void)filling->choose("persons[1]/parent", "yes");
    (void)filling->type("persons[1]/how_many", "1");
    EXPECT_EQ(filling->to_look_at(0), 0U);
    (void)filling->type("persons[1]/children[1]/age", "30");
    EXPECT_EQ(filling->to_look_at(0), 1U);
    (void)filling->left("persons[1]/children[1]/age");
    EXPECT_TRUE(filling->model("persons[1]/children[1]/age").message);
    EXPECT_FALSE(filling->model("persons[1]/how_many").message);
}

TEST_F(Family, ADraftBringsItsInstancesBack) {
    two_persons();
    (void)filling->type("persons[2]/children[1]/age", "7");
    (void)filling->add("persons"); // and one of whom nothing is known
    auto again = make(filling->snapshot().answers);
    EXPECT_EQ(again->rows(0), filling->rows(0));
    EXPECT_EQ(again->entry().count("persons"), 3U);
    EXPECT_EQ(again->model("persons[2]/children[1]/age").text, "7");
}

TEST_F(Family, ThereAreNoMoreThanARecordHolds) {
    for (std::size_t i = 0; i < form::kMaxInstances; ++i)
        (void)filling->add("persons");
    EXPECT_FALSE(filling->model("persons").message);
    (void)filling->add("persons");
    EXPECT_EQ(filling->entry().count("persons"), form::kMaxInstances);
    ASSERT_TRUE(filling->model("persons").message);
    (void)filling->remove("persons[1]");
    EXPECT_FALSE(filling->model("persons").message);
}

TEST_F(Family, TheReviewNamesWhatIsNeededWithItsHeading) {
    (void)filling->add("persons");
    (void)filling->add("persons");
    (void)filling->type("persons[1]/alias", "A");
    const auto model = review(*filling, {});
    ASSERT_EQ(model.needed.size(), 1U);
    EXPECT_EQ(model.needed[0].path, "persons[2]/alias");
    EXPECT_EQ(model.needed[0].label, "Person 2 · Called");
    EXPECT_EQ(model.needed[0].where, "People · not asked yet");
}

struct IntakeWithChildren : testing::Test {
    void SetUp() override {
        presenter = std::make_unique<IntakePresenter>(*window.session, navigator);
        presenter->attach(view);
        presenter->start();
        window.pump();
        ASSERT_TRUE(presenter->ready());
        presenter->choose("consent_referral", "given");
        presenter->go_to(5);
        ASSERT_TRUE(view.section);
        ASSERT_EQ(view.section->title, "Family");
    }
    Rows paths() {
        Rows rows;
        for (const auto& question : view.section.value().questions)
            if (question.visible)
                rows.push_back(question.path);
        return rows;
    }
    Window window{envelope::RoleKind::reception, {Role::reception}};
    NotedNavigator navigator;
    FakeIntakeView view;
    std::unique_ptr<IntakePresenter> presenter;
};

TEST_F(IntakeWithChildren, RowsComeWhileTheNumberIsTyped) {
    EXPECT_EQ(paths(), Rows{"children_in_finland"});
    const auto sections = view.rows_shown;
    presenter->entered("children_in_finland");
    presenter->type("children_in_finland", "1");
    EXPECT_EQ(view.rows_shown, sections + 1);
    EXPECT_EQ(paths(), (Rows{"children_in_finland", "children[1]", "children[1]/birth_year",
                             "children[1]/with_person", "children[1]/needs_help"}));
    view.focused = "nowhere";
    presenter->type("children_in_finland", "12"); // passes by 1
    EXPECT_EQ(paths().size(), 1U + 12 * 4);
    EXPECT_EQ(view.focused, "nowhere"); // nobody takes the cursor away
    EXPECT_EQ(view.question("children[12]").label, "Child 12");
    EXPECT_EQ(view.question("children[12]/birth_year").name(), "Child 12, Year of birth");
    const auto shown = view.rows_shown;
    presenter->type("children[12]/birth_year", "2019");
    EXPECT_EQ(view.rows_shown, shown); // no row has come or gone
    presenter->type("children_in_finland", "1");
    EXPECT_EQ(paths().size(), 5U);
    presenter->type("children_in_finland", "12");
    EXPECT_EQ(view.question("children[12]/birth_year").text, "2019");
}

TEST_F(IntakeWithChildren, AreNotAskedForWithoutConsent) {
    presenter->type("children_in_finland", "2");
    EXPECT_EQ(paths().size(), 9U);
    presenter->choose("consent_referral", "refused");
    EXPECT_EQ(paths(), Rows{"children_in_finland"});
    presenter->choose("consent_referral", "given");
    EXPECT_EQ(paths().size(), 9U);
}

TEST_F(IntakeWithChildren, AreSavedAndComeBackWithTheDraft) {
    presenter->type("children_in_finland", "2");
    presenter->type("children[2]/birth_year", "2019");
    presenter->moved("children[2]/birth_year", 4);
    window.pump();
    const auto id = presenter->draft().value();
    presenter->save_now();
    presenter = nullptr;
    window.pump();
    window.reopen();
    presenter = std::make_unique<IntakePresenter>(*window.session, navigator);
    FakeIntakeView again;
    presenter->attach(again);
    presenter->open(id);
    window.pump();
    EXPECT_EQ(again.question("children[2]/birth_year").text, "2019");
    EXPECT_EQ(again.focused, "children[2]/birth_year");
    EXPECT_EQ(again.cursor, 4);
}

TEST_F(IntakeWithChildren, TheReviewLeadsToTheChildThatIsNotRightYet) {
    presenter->type("children_in_finland", "2");
    presenter->type("children[2]/birth_year", "1950");
    EXPECT_EQ(view.entry("family").words, "1 to look at");
    presenter->review();
    ASSERT_TRUE(view.review);
    std::string label;
    for (const auto& needed : view.review->needed)
        if (needed.path == "children[2]/birth_year")
            label = needed.label;
    EXPECT_EQ(label, "Child 2 · Year of birth");
    presenter->go_to_answer("children[2]/birth_year");
    ASSERT_TRUE(view.section);
    EXPECT_EQ(view.section->title, "Family");
    EXPECT_EQ(view.focused, "children[2]/birth_year");
    presenter->review();
    presenter->see_unanswered();
    const auto& list = view.review->unanswered_list;
    EXPECT_TRUE(std::any_of(list.begin(), list.end(), [](const UnansweredModel& each) {
        return each.path == "children[1]/birth_year" && each.label == "Child 1 · Year of birth";
    }));
}

struct CallAboutPersons : testing::Test {
    void SetUp() override {
        presenter = std::make_unique<CallPresenter>(*window.session, navigator);
        presenter->attach(view);
        presenter->start();
        window.pump();
        ASSERT_TRUE(presenter->running());
        presenter->choose("call_type", "about_person");
        presenter->type("about_count", "1");
    }
    [[nodiscard]] const QuestionModel* question(std::string_view path) const {
        for (const auto& each : view.call.questions)
            if (each.path == path)
                return &each;
        return nullptr;
    }
    Window window{envelope::RoleKind::hotline, {Role::hotline}};
    NotedNavigator navigator;
    FakeCallView view;
    std::unique_ptr<CallPresenter> presenter;
};

TEST_F(CallAboutPersons, AddsOneAndPutsTheCursorThere) {
    ASSERT_NE(question("persons"), nullptr);
    EXPECT_TRUE(question("persons")->visible);
    EXPECT_EQ(question("persons")->add, "Add: Person concerned");
    const auto calls = view.calls_shown;
    presenter->add("persons");
    EXPECT_EQ(view.calls_shown, calls); // the page stands as it is
    ASSERT_NE(question("persons[1]/person_alias"), nullptr);
    EXPECT_EQ(question("persons[1]")->label, "Person concerned 1");
    EXPECT_EQ(view.focused, "persons[1]");
    presenter->type("persons[1]/person_alias", "A");
    presenter->choose("persons[1]/person_age_group", "minor");
    window.pump();
    presenter->remove("persons[1]");
    EXPECT_NE(navigator.announced.back().find("Remove “Person concerned 1”"), std::string::npos);
    presenter->keep("persons[1]");
    presenter->remove("persons[1]");
    presenter->remove("persons[1]");
    EXPECT_EQ(question("persons[1]/person_alias"), nullptr);
    EXPECT_EQ(view.focused, "persons");
    EXPECT_EQ(navigator.announced.back(), "“Person concerned 1” was removed.");
}

} // namespace
} // namespace suoja::kiosk::test
