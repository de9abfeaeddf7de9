// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"
#include "core/printable.h"

#include <gtest/gtest.h>

namespace suoja {
namespace {

TEST(Printable, LeavesWhatPeopleWriteAlone) {
    for (const std::string_view text :
         {"", "Esimerkki", "Åsa Öhman", "Зоя", "مريم", "王芳", "a\nb", "\xf0\x9f\x98\x80"})
        EXPECT_EQ(printable(text), text);
}

TEST(Printable, ShowsWhatWouldCommandATerminal) {
    EXPECT_EQ(printable("a\x1b[2Jb"), "a\\u001b[2Jb");
    EXPECT_EQ(printable("\r\t\a\b\x7f"), "\\u000d\\u0009\\u0007\\u0008\\u007f");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\u0000");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\u009b31m"); // C1 as UTF-8
    EXPECT_EQ(printable("\x9b"
                        "31m"),
              "\\x9b31m"); // and as a byte
    EXPECT_EQ(printable("a\xe2\x80\xae"
                        "b\xe2\x81\xa6"),
              "a\\u202eb\\u2066"); // turned about
    EXPECT_EQ(printable("a\xe2\x80\xa8"
                        "b"),
              "a\\u2028b");
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
}

TEST(Printable, ShowsTheBreaksOfLinesWhereOneLineIsWanted) {
    EXPECT_EQ(printable("a\nb", Breaks::shown), "a\\u000ab");
    EXPECT_EQ(printable("ab", Breaks::shown), "ab");
}

TEST(Printable, JsonStaysTheSameJson) {
    const boost::json::object object{{"a", "\x1b\x7f\xc2\x9b\xe2\x80\xae\n"}};
    const auto text = printable(json::canonical(object));
    EXPECT_EQ(text.find('\x7f'), std::string::npos);
    EXPECT_EQ(text.find('\xc2'), std::string::npos);
    EXPECT_EQ(*json::parse_object(text, 100), object);
}

TEST(Printable, KnowsACharacterThatIsNotWholeYet) {
    EXPECT_EQ(begun_character(""), 0U);
    EXPECT_EQ(begun_character("a"), 0U);
    EXPECT_EQ(begun_character("\xc3\xa4"), 0U);
    EXPECT_EQ(begun_character("a\xc3"), 1U);
    EXPECT_EQ(begun_character("a\xe2\x80"), 2U);
    EXPECT_EQ(begun_character("\xf0\x9f\x98"), 3U);
    EXPECT_EQ(begun_character("\xf0\x9f\x98\x80"), 0U);
}

} // namespace
} // namespace suoja
