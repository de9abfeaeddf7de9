// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/presenters/review.h"
#include "kiosk/presenters/texts.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace suoja::kiosk::test {
namespace {

using suoja::test::NotedNavigator;
using suoja::test::Window;

struct Review : testing::Test {
    explicit Review(bool centre_key = true)
        : window(envelope::RoleKind::reception, {Role::reception}, centre_key) {}
    void SetUp() override {
        presenter = std::make_unique<IntakePresenter>(*window.session, navigator);
        presenter->attach(view);
        presenter->start();
        window.pump();
        ASSERT_TRUE(presenter->ready());
    }
    void answer_all() {
        for (const auto& [path, choice] : suoja::test::sendable_intake())
            presenter->choose(path, choice);
        presenter->toggle("info_points", "voluntary", true);
        presenter->toggle("consent_share", "none", true);
        presenter->type("narrative_own", "A short made-up summary.");
        presenter->review();
    }
    std::size_t drafts() {
        return window.in_store([](Store& store) { return store.drafts().list().size(); }).value();
    }
    std::vector<RecordRow> records() {
        return window
            .in_store([](Store& store) {
                return store.records().list("", std::nullopt, store.clock().now(), 10);
            })
            .value();
    }
    Window window;
    NotedNavigator navigator;
    FakeIntakeView view;
    std::unique_ptr<IntakePresenter> presenter;
};

struct ReviewWithoutCentreKey : Review {
    ReviewWithoutCentreKey() : Review(false) {}
};

TEST_F(Review, ListsWhatIsNeededWithItsPlace) {
    presenter->choose("info_given", "yes");
    presenter->review();
    ASSERT_TRUE(view.review);
    EXPECT_FALSE(view.review->may_finalise);
    const auto points =
        std::find_if(view.review->needed.begin(), view.review->needed.end(),
                     [](const NeededModel& each) { return each.path == "info_points"; });
    ASSERT_NE(points, view.review->needed.end());
    EXPECT_EQ(points->label, "Points explained");
    EXPECT_EQ(points->where, "Information and consent · none chosen yet");
    EXPECT_EQ(view.review->why_not,
              std::to_string(view.review->needed.size()) + " answers still needed");
    presenter->go_to_answer("info_points");
    ASSERT_TRUE(view.section);
    EXPECT_EQ(view.section->name, "consent");
    EXPECT_EQ(view.focused, "info_points");
}

TEST_F(Review, RepeatsConsentAndAnswersItInPlace) {
    presenter->review();
    const auto consent = [&]() -> const QuestionModel& {
        return *std::find_if(
            view.review->consent.begin(), view.review->consent.end(),
            [](const QuestionModel& each) { return each.path == "consent_referral"; });
    };
    EXPECT_EQ(consent().control, Control::strip);
    EXPECT_EQ(view.review->consent_section, "Information and consent");
    EXPECT_FALSE(view.review->consent_message); // nobody has asked yet
    presenter->choose("consent_referral", "refused");
    ASSERT_TRUE(view.review->consent_message);
    EXPECT_TRUE(view.review->without_consent);
    EXPECT_FALSE(view.review->consent_message->fact.empty());
    presenter->choose("consent_referral", "given");
    EXPECT_FALSE(view.review->without_consent);
    EXPECT_FALSE(view.review->consent_message);
}

TEST_F(Review, CountsWhatWasNotAsked) {
    answer_all();
    presenter->set_absence("gender", "declined");
    ASSERT_TRUE(view.review);
    EXPECT_NE(view.review->unanswered.find("questions not asked, 1 declined."), std::string::npos)
        << view.review->unanswered;
    EXPECT_TRUE(view.review->unanswered_list.empty());
    presenter->see_unanswered();
    EXPECT_FALSE(view.review->unanswered_list.empty());
}

TEST_F(Review, FinalisesWhenEverythingNeededIsThere) {
    answer_all();
    ASSERT_TRUE(view.review->may_finalise) << view.review->why_not;
    presenter->finalise();
    EXPECT_TRUE(view.review->busy);
    presenter->finalise(); // a second press while it runs
    window.pump();
    EXPECT_EQ(drafts(), 0U);
    const auto sent = records();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].state, State::waiting);
    ASSERT_TRUE(sent[0].hold_until);
    EXPECT_EQ(*sent[0].hold_until - window.clock.now(), std::chrono::seconds(60));
    EXPECT_EQ(navigator.gone.back(), Page::home);
    EXPECT_EQ(window.nudged, 1);
    EXPECT_FALSE(presenter->ready());
    ASSERT_FALSE(navigator.announced.empty());
    EXPECT_NE(navigator.announced.back().find("waits to be sent"), std::string::npos);
}

TEST_F(Review, AnUrgentRecordIsNotHeld) {
    answer_all();
    presenter->choose("forward_priority", "urgent");
    presenter->choose("phoned_central", "yes");
    presenter->finalise();
    window.pump();
    const auto sent = records();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_TRUE(sent[0].urgent);
    EXPECT_TRUE(!sent[0].hold_until || *sent[0].hold_until <= window.clock.now());
}

TEST_F(Review, WithoutConsentNothingLeaves) {
    answer_all();
    presenter->choose("consent_referral", "refused");
    EXPECT_FALSE(view.review->may_finalise);
    presenter->finalise();
    window.pump();
    EXPECT_TRUE(records().empty());
    EXPECT_EQ(drafts(), 1U);
    presenter->choose("consent_referral", "given"); // put right, it goes
    presenter->finalise();
    window.pump();
    EXPECT_EQ(records().size(), 1U);
}

TEST_F(Review, ATryThatIsTooEarlyShowsEveryMessage) {
    presenter->review();
    presenter->finalise();
    window.pump();
    presenter->go_to(1);
    EXPECT_TRUE(view.question("immediate_danger").message);
}

TEST_F(Review, MayBeKeptAsADraftUntilADate) {
    presenter->review();
    EXPECT_EQ(view.review->keep_label, "Keep as draft until 27 March");
    presenter->keep_as_draft();
    window.pump();
    EXPECT_EQ(navigator.gone.back(), Page::home);
    const auto draft =
        window.in_store([](Store& store) { return store.drafts().list().front(); }).value();
    ASSERT_TRUE(draft.keep_until);
    EXPECT_EQ(*draft.keep_until - window.clock.now(), std::chrono::days(30));
}

TEST_F(Review, AConsultationTakesOnlyWhatPointsToNobody) {
    answer_all();
    presenter->type("family_name", "Example");
    presenter->choose("consent_referral", "refused");
    presenter->consultation();
    window.pump();
    ASSERT_TRUE(presenter->ready());
    const auto made = window
                          .in_store([id = *presenter->draft()](Store& store) {
                              return store.drafts().find(id).value();
                          })
                          .value();
    EXPECT_EQ(made.form, "call");
    EXPECT_EQ(made.answers.at("channel"), form::Value(std::string("consultation")));
    EXPECT_EQ(made.answers.at("age_group"), form::Value(std::string("adult")));
    EXPECT_EQ(made.answers.count("family_name"), 0U);
    EXPECT_EQ(made.answers.count("narrative_own"), 0U);
    for (const auto& [path, value] : made.answers)
        EXPECT_NE(value, form::Value(std::string("A short made-up summary."))) << path;
    EXPECT_EQ(drafts(), 2U); // the intake stays for its term
    ASSERT_TRUE(view.section);
    EXPECT_NE(view.section->title, "Immediate safety");
}

TEST_F(Review, AConsultationThatWasAMistakeCanBeErased) {
    presenter->review();
    presenter->consultation();
    window.pump();
    presenter->review();
    ASSERT_TRUE(view.review);
    EXPECT_TRUE(view.review->without_consent);
    EXPECT_FALSE(view.review->may_consult);
    presenter->erase();
    presenter->confirm_erase();
    window.pump();
    EXPECT_EQ(drafts(), 1U); // the intake it came from
}

TEST_F(Review, TheReceptionSendsItsConsultation) {
    presenter->review();
    presenter->consultation();
    window.pump();
    for (const auto& [path, choice] : {std::pair("call_type", "professional"),
                                       {"immediate_danger", "no"},
                                       {"caller_type", "authority"},
                                       {"language", "en"},
                                       {"interpreter_mode", "none"},
                                       {"reason_main", "seek_help"},
                                       {"followup_needed", "no"}})
        presenter->choose(path, choice);
    presenter->type("summary", "A made-up summary.");
    presenter->toggle("advice_given", "info", true);
    presenter->review();
    ASSERT_TRUE(view.review);
    EXPECT_TRUE(view.review->may_finalise) << view.review->why_not;
    EXPECT_FALSE(view.review->may_consult);
    presenter->finalise();
    window.pump();
    ASSERT_EQ(records().size(), 1U);
    EXPECT_EQ(records()[0].form, "call");
}

TEST_F(Review, ErasingIsAskedOnce) {
    presenter->review();
    presenter->confirm_erase(); // without having been asked
    window.pump();
    EXPECT_EQ(drafts(), 1U);
    presenter->erase();
    ASSERT_TRUE(view.review->erase_question);
    presenter->cancel_erase();
    EXPECT_FALSE(view.review->erase_question);
    EXPECT_EQ(drafts(), 1U);
    presenter->erase();
    presenter->confirm_erase();
    window.pump();
    EXPECT_EQ(drafts(), 0U);
    EXPECT_EQ(navigator.gone.back(), Page::home);
    const auto counted =
        window.in_store([](Store& store) { return store.drafts().erased_count(); }).value();
    EXPECT_EQ(counted, 1U);
}

TEST_F(ReviewWithoutCentreKey, SaysThatTheCentreHasNoKeyAndKeepsTheDraft) {
    answer_all();
    presenter->finalise();
    window.pump();
    ASSERT_TRUE(view.review);
    ASSERT_TRUE(view.review->message);
    EXPECT_EQ(view.review->message->fact, "This device does not have the centre’s key yet.");
    EXPECT_TRUE(view.review->may_finalise);
    presenter->type("attachments_note", "One page");
    window.pump();
    EXPECT_EQ(drafts(), 1U); // and goes on being saved
    EXPECT_EQ(window
                  .in_store([](Store& store) {
                      return store.drafts().list().front().answers.count("attachments_note");
                  })
                  .value(),
              1U);
}

} // namespace
} // namespace suoja::kiosk::test
