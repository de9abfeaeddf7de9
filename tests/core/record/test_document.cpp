// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "tests/core/record/sample.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using record::read_document;
using record::write_document;

std::string vector_file(const std::string& name) {
    const auto bytes =
        read_file(std::string(SUOJA_SOURCE_DIR) + "/tests/core/record/vectors/" + name + ".json",
                  std::size_t{1} << 20U);
    return bytes ? std::string(text(*bytes)) : "";
}

struct Vector {
    const char* name;
    record::Document (*document)();
};
void PrintTo(const Vector& vector, std::ostream* out) {
    *out << vector.name;
}

struct Golden : testing::TestWithParam<Vector> {};

TEST_P(Golden, IsWhatThisVersionWrites) {
    EXPECT_EQ(write_document(GetParam().document()), vector_file(GetParam().name));
}

TEST_P(Golden, ReadsAndWritesBackByteForByte) {
    const auto bytes = vector_file(GetParam().name);
    const auto read = read_document(bytes);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->header.kind, GetParam().document().header.kind);
    EXPECT_EQ(write_document(*read), bytes);
}

TEST_P(Golden, IsRefusedWithAnyMemberLeftOutThatMustBeThere) {
    const std::set<std::string> may_lack{"author", "seen",   "skipped", "identity",
                                         "reason", "urgent", "links"};
    const auto whole = *json::parse_object(vector_file(GetParam().name), 1U << 20U);
    for (const auto& member : whole) {
        auto less = whole;
        less.erase(member.key());
        const bool reads = read_document(json::canonical(less)).has_value();
        EXPECT_EQ(reads, may_lack.contains(std::string(member.key()))) << member.key();
    }
}

TEST_P(Golden, IsRefusedWithAMemberThatTheFormatDoesNotHave) {
    auto more = *json::parse_object(vector_file(GetParam().name), 1U << 20U);
    ASSERT_TRUE(read_document(json::canonical(more)));
    more["note"] = "x";
    const auto read = read_document(json::canonical(more));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().reason, Reason::damaged);
    EXPECT_EQ(read.error().code, "document");
}

TEST_P(Golden, IsRefusedWithAMemberOfAnotherType) {
    const auto whole = *json::parse_object(vector_file(GetParam().name), 1U << 20U);
    for (const auto& member : whole) {
        auto other = whole;
        other[member.key()] = nullptr;
        EXPECT_FALSE(read_document(json::canonical(other))) << member.key();
        other[member.key()] = 1.5;
        EXPECT_FALSE(read_document(json::canonical(other))) << member.key();
    }
}

INSTANTIATE_TEST_SUITE_P(Documents, Golden,
                         testing::Values(Vector{"record_rest", record_rest},
                                         Vector{"record_identity", record_identity},
                                         Vector{"record_amended", record_amended},
                                         Vector{"opened", opened}, Vector{"grant", grant},
                                         Vector{"group_key", group_key}, Vector{"audit", audit}));

// a text put in the place of another; the unchanged vector is accepted (Golden)
struct Swap {
    const char* vector;
    const char* from;
    const char* to;
};
struct Refusal : testing::TestWithParam<Swap> {};

TEST_P(Refusal, OfOneWrongValue) {
    auto bytes = vector_file(GetParam().vector);
    const auto at = bytes.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, std::string_view(GetParam().from).size(), GetParam().to);
    EXPECT_FALSE(read_document(bytes)) << bytes;
}

INSTANTIATE_TEST_SUITE_P(
    Values, Refusal,
    testing::Values(
        Swap{"record_rest", R"("suoja":1)", R"("suoja":2)"},
        Swap{"record_rest", R"("kind":"record")", R"("kind":"records")"},
        Swap{"record_rest", R"("kind":"record")", R"("kind":"opened")"},
        Swap{"record_rest", R"("part":"rest")", R"("part":"all")"},
        Swap{"record_rest", R"("part":"rest")", R"("part":"identity")"}, // with "identity":true
        Swap{"record_rest", R"("identity":true)", R"("identity":false)"},
        Swap{"record_rest", R"("urgent":true)", R"("urgent":false)"},
        Swap{"record_rest", R"("sequence":1)", R"("sequence":0)"},
        Swap{"record_rest", R"("sequence":1)", R"("sequence":-1)"},
        Swap{"record_rest", R"("sequence":1)", R"("sequence":9007199254740992)"},
        Swap{"record_rest", R"("version":1)", R"("version":0)"},
        Swap{"record_rest", R"("version":1)", R"("version":4294967296)"},
        Swap{"record_rest", R"("version":1)", R"("version":2)"}, // without a previous
        Swap{"record_rest", "00112233445566778899aabb", "00112233445566778899AABB"},
        Swap{"record_rest", "00112233445566778899aabb", "00112233445566778899aa"},
        Swap{"record_rest", "14:06:00.000Z", "14:06:00Z"},
        Swap{"record_rest", "14:06:00.000Z", "14:06:00.000+00:00"},
        Swap{"record_rest", "2026-11-24T14:06", "2026-11-31T14:06"},
        Swap{"record_rest", R"("children":2)", R"("children":null)"},
        Swap{"record_rest", R"("children":2)", R"("children":true)"},
        Swap{"record_rest", R"("children":2)", R"("children":9007199254740992)"},
        Swap{"record_rest", R"("children":2)", R"("children":[2])"},
        Swap{"record_rest", R"("children":2)", R"("children":{"a":2})"},
        Swap{"record_rest", R"("gender":"declined")", R"("gender":"not_asked")"},
        Swap{"record_rest", R"("gender":"declined")", R"("gender":"refused")"},
        Swap{"record_rest", R"("gender":"declined")", R"("children":"declined")"}, // and answered
        Swap{"record_rest", R"("size":17)", R"("size":17,"extra":1)"},
        Swap{"record_rest", R"("children":2)", R"("children":2,"children":2)"},
        Swap{"record_rest", R"("call":"0192)", R"("call":1,"x":"0192)"},
        Swap{"record_rest", "0192f0c1-0000-7000-8000-000000000042",
             "0192F0C1-0000-7000-8000-000000000042"},
        Swap{"record_amended", R"("skipped":[3,4])", R"("skipped":[4,3])"},
        Swap{"record_amended", R"("skipped":[3,4])", R"("skipped":[3,3])"},
        Swap{"record_amended", R"("skipped":[3,4])", R"("skipped":[0,4])"},
        Swap{"record_amended", R"("skipped":[3,4])", R"("skipped":[])"},
        Swap{"record_amended", R"("skipped":[3,4])", R"("skipped":["3"])"},
        Swap{"opened", R"("leaf":16)", R"("leaf":-1)"},
        Swap{"grant", R"("group":"centre")", R"("group":7)"},
        Swap{"grant", R"("certificate":")", R"("certificate":"=)"},
        Swap{"audit", R"("first":7)", R"("first":7.5)"},
        Swap{"audit", R"("first":7)", R"("first":0)"},
        Swap{"audit", R"("before":"1)", R"("before":")"},
        Swap{"audit", R"("entries":[)", R"("entries":[1,)"}));

TEST(Document, TheRecipientsAreSortedAndNoneTwice) {
    auto document = opened();
    std::reverse(document.header.to.begin(), document.header.to.end());
    EXPECT_EQ(write_document(document), vector_file("opened"));
    auto object = *json::parse_object(vector_file("opened"), 1U << 20U);
    auto& to = object["to"].as_array();
    std::swap(to[0], to[1]);
    EXPECT_FALSE(read_document(json::canonical(object)));
    to[0] = to[1];
    EXPECT_FALSE(read_document(json::canonical(object)));
    to.clear();
    EXPECT_FALSE(read_document(json::canonical(object)));
}

TEST(Document, RefusesBytesThatAreNotJson) {
    EXPECT_FALSE(read_document(""));
    EXPECT_FALSE(read_document("[]"));
    const auto good = vector_file("opened");
    EXPECT_TRUE(read_document(good));
    EXPECT_FALSE(read_document(good + "}"));
    EXPECT_FALSE(read_document(good.substr(0, good.size() - 1)));
    std::string bad = good;
    bad.insert(bad.find("helsinki"), "\xff");
    EXPECT_FALSE(read_document(bad));
}

TEST(Document, EveryTruncationOfAVectorIsRefused) {
    const auto whole = vector_file("record_rest");
    for (std::size_t size = 0; size < whole.size(); ++size)
        ASSERT_FALSE(read_document(std::string_view(whole).substr(0, size))) << size;
    EXPECT_TRUE(read_document(whole));
}

TEST(Document, AnIdentityPartMayAppearFirstInALaterVersion) {
    auto object = *json::parse_object(vector_file("record_identity"), 1U << 20U);
    object["version"] = 2;
    EXPECT_TRUE(read_document(json::canonical(object)));
    object["part"] = "rest";
    EXPECT_FALSE(read_document(json::canonical(object)));
}

} // namespace
} // namespace suoja::test
