// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/certificate.h"
#include "core/envelope/chain.h"
#include "core/envelope/pkcs12.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

namespace suoja::envelope {
namespace {

using test::issue;
using test::Office;
using test::Use;

const Office& office() {
    static const Office made = Office::make();
    return made;
}

TEST(Role, EveryUriReadsBackAsWritten) {
    for (const auto* uri :
         {"urn:suoja:device:reception:joutseno:kiosk-1",
          "urn:suoja:device:hotline:helsinki:phone-2", "urn:suoja:device:desk:centre:desk-1",
          "urn:suoja:relay:east", "urn:suoja:archive:central", "urn:suoja:office",
          "urn:suoja:group:centre", "urn:suoja:recovery"}) {
        const auto role = Role::parse(uri);
        ASSERT_TRUE(role) << uri;
        EXPECT_EQ(role->uri(), uri);
    }
    EXPECT_EQ(Role::parse("urn:suoja:device:desk:centre:desk-1")->name, "centre/desk-1");
}

TEST(Role, AnythingElseIsNoRole) {
    for (const auto* uri :
         {"", "urn:suoja:", "urn:suoja:office:", "urn:suoja:officer", "urn:suoja:recovery:x",
          "urn:suoja:device:kiosk:joutseno:k", "urn:suoja:device:desk:joutseno",
          "urn:suoja:device:desk::k", "urn:suoja:device:desk:a:b:c",
          "urn:suoja:group:", "urn:suoja:group:Centre", "urn:suoja:relay:a/b", "urn:suoja:relay",
          "URN:suoja:office", "urn:suoja:device:desk:a/b:c"})
        EXPECT_FALSE(Role::parse(uri)) << uri;
    EXPECT_FALSE(Role::parse(std::string_view("urn:suoja:relay:a\0b", 19)));
}

TEST(Certificate, TellsItsRoleKeysAndIssuer) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    ASSERT_TRUE(kiosk.certificate.role());
    EXPECT_EQ(kiosk.certificate.role()->name, "joutseno/kiosk-1");
    EXPECT_EQ(kiosk.certificate.key_id(), hex(sha256(kiosk.certificate.der())));
    EXPECT_EQ(kiosk.certificate.subject_key_id().size(), 40U);
    EXPECT_EQ(rfc3339(kiosk.certificate.not_before()), "2026-01-01T00:00:00.000Z");
    EXPECT_TRUE(kiosk.key.belongs_to(kiosk.certificate));
    EXPECT_FALSE(whole.root.key.belongs_to(kiosk.certificate));
    EXPECT_TRUE(kiosk.certificate.issued_by(whole.online_ca.certificate));
    EXPECT_FALSE(kiosk.certificate.issued_by(whole.root.certificate));
    EXPECT_TRUE(whole.online_ca.certificate.is_ca());
    EXPECT_FALSE(kiosk.certificate.is_ca());
}

TEST(Certificate, TrailingOrMissingBytesAreRefused) {
    Bytes der = office().centre.certificate.der();
    ASSERT_TRUE(Certificate::from_der(der));
    der.push_back(0);
    EXPECT_EQ(Certificate::from_der(der).error().code, "certificate");
    der.pop_back();
    EXPECT_TRUE(Certificate::from_der(der));
    der.pop_back();
    EXPECT_FALSE(Certificate::from_der(der));
    EXPECT_FALSE(Certificate::from_der({}));
}

TEST(Certificate, ReadTwiceIsOneCertificate) {
    const auto& der = office().centre.certificate.der();
    const auto first = Certificate::from_der(der).value();
    const auto second = Certificate::from_der(Bytes(der)).value();
    EXPECT_EQ(first, second);
    EXPECT_EQ(first.handle(), second.handle());
    EXPECT_EQ(rfc3339(first.not_after()), "2100-01-01T00:00:00.000Z");
}

TEST(Certificate, PemHoldsExactlyOne) {
    const auto& root = office().root.certificate;
    const std::string pem = write_pem(root);
    EXPECT_EQ(read_pem(pem).value(), root);
    EXPECT_EQ(read_pem("Subject: as openssl x509 -text prints\n" + pem).value(), root);
    EXPECT_EQ(read_pem(pem + write_pem(office().centre.certificate)).error().code, "pem");
    EXPECT_EQ(read_pem("").error().code, "pem");
    EXPECT_EQ(
        read_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").error().code,
        "pem");
    EXPECT_FALSE(read_pem(pem.substr(0, pem.size() - 20)));
}

TEST(Chain, TheOfficesOwnCertificatesReachTheRoot) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    EXPECT_TRUE(chains_to(whole.centre.certificate, {}, whole.root.certificate));
    EXPECT_TRUE(chains_to(kiosk.certificate, kiosk.chain, whole.root.certificate));
    // and again, out of the kept verdicts; which are no help to another question
    EXPECT_TRUE(chains_to(kiosk.certificate, kiosk.chain, whole.root.certificate));
    EXPECT_FALSE(chains_to(kiosk.certificate, {}, whole.root.certificate));
}

TEST(Chain, WithoutTheCertificateBetweenThereIsNone) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    EXPECT_EQ(chains_to(kiosk.certificate, {}, whole.root.certificate).error().code, "chain");
    EXPECT_TRUE(chains_to(kiosk.certificate, kiosk.chain, whole.root.certificate));
}

TEST(Chain, AnotherOfficeIsNotTrusted) {
    const auto& whole = office();
    const auto other = Office::make();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    EXPECT_EQ(chains_to(kiosk.certificate, kiosk.chain, other.root.certificate).error().code,
              "chain");
    EXPECT_TRUE(chains_to(kiosk.certificate, kiosk.chain, whole.root.certificate));
}

TEST(Chain, ThePartialChainToTheOnlineCaDoesNotCount) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    EXPECT_FALSE(chains_to(kiosk.certificate, {}, whole.online_ca.certificate));
}

TEST(Chain, NothingMayBeSlippedInBesideThePath) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    auto between = kiosk.chain;
    between.push_back(Office::make().online_ca.certificate);
    EXPECT_FALSE(chains_to(kiosk.certificate, between, whole.root.certificate));
    between.back() = whole.root.certificate;
    EXPECT_TRUE(chains_to(kiosk.certificate, between, whole.root.certificate));
}

TEST(Chain, ALeafCannotIssue) {
    const auto& whole = office();
    auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    test::Wish wish;
    wish.issuer = &kiosk;
    wish.role = "urn:suoja:device:desk:centre:desk-9";
    const auto forged = issue(wish);
    const std::vector<Certificate> between{kiosk.certificate, whole.online_ca.certificate};
    EXPECT_EQ(chains_to(forged.certificate, between, whole.root.certificate).error().code, "chain");
    EXPECT_FALSE(forged.certificate.issued_by(kiosk.certificate));
    wish.issuer = &whole.online_ca;
    EXPECT_TRUE(
        chains_to(issue(wish).certificate, std::span(between).last(1), whole.root.certificate));
}

TEST(Chain, TheOnlineCaCannotMakeAnotherCa) {
    const auto& whole = office();
    test::Wish wish;
    wish.issuer = &whole.online_ca;
    wish.use = Use::online_ca;
    auto second = issue(wish);
    wish = {};
    wish.issuer = &second;
    wish.role = "urn:suoja:device:desk:centre:desk-9";
    const auto leaf = issue(wish);
    const std::vector<Certificate> between{second.certificate, whole.online_ca.certificate};
    EXPECT_FALSE(chains_to(leaf.certificate, between, whole.root.certificate));
}

TEST(Chain, DatesAreAnAlarmAndNoWall) {
    const auto& whole = office();
    test::Wish wish;
    wish.issuer = &whole.online_ca;
    wish.role = "urn:suoja:device:desk:centre:desk-1";
    wish.not_after = wish.not_before + std::chrono::hours(1);
    const auto expired = issue(wish);
    EXPECT_TRUE(chains_to(expired.certificate, expired.chain, whole.root.certificate));
}

TEST(PrivateKey, ReadsBackItsPkcs8AndNothingLonger) {
    const auto key = PrivateKey::make();
    const Secret der = key.pkcs8();
    const auto again = PrivateKey::from_pkcs8(der.view());
    ASSERT_TRUE(again);
    EXPECT_TRUE(constant_time_equal(again->pkcs8().view(), der.view()));
    Bytes longer(der.view().begin(), der.view().end());
    longer.push_back(0);
    EXPECT_EQ(PrivateKey::from_pkcs8(longer).error().code, "private_key");
    longer.pop_back();
    EXPECT_TRUE(PrivateKey::from_pkcs8(longer));
    EXPECT_FALSE(PrivateKey::from_pkcs8({}));
}

TEST(Pkcs12, ReadsBackWithItsPassphraseOnly) {
    const auto& whole = office();
    const auto kiosk = whole.device(Use::signing, "reception", "joutseno", "kiosk-1");
    Bundle bundle = kiosk;
    bundle.chain.push_back(whole.root.certificate);
    const Secret phrase = Secret::from_text("kuusi sanaa ja ääkkönen");
    const Secret file = write_pkcs12(bundle, phrase);
    const auto again = read_pkcs12(file.view(), phrase);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->certificate, bundle.certificate);
    EXPECT_EQ(again->chain, bundle.chain);
    EXPECT_TRUE(again->key.belongs_to(bundle.certificate));

    const auto wrong = read_pkcs12(file.view(), Secret::from_text("kuusi sanaa ja aakkonen"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().reason, Reason::locked);
    EXPECT_EQ(wrong.error().code, "wrong_passphrase");
    Bytes longer(file.view().begin(), file.view().end());
    longer.push_back(0);
    EXPECT_EQ(read_pkcs12(longer, phrase).error().code, "pkcs12");
    EXPECT_EQ(read_pkcs12(ByteView(longer).first(40), phrase).error().code, "pkcs12");
    EXPECT_EQ(read_pkcs12(Bytes((std::size_t{1} << 20U) + 1), phrase).error().code, "too_large");
}

TEST(Pkcs12, AskingForTooMuchWorkIsRefusedUnread) {
    const Secret phrase = Secret::from_text("kuusi sanaa");
    const Secret file = write_pkcs12(office().recovery, phrase);
    Bytes changed(file.view().begin(), file.view().end());
    // the MAC's iteration count stands at the very end: INTEGER 600000
    ASSERT_EQ(hex(ByteView(changed).last(5)), "02030927c0");
    changed[changed.size() - 3] = 0x7f;
    EXPECT_EQ(read_pkcs12(changed, phrase).error().code, "pkcs12");
    changed[changed.size() - 3] = 0x09;
    EXPECT_TRUE(read_pkcs12(changed, phrase));
}

TEST(Pkcs12, AKeyWithoutItsOwnCertificateIsRefused) {
    const Secret phrase = Secret::from_text("kuusi sanaa");
    // the library itself refuses to write such a pair, so the certificate comes from elsewhere
    EXPECT_THROW(
        (void)write_pkcs12({PrivateKey::make(), office().recovery.certificate, {}}, phrase),
        CryptoFailure);
    EXPECT_TRUE(read_pkcs12(write_pkcs12(office().recovery, phrase).view(), phrase));
}

} // namespace
} // namespace suoja::envelope
