// SPDX-License-Identifier: Apache-2.0
// The forms that ship, as they stand in config/forms.
#include "core/form/expression.h"
#include "core/json.h"
#include "tests/core/form/tables.h"

#include <boost/json/array.hpp>

#include <fstream>
#include <iterator>

namespace suoja::form::test {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(SUOJA_SOURCE_DIR) / "config";

std::shared_ptr<const Form> shipped(const std::string& name) {
    const Loaded loaded = load_form(kConfig / "forms" / name);
    EXPECT_TRUE(loaded.form) << told(loaded);
    return loaded.form;
}

class Shipped : public ::testing::TestWithParam<const char*> {};

TEST_P(Shipped, SpeaksThreeLanguagesEverywhere) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    EXPECT_EQ(form->id, GetParam());
    const auto complete = [](const Text& text) {
        return text.has("en") && text.has("fi") && text.has("sv");
    };
    EXPECT_TRUE(complete(form->title));
    EXPECT_TRUE(complete(form->forward_message) || !form->forward_when);
    for (const Question& question : form->questions) {
        const bool seen = question.type != Type::hidden && question.type != Type::calculate;
        EXPECT_TRUE(complete(question.label) || !seen) << question.name;
        for (const Text* text :
             {&question.hint, &question.required_message, &question.constraint_message})
            EXPECT_TRUE(text->by_language.empty() || complete(*text)) << question.name;
        EXPECT_TRUE(!question.constraint || complete(question.constraint_message)) << question.name;
    }
    for (const auto& [list, choices] : form->lists)
        for (const Choice& choice : choices)
            EXPECT_TRUE(complete(choice.label)) << list << " " << choice.name;
}

TEST_P(Shipped, KeepsNamesAndContactsInTheIdentifyingClass) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    for (const Question& question : form->questions)
        if (question.phone() || question.name.ends_with("_name") || question.name == "birth_date" ||
            question.name == "given_names" || question.name == "uma_number" ||
            question.name.ends_with("_contact")) {
            EXPECT_EQ(question.cls, Class::identifying) << question.name;
        }
    for (const std::string& name : form->copy_to_consultation)
        EXPECT_NE(form->find(name)->type, Type::text) << name << " is free text";
}

TEST_P(Shipped, OffersNoReasonForAnAnswerThatIsAlwaysRequired) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    for (const Question& question : form->questions)
        if (question.required && question.required->references().empty()) {
            EXPECT_TRUE(question.absence.empty()) << question.name;
        }
}

// the sample of the demo is complete, and nothing of it is dropped
TEST_P(Shipped, TakesItsSampleWhole) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    std::ifstream file(kConfig / "samples" / (std::string(GetParam()) + ".json"));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto sample = json::parse_object(text, 1 << 20);
    ASSERT_TRUE(sample);
    Entry entry(form, context());
    const auto* answers = json::object_of(*sample, "answers");
    const auto* missing = json::object_of(*sample, "missing");
    ASSERT_TRUE(answers != nullptr && missing != nullptr);
    for (const auto& [key, value] : *answers) {
        const Path path(key);
        if (const auto* list = value.if_array()) {
            std::vector<std::string> names;
            for (const auto& name : *list)
                names.emplace_back(name.as_string());
            EXPECT_TRUE(entry.set(path, names)) << path;
        } else if (value.is_int64()) {
            EXPECT_TRUE(entry.set(path, value.as_int64())) << path;
        } else {
            EXPECT_TRUE(entry.set(path, std::string(value.as_string()))) << path;
        }
    }
    for (const auto& [key, value] : *missing)
        EXPECT_TRUE(entry.set(Path(key), *parse_absence(std::string(value.as_string())))) << key;
    for (const Problem& problem : entry.problems())
        ADD_FAILURE() << problem.path;
    EXPECT_TRUE(entry.may_forward());
    const Answers stored = entry.answers();
    for (const auto* part : {answers, missing})
        for (const auto& [key, value] : *part)
            EXPECT_TRUE(stored.contains(std::string(key))) << key << " is not relevant";
}

INSTANTIATE_TEST_SUITE_P(Forms, Shipped, ::testing::Values("intake", "call"),
                         [](const auto& which) { return std::string(which.param); });

struct ConsentGate : ::testing::Test {
    ConsentGate() : entry(shipped("intake"), context()) {
        for (const auto& [path, text] :
             std::map<std::string, std::string>{{"immediate_danger", "no"},
                                                {"contact_language", "fi"},
                                                {"interpreter_needed", "no"},
                                                {"info_given", "yes"},
                                                {"info_points", "purpose"},
                                                {"consent_referral", "given"},
                                                {"consent_mode", "oral"},
                                                {"consent_share", "none"},
                                                {"observations", "Made-up sample text."},
                                                {"family_name", "Esimerkki"}})
            answer(path, text);
    }

    void answer(const std::string& path, const std::string& text) {
        EXPECT_TRUE(entry.set_text(path, text)) << path;
    }
    bool open() const { return entry.problems().empty() && entry.may_forward(); }
    std::string lacks() const {
        std::string all;
        for (const Problem& problem : entry.problems())
            all += problem.path + " ";
        return all;
    }
    void minor() {
        answer("age_group", "minor");
        answer("child_heard", "yes");
        const Question& notified = *entry.form().find("child_welfare_notified");
        answer("child_welfare_notified", entry.form().lists.at(notified.list).front().name);
    }

    Entry entry;
};

TEST_F(ConsentGate, OpensForAnAdultWhoConsents) {
    answer("age_group", "adult");
    EXPECT_TRUE(open()) << lacks();
    for (const char* no : {"refused", "undecided"}) {
        answer("consent_referral", no);
        EXPECT_FALSE(entry.may_forward()) << no;
        answer("consent_referral", "given");
        EXPECT_TRUE(open()) << lacks();
    }
    answer("consent_referral", "");
    EXPECT_FALSE(open());
}

TEST_F(ConsentGate, NeedsAnAge) {
    EXPECT_EQ(lacks(), "age_group ");
    answer("age_group", "adult");
    EXPECT_TRUE(open()) << lacks();
}

TEST_F(ConsentGate, NeedsTheConsentOfAMinorsGuardian) {
    minor();
    answer("unaccompanied", "no");
    answer("guardian_concern", "no");
    EXPECT_EQ(lacks(), "representative_consent ");
    EXPECT_FALSE(entry.may_forward());
    for (const Choice& choice : entry.form().lists.at("consent")) {
        answer("representative_consent", choice.name);
        EXPECT_EQ(open(), choice.name == "given") << choice.name;
    }
    answer("representative_consent", "given");
    answer("consent_referral", "");
    EXPECT_FALSE(entry.may_forward()) << "the minor's own consent is needed too";
}

TEST_F(ConsentGate, OpensForAMinorWithoutASafeRepresentativeWhenTheReasonIsWritten) {
    minor();
    answer("unaccompanied", "yes");
    EXPECT_FALSE(open());
    answer("no_representative_reason", "Made-up sample text.");
    EXPECT_TRUE(open()) << lacks();
    answer("no_representative_reason", "   ");
    EXPECT_FALSE(open()) << "white space is no reason";

    answer("unaccompanied", "no");
    answer("guardian_concern", "yes");
    EXPECT_FALSE(open());
    answer("no_representative_reason", "Made-up sample text.");
    EXPECT_TRUE(open()) << lacks();

    answer("guardian_concern", "no");
    EXPECT_FALSE(open()) << "a reason counts only while contact is impossible or unsafe";
    answer("representative_consent", "given");
    EXPECT_TRUE(open()) << lacks();
}

TEST_F(ConsentGate, OpensForAnUnknownAgeByThePersonsOwnConsent) {
    answer("age_group", "unknown");
    answer("unaccompanied", "yes");
    EXPECT_TRUE(open()) << lacks();
    EXPECT_FALSE(entry.relevant("representative_consent"));
    answer("consent_referral", "");
    EXPECT_FALSE(open());
}

TEST_F(ConsentGate, LeavesNothingIdentifyingWithoutConsent) {
    minor();
    answer("unaccompanied", "yes");
    answer("given_names", "Sample Person");
    answer("birth_date", "2012");
    answer("representative_name", "Sample");
    answer("representative_contact", "Sample");
    answer("safe_contact_mode", "phone");
    answer("safe_contact_detail", "040 123 4567");
    answer("referrer_name", "Sample");
    answer("consent_referral", "");
    for (const auto& [path, value] : entry.answers())
        if (path != "referrer_name" && path != "referrer_phone") { // staff, not the person
            EXPECT_NE(entry.form().find(path)->cls, Class::identifying) << path;
        }
    EXPECT_EQ(entry.draft().at("family_name"), Value("Esimerkki")) << "the draft keeps it";
}

} // namespace
} // namespace suoja::form::test
