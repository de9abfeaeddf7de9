// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <gtest/gtest.h>

#include <bit>

namespace suoja::json {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 20U;

bool reads(std::string_view text) {
    return static_cast<bool>(parse_strict(text, kMost));
}
std::string again(std::string_view text) {
    return canonical(parse_strict(text, kMost).value());
}

TEST(StrictJson, TakesOneValue) {
    for (const auto* good : {"{}", "[]", "null", "true", "0", "-1", "1.5", "1e3", "\"\"",
                             " {\"a\" : [ 1 , {} ] } ", "\"\\u00e4\\n\"", "\"\\ud83d\\ude00\""})
        EXPECT_TRUE(reads(good)) << good;
}

TEST(StrictJson, RefusesEverythingElse) {
    for (const auto* bad : {"",
                            " ",
                            "{",
                            "}",
                            "{}{}",
                            "{} x",
                            "[1,]",
                            "{\"a\":1,}",
                            "{a:1}",
                            "{'a':1}",
                            "01",
                            "+1",
                            ".5",
                            "1.",
                            "NaN",
                            "Infinity",
                            "// c\n1",
                            "/* c */ 1",
                            "\"\x01\"",
                            "\"\\x\"",
                            "\"a",
                            "\"\xff\"",
                            "nul",
                            "1e999",
                            "[-1e999]",
                            "{\"a\"}",
                            "\"\\ud800\"",
                            "\"\\udc00\"",
                            "\"\\ud800x\"",
                            "\xef\xbb\xbf{}"})
        EXPECT_FALSE(reads(bad)) << bad;
    EXPECT_FALSE(reads(std::string_view("{}\0", 3)));
}

TEST(StrictJson, RefusesAKeyNamedTwiceAtAnyDepth) {
    EXPECT_FALSE(reads(R"({"a":1,"a":1})"));
    EXPECT_FALSE(reads(R"([{"x":{"a":1,"b":2,"a":3}}])"));
    EXPECT_FALSE(reads(R"({"a":1,"\u0061":2})"));
    EXPECT_FALSE(reads(R"({"":1,"":2})"));
    EXPECT_TRUE(reads(R"({"a":{"a":1},"b":{"a":1}})"));
    EXPECT_TRUE(reads(R"([{"a":1},{"a":1}])"));
    EXPECT_TRUE(reads(R"({"a":1,"A":1})"));
}

TEST(StrictJson, HasABoundOnDepthAndSize) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(reads(nested(32)));
    EXPECT_FALSE(reads(nested(33)));
    EXPECT_FALSE(reads(nested(100'000)));
    EXPECT_EQ(parse_strict("[1,2]", 4).error().code, "json_too_large");
    EXPECT_TRUE(parse_strict("[1,2]", 5));
}

TEST(StrictJson, AnObjectIsAnObject) {
    EXPECT_TRUE(parse_object("{}", kMost));
    EXPECT_EQ(parse_object("[]", kMost).error().code, "json");
}

TEST(CanonicalJson, SortsByUtf16UnitsAndEscapesLittle) {
    // RFC 8785 section 3.2.3: the emoji (surrogates) sorts before U+FB33
    EXPECT_EQ(again("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew "
                    "Letter Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning "
                    "Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With "
                    "Diaeresis\"}"),
              "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin "
              "Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning "
              "Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    EXPECT_EQ(again(R"("\u0000\u0008\u000c\u000b\u001f\"\\\/\u007f\t")"),
              "\"\\u0000\\b\\f\\u000b\\u001f\\\"\\\\/\x7f\\t\"");
    EXPECT_EQ(again(" [ 1 , { \"b\" : null , \"a\" : false } ] "), R"([1,{"a":false,"b":null}])");
}

// RFC 8785 appendix B
TEST(CanonicalJson, WritesNumbersAsEcmaScriptDoes) {
    const std::vector<std::pair<std::uint64_t, std::string_view>> vectors{
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"}};
    for (const auto& [bits, text] : vectors)
        EXPECT_EQ(canonical(std::bit_cast<double>(bits)), text);
    EXPECT_EQ(canonical(std::int64_t{-42}), "-42");
}

TEST(CanonicalJson, IsAFixedPoint) {
    for (const auto* text : {R"({"a":[1,2.5,{"z":null}],"ä":"\u0001€"})", "[]", "-0.1", "1e+23"})
        EXPECT_EQ(again(again(text)), again(text));
}

TEST(JsonFields, GiveNothingForWhatIsOfAnotherType) {
    const auto object =
        parse_object(R"({"t":"x","i":7,"big":9007199254740991,"over":9007199254740992,"d":1.0,
                         "huge":18446744073709551615,"b":true,"a":[],"o":{},"n":null})",
                     kMost)
            .value();
    EXPECT_EQ(text_of(object, "t"), "x");
    EXPECT_FALSE(text_of(object, "i"));
    EXPECT_FALSE(text_of(object, "none"));
    EXPECT_EQ(integer_of(object, "i"), 7);
    EXPECT_EQ(integer_of(object, "big"), 9007199254740991);
    EXPECT_FALSE(integer_of(object, "over"));
    EXPECT_FALSE(integer_of(object, "huge"));
    EXPECT_FALSE(integer_of(object, "d"));
    EXPECT_FALSE(integer_of(object, "t"));
    EXPECT_EQ(bool_of(object, "b"), true);
    EXPECT_FALSE(bool_of(object, "n"));
    EXPECT_NE(array_of(object, "a"), nullptr);
    EXPECT_EQ(array_of(object, "o"), nullptr);
    EXPECT_NE(object_of(object, "o"), nullptr);
    EXPECT_EQ(object_of(object, "none"), nullptr);
    EXPECT_TRUE(only(parse_object(R"({"a":1})", kMost).value(), {"a", "b"}));
    EXPECT_FALSE(only(parse_object(R"({"a":1,"c":1})", kMost).value(), {"a", "b"}));
}

} // namespace
} // namespace suoja::json
