// SPDX-License-Identifier: Apache-2.0
#include "core/record/case_code.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using record::CaseCode;
using record::check_character;
using record::read_case_code;
using record::write_case_code;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

TEST(CaseCode, CheckCharacterAgreesWithPublishedNumbers) {
    // GRid Standard (IFPI), the example of the handbook: A1-2425G-ABC1234002-M
    EXPECT_EQ(check_character("A12425GABC1234002"), 'M');
    // ISO 15706, ISAN: 0000-0000-3A8D-0000-Z-0000-0000-6 and 0000-0000-D07A-0090-Q-0000-0000-X
    EXPECT_EQ(check_character("000000003A8D0000"), 'Z');
    EXPECT_EQ(check_character("000000003A8D000000000000"), '6');
    EXPECT_EQ(check_character("00000000D07A0090"), 'Q');
    EXPECT_EQ(check_character("00000000D07A009000000000"), 'X');
    EXPECT_EQ(check_character("0000-0001-8947-0000"), '8'); // hyphens do not count
}

TEST(CaseCode, WritesWhatPeopleSayOnThePhone) {
    EXPECT_EQ(write_case_code({"JOU", 3, 2026, 42}), "JOU3-26-0042-5");
    EXPECT_EQ(write_case_code({"HEL", 12, 2026, 12345}).substr(0, 15), "HEL12-26-12345-");
}

TEST(CaseCode, ReadsItBackHoweverItIsTyped) {
    for (const char* typed :
         {"JOU3-26-0042-5", "jou3-26-0042-5", "JOU3 26 0042 5", " jou3  26 - 0042 5 "}) {
        const auto code = read_case_code(typed);
        ASSERT_TRUE(code) << typed;
        EXPECT_EQ(code->site, "JOU");
        EXPECT_EQ(code->device, 3U);
        EXPECT_EQ(code->year, 2026U);
        EXPECT_EQ(code->number, 42U);
    }
}

TEST(CaseCode, EverySingleMistypedCharacterIsNoticed) {
    const std::string good = write_case_code({"JOU", 3, 2026, 42});
    ASSERT_TRUE(read_case_code(good));
    for (std::size_t at = 0; at < good.size(); ++at) {
        if (good[at] == '-')
            continue;
        for (const char other : kAlphabet) {
            if (other == good[at])
                continue;
            auto bad = good;
            bad[at] = other;
            EXPECT_FALSE(read_case_code(bad)) << bad;
        }
    }
}

// Of neighbours that change places the standard promises nearly all: 7 and 8 escape it in places.
TEST(CaseCode, NeighboursThatChangePlacesAreNearlyAlwaysNoticed) {
    int swapped = 0;
    int unnoticed = 0;
    for (std::uint32_t number = 1; number < 5000; ++number) {
        const std::string good = write_case_code({"JOU", 3, 2026, number});
        ASSERT_TRUE(read_case_code(good)) << good;
        for (std::size_t at = 0; at + 1 < good.size(); ++at) {
            auto bad = good;
            std::swap(bad[at], bad[at + 1]);
            if (bad == good)
                continue;
            ++swapped;
            unnoticed += read_case_code(bad) ? 1 : 0;
        }
    }
    EXPECT_GT(swapped, 50'000);
    EXPECT_LT(unnoticed, swapped / 100);
}

TEST(CaseCode, RefusesWhatIsNoCaseCode) {
    for (const char* typed : {"", "JOU3", "JOU3-26-0042", "JOU3-26-0042-", "3-26-0042-5",
                              "JOU-26-0042-5", "JOU3-26-42-5", "JOU3-26-0042-55",
                              "JOU3-26-0042-5-5", "JOU3-99999999999-0042-5", "JÖU3-26-0042-5"})
        EXPECT_FALSE(read_case_code(typed)) << typed;
}

} // namespace
} // namespace suoja::test
