// SPDX-License-Identifier: Apache-2.0
#include "core/bytes.h"
#include "core/digest.h"

#include <gtest/gtest.h>

namespace suoja {
namespace {

Bytes bytes(std::string_view words) {
    return {view(words).begin(), view(words).end()};
}

TEST(Hex, IsLowerCaseOnly) {
    EXPECT_EQ(hex(Bytes{0x00, 0xab, 0xff}), "00abff");
    EXPECT_EQ(from_hex("00abff"), (Bytes{0x00, 0xab, 0xff}));
    EXPECT_EQ(from_hex(""), Bytes{});
    for (const auto* bad : {"0", "0g", "AB", " 00", "00 ", "0x00", "\xc3\xa4"})
        EXPECT_FALSE(from_hex(bad)) << bad;
    EXPECT_TRUE(hash_from_hex(std::string(64, 'a')));
    EXPECT_FALSE(hash_from_hex(std::string(62, 'a')));
    EXPECT_FALSE(hash_from_hex(std::string(66, 'a')));
}

// RFC 4648 section 10
TEST(Base64, AgreesWithTheStandardsVectors) {
    const std::array<std::array<std::string_view, 2>, 7> vectors{{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(base64(view(plain)), coded);
        EXPECT_EQ(from_base64(coded), bytes(plain));
        EXPECT_EQ(base64url(view(plain)), coded.substr(0, coded.find('=')));
        EXPECT_EQ(from_base64url(coded.substr(0, coded.find('='))), bytes(plain));
    }
    EXPECT_EQ(base64(Bytes{0xfb, 0xff}), "+/8=");
    EXPECT_EQ(base64url(Bytes{0xfb, 0xff}), "-_8");
}

TEST(Base64, HasOneSpelling) {
    for (const auto* bad : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 9v",
                            "Zm9v\n", "Zg==Zg==", "-_8=", "Z=g=", "Zm8=Zm8="})
        EXPECT_FALSE(from_base64(bad)) << bad;
    for (const auto* bad : {"Zg==", "Z", "Zh", "+/8", "Zm9", " Zg"})
        EXPECT_FALSE(from_base64url(bad)) << bad;
    EXPECT_FALSE(from_base64(std::string_view("Zg\0=", 4)));
}

TEST(Base64, EveryLengthReadsBack) {
    Bytes data;
    for (unsigned i = 0; i < 300; ++i) {
        EXPECT_EQ(from_base64(base64(data)), data);
        EXPECT_EQ(from_base64url(base64url(data)), data);
        EXPECT_EQ(from_hex(hex(data)), data);
        data.push_back(static_cast<std::uint8_t>(i * 37U));
    }
}

TEST(Utf8, TakesWhatIsWellFormed) {
    for (const auto* good :
         {"", "abc", "ä", "€", "😀", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf",
          "\xef\xbf\xbf", "\xc2\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80"})
        EXPECT_TRUE(is_utf8(good)) << hex(view(good));
    EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, RefusesOverlongSurrogateAndCutForms) {
    for (const auto* bad : {"\x80",
                            "\xbf",
                            "\xc0\x80",
                            "\xc1\xbf",
                            "\xe0\x80\x80",
                            "\xe0\x9f\xbf",
                            "\xf0\x80\x80\x80",
                            "\xf0\x8f\xbf\xbf",
                            "\xed\xa0\x80",
                            "\xed\xbf\xbf",
                            "\xf4\x90\x80\x80",
                            "\xf5\x80\x80\x80",
                            "\xf8\x88\x80\x80\x80",
                            "\xff",
                            "\xfe",
                            "\xc3",
                            "\xe2\x82",
                            "\xf0\x9f\x98",
                            "\xc3(",
                            "\xe2\x28\xa1",
                            "a\xc3"})
        EXPECT_FALSE(is_utf8(bad)) << hex(view(bad));
}

// FIPS 180-4 examples
TEST(Sha256, AgreesWithTheStandardsVectors) {
    EXPECT_EQ(hex(sha256(view(""))),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256(view("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256(view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256({view("ab"), view(""), view("c")}), sha256(view("abc")));
}

} // namespace
} // namespace suoja
