// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "kiosk/presenters/texts.h"

#include <gtest/gtest.h>

namespace suoja::kiosk {
namespace {

std::string finnish() {
    const auto bytes =
        read_file(SUOJA_SHARE_DIR "/locale/fi/LC_MESSAGES/suoja.mo", std::size_t{1} << 22U);
    return std::string(text(bytes.value()));
}

struct Texts : testing::Test {
    void SetUp() override { set_locale_directory(SUOJA_SHARE_DIR "/locale"); }
    void TearDown() override { set_language("en"); }
};

TEST_F(Texts, ChangeTheirLanguageWhileTheProgramRuns) {
    EXPECT_EQ(tr("Draft"), "Draft");
    set_language("fi");
    EXPECT_EQ(tr("Draft"), "Luonnos");
    set_language("sv");
    EXPECT_EQ(tr("Draft"), "Utkast");
    set_language("en");
    EXPECT_EQ(tr("Draft"), "Draft");
}

TEST_F(Texts, StayEnglishWithoutACatalogue) {
    set_locale_directory("/nonexistent");
    set_language("fi");
    EXPECT_EQ(language(), "fi");
    EXPECT_EQ(tr("Draft"), "Draft");
    EXPECT_EQ(trn("{n} day", "{n} days", 2), "2 days");
}

TEST_F(Texts, TakeNoLanguageTheyDoNotKnow) {
    set_language("fi");
    set_language("tlh");
    EXPECT_EQ(language(), "fi");
}

TEST_F(Texts, CountInEveryLanguage) {
    EXPECT_EQ(trn("{n} day", "{n} days", 1), "1 day");
    EXPECT_EQ(trn("{n} day", "{n} days", 0), "0 days");
    set_language("fi");
    EXPECT_EQ(trn("{n} question not asked", "{n} questions not asked", 1), "1 kysymys kysymättä");
    EXPECT_EQ(trn("{n} question not asked", "{n} questions not asked", 21),
              "21 kysymystä kysymättä");
}

TEST(Fill, PutsValuesInAndNeverSearchesThem) {
    EXPECT_EQ(fill("Saved {time} on {place}", {{"time", "{place}"}, {"place", "it"}}),
              "Saved {place} on it");
    EXPECT_EQ(fill("{unknown} and {", {{"time", "1"}}), "{unknown} and {");
}

TEST(Catalogue, ReadsWhatMsgfmtWrites) {
    const auto catalogue = Catalogue::parse(finnish());
    ASSERT_TRUE(catalogue.has_value());
    EXPECT_GT(catalogue->size(), 0U);
    ASSERT_NE(catalogue->find("Draft"), nullptr);
    EXPECT_EQ(*catalogue->find("Draft"), "Luonnos");
    EXPECT_EQ(catalogue->find("no such text"), nullptr);
}

TEST(Catalogue, RefusesEveryCutShorterFile) {
    const auto whole = finnish();
    ASSERT_TRUE(Catalogue::parse(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); size += 1 + size / 64)
        EXPECT_FALSE(Catalogue::parse(std::string_view(whole).substr(0, size)).has_value()) << size;
}

TEST(Catalogue, RefusesOffsetsThatLeadOutside) {
    const auto whole = finnish();
    for (const std::size_t at : {8U, 12U, 16U}) { // count, both tables
        auto wrong = whole;
        wrong.replace(at, 4, "\xF0\xFF\xFF\xFF", 4);
        EXPECT_FALSE(Catalogue::parse(wrong).has_value()) << at;
    }
    EXPECT_TRUE(Catalogue::parse(whole).has_value());
}

TEST(Catalogue, RefusesAnotherPluralRule) {
    auto other = finnish();
    const auto at = other.find("plural=(n != 1);");
    ASSERT_NE(at, std::string::npos);
    other.replace(at, 16, "plural=(n  > 1);");
    EXPECT_FALSE(Catalogue::parse(other).has_value());
}

} // namespace
} // namespace suoja::kiosk
