// SPDX-License-Identifier: Apache-2.0
// Letters on a closed list, without a display's list: which entry they lead to.
#include "kiosk/views/type_ahead.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using kiosk::views::TypeAhead;
const std::vector<std::string> kLanguages{"–", "Arabia", "Ranska", "Romania", "Ruotsi", "Äänetön"};

TEST(TypeAhead, LettersWithinASecondMakeOneWord) {
    TypeAhead keys;
    EXPECT_EQ(keys.typed(kLanguages, 0, "r", 1000), 2U);
    EXPECT_EQ(keys.typed(kLanguages, 2, "u", 1400), 4U);
    EXPECT_EQ(keys.typed(kLanguages, 4, "a", 3000), 1U) << "a pause begins a new word";
}

TEST(TypeAhead, TheSameLetterAgainGoesToTheNextAndRound) {
    TypeAhead keys;
    EXPECT_EQ(keys.typed(kLanguages, 0, "r", 1000), 2U);
    EXPECT_EQ(keys.typed(kLanguages, 2, "r", 1200), 3U);
    EXPECT_EQ(keys.typed(kLanguages, 3, "r", 1400), 4U);
    EXPECT_EQ(keys.typed(kLanguages, 4, "r", 1600), 2U);
}

TEST(TypeAhead, CapitalsAndAccentedLettersAreFound) {
    TypeAhead keys;
    EXPECT_EQ(keys.typed(kLanguages, 0, "ä", 1000), 5U);
    EXPECT_EQ(keys.typed(kLanguages, 0, "R", 9000), 2U);
}

TEST(TypeAhead, AWordThatNothingBeginsWithMovesNothing) {
    TypeAhead keys;
    EXPECT_EQ(keys.typed(kLanguages, 3, "x", 1000), std::nullopt);
    EXPECT_TRUE(keys.within_word(1500));
    EXPECT_FALSE(keys.within_word(2500));
}

} // namespace
} // namespace suoja::test
