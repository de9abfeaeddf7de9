// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/form_packages.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

using database::Act;
using envelope::FormPackage;

struct FormPackages : World {
    [[nodiscard]] FormPackage package(const std::string& version,
                                      const std::string& id = "intake") const {
        return {id, version, clock.now(), small_tables(id, version)};
    }
    [[nodiscard]] Bytes by(const envelope::Bundle& signer, const FormPackage& form) const {
        auto der = envelope::sign(view(envelope::write_form(form).value()), signer.key,
                                  signer.certificate, signer.chain);
        return der;
    }
    [[nodiscard]] Bytes by_root(const FormPackage& form) const {
        const auto& root = office.office().root;
        return envelope::sign_form(form, root.key, root.certificate).value();
    }
    // stands in the directory and lies at the relay
    void publish(const std::string& version, const Bytes& der, const std::string& id = "intake") {
        list(version, sha256(der), id);
        far.serve_form(sha256(der), der);
    }
    void list(const std::string& version, const Hash& digest, const std::string& id = "intake") {
        std::erase_if(office.forms, [&](const auto& one) { return one.id == id; });
        office.forms.push_back({id, version, digest});
        far.new_directory();
    }
    [[nodiscard]] std::string newest() { return kiosk.store->forms().newest_published("intake"); }
    [[nodiscard]] std::string refusal() {
        const auto all = kiosk.store->forms().refusals();
        return all.empty() ? "" : all.back().reason;
    }
};

TEST_F(FormPackages, ANewVersionIsTakenWithTheDirectoryThatNamesIt) {
    EXPECT_EQ(carry(kiosk).forms, 0U);
    const auto form = package("2026-12");
    publish("2026-12", by_root(form));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    EXPECT_EQ(newest(), "2026-12");
    EXPECT_EQ(kiosk.store->forms().find(office.forms[0].sha256)->files, form.files);
    EXPECT_EQ(audited(kiosk, Act::form_taken), 1U);
    EXPECT_EQ(carry(kiosk).forms, 0U);
    publish("2027-1", by_root(package("2027-1")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    EXPECT_EQ(newest(), "2027-1");
    EXPECT_EQ(kiosk.store->forms().list().size(), 2U) << "the old one stays for old records";
}

TEST_F(FormPackages, OneThatIsNotAtTheRelayYetIsAskedForAgain) {
    const auto der = by_root(package("2026-12"));
    list("2026-12", sha256(der));
    auto round = carry(kiosk);
    EXPECT_EQ(round.forms, 0U);
    EXPECT_FALSE(round.failure);
    far.serve_form(sha256(der), der);
    EXPECT_EQ(carry(kiosk).forms, 1U);
}

TEST_F(FormPackages, OneSpoiltAtTheRelayIsNotKeptAndAskedForAgain) {
    const auto der = by_root(package("2026-12"));
    list("2026-12", sha256(der));
    for (const std::size_t at : {std::size_t{0}, der.size() / 2, der.size() - 1}) {
        auto spoilt = der;
        spoilt[at] ^= 1U;
        far.serve_form(sha256(der), spoilt);
        EXPECT_EQ(carry(kiosk).forms, 0U);
        EXPECT_EQ(newest(), "");
    }
    EXPECT_EQ(refusal(), "");
    far.serve_form(sha256(der), der);
    EXPECT_EQ(carry(kiosk).forms, 1U);
}

TEST_F(FormPackages, OnlyTheRootSignsWhateverTheDirectorySays) {
    publish("2026-12", by_root(package("2026-12")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    publish("2026-13", by(office.office().directory_key, package("2026-13")));
    auto round = carry(kiosk);
    EXPECT_EQ(round.forms, 0U);
    ASSERT_TRUE(round.failure);
    EXPECT_EQ(round.failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_not_from_root");
    EXPECT_EQ(newest(), "2026-12") << "the last good one stays";
    EXPECT_EQ(audited(kiosk, Act::form_refused), 1U);
    EXPECT_FALSE(carry(kiosk).failure) << "judged once";
    publish("2026-13", by_root(package("2026-13")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    EXPECT_EQ(newest(), "2026-13");
}

TEST_F(FormPackages, AnOlderOneIsRefusedAndTheNewerStays) {
    publish("2026-12", by_root(package("2026-12")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    publish("2026-9", by_root(package("2026-9")));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_older");
    EXPECT_EQ(newest(), "2026-12");
}

TEST_F(FormPackages, OtherContentsUnderAVersionThatWasTakenAreRefused) {
    publish("2026-12", by_root(package("2026-12")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
    const auto first = kiosk.store->forms().list().at(0).sha256;
    auto other_contents = package("2026-12");
    other_contents.files["survey.csv"] += "text,asks_too_much,Too much,N,,\n";
    publish("2026-12", by_root(other_contents));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_version_taken");
    ASSERT_EQ(kiosk.store->forms().list().size(), 1U);
    EXPECT_EQ(kiosk.store->forms().list()[0].sha256, first);
    publish("2026-13", by_root(package("2026-13")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
}

TEST_F(FormPackages, AGoodPackageListedWronglyOnceIsTakenWhenTheDirectoryIsRightAgain) {
    const auto der = by_root(package("2026-12"));
    publish("2026-13", der);
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_not_listed");
    publish("2026-12", der);
    EXPECT_EQ(carry(kiosk).forms, 1U);
    EXPECT_EQ(newest(), "2026-12");
}

TEST_F(FormPackages, HoweverManyAreRefusedTheAuditLogTellsOnceOfADirectory) {
    for (int i = 0; i < 12; ++i) {
        const auto id = "form" + std::to_string(i);
        office.forms.push_back({id, "1", sha256(view(id))});
        far.serve_form(sha256(view(id)), Bytes(view(id).begin(), view(id).end()));
    }
    far.new_directory();
    for (int i = 0; i < 4; ++i)
        carry(kiosk);
    EXPECT_EQ(kiosk.store->forms().refusals().size(), 12U);
    EXPECT_EQ(audited(kiosk, Act::form_refused), 1U);
    publish("2026-12", by_root(package("2026-12")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
}

TEST_F(FormPackages, OneThatDoesNotParseIsRefusedAndItsTwinIsTaken) {
    auto form = package("2026-12");
    form.files["survey.csv"] += "nonsense,x,,,,\n";
    publish("2026-12", by_root(form));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_unusable");
    EXPECT_EQ(newest(), "");
    publish("2026-12", by_root(package("2026-12")));
    EXPECT_EQ(carry(kiosk).forms, 1U);
}

TEST_F(FormPackages, OneUnderAnotherNameThanTheDirectorySaysIsRefused) {
    publish("2026-12", by_root(package("2026-11")));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_not_listed");
    publish("2026-12", by_root(package("2026-12", "call")));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    auto inside = package("2026-12"); // the label says so, the tables say otherwise
    inside.files = small_tables("intake", "2026-11");
    publish("2026-12", by_root(inside));
    EXPECT_EQ(carry(kiosk).failure->code, "form_refused");
    EXPECT_EQ(refusal(), "form_unusable");
    EXPECT_EQ(newest(), "");
}

} // namespace
} // namespace suoja::test
