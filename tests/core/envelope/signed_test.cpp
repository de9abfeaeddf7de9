// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/der.h"
#include "core/envelope/openssl_handles.h"
#include "core/envelope/signed.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace suoja::envelope {
namespace {

using test::Office;
using test::Use;

struct Signed : testing::Test {
    Office office = Office::make();
    Bundle kiosk = office.device(Use::transport, "reception", "joutseno", "kiosk-1");
    Bytes content = Bytes(view("{\"a\":1}").begin(), view("{\"a\":1}").end());
    Bytes der = sign(content, kiosk.key, kiosk.certificate, kiosk.chain);
};

TEST_F(Signed, VerifiesAgainstTheRootAndSaysWhoSigned) {
    const auto verified = verify(der, office.root.certificate);
    ASSERT_TRUE(verified) << verified.error().code;
    EXPECT_EQ(verified->content, content);
    EXPECT_EQ(verified->signer, kiosk.certificate);
    EXPECT_EQ(verified->enclosed.size(), 2U);
}

TEST_F(Signed, AnotherOfficesRootRefusesIt) {
    EXPECT_EQ(verify(der, Office::make().root.certificate).error().code, "chain");
    EXPECT_TRUE(verify(der, office.root.certificate));
}

TEST_F(Signed, WithoutTheCertificateBetweenItIsRefused) {
    auto other = office.device(Use::transport, "reception", "joutseno", "kiosk-2");
    EXPECT_EQ(verify(sign(content, other.key, other.certificate, {}), office.root.certificate)
                  .error()
                  .code,
              "chain");
    EXPECT_TRUE(
        verify(sign(content, other.key, other.certificate, other.chain), office.root.certificate));
}

TEST_F(Signed, EveryFlippedByteIsRefused) {
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < der.size(); ++i) {
        Bytes changed = der;
        changed[i] ^= 0x01U;
        if (const auto verified = verify(changed, office.root.certificate)) {
            ++accepted;
            ADD_FAILURE() << "byte " << i;
        }
    }
    EXPECT_EQ(accepted, 0U);
    EXPECT_TRUE(verify(der, office.root.certificate));
}

TEST_F(Signed, EveryTruncationAndTrailingByteIsRefused) {
    for (std::size_t n = 0; n < der.size(); ++n)
        ASSERT_FALSE(verify(ByteView(der).first(n), office.root.certificate)) << n;
    Bytes longer = der;
    longer.push_back(0);
    EXPECT_EQ(verify(longer, office.root.certificate).error().code, "not_signed_data");
}

TEST_F(Signed, EnclosedCertificatesAreThereBeforeAnythingIsTrusted) {
    const auto found = enclosed_certificates(der);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 2U);
    EXPECT_FALSE(enclosed_certificates(view("nothing")));
}

// What the library signs gladly otherwise, and docs/formats.md does not know.
struct OddSigned : Signed {
    [[nodiscard]] Bytes make(unsigned flags, const EVP_MD* digest = EVP_sha256(), int signers = 1,
                             const std::vector<Certificate>& more = {}) const {
        const unsigned all = flags | CMS_BINARY | CMS_PARTIAL;
        const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, all));
        for (int i = 0; i < signers; ++i)
            check(CMS_add1_signer(cms.get(), kiosk.certificate.handle(), kiosk.key.handle(), digest,
                                  i == 0 ? all : all | CMS_NOCERTS) != nullptr,
                  "signer");
        check(CMS_add1_cert(cms.get(), office.online_ca.certificate.handle()) == 1, "certificate");
        for (const auto& one : more)
            check(CMS_add1_cert(cms.get(), one.handle()) == 1, "certificate");
        const Bio in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
        check(CMS_final(cms.get(), in.get(), nullptr, all) == 1, "final");
        Bytes out(static_cast<std::size_t>(i2d_CMS_ContentInfo(cms.get(), nullptr)));
        unsigned char* to = out.data();
        i2d_CMS_ContentInfo(cms.get(), &to);
        return out;
    }
    [[nodiscard]] std::string refusal(ByteView bytes) const {
        const auto verified = verify(bytes, office.root.certificate);
        return verified ? "" : verified.error().code;
    }
    static constexpr unsigned kOurs = CMS_NOSMIMECAP | CMS_USE_KEYID;
};

TEST_F(OddSigned, TheSameCallsAsOursAreAccepted) {
    EXPECT_EQ(refusal(make(kOurs)), "");
}

TEST_F(OddSigned, OtherWaysToSignAreRefused) {
    EXPECT_EQ(refusal(make(CMS_NOSMIMECAP)), "not_signed_data"); // by issuer and serial
    EXPECT_EQ(refusal(make(CMS_USE_KEYID)), "signature");        // one attribute more
    EXPECT_EQ(refusal(make(kOurs | CMS_NOATTR)), "not_signed_data");
    EXPECT_EQ(refusal(make(kOurs | CMS_DETACHED)), "not_signed_data");
    EXPECT_EQ(refusal(make(kOurs, EVP_sha384())), "not_signed_data");
    EXPECT_EQ(refusal(make(kOurs, EVP_sha256(), 2)), "not_signed_data");
    EXPECT_EQ(refusal(make(kOurs | CMS_NOCERTS)), "signature"); // the signer's is missing
}

TEST_F(OddSigned, CertificatesBesideTheChainAreRefused) {
    EXPECT_EQ(refusal(make(kOurs, EVP_sha256(), 1, {office.centre.certificate})), "chain");
    EXPECT_EQ(refusal(make(kOurs, EVP_sha256(), 1, {office.root.certificate})), "");
    std::vector<Certificate> crowd;
    for (int i = 0; i < 16; ++i)
        crowd.push_back(office.group("hotline").certificate);
    EXPECT_EQ(refusal(make(kOurs, EVP_sha256(), 1, crowd)), "certificates");
}

TEST_F(OddSigned, AttributesInAnotherOrderAreAnotherSpelling) {
    const Bytes good = make(kOurs);
    DerReader outer(good);
    DerReader info = outer.enter(tag::kSequence);
    info.take(tag::kOid);
    DerReader data = info.enter(tag::context(0)).enter(tag::kSequence);
    data.take(tag::kInteger);
    data.take(tag::kSet);
    data.take(tag::kSequence);
    data.take(tag::context(0));
    DerReader signer = data.enter(tag::kSet).enter(tag::kSequence);
    signer.take(tag::kInteger);
    signer.take(tag::primitive(0));
    signer.take(tag::kSequence);
    DerReader attributes = signer.enter(tag::context(0));
    const ByteView first = attributes.take_whole(tag::kSequence);
    const ByteView second = attributes.take_whole(tag::kSequence);
    ASSERT_TRUE(attributes.good());
    Bytes swapped = good;
    const auto at = swapped.begin() + (first.data() - good.data());
    std::copy(first.begin(), first.end(), std::copy(second.begin(), second.end(), at));
    EXPECT_EQ(refusal(swapped), "signature");
    EXPECT_EQ(refusal(good), "");
}

TEST_F(OddSigned, NothingOverSixteenMebibytesIsRead) {
    EXPECT_EQ(refusal(Bytes((std::size_t{16} << 20U) + 1)), "too_large");
    EXPECT_EQ(enclosed_certificates(Bytes((std::size_t{16} << 20U) + 1)).error().code, "too_large");
}

} // namespace
} // namespace suoja::envelope
