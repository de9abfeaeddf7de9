// SPDX-License-Identifier: Apache-2.0
// What follows from the answers of the assessment that ships: support calculation, choices left
// by other answers, periods, the row for statistics.
#include "tests/core/form/shipped.h"

namespace suoja::form::test {
namespace {

struct Assessment : ::testing::Test {
    void says(const std::string& path, const std::string& text) { answer(entry, path, text); }
    std::string result(const std::string& path) const { return text_of(entry, path); }
    bool wrong(const std::string& path) const {
        const auto problem = entry.problem(path);
        return problem && problem->fault == Fault::constraint;
    }
    std::vector<std::string> offered(const std::string& path) const {
        std::vector<std::string> names;
        for (const Choice* choice : entry.choices(path))
            names.push_back(choice->name);
        return names;
    }
    // as many indicators of the dimension as asked for, by their weight in the list chosen
    void found(const std::string& dimension, const std::string& list, int strong, int medium,
               int weak) {
        std::map<std::string, int> left = {{"S", strong}, {"M", medium}, {"W", weak}};
        for (const Choice& choice : entry.form().lists.at("delphi"))
            if (choice.columns.at("dimension") == dimension)
                if (const auto weight = choice.columns.find(list);
                    weight != choice.columns.end() && left[weight->second]-- > 0)
                    chosen += choice.name + " ";
        says("indicator_set", list);
        says("indicators", chosen);
    }

    std::string chosen;
    Entry entry{shipped("assessment"), context()};
};

TEST_F(Assessment, CountsTheIndicatorsOfTheList) {
    const std::map<std::string, int> expected = {{"D1", 10}, {"D2", 10}, {"D3", 16},
                                                 {"D4", 9},  {"D5", 15}, {"D6", 7}};
    std::map<std::string, int> counted;
    for (const Choice& choice : entry.form().lists.at("delphi"))
        ++counted[choice.columns.at("dimension")];
    EXPECT_EQ(counted, expected);
    EXPECT_TRUE(offered("indicators").empty()) << "no list is chosen yet";
    says("indicator_set", "adult_labour");
    EXPECT_EQ(offered("indicators").size(), 67U);
    says("indicator_set", "child_labour");
    EXPECT_EQ(offered("indicators").size(), 65U);
}

// The calculations repeat the weights of the choices' columns: one indicator at a time, each is
// counted where its column says, and nowhere else.
TEST_F(Assessment, CountsEachIndicatorByItsWeight) {
    for (const auto* list : {"adult_labour", "child_labour"}) {
        says("indicator_set", list);
        for (const Choice& choice : entry.form().lists.at("delphi")) {
            const auto weight = choice.columns.find(list);
            if (weight == choice.columns.end())
                continue; // not in this list
            says("indicators", choice.name);
            for (char dimension = '1'; dimension <= '6'; ++dimension)
                for (const auto& [word, letter] : std::map<std::string, std::string>{
                         {"strong", "S"}, {"medium", "M"}, {"weak", "W"}}) {
                    const bool here = choice.columns.at("dimension")[1] == dimension;
                    EXPECT_EQ(result(std::string("d") + dimension + "_" + word),
                              here && weight->second == letter ? "1" : "0")
                        << list << " " << choice.name << " D" << dimension << " " << word;
                }
        }
    }
}

// positive: 2 strong; 1 strong and another; 3 medium; 2 medium and 1 weak
TEST_F(Assessment, JudgesADimensionByTheRuleShown) {
    const std::string set = "adult_labour";
    struct Case {
        const char* dimension;
        int strong, medium, weak;
        const char* result;
    };
    for (const Case& each : {Case{"D5", 2, 0, 0, "positive"}, Case{"D5", 1, 0, 0, "not_shown"},
                             Case{"D5", 1, 1, 0, "positive"}, Case{"D5", 1, 0, 1, "positive"},
                             Case{"D5", 0, 3, 0, "positive"}, Case{"D5", 0, 2, 0, "not_shown"},
                             Case{"D5", 0, 2, 1, "positive"}, Case{"D5", 0, 1, 1, "not_shown"},
                             Case{"D5", 0, 0, 1, "not_shown"}, Case{"D3", 0, 3, 0, "positive"},
                             Case{"D6", 0, 1, 2, "not_shown"}, Case{"D6", 0, 2, 1, "positive"}}) {
        chosen.clear();
        found(each.dimension, set, each.strong, each.medium, each.weak);
        const auto name = std::string("dimension_status_") + each.dimension[1];
        EXPECT_EQ(result(name), each.result)
            << each.dimension << " " << each.strong << each.medium << each.weak;
        for (char other = '1'; other <= '6'; ++other)
            if (other != each.dimension[1]) {
                EXPECT_EQ(result(std::string("dimension_status_") + other), "no_data") << other;
            }
    }
    says("indicators", "");
    EXPECT_FALSE(entry.relevant("dimension_status_5")) << "nothing found, nothing calculated";
    EXPECT_EQ(entry.answers().count("d5_strong"), 0U);
}

// "violence" at recruitment is medium for adults in one list and strong for children in another
TEST_F(Assessment, WeighsByTheListChosen) {
    says("indicator_set", "adult_labour");
    says("indicators", "d5_threats d5_illicit");
    EXPECT_EQ(result("dimension_status_5"), "not_shown") << "two medium";
    says("indicator_set", "child_labour");
    EXPECT_EQ(result("dimension_status_5"), "positive") << "two strong";
    EXPECT_NE(entry.hint("dimension_status_5", "fi").find("Vahvoja 2"), std::string::npos)
        << entry.hint("dimension_status_5", "fi");
}

TEST_F(Assessment, SumsUpForAdultsAndChildren) {
    found("D1", "adult_labour", 1, 1, 0);
    found("D4", "adult_labour", 1, 1, 0);
    EXPECT_EQ(result("dimension_summary"), "not_shown");
    found("D5", "adult_labour", 2, 0, 0);
    EXPECT_EQ(result("dimension_summary"), "positive");
    chosen.clear();
    found("D4", "child_labour", 1, 1, 0);
    EXPECT_EQ(result("dimension_summary"), "not_shown") << "an act is needed too";
    says("act", "recruitment");
    EXPECT_EQ(result("dimension_summary"), "positive");
}

TEST_F(Assessment, OffersThePrimaryFormAmongTheFormsChosen) {
    says("client_ground", "victim");
    EXPECT_TRUE(offered("exploitation_primary").empty());
    says("exploitation_forms", "sexual begging");
    EXPECT_EQ(offered("exploitation_primary"), (std::vector<std::string>{"sexual", "begging"}));
    says("client_ground", "assisting");
    EXPECT_FALSE(entry.relevant("exploitation_primary"));
}

TEST_F(Assessment, AsksForMeansUnlessAMinorWasExploited) {
    EXPECT_TRUE(entry.relevant("means")) << "the age is not known";
    EXPECT_EQ(offered("means").back(), "not_required_minor");
    says("age_at_exploitation", "17");
    EXPECT_FALSE(entry.relevant("means"));
    says("age_at_exploitation", "18");
    EXPECT_TRUE(entry.relevant("means"));
    EXPECT_EQ(offered("means").back(), "payment") << "an adult's means are required";
}

TEST_F(Assessment, OffersTheLegalGroundsOfTheDecision) {
    says("decision", "admitted");
    EXPECT_EQ(offered("legal_ground"), (std::vector<std::string>{"35_1", "35_2", "35_3"}));
    says("decision", "refused");
    EXPECT_EQ(offered("legal_ground"),
              (std::vector<std::string>{"not_victim", "no_need", "not_in_finland"}));
    says("decision", "lapsed");
    EXPECT_FALSE(entry.relevant("legal_ground"));
}

TEST_F(Assessment, IdentifiesAVictimByTheAdmission) {
    says("client_ground", "victim");
    EXPECT_FALSE(entry.relevant("identified"));
    says("decision", "admitted");
    EXPECT_EQ(result("identified"), "yes");
    says("client_ground", "child_of_client");
    EXPECT_EQ(result("identified"), "no");
    says("client_ground", "victim");
    says("decision", "refused");
    EXPECT_EQ(result("identified"), "no");
    EXPECT_FALSE(entry.set("identified", std::string("yes"))) << "nobody answers it";
}

TEST_F(Assessment, EndsAReflectionPeriodWithinSixMonths) {
    EXPECT_FALSE(entry.relevant("reflection_granted"));
    says("intake_residence_status", "irregular");
    EXPECT_TRUE(entry.relevant("reflection_granted"));
    says("reflection_granted", "yes");
    says("reflection_start", "2026-08-31");
    for (const auto& [end, fits] : std::map<std::string, bool>{{"2026-08-30", false},
                                                               {"2026-08-31", true},
                                                               {"2027-02-28", true},
                                                               {"2027-03-01", false}}) {
        says("reflection_end", end);
        EXPECT_EQ(!wrong("reflection_end"), fits) << end;
    }
    says("reflection_start", "2026-01-15");
    says("reflection_end", "2026-07-15");
    EXPECT_FALSE(wrong("reflection_end"));
    says("reflection_end", "2026-07-16");
    EXPECT_TRUE(wrong("reflection_end"));
}

TEST_F(Assessment, ShowsTheRepealedRecoveryPeriodOnOldDecisionsOnly) {
    says("decision", "admitted");
    EXPECT_FALSE(entry.relevant("recovery_legacy"));
    says("decision_date", "2022-12-31");
    EXPECT_TRUE(entry.relevant("recovery_legacy"));
    says("decision_date", "2023-01-01");
    EXPECT_FALSE(entry.relevant("recovery_legacy"));
}

TEST_F(Assessment, KeepsDatesInTheirOrder) {
    says("decision", "admitted");
    says("decision_date", "2026-11-26");
    EXPECT_TRUE(wrong("decision_date")) << "tomorrow";
    says("decision_date", "2026-11-25");
    EXPECT_FALSE(wrong("decision_date"));
    for (const auto* path : {"served_at", "closed_at"}) {
        says(path, "2026-11-24");
        EXPECT_TRUE(wrong(path)) << path;
        says(path, "2026-11-25");
        EXPECT_FALSE(wrong(path)) << path;
    }
    says("period_start", "2025");
    for (const auto& [end, fits] : std::map<std::string, bool>{
             {"2024", false}, {"2025", true}, {"2025-01", true}, {"2026-01-31", true}}) {
        says("period_end", end);
        EXPECT_EQ(!wrong("period_end"), fits) << end;
    }
    says("period_start", "2025-06-02");
    says("period_end", "2025-06-01");
    EXPECT_TRUE(wrong("period_end"));
}

TEST_F(Assessment, TakesTheAgeBandAtTheDay) {
    says("decision", "admitted");
    says("decision_date", "2026-11-20");
    EXPECT_EQ(result("stat_age_band"), "");
    says("intake_age_group", "minor");
    EXPECT_EQ(result("stat_age_band"), "u18");
    for (const auto& [born, band] : std::map<std::string, std::string>{{"2008-11-20", "18_29"},
                                                                       {"2008-11-21", "u18"},
                                                                       {"1996-11-20", "30_39"},
                                                                       {"1996-11-21", "18_29"},
                                                                       {"1980-05", "40_49"},
                                                                       {"1971", "50_59"},
                                                                       {"1966-11", "60p"},
                                                                       {"1940", "60p"}}) {
        says("intake_birth_date", born);
        EXPECT_EQ(result("stat_age_band"), band) << born;
    }
}

TEST_F(Assessment, CodesTheRowForStatistics) {
    says("decision", "admitted");
    EXPECT_EQ(result("stat_citizen_group"), "unknown");
    for (const auto& [citizenship, group] :
         std::map<std::string, std::string>{{"FI", "fi"},
                                            {"UZ FI", "fi"},
                                            {"EE", "other_eu"},
                                            {"UZ SE", "other_eu"},
                                            {"UZ", "non_eu"},
                                            {"XX", "stateless"},
                                            {"ZZ", "unknown"}}) {
        says("intake_citizenship", citizenship);
        EXPECT_EQ(result("stat_citizen_group"), group) << citizenship;
    }
    says("intake_referrer_type", "police");
    EXPECT_EQ(result("stat_referrer"), "police");
    says("client_ground", "victim");
    for (const auto& [place, in_finland] : std::map<std::string, std::string>{
             {"finland", "yes"}, {"both", "yes"}, {"abroad", "no"}, {"unknown", ""}}) {
        says("exploitation_place", place);
        EXPECT_EQ(result("stat_in_finland"), in_finland) << place;
    }
    says("decision", "refused");
    EXPECT_FALSE(entry.relevant("stat_citizen_group"));
    EXPECT_TRUE(entry.relevant("stat_referrer"));
}

} // namespace
} // namespace suoja::form::test
