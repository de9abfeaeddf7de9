// SPDX-License-Identifier: Apache-2.0
#include "core/form/dates.h"
#include "core/form/phone.h"
#include "core/form/spelling.h"
#include "core/form/utf8.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace suoja::form {
namespace {

TEST(Dates, ExistOrAreNone) {
    for (const char* day : {"2026-02-28", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"})
        EXPECT_TRUE(parse_date(day)) << day;
    for (const char* day : {"2026-02-29", "2026-02-30", "1900-02-29", "2026-13-01", "2026-00-10",
                            "2026-01-00", "2026-1-1", "26-01-01", "0000-01-01", "2026-01-01T", "",
                            "2026-01-01 ", "+2026-01-01", "２026-01-01"})
        EXPECT_FALSE(parse_date(day)) << day;
}

TEST(Dates, MayBePartial) {
    for (const char* day : {"2026", "2026-02", "2026-02-28"})
        EXPECT_TRUE(is_partial_date(day)) << day;
    for (const char* day : {"202", "2026-", "2026-2", "2026-13", "2026-02-30", "0000", "2026-00"})
        EXPECT_FALSE(is_partial_date(day)) << day;
}

TEST(Dates, NeedAnOffsetWithATime) {
    for (const char* time :
         {"2026-02-28T14:30:00Z", "2026-02-28T14:30:00.123+02:00", "2026-02-28T00:00:00-14:00"})
        EXPECT_TRUE(is_date_time(time)) << time;
    for (const char* time :
         {"2026-02-28T14:30:00", "2026-02-28T14:30Z", "2026-02-28T24:00:00Z",
          "2026-02-28T14:60:00Z", "2026-02-28T14:30:60Z", "2026-02-28T14:30:00.Z",
          "2026-02-28T14:30:00+15:00", "2026-02-28T14:30:00+02", "2026-02-30T14:30:00Z"})
        EXPECT_FALSE(is_date_time(time)) << time;
    EXPECT_TRUE(is_time("14:30:00"));
    EXPECT_FALSE(is_time("14:30"));
}

TEST(Dates, AreReadAsPeopleTypeThem) {
    EXPECT_EQ(read_date(" 3.2.2026 "), "2026-02-03");
    EXPECT_EQ(read_date("03/02/2026"), "2026-02-03");
    EXPECT_EQ(read_date("2026-2-3"), "2026-02-03");
    for (const char* no : {"30.2.2026", "3.2.26", "3.2", "2026", "3-2-2026", "3.2/2026"})
        EXPECT_FALSE(read_date(no)) << no;
    EXPECT_EQ(read_partial_date("1999"), "1999");
    EXPECT_EQ(read_partial_date("5/1999"), "1999-05");
    EXPECT_EQ(read_partial_date("05.1999"), "1999-05");
    EXPECT_EQ(read_partial_date("3.5.1999"), "1999-05-03");
    EXPECT_FALSE(read_partial_date("13/1999"));
    EXPECT_FALSE(read_partial_date("99"));
    EXPECT_EQ(read_time("9.05"), "09:05:00");
    EXPECT_EQ(read_time("23:59:58"), "23:59:58");
    EXPECT_FALSE(read_time("24:00"));
    EXPECT_FALSE(read_time("9"));
    EXPECT_EQ(read_date_time("3.2.2026 14.30", 120), "2026-02-03T14:30:00+02:00");
    EXPECT_EQ(read_date_time("2026-02-03T14:30", -90), "2026-02-03T14:30:00-01:30");
    EXPECT_EQ(read_date_time("2026-02-03T14:30Z", 120), "2026-02-03T14:30:00+00:00");
    EXPECT_EQ(read_date_time("2026-02-03T14:30:00.5+03:00", 120), "2026-02-03T14:30:00.5+03:00");
    EXPECT_FALSE(read_date_time("3.2.2026", 120));
}

TEST(Dates, CountDaysOnTheLocalClock) {
    EXPECT_EQ(moment_of("1970-01-01", 120)->days(), 0);
    EXPECT_EQ(moment_of("1970-01-02T12:00:00", 120)->days(), 1.5);
    EXPECT_EQ(moment_of("1970-01-02T10:00:00Z", 120)->days(), 1.5);
    EXPECT_EQ(moment_of("1969-12-31", 0)->days(), -1);
    EXPECT_EQ(moment_of(20'000.0, 120)->str(), "2024-10-04");
    EXPECT_EQ(moment_of(-0.5, 120)->str(), "1969-12-31T12:00:00.000+02:00");
    EXPECT_FALSE(moment_of(std::nan(""), 0));
    EXPECT_FALSE(moment_of(1e18, 0));
    EXPECT_FALSE(moment_of("2026-02-03x", 0));
    EXPECT_FALSE(moment_of("2026-02-30", 0));
}

TEST(Phone, IsE164) {
    for (const char* phone : {"+358401234567", "+1234567", "+123456789012345"})
        EXPECT_TRUE(is_phone(phone)) << phone;
    for (const char* phone : {"358401234567", "+123456", "+1234567890123456", "+0123456789", "+",
                              "+35840 123456", "+35840a23456", ""})
        EXPECT_FALSE(is_phone(phone)) << phone;
}

TEST(Phone, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(read_phone("040 123 4567"), "+358401234567");
    EXPECT_EQ(read_phone("040-1234567"), "+358401234567");
    EXPECT_EQ(read_phone("+358 (0)40 123 4567"), "+358401234567");
    EXPECT_EQ(read_phone("0046 70 123 45 67"), "+46701234567");
    EXPECT_EQ(read_phone("+46 70\xC2\xA0"
                         "123\xE2\x80\x91"
                         "4567"),
              "+46701234567");
    EXPECT_EQ(read_phone("+372.5123/4567"), "+37251234567");
    for (const char* no : {"1234567", "040 12a", "+", "++358401234567", "0401", "", "00",
                           "+358401234567890123456789", "040 123 4567 ext 5"})
        EXPECT_FALSE(read_phone(no)) << no;
}

TEST(Utf8, IsValidOrSaysWhereNot) {
    EXPECT_TRUE(valid_utf8("aä€😀"));
    EXPECT_EQ(code_points("aä€😀"), 4U);
    EXPECT_EQ(invalid_utf8_at("a\xC0\x80"), 1U) << "overlong";
    EXPECT_EQ(invalid_utf8_at("\xED\xA0\x80"), 0U) << "surrogate";
    EXPECT_EQ(invalid_utf8_at("\xF4\x90\x80\x80"), 0U) << "over U+10FFFF";
    EXPECT_EQ(invalid_utf8_at("ab\xE2\x82"), 2U) << "cut off";
    EXPECT_EQ(invalid_utf8_at("\x80"), 0U);
    EXPECT_EQ(invalid_utf8_at("\xE2\x28\xA1"), 0U);
    std::string text = "a€";
    cut_utf8(text, 3);
    EXPECT_EQ(text, "a") << "never in the middle of a character";
}

TEST(Spelling, FindsTheNearestWordAndOnlyANearOne) {
    constexpr std::array<std::string_view, 4> words = {"relevant", "required", "name", "hint"};
    EXPECT_EQ(nearest("relevnt", words), "relevant");
    EXPECT_EQ(nearest("relevance", words), "relevant");
    EXPECT_EQ(nearest("RELEVANT", words), "relevant");
    EXPECT_EQ(nearest("nmae", words), "name") << "neighbours swapped count once";
    EXPECT_FALSE(nearest("note", words)) << "half of a short word is another word";
    EXPECT_FALSE(nearest("size", words));
    EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3U);
    EXPECT_EQ(edit_distance("abc", "abcdef", 2), 3U) << "more than asked for";
}

} // namespace
} // namespace suoja::form
