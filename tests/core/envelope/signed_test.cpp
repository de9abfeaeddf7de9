// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/signed.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

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

} // namespace
} // namespace suoja::envelope
