// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/form_package.h"
#include "tests/relay/authority_fixture.h"

namespace suoja::test {
namespace {

struct PublishedForms : OpenOffice {
    [[nodiscard]] Bytes package(std::string_view id, std::string_view version,
                                std::string_view survey = "type,name\n") const {
        envelope::FormPackage out{std::string(id), std::string(version), place.clock.now(), {}};
        out.files["survey.csv"] = survey;
        return envelope::sign_form(out, keys->root.key, keys->root.certificate).value();
    }
    [[nodiscard]] std::uint64_t serial() const { return authority->directory()->serial; }
};

TEST_F(PublishedForms, StandInTheDirectoryByTheirDigestAndSurviveBeingOpenedAgain) {
    EXPECT_TRUE(authority->directory()->forms.empty());
    const auto intake = package("intake", "2026-12");
    const auto form = authority->publish_form(intake);
    ASSERT_TRUE(form) << form.error().what;
    ASSERT_TRUE(authority->publish_form(package("call", "2026-1")));
    authority.reset();
    authority = place.open();
    ASSERT_EQ(authority->directory()->forms.size(), 2U);
    EXPECT_EQ(authority->directory()->forms[0],
              (envelope::ListedForm{"intake", "2026-12", sha256(intake)}));
    EXPECT_EQ(authority->form_package(sha256(intake)), intake);
    EXPECT_FALSE(authority->form_package(sha256(view("another"))));
}

TEST_F(PublishedForms, ANewerOneTakesThePlaceAndTheOldOneCanStillBeHad) {
    const auto before = package("intake", "2026-9");
    ASSERT_TRUE(authority->publish_form(before));
    place.clock.advance(std::chrono::hours(1));
    const auto next = package("intake", "2026-10");
    ASSERT_TRUE(authority->publish_form(next));
    ASSERT_EQ(authority->directory()->forms.size(), 1U);
    EXPECT_EQ(authority->directory()->forms[0].sha256, sha256(next));
    EXPECT_EQ(authority->form_package(sha256(before)), before);
    const auto all = authority->published_forms();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].form.version, "2026-10");
    EXPECT_TRUE(all[0].in_use);
    EXPECT_FALSE(all[1].in_use);
}

TEST_F(PublishedForms, TheSameAgainChangesNothing) {
    const auto intake = package("intake", "2026-12");
    ASSERT_TRUE(authority->publish_form(intake));
    const auto before = serial();
    EXPECT_TRUE(authority->publish_form(intake));
    EXPECT_EQ(serial(), before);
}

TEST_F(PublishedForms, AnOlderOneIsRefusedAndSoIsAVersionGivenTwice) {
    ASSERT_TRUE(authority->publish_form(package("intake", "2026-10")));
    const auto before = serial();
    EXPECT_EQ(code_of(authority->publish_form(package("intake", "2026-9"))), "form_older");
    EXPECT_EQ(code_of(authority->publish_form(package("intake", "2026-10", "type,name\nx,y\n"))),
              "form_version_taken");
    EXPECT_EQ(serial(), before);
    EXPECT_EQ(code_of(authority->publish_form(package("intake", "2026-11"))), "accepted");
}

TEST_F(PublishedForms, OnlyTheRootsSignatureCounts) {
    auto good = package("intake", "2026-12");
    OfficePlace elsewhere;
    const auto others = elsewhere.init();
    ASSERT_TRUE(others);
    envelope::FormPackage foreign{"intake", "2026-12", place.clock.now(), {{"survey.csv", "x"}}};
    EXPECT_EQ(
        code_of(authority->publish_form(
            envelope::sign_form(foreign, others->root.key, others->root.certificate).value())),
        "chain");
    good[good.size() - 1] ^= 1U;
    EXPECT_NE(code_of(authority->publish_form(good)), "accepted");
    good[good.size() - 1] ^= 1U;
    EXPECT_EQ(code_of(authority->publish_form(good)), "accepted");
}

} // namespace
} // namespace suoja::test
