// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/presenters/typed_date.h"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <time.h>

namespace suoja::kiosk {
namespace {

struct Times : testing::Test {
    void SetUp() override {
        ::setenv("TZ", "Europe/Helsinki", 1);
        ::tzset();
        set_locale_directory(SUOJA_SHARE_DIR "/locale");
        set_language("en");
    }
    void TearDown() override { set_language("en"); }
    Millis at = *parse_rfc3339("2026-03-12T12:06:00.000Z"); // 14:06 in Helsinki, a Thursday
};

TEST_F(Times, ReadAsEachLanguageWritesThem) {
    EXPECT_EQ(clock_words(at), "14:06");
    EXPECT_EQ(date_words(at), "12 March 2026");
    EXPECT_EQ(weekday_words(at), "Thursday 12 March 2026");
    set_language("fi");
    EXPECT_EQ(clock_words(at), "14.06");
    EXPECT_EQ(date_words(at), "12.3.2026");
    EXPECT_EQ(weekday_words(at), "torstai 12.3.2026");
    set_language("sv");
    EXPECT_EQ(clock_words(at), "14.06");
    EXPECT_EQ(weekday_words(at), "torsdag 12.3.2026");
}

TEST_F(Times, SayOnlyAsMuchOfTheDayAsIsNeeded) {
    using std::chrono::hours;
    EXPECT_EQ(moment_words(at, at + hours(1)), "14:06");
    EXPECT_EQ(moment_words(at, at + hours(12)), "yesterday 14:06"); // past midnight
    EXPECT_EQ(moment_words(at, at + hours(72)), "12 March 14:06");
    EXPECT_EQ(moment_words(at, at + hours(24 * 365)), "12 March 2026 14:06");
    set_language("fi");
    EXPECT_EQ(moment_words(at, at + hours(1)), "klo 14.06");
    EXPECT_EQ(moment_words(at, at + hours(72)), "12.3. klo 14.06");
}

TEST_F(Times, CountAgesInWords) {
    using namespace std::chrono_literals;
    EXPECT_EQ(age_words(41min), "41 min");
    EXPECT_EQ(age_words(1h + 52min), "1 h 52 min");
    EXPECT_EQ(age_words(6h + 3min), "6 h 03 min");
    EXPECT_EQ(age_words(23h + 5min), "23 h");
    EXPECT_EQ(age_words(26h), "1 day 2 h");
    EXPECT_EQ(age_words(48h), "2 days");
    EXPECT_EQ(age_words(-5min), "0 min"); // a clock put back
    set_language("fi");
    EXPECT_EQ(age_words(26h), "1 vrk 2 h");
}

TEST_F(Times, CountDownInDigits) {
    using namespace std::chrono_literals;
    EXPECT_EQ(countdown_words(272s), "4:32");
    EXPECT_EQ(countdown_words(27s), "0:27");
    EXPECT_EQ(countdown_words(767s), "12:47");
    EXPECT_EQ(countdown_words(3729s), "1:02:09");
    EXPECT_EQ(countdown_words(-1s), "0:00");
}

TEST_F(Times, CarryTheLocalOffset) {
    EXPECT_EQ(local_date_time(at), "2026-03-12T14:06:00.000+02:00");
    EXPECT_EQ(local_date_time(*parse_rfc3339("2026-07-01T12:00:00.000Z")),
              "2026-07-01T15:00:00.000+03:00");
    EXPECT_EQ(local(at).weekday, 3);
}

TEST_F(Times, AnswersReadAsDates) {
    EXPECT_EQ(date_answer_words("1998-03-12"), "12 March 1998");
    EXPECT_EQ(date_answer_words("1998-03"), "March 1998");
    EXPECT_EQ(date_answer_words("1998"), "1998");
    EXPECT_EQ(date_answer_words("2026-03-12T14:29:00.000+02:00"), "12 March 2026 14:29");
    EXPECT_EQ(date_answer_words("about 1998"), "about 1998");
    EXPECT_EQ(date_answer_words("1998-13-40"), "1998-13-40");
    set_language("fi");
    EXPECT_EQ(date_answer_words("1998-03"), "3.1998");
}

TEST_F(Times, FieldsShowDatesAsPeopleTypeThem) {
    EXPECT_EQ(typed_date("1998-03-12"), "12.3.1998");
    EXPECT_EQ(typed_date("1998-03"), "3.1998");
    EXPECT_EQ(typed_date("1998"), "1998");
    EXPECT_EQ(typed_date("12.3"), "12.3");
    EXPECT_EQ(typed_date_time("2026-03-12T14:29:00.000+02:00"), "12.3.2026 14:29");
    set_language("sv");
    EXPECT_EQ(typed_date_time("2026-03-12T14:29:00.000+02:00"), "12.3.2026 14.29");
}

} // namespace
} // namespace suoja::kiosk
