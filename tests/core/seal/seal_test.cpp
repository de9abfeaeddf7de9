// SPDX-License-Identifier: Apache-2.0
#include "tests/core/seal/office_of_devices.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace suoja::seal {
namespace {

using test::Office;
using test::Use;

using Seal = Sealing;
using Open = Sealing;

TEST(Padding, FollowsPadmeFromFourKibibytesOn) {
    EXPECT_EQ(padded_size(0), 4096U);
    EXPECT_EQ(padded_size(4096), 4096U);
    EXPECT_EQ(padded_size(4097), 4352U); // E 12, S 4: the last 8 bits are zero
    EXPECT_EQ(padded_size(9000), 9216U);
    EXPECT_EQ(padded_size(1U << 20U), 1U << 20U);
    for (std::size_t n = 4096; n < 300'000; n += 37) {
        const auto padded = padded_size(n);
        EXPECT_GE(padded, n);
        EXPECT_LE(padded * 100, n * 112);
        EXPECT_EQ(padded_size(padded), padded);
    }
}

TEST_F(Seal, EveryRecipientOpensTheSameDocument) {
    for (const auto* ring : {&centre, &recovery}) {
        const auto opened = open(der, *ring, office.root.certificate);
        ASSERT_TRUE(opened) << opened.error().code;
        EXPECT_EQ(opened->document, document);
        EXPECT_EQ(opened->signer, kiosk.certificate);
        auto found = opened->recipients;
        std::vector<std::string> meant{office.centre.certificate.subject_key_id(),
                                       office.recovery.certificate.subject_key_id()};
        std::sort(found.begin(), found.end());
        std::sort(meant.begin(), meant.end());
        EXPECT_EQ(found, meant);
    }
    EXPECT_TRUE(envelope::check_outside(der));
}

TEST_F(Seal, SizesTellNoMoreThanThePadding) {
    // what still varies are the two ECDSA signatures inside, by a few bytes of DER
    const auto longer = seal(std::string(3000, 'x'), signer, recipients, office.root.certificate);
    ASSERT_TRUE(longer);
    EXPECT_LT(std::max(longer->size(), der.size()) - std::min(longer->size(), der.size()), 8U);
}

TEST_F(Seal, LongDocumentsKeepEveryByteAndInnerSpaces) {
    std::string text = R"({"a":"  spaces inside  "})";
    EXPECT_EQ(open_it(seal(text, signer, recipients, office.root.certificate).value())->document,
              text);
    text = "{\"a\":\"" + std::string(1'000'000, 'y') + "\"}";
    EXPECT_EQ(open_it(seal(text, signer, recipients, office.root.certificate).value())->document,
              text);
}

TEST_F(Seal, WhatCannotFitInAnEnvelopeIsRefusedAndWhatCanIsSealed) {
    const std::size_t most = envelope::kMaxEnvelopeBytes - (std::size_t{512} << 10U);
    const auto largest = seal(std::string(most, 'z'), signer, recipients, office.root.certificate);
    ASSERT_TRUE(largest);
    EXPECT_LE(largest->size(), envelope::kMaxEnvelopeBytes);
    EXPECT_EQ(open_it(*largest)->document.size(), most);
    EXPECT_EQ(seal(std::string(envelope::kMaxEnvelopeBytes, 'z'), signer, recipients,
                   office.root.certificate)
                  .error()
                  .code,
              "too_large");
}

TEST_F(Seal, DevicesOfThisOfficeCanBeAddressed) {
    const auto desk = office.device(Use::sealing, "desk", "centre", "desk-1");
    recipients.push_back(desk.certificate);
    const auto mail = seal(document, signer, recipients, office.root.certificate);
    ASSERT_TRUE(mail);
    EXPECT_EQ(open(*mail, ring(desk), office.root.certificate)->document, document);
}

TEST_F(Seal, AGroupThatTheRootDidNotIssueItselfIsRefused) {
    test::Wish wish;
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:group:centre";
    wish.use = Use::sealing;
    const auto slipped_in = test::issue(wish);
    recipients[0] = slipped_in.certificate;
    EXPECT_EQ(seal(document, signer, recipients, office.root.certificate).error().code,
              "untrusted_recipient");
    recipients[0] = office.group("centre").certificate;
    EXPECT_TRUE(seal(document, signer, recipients, office.root.certificate));
}

TEST_F(Seal, StrangersAndWrongKindsOfKeyAreRefused) {
    const auto refused = [&](const envelope::Certificate& one) {
        const auto sealed = seal(document, signer, {one}, office.root.certificate);
        return !sealed && sealed.error().code == "untrusted_recipient";
    };
    const auto other = Office::make();
    EXPECT_TRUE(refused(other.centre.certificate));
    EXPECT_TRUE(refused(other.device(Use::sealing, "desk", "centre", "desk-1").certificate));
    EXPECT_TRUE(refused(office.device(Use::signing, "desk", "centre", "desk-1").certificate));
    EXPECT_TRUE(refused(office.device(Use::transport, "desk", "centre", "desk-1").certificate));
    EXPECT_TRUE(refused(office.root.certificate));
    EXPECT_TRUE(refused(office.online_ca.certificate));
    EXPECT_TRUE(refused(office.directory_key.certificate));
    EXPECT_FALSE(refused(office.device(Use::sealing, "desk", "centre", "desk-1").certificate));
    EXPECT_FALSE(refused(office.recovery.certificate));
}

TEST_F(Seal, ThirtyTwoRecipientsAndNotOneMore) {
    EXPECT_EQ(seal(document, signer, {}, office.root.certificate).error().code, "recipients");
    while (recipients.size() < 32)
        recipients.push_back(office.group("hotline").certificate);
    const auto full = seal(document, signer, recipients, office.root.certificate);
    ASSERT_TRUE(full);
    EXPECT_EQ(open_it(*full)->recipients.size(), 32U);
    recipients.push_back(office.centre.certificate); // again: no recipient more
    EXPECT_TRUE(seal(document, signer, recipients, office.root.certificate));
    recipients.push_back(office.group("hotline").certificate);
    EXPECT_EQ(seal(document, signer, recipients, office.root.certificate).error().code,
              "recipients");
}

TEST_F(Seal, OneSecretUnderOneCertificateComesBack) {
    const Secret key = Secret::random(48);
    const Bytes sealed = encrypt_to(key.view(), office.recovery.certificate);
    const auto again = decrypt_with(sealed, office.recovery.key, office.recovery.certificate);
    ASSERT_TRUE(again);
    EXPECT_TRUE(constant_time_equal(again->view(), key.view()));
    EXPECT_EQ(decrypt_with(sealed, office.centre.key, office.centre.certificate).error().code,
              "not_for_us");
    // the right name on the wrong key
    EXPECT_EQ(decrypt_with(sealed, office.centre.key, office.recovery.certificate).error().code,
              "cannot_decrypt");
    Bytes changed = sealed;
    changed.back() ^= 1U;
    EXPECT_EQ(decrypt_with(changed, office.recovery.key, office.recovery.certificate).error().code,
              "tag");
    EXPECT_EQ(
        decrypt_with(ByteView(changed).first(50), office.recovery.key, office.recovery.certificate)
            .error()
            .code,
        "not_canonical");
    changed.back() ^= 1U;
    EXPECT_TRUE(decrypt_with(changed, office.recovery.key, office.recovery.certificate));
}

TEST_F(Open, WithoutAKeyOfOursItSaysSo) {
    const auto other = office.group("hotline");
    const auto opened = open(der, ring(other), office.root.certificate);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::not_found);
    EXPECT_EQ(opened.error().code, "not_for_us");
    Keyring both = ring(other);
    both.add(office.centre.key, office.centre.certificate);
    EXPECT_TRUE(open(der, both, office.root.certificate));
    EXPECT_EQ(open(der, Keyring(), office.root.certificate).error().code, "not_for_us");
}

TEST_F(Open, AnotherOfficesRootRefusesTheSigner) {
    const auto other = Office::make();
    const auto opened = open(der, centre, other.root.certificate);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::untrusted);
    EXPECT_EQ(opened.error().code, "chain");
    EXPECT_EQ(refusal(der), "");
}

TEST_F(Open, ADeviceCannotIssueASigner) {
    test::Wish wish;
    wish.issuer = &kiosk;
    wish.role = "urn:suoja:device:desk:centre:desk-1";
    auto forged = test::issue(wish);
    forged.chain.push_back(office.online_ca.certificate);
    EXPECT_EQ(refusal(sealed_by(forged, document)), "chain");
    EXPECT_EQ(refusal(sealed_by(kiosk, document)), "");
}

TEST_F(Open, WhoIsNoDeviceIsNotBelieved) {
    EXPECT_EQ(refusal(sealed_by(office.directory_key, document)), "not_device");
    test::Wish wish;
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:relay:east";
    EXPECT_EQ(refusal(sealed_by(test::issue(wish), document)), "not_device");
    wish.role = "";
    EXPECT_EQ(refusal(sealed_by(test::issue(wish), document)), "not_device");
    wish.role = "urn:suoja:device:hotline:helsinki:phone-1";
    EXPECT_EQ(refusal(sealed_by(test::issue(wish), document)), "");
}

TEST_F(Open, AChangedInnerLayerIsRefusedEverywhere) {
    std::string padded(document);
    padded.resize(padded_size(document.size()), ' ');
    const Bytes inner = envelope::sign(view(padded), kiosk.key, kiosk.certificate, kiosk.chain);
    for (std::size_t i = 0; i < inner.size(); i += i < 100 || i > 4150 ? 1 : 61) {
        Bytes changed = inner;
        changed[i] ^= 0x04U;
        const auto code = refusal(encrypt_to(changed, office.centre.certificate));
        EXPECT_TRUE(code == "signature" || code == "chain") << i << ' ' << code;
    }
    EXPECT_EQ(refusal(encrypt_to(inner, office.centre.certificate)), "");
}

TEST_F(Open, ContentThatIsNotSignedIsRefused) {
    EXPECT_EQ(refusal(encrypt_to(view(document), office.centre.certificate)), "signature");
    EXPECT_EQ(refusal(encrypt_to(Bytes{0x30}, office.centre.certificate)), "signature");
}

TEST_F(Open, PaddingIsExactlyAsPrescribed) {
    const auto with_size = [&](std::size_t size) {
        std::string padded(document);
        padded.resize(size, ' ');
        return refusal(
            encrypt_to(envelope::sign(view(padded), kiosk.key, kiosk.certificate, kiosk.chain),
                       office.centre.certificate));
    };
    EXPECT_EQ(with_size(4096), "");
    EXPECT_EQ(with_size(4095), "document");
    EXPECT_EQ(with_size(4352), "document");
    EXPECT_EQ(refusal(sealed_by(kiosk, "")), "document"); // spaces alone
}

TEST_F(Seal, ManyThreadsSealAndOpenAtOnce) {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                const std::string text = "{\"thread\":" + std::to_string(t) + '}';
                const auto sealed = seal(text, signer, recipients, office.root.certificate);
                const auto opened =
                    open(sealed.value(), t % 2 == 0 ? centre : recovery, office.root.certificate);
                good += opened && opened->document == text ? 1 : 0;
            }
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(good, 80);
}

// The signature does not bind recipients: the document's `to` does, and the caller compares.
TEST_F(Open, ForwardedContentShowsItsNewRecipients) {
    const auto inner = decrypt_with(der, office.centre.key, office.centre.certificate).value();
    const auto desk = office.device(Use::sealing, "desk", "centre", "desk-1");
    const auto forwarded =
        open(encrypt_to(inner.view(), desk.certificate), ring(desk), office.root.certificate);
    ASSERT_TRUE(forwarded);
    EXPECT_EQ(forwarded->recipients, std::vector<std::string>{desk.certificate.subject_key_id()});
}

} // namespace
} // namespace suoja::seal
