// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/texts.h"

#include <gtest/gtest.h>

namespace suoja::kiosk {
namespace {

struct Questions : testing::Test {
    void SetUp() override {
        set_locale_directory(SUOJA_SHARE_DIR "/locale");
        set_language("en");
        auto loaded = form::load_form(SUOJA_SOURCE_DIR "/config/forms/intake");
        ASSERT_TRUE(loaded.form) << loaded.problems.front().str();
        form = loaded.form;
        filling = make({});
    }
    void TearDown() override { set_language("en"); }
    std::unique_ptr<Filling> make(form::Answers answers) {
        Draft draft;
        draft.form = "intake";
        draft.answers = std::move(answers);
        return std::make_unique<Filling>(
            std::move(draft), form,
            form::Context{from_unix_ms(1'773'317'160'000), 120, "aino", "joutseno/kiosk-1"});
    }
    std::shared_ptr<const form::Form> form;
    std::unique_ptr<Filling> filling;
};

TEST_F(Questions, GetTheirControlFromTheForm) {
    EXPECT_EQ(filling->model("immediate_danger").control, Control::tiles);
    EXPECT_EQ(filling->model("urgent_needs").control, Control::check_tiles);
    EXPECT_EQ(filling->model("contact_language").control, Control::drop_down);
    EXPECT_EQ(filling->model("forward_priority").control, Control::strip);
    EXPECT_EQ(filling->model("danger_note").control, Control::multiline);
    EXPECT_EQ(filling->model("birth_date").control, Control::partial_date);
    EXPECT_EQ(filling->model("children_in_finland").control, Control::integer);
    EXPECT_EQ(filling->model("citizenship").control, Control::check_list);
    EXPECT_EQ(filling->model("referrer_phone").control, Control::phone);
}

TEST_F(Questions, ShowTheSecondLanguageOnlyWhereTheFormCarriesIt) {
    EXPECT_EQ(filling->model("immediate_danger").second_label, "");
    (void)filling->choose("contact_language", "ru"); // no Russian in this form: nothing is invented
    EXPECT_EQ(filling->model("immediate_danger").second_label, "");
    (void)filling->choose("contact_language", "sv");
    const auto model = filling->model("immediate_danger");
    EXPECT_EQ(model.second_language, "sv");
    EXPECT_EQ(model.second_label, "Är personen i omedelbar fara?");
    ASSERT_EQ(model.choices.size(), 3U);
    EXPECT_EQ(model.choices[0].second, "Ja");
    set_language("sv"); // the staff reads it already
    EXPECT_EQ(filling->model("immediate_danger").second_label, "");
}

TEST_F(Questions, OfferTheKindsOfAbsenceOfTheirTable) {
    const auto model = filling->model("urgent_needs");
    ASSERT_EQ(model.absences.size(), 4U);
    EXPECT_EQ(model.absences[0].name, "not_asked");
    EXPECT_TRUE(model.absences[0].chosen);
    EXPECT_EQ(model.absence, "No answer");
    (void)filling->set_absence("urgent_needs", "declined");
    const auto declined = filling->model("urgent_needs");
    EXPECT_TRUE(declined.absent);
    EXPECT_EQ(declined.absence, "Prefers not to say");
    EXPECT_TRUE(filling->model("immediate_danger").absences.empty());
}

TEST_F(Questions, AnswerTakesThePlaceOfAnAbsence) {
    (void)filling->set_absence("urgent_needs", "declined");
    (void)filling->toggle("urgent_needs", "safety_shelter", true);
    EXPECT_FALSE(filling->model("urgent_needs").absent);
}

TEST_F(Questions, SayWhyTheyAreShown) {
    EXPECT_FALSE(filling->model("danger_note").visible);
    EXPECT_EQ(filling->model("danger_note").shown_because,
              "Shown because the answer above is Yes"); // ready for the moment it shows
    const auto changed = filling->choose("immediate_danger", "yes");
    EXPECT_NE(std::find(changed.begin(), changed.end(), "danger_note"), changed.end());
    const auto model = filling->model("danger_note");
    EXPECT_TRUE(model.visible);
    EXPECT_EQ(model.shown_because, "Shown because the answer above is Yes");
    EXPECT_FALSE(model.block.empty());
    EXPECT_TRUE(model.needed);
    // two questions on one ground: the first says it
    (void)filling->choose("interpreter_needed", "yes");
    EXPECT_EQ(filling->model("interpreter_mode").shown_because,
              "Shown because the answer above is Yes");
    EXPECT_EQ(filling->model("interpreter_sex_pref").shown_because, "");
    EXPECT_EQ(filling->model("interpreter_mode").block,
              filling->model("interpreter_sex_pref").block);
    // what hangs on another section has no ground of its own
    EXPECT_EQ(filling->model("family_name").block, "");
}

TEST_F(Questions, KeepWhatIsHidden) {
    (void)filling->choose("immediate_danger", "yes");
    (void)filling->type("danger_note", "Asks not to be moved alone.");
    (void)filling->choose("immediate_danger", "no");
    EXPECT_FALSE(filling->model("danger_note").visible);
    EXPECT_EQ(filling->entry().answers().count("danger_note"), 0U);
    EXPECT_EQ(filling->snapshot().answers.count("danger_note"), 1U);
    (void)filling->choose("immediate_danger", "yes");
    EXPECT_EQ(filling->model("danger_note").text, "Asks not to be moved alone.");
}

TEST_F(Questions, SpeakOnlyAfterTheyWereLeft) {
    (void)filling->toggle("urgent_needs", "none", true);
    (void)filling->toggle("urgent_needs", "safety_shelter", true);
    EXPECT_FALSE(filling->model("urgent_needs").message);
    (void)filling->left("urgent_needs");
    const auto message = filling->model("urgent_needs").message;
    ASSERT_TRUE(message);
    EXPECT_EQ(message->fact, "“Nothing” is chosen together with other needs.");
    EXPECT_EQ(message->safe, "All are kept.");
    EXPECT_EQ(message->advice, "Take away one or the other.");
    EXPECT_NE(filling->model("urgent_needs").accessible_description.find("All are kept."),
              std::string::npos);
    (void)filling->toggle("urgent_needs", "none", false);
    EXPECT_FALSE(filling->model("urgent_needs").message);
}

TEST_F(Questions, FallSilentAgainWhileTyping) {
    (void)filling->choose("consent_referral", "given");
    (void)filling->type("birth_date", "12.13.1998");
    (void)filling->left("birth_date");
    ASSERT_TRUE(filling->model("birth_date").message);
    EXPECT_EQ(filling->model("birth_date").message->fact, "This is not a date yet.");
    EXPECT_EQ(filling->model("birth_date").text, "12.13.1998");
    (void)filling->type("birth_date", "12.3.1998");
    EXPECT_FALSE(filling->model("birth_date").message);
    (void)filling->left("birth_date");
    EXPECT_FALSE(filling->model("birth_date").message);
    EXPECT_EQ(filling->model("birth_date").text, "12.3.1998");
    EXPECT_EQ(filling->entry().value("birth_date"), form::Value(std::string("1998-03-12")));
}

TEST_F(Questions, NobodyIsToldOffForLeavingANeededAnswerOut) {
    (void)filling->left("immediate_danger");
    EXPECT_FALSE(filling->model("immediate_danger").message);
    EXPECT_TRUE(filling->model("immediate_danger").needed);
    filling->show_all_messages();
    ASSERT_TRUE(filling->model("immediate_danger").message);
    EXPECT_EQ(filling->model("immediate_danger").message->fact, "This answer is needed to send.");
}

TEST_F(Questions, AdviseAboutALongNumberWithoutBlocking) {
    (void)filling->type("observations", "Phone 040 123 4567 rings often");
    EXPECT_FALSE(filling->model("observations").message);
    (void)filling->left("observations");
    ASSERT_TRUE(filling->model("observations").message);
    EXPECT_EQ(filling->model("observations").message->tone, Tone::waiting);
    EXPECT_FALSE(filling->entry().problem("observations"));
    (void)filling->type("observations", "Room 12, second visit");
    (void)filling->left("observations");
    EXPECT_FALSE(filling->model("observations").message);
}

TEST_F(Questions, CountCharactersNotBytes) {
    (void)filling->choose("immediate_danger", "yes");
    (void)filling->type("danger_note", "Äänekäs");
    EXPECT_EQ(filling->model("danger_note").length, "7 / 500");
}

TEST_F(Questions, KnowWhatASectionStillNeeds) {
    const auto safety = form->index("safety");
    EXPECT_FALSE(filling->started(safety));
    EXPECT_EQ(filling->to_look_at(safety), 1U);
    (void)filling->choose("private_setting", "yes");
    EXPECT_TRUE(filling->started(safety));
    EXPECT_EQ(filling->to_look_at(safety), 1U);
    (void)filling->choose("immediate_danger", "no");
    EXPECT_EQ(filling->to_look_at(safety), 0U);
    // a default is nobody's answer
    EXPECT_FALSE(filling->started(form->index("referrer")));
}

TEST_F(Questions, AnswersReadInTheStaffsLanguage) {
    (void)filling->toggle("urgent_needs", "safety_shelter", true);
    (void)filling->choose("consent_referral", "given");
    EXPECT_EQ(filling->answer_words("consent_referral"), "Given");
    set_language("fi");
    EXPECT_EQ(filling->answer_words("consent_referral"), "Annettu");
    EXPECT_EQ(filling->answer_words("gender"), "");
    (void)filling->set_absence("gender", "declined");
    EXPECT_EQ(filling->answer_words("gender"), "Ei halua vastata");
}

TEST_F(Questions, OpenADraftAsItWasLeft) {
    (void)filling->choose("contact_language", "sv");
    (void)filling->set_absence("gender", "declined");
    (void)filling->choose("consent_referral", "given");
    (void)filling->type("birth_date", "3.1998");
    auto again = make(filling->snapshot().answers);
    EXPECT_EQ(again->model("birth_date").text, "3.1998");
    EXPECT_TRUE(again->model("gender").absent);
    EXPECT_EQ(again->person_language(), "sv");
}

TEST(ThreeParts, AreCutAtTheSentences) {
    const auto whole = in_three_parts("It happened. All is kept. Do this. And that.");
    EXPECT_EQ(whole.fact, "It happened.");
    EXPECT_EQ(whole.safe, "All is kept.");
    EXPECT_EQ(whole.advice, "Do this. And that.");
    const auto one = in_three_parts("It happened.");
    EXPECT_EQ(one.fact, "It happened.");
    EXPECT_EQ(one.safe, "What was answered is kept.");
    EXPECT_EQ(one.advice, "");
}

} // namespace
} // namespace suoja::kiosk
