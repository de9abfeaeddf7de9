// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"
#include "core/envelope/form_package.h"
#include "core/json.h"
#include "tests/support/envelope_office.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace suoja::envelope {
namespace {

using test::Office;
using test::Use;

struct FormPackageTest : testing::Test {
    Office office = Office::make();
    FormPackage package{"intake",
                        "2026-12",
                        from_unix_ms(1'772'000'000'000),
                        {{"survey.csv", "type,name,label\r\ntext,narrative,\"Kertomus, ä\"\n"},
                         {"settings.csv", "form_id\nintake\n"}}};
    Bytes der = sign_form(package, office.root.key, office.root.certificate).value();

    Result<FormPackage> open(ByteView bytes) const {
        return open_form(bytes, office.root.certificate);
    }
    // the content altered, and signed by the root all the same
    std::string code_with(const std::function<void(boost::json::object&)>& change) {
        const auto verified = verify(der, office.root.certificate);
        auto object = json::parse_object(suoja::text(verified->content), 1U << 20U).value();
        change(object);
        const auto content = json::canonical(object);
        const auto opened = open(sign(view(content), office.root.key, office.root.certificate, {}));
        return opened ? "" : opened.error().code;
    }
};

TEST_F(FormPackageTest, ReadsBackWhatTheRootSigned) {
    const auto again = open(der);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(again->form, "intake");
    EXPECT_EQ(again->version, "2026-12");
    EXPECT_EQ(again->made_at, package.made_at);
    EXPECT_EQ(again->files, package.files);
}

TEST_F(FormPackageTest, StockOpensslVerifiesItAgainstTheRoot) {
    const test::TemporaryDirectory place;
    std::ofstream(place / "form.p7s", std::ios::binary) << suoja::text(der);
    std::ofstream(place / "root.pem") << write_pem(office.root.certificate);
    const auto verify_with = [&](const std::string& root) {
        return std::system(("openssl cms -verify -inform DER -purpose any -in " +
                            (place / "form.p7s").string() + " -CAfile " + root +
                            " -out /dev/null 2>/dev/null")
                               .c_str());
    };
    EXPECT_EQ(verify_with((place / "root.pem").string()), 0);
    std::ofstream(place / "other.pem") << write_pem(Office::make().root.certificate);
    EXPECT_NE(verify_with((place / "other.pem").string()), 0);
}

TEST_F(FormPackageTest, IsRefusedFromAnybodyButTheRootItself) {
    const auto by = [&](const Bundle& signer) {
        const auto verified = verify(der, office.root.certificate);
        return open(sign(verified->content, signer.key, signer.certificate, signer.chain))
            .error()
            .code;
    };
    EXPECT_EQ(by(office.directory_key), "form_not_from_root");
    EXPECT_EQ(by(office.device(Use::signing, "desk", "helsinki", "desk-1")), "form_not_from_root");
    EXPECT_EQ(by(Office::make().root), "chain");
    EXPECT_TRUE(open(der));
}

TEST_F(FormPackageTest, EveryFlippedByteIsRefused) {
    for (std::size_t i = 0; i < der.size(); ++i) {
        Bytes changed = der;
        changed[i] ^= 0x10U;
        EXPECT_FALSE(open(changed)) << "byte " << i;
    }
    EXPECT_TRUE(open(der));
}

TEST_F(FormPackageTest, WhatIsSignedAsSomethingElseIsNoForm) {
    EXPECT_EQ(code_with([](auto&) {}), "");
    EXPECT_EQ(code_with([](auto& o) { o["type"] = "suoja-form/2"; }), "form_package");
    EXPECT_EQ(code_with([](auto& o) { o.erase("version"); }), "form_package");
    EXPECT_EQ(code_with([](auto& o) { o["more"] = 1; }), "form_package");
    EXPECT_EQ(code_with([](auto& o) { o["made_at"] = "yesterday"; }), "form_package");
    EXPECT_EQ(code_with([](auto& o) { o["files"] = boost::json::object(); }), "form_package");
    EXPECT_EQ(code_with([](auto& o) { o["form"] = "../intake"; }), "form_package");
}

TEST_F(FormPackageTest, NoPathComesOutOfIt) {
    for (const auto* name : {"../survey.csv", "/etc/passwd", "a/b.csv", ".hidden", ""})
        EXPECT_EQ(code_with([&](auto& o) { o["files"].as_object()[name] = "x"; }), "form_package")
            << name;
    EXPECT_EQ(code_with([](auto& o) { o["files"].as_object()["b.csv"] = "x"; }), "");
}

TEST_F(FormPackageTest, IsNotSignedUnderANameThatIsNone) {
    package.version = "2026 12";
    EXPECT_EQ(sign_form(package, office.root.key, office.root.certificate).error().code,
              "bad_form_name");
    package.version = "2026-12";
    EXPECT_TRUE(sign_form(package, office.root.key, office.root.certificate));
}

TEST_F(FormPackageTest, IsBounded) {
    package.files["choices.csv"] = std::string(kMaxFormPackage - 4096, 'x');
    const auto large = sign_form(package, office.root.key, office.root.certificate);
    ASSERT_TRUE(large);
    EXPECT_TRUE(open(*large));
    package.files["choices.csv"] += std::string(4096, 'x');
    EXPECT_EQ(sign_form(package, office.root.key, office.root.certificate).error().code,
              "form_package_too_large");
    EXPECT_EQ(open(Bytes(kMaxFormPackage + 1)).error().code, "form_package_too_large");
}

TEST(FormVersions, ComeInTheOrderThatPeopleMean) {
    const std::vector<std::string> ordered{"2025-12",  "2026-1",  "2026-9", "2026-12",
                                           "2026-12a", "2026-13", "10000-1"};
    for (std::size_t i = 0; i < ordered.size(); ++i)
        for (std::size_t j = 0; j < ordered.size(); ++j) {
            const int order = compare_versions(ordered[i], ordered[j]);
            EXPECT_EQ(order < 0, i < j) << ordered[i] << ' ' << ordered[j];
            EXPECT_EQ(order == 0, i == j) << ordered[i] << ' ' << ordered[j];
        }
    EXPECT_EQ(compare_versions("2026-01", "2026-1"), 0);
}

} // namespace
} // namespace suoja::envelope
