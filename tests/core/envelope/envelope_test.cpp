// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/der.h"
#include "core/envelope/envelope.h"

#include <gtest/gtest.h>

namespace suoja::envelope {
namespace {

TEST(EnvelopeIdTest, IsTimeThenDigest) {
    const Hash digest = sha256(view("envelope"));
    const auto id = EnvelopeId::of(from_unix_ms(1'772'000'000'123), digest);
    EXPECT_EQ(id.str(), "019c936e387b" + hex(digest).substr(0, 52));
    EXPECT_EQ(EnvelopeId::parse(id.str()), id);
    EXPECT_EQ(id.time(), from_unix_ms(1'772'000'000'123));
    EXPECT_TRUE(id.matches(digest));
}

TEST(EnvelopeIdTest, ADigestThatDiffersInWhatTheIdHoldsDoesNotMatch) {
    Hash digest = sha256(view("envelope"));
    const auto id = EnvelopeId::of(from_unix_ms(1'772'000'000'123), digest);
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] ^= 1U;
        EXPECT_EQ(id.matches(digest), i >= 26) << i;
        digest[i] ^= 1U;
    }
}

TEST(EnvelopeIdTest, LaterIdsSortLater) {
    const auto early = EnvelopeId::of(from_unix_ms(1), sha256(view("z")));
    const auto late = EnvelopeId::of(from_unix_ms(256), sha256(view("a")));
    EXPECT_LT(early, late);
    EXPECT_LT(early.str(), late.str());
}

TEST(EnvelopeIdTest, OnlySixtyFourLowerCaseDigitsParse) {
    const auto text = EnvelopeId::of(from_unix_ms(1), sha256(view("a"))).str();
    EXPECT_TRUE(EnvelopeId::parse(text));
    EXPECT_FALSE(EnvelopeId::parse(text.substr(1)));
    EXPECT_FALSE(EnvelopeId::parse(text + "0"));
    EXPECT_FALSE(EnvelopeId::parse("G" + text.substr(1)));
    EXPECT_FALSE(EnvelopeId::parse("A" + text.substr(1)));
}

TEST(GroupName, ReadsBack) {
    for (const auto group : {Group::centre, Group::hotline, Group::recovery})
        EXPECT_EQ(parse_group(name(group)), group);
    EXPECT_FALSE(parse_group("Centre"));
    EXPECT_FALSE(parse_group(""));
}

Bytes outside(std::string_view type, std::string_view content) {
    return from_hex("30" + std::string(type) + std::string(content)).value();
}

constexpr std::string_view kType = "060b2a864886f70d0109100117";

TEST(Outside, OneDefiniteLengthEnvelopeIsTaken) {
    EXPECT_TRUE(check_outside(outside("12" + std::string(kType), "a0033001ff")));
}

TEST(Outside, AnythingElseIsNot) {
    const auto refusal = [](std::string_view text) {
        const auto checked = check_outside(from_hex(text).value());
        return checked ? "" : checked.error().code;
    };
    const std::string type(kType);
    ASSERT_EQ(refusal("3012" + type + "a0033001ff"), "");
    for (const auto& bad :
         std::vector<std::string>{"", "30", "3000",
                                  "3012" + type + "a0033001ff00",   // a byte behind
                                  "3013" + type + "a0033001ff00",   // a byte inside, behind
                                  "3012" + type + "a0033001",       // cut
                                  "3080" + type + "a0033001ff0000", // indefinite
                                  "308112" + type + "a0033001ff", // a length longer than it need be
                                  "3012" + type + "a1033001ff", "3112" + type + "a0033001ff",
                                  "3012" + type + "a0033101ff", "3011" + type + "a0023000",
                                  "3012060b2a864886f70d0109100116a0033001ff", // another type
                                  "301006092a864886f70d010703a0033001ff"})
        EXPECT_EQ(refusal(bad), "not_envelope") << bad;
}

TEST(Outside, NothingOverEightMebibytesIsLookedAt) {
    const auto sized = [](std::size_t body) {
        Bytes der{0x30, 0x83, 0, 0, 0};
        const auto type = from_hex(kType).value();
        der.insert(der.end(), type.begin(), type.end());
        der.insert(der.end(), {0xa0, 0x83, 0, 0, 0, 0x30, 0x83, 0, 0, 0});
        der.resize(der.size() + body);
        for (const std::size_t at : {std::size_t{2}, std::size_t{20}, std::size_t{25}}) {
            const std::size_t length = der.size() - at - 3;
            der[at] = static_cast<std::uint8_t>(length >> 16U);
            der[at + 1] = static_cast<std::uint8_t>(length >> 8U);
            der[at + 2] = static_cast<std::uint8_t>(length);
        }
        return der;
    };
    EXPECT_TRUE(check_outside(sized(kMaxEnvelopeBytes - 28)));
    EXPECT_EQ(check_outside(sized(kMaxEnvelopeBytes - 27)).error().code, "too_large");
}

TEST(Der, AMisfitStaysAMisfit) {
    const auto bytes = from_hex("0201050401aa").value();
    DerReader good(bytes);
    EXPECT_EQ(hex(good.take(tag::kInteger)), "05");
    EXPECT_TRUE(good.more());
    EXPECT_FALSE(good.done());
    EXPECT_EQ(hex(good.take_whole(tag::kOctets)), "0401aa");
    EXPECT_TRUE(good.done());
    EXPECT_TRUE(good.take(tag::kOctets).empty());
    EXPECT_FALSE(good.done());

    DerReader bad(bytes);
    EXPECT_TRUE(bad.take(tag::kOctets).empty());
    EXPECT_TRUE(bad.take(tag::kInteger).empty());
    EXPECT_FALSE(bad.enter(tag::kSequence).good());
    EXPECT_FALSE(bad.good());

    DerReader expecting(bytes);
    expecting.expect(tag::kInteger, Bytes{5});
    EXPECT_TRUE(expecting.good());
    expecting.expect(Bytes{0x04, 0x01, 0xab});
    EXPECT_FALSE(expecting.good());
}

TEST(Der, LengthsHaveOneSpelling) {
    const auto reads = [](std::string_view text) {
        const auto bytes = from_hex(text).value();
        DerReader reader(bytes);
        reader.take(tag::kOctets);
        return reader.done();
    };
    EXPECT_TRUE(reads("0400"));
    EXPECT_TRUE(reads("0401aa"));
    EXPECT_FALSE(reads("04"));
    EXPECT_FALSE(reads("0402aa"));
    EXPECT_FALSE(reads("048101aa"));
    EXPECT_FALSE(reads("0480aa0000"));
    EXPECT_FALSE(reads("04850000000001aa"));
    std::string long_one(256, 'a');
    EXPECT_TRUE(reads("048180" + long_one));
    EXPECT_FALSE(reads("04820080" + long_one));
    EXPECT_FALSE(reads("04ffffffff"));
}

} // namespace
} // namespace suoja::envelope
