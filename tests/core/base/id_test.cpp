// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"
#include "core/id.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace suoja {
namespace {

TEST(Ids, AreUuidsOfVersionSevenInOrderOfTime) {
    const auto now = from_unix_ms(0x0123456789ab);
    const auto text = RecordId::make(now).str();
    EXPECT_EQ(text.substr(0, 13), "01234567-89ab");
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
    EXPECT_LT(RecordId::make(now), RecordId::make(now + std::chrono::milliseconds(1)));
}

TEST(Ids, ReadBackAsPrintedAndOnlySo) {
    const auto id = UserId::make(from_unix_ms(1'772'000'000'000));
    const auto text = id.str();
    EXPECT_EQ(UserId::parse(text), id);
    EXPECT_FALSE(UserId::parse(text.substr(1)));
    EXPECT_FALSE(UserId::parse(text + "0"));
    EXPECT_FALSE(UserId::parse("{" + text.substr(1)));
    auto moved = text;
    std::swap(moved[8], moved[9]);
    EXPECT_FALSE(UserId::parse(moved));
    EXPECT_FALSE(UserId::parse("01234567-89AB-7000-8000-000000000000"));
    EXPECT_TRUE(UserId::parse("01234567-89ab-7000-8000-000000000000"));
}

TEST(Ids, DoNotRepeat) {
    std::unordered_set<DraftId> seen;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(seen.insert(DraftId::make(from_unix_ms(5))).second);
}

TEST(Ids, OfDifferentThingsDoNotConvert) {
    EXPECT_FALSE((std::is_convertible_v<UserId, RecordId>));
    EXPECT_FALSE((std::is_constructible_v<RecordId, UserId>));
}

} // namespace
} // namespace suoja
