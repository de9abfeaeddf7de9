// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/presenters/intake.h"
#include "kiosk/presenters/texts.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

namespace suoja::kiosk::test {
namespace {

using suoja::test::NotedNavigator;
using suoja::test::Window;

struct Intake : testing::Test {
    void SetUp() override { begin(); }
    void begin() {
        presenter = std::make_unique<IntakePresenter>(*window.session, navigator);
        presenter->attach(view);
    }
    void start() {
        presenter->start();
        window.pump();
        ASSERT_TRUE(presenter->ready());
    }
    void answer(std::string_view path, std::string_view choice) { presenter->choose(path, choice); }
    Draft stored() {
        return window
            .in_store([id = *presenter->draft()](Store& store) {
                return store.drafts().find(id).value();
            })
            .value();
    }
    std::size_t drafts() {
        return window.in_store([](Store& store) { return store.drafts().list().size(); }).value();
    }
    Window window{envelope::RoleKind::reception, {Role::reception}};
    NotedNavigator navigator;
    FakeIntakeView view;
    std::unique_ptr<IntakePresenter> presenter;
};

TEST_F(Intake, IsSavedFromItsStart) {
    start();
    EXPECT_EQ(drafts(), 1U);
    EXPECT_EQ(view.navigator.code, stored().case_code);
    EXPECT_EQ(view.navigator.code.substr(0, 3), "JOU");
    EXPECT_EQ(view.saved.words.substr(0, 6), "Saved ");
}

TEST_F(Intake, ShowsTheSectionsOfTheForm) {
    start();
    ASSERT_TRUE(view.section);
    EXPECT_EQ(view.section->title, "Immediate safety");
    ASSERT_EQ(view.navigator.sections.size(), 8U); // "send" stands in the review
    EXPECT_EQ(view.navigator.sections[0].words, "Not started");
    EXPECT_TRUE(view.navigator.sections[0].current);
    EXPECT_EQ(view.section->previous, "Home");
    EXPECT_EQ(view.section->next, "Next: Language");
    EXPECT_FALSE(view.section->danger.empty());
}

TEST_F(Intake, SavesEveryChangeWithoutBeingAsked) {
    start();
    answer("immediate_danger", "yes");
    presenter->type("danger_note", "Gets calls");
    presenter->type("danger_note", "Gets calls since yesterday");
    window.pump();
    const auto draft = stored();
    EXPECT_EQ(draft.answers.at("danger_note"),
              form::Value(std::string("Gets calls since yesterday")));
    EXPECT_EQ(view.saved.tone, Tone::received);
    EXPECT_EQ(view.saved.words, "Saved 08:13 on this device");
}

TEST_F(Intake, RepaintsOnlyWhatChanged) {
    start();
    const auto saved = view.saved_shown;
    presenter->tick();
    presenter->tick();
    EXPECT_EQ(view.saved_shown, saved);
    window.advance(std::chrono::hours(24));
    presenter->tick(); // it was yesterday by now
    EXPECT_EQ(view.saved.words, "Saved yesterday 08:13 on this device");
    answer("immediate_danger", "yes");
    std::vector<std::string> paths;
    for (const auto& update : view.updates)
        paths.push_back(update.path);
    EXPECT_EQ(paths, (std::vector<std::string>{"immediate_danger", "danger_note"}));
    EXPECT_TRUE(view.question("danger_note").visible);
}

TEST_F(Intake, SaysAMessageOnceWhenItAppears) {
    start();
    const auto said = navigator.announced.size();
    presenter->toggle("urgent_needs", "none", true);
    presenter->toggle("urgent_needs", "rest", true);
    EXPECT_EQ(navigator.announced.size(), said);
    presenter->left("urgent_needs");
    ASSERT_EQ(navigator.announced.size(), said + 1);
    EXPECT_NE(navigator.announced.back().find("All are kept."), std::string::npos);
    presenter->left("urgent_needs");
    EXPECT_EQ(navigator.announced.size(), said + 1);
}

TEST_F(Intake, TellsWhatASectionStillNeeds) {
    start();
    answer("private_setting", "yes");
    EXPECT_EQ(view.entry("safety").state, SectionState::to_look_at);
    EXPECT_EQ(view.entry("safety").words, "1 to look at");
    answer("immediate_danger", "no");
    EXPECT_EQ(view.entry("safety").words, "Done");
    EXPECT_EQ(view.navigator.progress, "1 of 8 sections done");
    window.pump();
    EXPECT_EQ(stored().sections_done, 1U);
    EXPECT_EQ(stored().sections, 8U);
}

TEST_F(Intake, SectionsLeftForLaterAreRemembered) {
    start();
    presenter->go_to(5);
    EXPECT_EQ(view.section->name, "family");
    presenter->leave_for_later();
    EXPECT_EQ(view.section->name, "help"); // and goes on
    EXPECT_EQ(view.entry("family").words, "Later, as the person wishes");
    EXPECT_EQ(view.navigator.progress, "0 of 8 sections done, 1 left for later");
    const auto id = *presenter->draft();
    window.pump();
    presenter = nullptr;
    begin();
    presenter->open(id);
    window.pump();
    EXPECT_EQ(view.entry("family").state, SectionState::later);
    presenter->go_to(5);
    EXPECT_FALSE(view.section->may_leave);
    presenter->leave_for_later(); // taken up again
    EXPECT_EQ(view.entry("family").state, SectionState::not_started);
}

TEST_F(Intake, PassingASectionWithNothingNeededMakesItDone) {
    start();
    presenter->go_to(6);
    ASSERT_EQ(view.section->name, "help");
    presenter->next();
    EXPECT_EQ(view.entry("help").state, SectionState::done);
}

TEST_F(Intake, KeysMoveThroughTheSections) {
    start();
    presenter->next();
    EXPECT_EQ(view.section->name, "language");
    presenter->previous();
    EXPECT_EQ(view.section->name, "safety");
    presenter->previous();
    EXPECT_EQ(navigator.gone, std::vector<Page>{Page::home});
    presenter->go_to(8);
    presenter->next();
    EXPECT_TRUE(view.review);
    presenter->previous();
    EXPECT_EQ(view.section->name, "referrer");
    presenter->go_to(99); // no such section
    EXPECT_EQ(view.section->name, "referrer");
}

TEST_F(Intake, ReturnsToTheSameFieldAndCursorAfterAnUnlock) {
    start();
    answer("consent_referral", "given");
    presenter->go_to(4);
    presenter->entered("family_name");
    presenter->type("family_name", "Exampl");
    presenter->moved("family_name", 6);
    presenter->save_now();
    const auto id = *presenter->draft();
    presenter = nullptr;
    window.reopen();
    view = {};
    begin();
    presenter->open(id);
    window.pump();
    ASSERT_TRUE(view.section);
    EXPECT_EQ(view.section->name, "person");
    EXPECT_EQ(view.focused, "family_name");
    EXPECT_EQ(view.cursor, 6);
    EXPECT_EQ(view.question("family_name").text, "Exampl");
}

TEST_F(Intake, LosesNothingWhenThePageGoesAtOnce) {
    start();
    const auto id = *presenter->draft();
    presenter->go_to(7);
    presenter->type("observations", "Goes quiet");
    presenter = nullptr; // the process is about to end
    window.reopen();
    const auto draft = window.in_store([id](Store& store) { return store.drafts().find(id); });
    EXPECT_EQ((*draft)->answers.at("observations"), form::Value(std::string("Goes quiet")));
}

TEST_F(Intake, KeepsItsPlaceAndAnswersWhenTheLanguageChanges) {
    start();
    presenter->go_to(7);
    presenter->type("observations", "Goes quiet");
    set_locale_directory(SUOJA_SHARE_DIR "/locale");
    set_language("fi");
    presenter->relabel();
    FakeIntakeView other; // every widget is built anew
    presenter->detach();
    presenter->attach(other);
    EXPECT_EQ(other.section->title, "Kerrottu ja havaittu");
    EXPECT_EQ(other.question("observations").text, "Goes quiet");
    presenter->detach();
    set_language("en");
}

TEST_F(Intake, NotesWhenConsentWasGiven) {
    start();
    answer("consent_referral", "given");
    EXPECT_EQ(presenter->draft().has_value(), true);
    window.pump();
    EXPECT_EQ(stored().answers.at("consent_at"),
              form::Value(std::string("2026-02-25T08:13:20.000+02:00")));
}

TEST_F(Intake, ThePersonsLanguageIsOneKeyAway) {
    start();
    presenter->person_language();
    EXPECT_EQ(view.section->name, "language");
    EXPECT_EQ(view.focused, "contact_language");
    answer("contact_language", "ru");
    presenter->go_to(1);
    EXPECT_EQ(view.section->language_card, "Russian");
}

TEST_F(Intake, ADraftThatIsGoneIsSaid) {
    presenter->open(DraftId::make(window.clock.now()));
    window.pump();
    ASSERT_EQ(navigator.told.size(), 1U);
    EXPECT_EQ(navigator.told[0].fact, "The draft could not be opened.");
    EXPECT_FALSE(presenter->ready());
}

TEST_F(Intake, OpeningADraftIsInTheAuditLog) {
    start();
    const auto id = *presenter->draft();
    presenter = nullptr;
    begin();
    presenter->open(id);
    window.pump();
    const auto entries =
        window.in_store([](Store& store) { return store.audit().list(1, 100); }).value();
    ASSERT_GE(entries.size(), 2U);
    EXPECT_EQ(entries.back().act, database::Act::record_opened);
    EXPECT_EQ(entries.back().subject, id.str());
    EXPECT_EQ(entries.back().user, window.user.id.str());
}

TEST_F(Intake, SaysThatSavingFailed) {
    start();
    // the row is gone behind our back: the store refuses to work on, and the page says so
    (void)window.in_store([id = *presenter->draft()](Store& store) { store.drafts().erase(id); });
    answer("immediate_danger", "no");
    window.pump();
    EXPECT_EQ(view.saved.tone, Tone::attention);
    EXPECT_NE(view.saved.words.find("Saving does not work"), std::string::npos);
}

} // namespace
} // namespace suoja::kiosk::test
