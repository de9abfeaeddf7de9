// SPDX-License-Identifier: Apache-2.0
// The consent gate of the intake that ships: a rule of its tables, for adults, minors and people
// whose age is not known.
#include "tests/core/form/shipped.h"

namespace suoja::form::test {
namespace {

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
        test::answer(entry, path, text);
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

// Every combination of what the gate reads, against the rule in words: the person's own consent,
// and for a minor the guardian's or representative's, or the written reason why there is no safe
// one. And in every combination: nothing that identifies the person without the person's consent.
TEST_F(ConsentGate, HoldsForEveryCombinationOfWhatItReads) {
    const std::vector<std::string> consents = {"", "given", "refused", "undecided"};
    const std::vector<std::string> ynu = {"", "yes", "no", "unknown"};
    for (const auto& [path, text] :
         std::map<std::string, std::string>{{"given_names", "Sample"},
                                            {"birth_date", "2012-02"},
                                            {"uma_number", "123"},
                                            {"representative_name", "Sample"},
                                            {"representative_contact", "Sample"},
                                            {"legal_counsel", "Sample"},
                                            {"safe_contact_mode", "phone"},
                                            {"safe_contact_detail", "040 123 4567"},
                                            {"children_in_finland", "2"}})
        answer(path, text);
    std::size_t open = 0, cases = 0;
    for (const auto* age : {"", "adult", "minor", "unknown"})
        for (const auto& own : consents)
            for (const auto& unaccompanied : ynu)
                for (const auto& concern : ynu)
                    for (const auto& others : consents)
                        for (const auto* reason : {"", "Made-up sample text."}) {
                            answer("age_group", age);
                            answer("consent_referral", own);
                            answer("unaccompanied", unaccompanied);
                            answer("guardian_concern", concern);
                            answer("representative_consent", others);
                            answer("no_representative_reason", reason);
                            const bool minor = std::string_view(age) == "minor";
                            // asked only of those who are not without a guardian
                            const bool dangerous = concern == "yes" && unaccompanied != "yes" &&
                                                   !unaccompanied.empty();
                            const bool excused =
                                *reason != '\0' && minor && (unaccompanied == "yes" || dangerous);
                            const bool expected =
                                own == "given" && (!minor || others == "given" || excused);
                            ASSERT_EQ(entry.may_forward(), expected)
                                << age << "," << own << "," << unaccompanied << "," << concern
                                << "," << others << "," << reason;
                            ++cases;
                            open += expected ? 1 : 0;
                            for (const Question& question : entry.form().questions)
                                if (question.cls == Class::identifying && own != "given" &&
                                    question.name != "referrer_name" && // staff, not the person
                                    question.name != "referrer_phone") {
                                    ASSERT_FALSE(entry.relevant(question.name)) << question.name;
                                }
                        }
    EXPECT_EQ(cases, 2048U);
    EXPECT_GT(open, 300U);
}

// the same answers with consent: what was hidden is asked
TEST_F(ConsentGate, AsksWhatIdentifiesThePersonOnceConsentIsGiven) {
    minor();
    answer("unaccompanied", "yes");
    answer("representative_name", "Sample");
    answer("safe_contact_mode", "phone");
    std::size_t asked = 0;
    for (const Question& question : entry.form().questions)
        if (question.cls == Class::identifying && !in_repeat(entry.form(), question)) {
            EXPECT_TRUE(entry.relevant(question.name) || question.name == "referrer_phone")
                << question.name;
            ++asked;
        }
    EXPECT_GE(asked, 9U);
}

} // namespace
} // namespace suoja::form::test
