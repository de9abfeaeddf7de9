// SPDX-License-Identifier: Apache-2.0
// The repeats of the forms that ship: the children of an intake, the persons a call is about.
#include "tests/core/form/shipped.h"

namespace suoja::form::test {
namespace {

TEST(Children, AreAskedOneByOneOnceConsentIsGiven) {
    Entry entry(shipped("intake"), context());
    answer(entry, "children_in_finland", "2");
    EXPECT_FALSE(entry.relevant("children")) << "without consent nothing is asked of them";
    answer(entry, "consent_referral", "given");
    ASSERT_TRUE(entry.relevant("children"));
    ASSERT_EQ(entry.count("children"), 2U);
    for (const auto* path : {"children[1]/birth_year", "children[2]/needs_help"})
        EXPECT_TRUE(entry.relevant(path)) << path;
    answer(entry, "children[2]/birth_year", "2018");
    EXPECT_EQ(entry.answers().count("children[2]/birth_year"), 1U);
    answer(entry, "children_in_finland", "0");
    EXPECT_EQ(entry.answers().count("children[2]/birth_year"), 0U);
    EXPECT_FALSE(entry.relevant("children"));
    answer(entry, "children_in_finland", "2");
    EXPECT_EQ(entry.answers().count("children[2]/birth_year"), 1U) << "a draft keeps it";
}

TEST(Children, ArePersonalDataAndNeedNoAnswer) {
    Entry entry(shipped("intake"), context());
    answer(entry, "consent_referral", "given");
    answer(entry, "children_in_finland", "1");
    for (const auto* path :
         {"children[1]/birth_year", "children[1]/with_person", "children[1]/needs_help"}) {
        EXPECT_EQ(entry.question(path)->cls, Class::identifying) << path;
        EXPECT_FALSE(entry.problem(path)) << path;
        EXPECT_TRUE(entry.set(path, Absence::declined)) << path;
    }
}

TEST(Children, AreMinors) {
    Entry entry(shipped("intake"), context()); // 2026-11-25
    answer(entry, "consent_referral", "given");
    answer(entry, "children_in_finland", "1");
    for (const auto& [year, fits] : std::map<std::string, bool>{
             {"2007", false}, {"2008", true}, {"2026", true}, {"2027", false}}) {
        answer(entry, "children[1]/birth_year", year);
        EXPECT_EQ(!entry.problem("children[1]/birth_year"), fits) << year;
    }
    EXPECT_FALSE(entry.message("children[1]/birth_year", "sv").empty());
}

TEST(Children, AreNoMoreThanAFamilyHas) {
    Entry entry(shipped("intake"), context());
    answer(entry, "consent_referral", "given");
    for (const auto* wrong : {"21", "-1", "900000"}) {
        answer(entry, "children_in_finland", wrong);
        EXPECT_TRUE(entry.problem("children_in_finland")) << wrong;
        EXPECT_EQ(entry.count("children"), 0U) << wrong;
    }
    answer(entry, "children_in_finland", "20");
    EXPECT_EQ(entry.count("children"), 20U);
}

struct Persons : ::testing::Test {
    Persons() : entry(shipped("call"), context()) {
        answer(entry, "call_type", "about_person");
        answer(entry, "about_count", "2");
    }
    Entry entry;
};

TEST_F(Persons, AreAddedWhileTheCallIsAboutSomebody) {
    EXPECT_TRUE(entry.relevant("persons"));
    EXPECT_EQ(entry.count("persons"), 0U);
    ASSERT_TRUE(entry.add("persons"));
    ASSERT_TRUE(entry.add("persons"));
    answer(entry, "persons[2]/person_citizenship", "VN");
    answer(entry, "persons[2]/person_region", "FI-18");
    answer(entry, "persons[2]/person_exploitation_forms", "forced_labour begging");
    EXPECT_EQ(entry.answers().count("persons[2]/person_region"), 1U);
    ASSERT_TRUE(entry.remove("persons[1]"));
    EXPECT_EQ(text_of(entry, "persons[1]/person_citizenship"), "VN");
    answer(entry, "about_count", "0");
    EXPECT_FALSE(entry.relevant("persons")) << "a general question is about nobody";
}

TEST_F(Persons, BringUpTheChildWelfareNotificationWhenAnyOfThemIsAMinor) {
    EXPECT_FALSE(entry.relevant("child_welfare_notified"));
    ASSERT_TRUE(entry.add("persons"));
    ASSERT_TRUE(entry.add("persons"));
    answer(entry, "persons[1]/person_age_group", "adult");
    EXPECT_FALSE(entry.relevant("child_welfare_notified"));
    answer(entry, "persons[2]/person_age_group", "minor");
    EXPECT_TRUE(entry.relevant("child_welfare_notified"));
    ASSERT_TRUE(entry.remove("persons[2]"));
    EXPECT_FALSE(entry.relevant("child_welfare_notified"));
}

TEST_F(Persons, AreNotAskedInAnAnonymousConsultation) {
    ASSERT_TRUE(entry.add("persons"));
    answer(entry, "persons[1]/person_alias", "A");
    answer(entry, "persons[1]/person_age_group", "minor");
    answer(entry, "channel", "consultation");
    EXPECT_FALSE(entry.relevant("persons"));
    EXPECT_FALSE(entry.relevant("child_welfare_notified"));
    for (const auto& [path, value] : entry.answers())
        EXPECT_FALSE(path.starts_with("persons")) << path;
    answer(entry, "channel", "phone");
    EXPECT_TRUE(entry.relevant("persons[1]/person_alias"));
}

} // namespace
} // namespace suoja::form::test
