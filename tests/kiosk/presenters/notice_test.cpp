// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/idle.h"
#include "kiosk/presenters/notice.h"
#include "kiosk/presenters/texts.h"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <time.h>

namespace suoja::kiosk {
namespace {

using namespace std::chrono_literals;
constexpr Chord kShift{Key::shift, false, false, true, 0}, kHide{Key::f12, false, false, false, 0};

TEST(Notice, ShowsTheMonthAndNothingOfTheProgram) {
    ::setenv("TZ", "Europe/Helsinki", 1);
    ::tzset();
    const auto model = notice(*parse_rfc3339("2026-03-12T12:06:00.000Z"));
    EXPECT_EQ(model.title, "Tervetuloa");
    EXPECT_EQ(model.time, "14.06");
    EXPECT_EQ(model.date, "torstai 12.3.2026");
    EXPECT_EQ(model.month, "Maaliskuu 2026");
    EXPECT_EQ(model.today, 12);
    ASSERT_EQ(model.weeks.size(), 6U);
    EXPECT_EQ(model.weeks.front().number, 9);
    EXPECT_EQ(model.weeks.front().days, (std::vector<int>{0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(model.weeks.back().number, 14);
    EXPECT_EQ(model.weeks.back().days, (std::vector<int>{30, 31, 0, 0, 0, 0, 0}));
}

TEST(Notice, IsTheSameInEveryLanguageOfTheStaff) {
    const auto at = *parse_rfc3339("2026-01-01T12:00:00.000Z");
    set_language("en");
    const auto english = notice(at);
    set_language("sv");
    const auto swedish = notice(at);
    set_language("en");
    EXPECT_EQ(english.date, swedish.date);
    EXPECT_EQ(english.time, swedish.time);
    EXPECT_EQ(english.weeks.front().number, 1); // the Thursday of that week is 1 January
}

TEST(ShiftThrice, CountsThreePressesWithinASecond) {
    ShiftThrice shifts;
    const Steady start{};
    EXPECT_FALSE(shifts.pressed(kShift, start));
    EXPECT_FALSE(shifts.pressed(kShift, start + 300ms));
    EXPECT_TRUE(shifts.pressed(kShift, start + 900ms));
    EXPECT_FALSE(shifts.pressed(kShift, start + 950ms)); // begins anew
}

TEST(ShiftThrice, IgnoresSlowPressesAndOtherKeysBetween) {
    ShiftThrice shifts;
    const Steady start{};
    EXPECT_FALSE(shifts.pressed(kShift, start));
    EXPECT_FALSE(shifts.pressed(kShift, start + 700ms));
    EXPECT_FALSE(shifts.pressed(kShift, start + 1400ms));
    EXPECT_FALSE(shifts.pressed({Key::other, false, false, true, 0}, start + 1500ms));
    EXPECT_FALSE(shifts.pressed(kShift, start + 1600ms));
}

TEST(HeldKey, NeedsTwoWholeSeconds) {
    HeldKey key;
    const Steady start{};
    key.down(kHide, start);
    key.down(kHide, start + 500ms); // the keyboard repeats
    EXPECT_FALSE(key.held(start + 1900ms));
    EXPECT_TRUE(key.held(start + 2000ms));
    key.up(kHide);
    EXPECT_FALSE(key.held(start + 5s));
    key.down(kHide, start + 6s);
    key.down({Key::other, false, false, false, 0}, start + 7s); // another key lets go of it
    EXPECT_FALSE(key.held(start + 9s));
}

TEST(IdleWatch, WarnsThirtySecondsBeforeItLocks) {
    const Steady start{};
    IdleWatch watch(300s, 30s, start);
    EXPECT_EQ(watch.left(start + 269s), std::nullopt);
    EXPECT_EQ(watch.left(start + 270s), 30s);
    EXPECT_EQ(watch.left(start + 299s), 1s);
    EXPECT_EQ(watch.left(start + 300s), 0s);
    EXPECT_EQ(watch.left(start + 400s), 0s);
    watch.touched(start + 299s);
    EXPECT_EQ(watch.left(start + 300s), std::nullopt);
}

TEST(IdleWatch, TakesANewLimitFromTheLastTouch) {
    const Steady start{};
    IdleWatch watch(300s, 30s, start);
    watch.set_limit(1200s);
    EXPECT_EQ(watch.left(start + 1000s), std::nullopt);
    watch.set_limit(300s);
    EXPECT_EQ(watch.left(start + 1000s), 0s);
}

} // namespace
} // namespace suoja::kiosk
