// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/authority_fixture.h"

namespace suoja::test {
namespace {

struct Groups : OpenOffice {
    [[nodiscard]] static Bytes request(std::string_view name) {
        return envelope::make_request(envelope::PrivateKey::make(), name);
    }
};

TEST_F(Groups, ACertificateEntersTheDirectoryAtOnce) {
    EXPECT_EQ(authority->directory()->group("centre"), nullptr);
    const auto first = authority->sign_group(keys->root, request("centre"));
    ASSERT_TRUE(first);
    EXPECT_EQ(*authority->directory()->group("centre"), *first);
    EXPECT_TRUE(first->issued_by(keys->root.certificate));
    const auto second = authority->sign_group(keys->root, request("centre"));
    ASSERT_TRUE(second);
    EXPECT_EQ(*authority->directory()->group("centre"), *second);
    EXPECT_EQ(authority->directory()->groups[0].certificates.size(), 2U);
    ASSERT_TRUE(authority->sign_group(keys->root, request("hotline")));
    authority.reset();
    authority = place.open();
    EXPECT_EQ(authority->directory()->groups.size(), 2U);
    EXPECT_EQ(*authority->directory()->group("centre"), *second);
}

TEST_F(Groups, InstallingTheSameCertificateAgainChangesNothing) {
    const auto certificate =
        relay::Authority::issue_group(keys->root, request("centre"), place.clock);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(authority->directory()->group("centre"), nullptr);
    ASSERT_TRUE(authority->install_group(*certificate));
    const auto serial = authority->directory()->serial;
    EXPECT_TRUE(authority->install_group(*certificate));
    EXPECT_EQ(authority->directory()->serial, serial);
}

TEST_F(Groups, RefusesEveryNameButItsOwnGroups) {
    for (const std::string_view name : {"recovery", "centre ", "Centre", "desk", "office"})
        EXPECT_EQ(code_of(authority->sign_group(keys->root, request(name))), "unknown_group")
            << name;
    EXPECT_EQ(code_of(authority->sign_group(keys->root, request("centre"))), "accepted");
}

TEST_F(Groups, RefusesACertificateThatThisOfficesRootDidNotIssue) {
    OfficePlace elsewhere;
    const auto others = elsewhere.init();
    ASSERT_TRUE(others);
    const auto csr = request("centre");
    EXPECT_EQ(code_of(authority->sign_group(others->root, csr)), "not_from_root");
    EXPECT_EQ(code_of(authority->sign_group(keys->recovery, csr)), "not_a_root");
    EXPECT_EQ(code_of(authority->install_group(keys->recovery.certificate)), "not_from_root");
    EXPECT_EQ(code_of(authority->install_group(authority->online_ca())), "not_from_root");
    auto mixed = keys->root;
    mixed.key = keys->recovery.key;
    EXPECT_EQ(code_of(authority->sign_group(mixed, csr)), "not_a_root");
    EXPECT_EQ(authority->directory()->group("centre"), nullptr);
    EXPECT_EQ(code_of(authority->sign_group(keys->root, csr)), "accepted");
}

TEST_F(Groups, RefusesARequestWithBytesBehindIt) {
    auto csr = request("centre");
    csr.push_back(0);
    EXPECT_EQ(code_of(authority->sign_group(keys->root, csr)), "bad_request");
    csr.pop_back();
    EXPECT_EQ(code_of(authority->sign_group(keys->root, csr)), "accepted");
}

} // namespace
} // namespace suoja::test
