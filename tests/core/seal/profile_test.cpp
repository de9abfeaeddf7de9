// SPDX-License-Identifier: Apache-2.0
// Envelopes that OpenSSL makes and opens gladly, and that this office does not: each made by the
// same library calls as ours but for one.
#include "core/envelope/der.h"
#include "core/envelope/openssl_handles.h"
#include "core/seal/profile.h"
#include "tests/core/seal/office_of_devices.h"

#include <openssl/rsa.h>

#include <algorithm>

namespace suoja::seal {
namespace {

using envelope::check;

struct Odd {
    const EVP_CIPHER* cipher = EVP_aes_256_gcm();
    const EVP_MD* kdf = EVP_sha256();
    const EVP_CIPHER* wrap = EVP_aes_256_wrap();
    unsigned recipient_flags = CMS_USE_KEYID;
};

Bytes encode(CMS_ContentInfo* cms) {
    const int size = i2d_CMS_ContentInfo(cms, nullptr);
    check(size > 0, "write");
    Bytes out(static_cast<std::size_t>(size));
    unsigned char* to = out.data();
    i2d_CMS_ContentInfo(cms, &to);
    return out;
}

struct Profile : Sealing {
    Bytes inner = [this] {
        const auto bytes = decrypt_with(der, office.centre.key, office.centre.certificate).value();
        return Bytes(bytes.view().begin(), bytes.view().end());
    }();

    [[nodiscard]] Bytes make(const Odd& odd, const std::vector<X509*>& to) const {
        const envelope::Cms cms(
            CMS_encrypt(nullptr, nullptr, odd.cipher, CMS_BINARY | CMS_PARTIAL));
        for (X509* const one : to) {
            CMS_RecipientInfo* const info = CMS_add1_recipient_cert(
                cms.get(), one, CMS_BINARY | CMS_KEY_PARAM | odd.recipient_flags);
            check(info != nullptr, "recipient");
            if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_TRANS) {
                EVP_PKEY_CTX* const context = CMS_RecipientInfo_get0_pkey_ctx(info);
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING);
                EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256());
                continue;
            }
            if (odd.kdf != nullptr)
                EVP_PKEY_CTX_set_ecdh_kdf_md(CMS_RecipientInfo_get0_pkey_ctx(info), odd.kdf);
            EVP_EncryptInit_ex(CMS_RecipientInfo_kari_get0_ctx(info), odd.wrap, nullptr, nullptr,
                               nullptr);
        }
        const envelope::Bio in(BIO_new_mem_buf(inner.data(), static_cast<int>(inner.size())));
        check(CMS_final(cms.get(), in.get(), nullptr, CMS_BINARY) == 1, "final");
        return encode(cms.get());
    }
    [[nodiscard]] Bytes make(const Odd& odd = {}) const {
        return make(odd, {office.centre.certificate.handle()});
    }
    // what the library alone says, without our checks
    [[nodiscard]] bool openssl_opens(ByteView bytes) const {
        const unsigned char* at = bytes.data();
        const envelope::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
        const envelope::Bio out(BIO_new(BIO_s_mem()));
        const bool good =
            cms && CMS_decrypt(cms.get(), office.centre.key.handle(),
                               office.centre.certificate.handle(), nullptr, out.get(), 0) == 1;
        ERR_clear_error();
        return good;
    }
};

// Shortens the envelope's end by `cut` bytes and mends the three lengths around it.
Bytes shortened(Bytes der, std::size_t cut) {
    der.resize(der.size() - cut);
    for (const std::size_t at : {std::size_t{0}, std::size_t{17}, std::size_t{21}}) {
        EXPECT_EQ(der[at + 1], 0x82); // two length bytes
        const std::size_t length = (std::size_t{der[at + 2]} << 8U | der[at + 3]) - cut;
        der[at + 2] = static_cast<std::uint8_t>(length >> 8U);
        der[at + 3] = static_cast<std::uint8_t>(length);
    }
    return der;
}

TEST_F(Profile, TheSameCallsAsOursAreAccepted) {
    EXPECT_EQ(refusal(make()), "");
    EXPECT_TRUE(openssl_opens(make()));
}

TEST_F(Profile, ADowngradeToCbcIsRefused) {
    Odd odd;
    odd.cipher = EVP_aes_256_cbc(); // an EnvelopedData without any authentication
    const Bytes cbc = make(odd);
    EXPECT_TRUE(openssl_opens(cbc));
    EXPECT_EQ(refusal(cbc), "algorithm");
    EXPECT_EQ(envelope::check_outside(cbc).error().code, "not_envelope");
}

TEST_F(Profile, OtherKeyLengthsAndWrapsAreRefused) {
    Odd odd;
    odd.cipher = EVP_aes_128_gcm();
    EXPECT_EQ(refusal(make(odd)), "algorithm");
    odd = {};
    odd.wrap = EVP_aes_128_wrap();
    EXPECT_TRUE(openssl_opens(make(odd)));
    EXPECT_EQ(refusal(make(odd)), "algorithm");
}

TEST_F(Profile, TheLibrarysOwnDefaultKdfIsRefused) {
    Odd odd;
    odd.kdf = nullptr; // OpenSSL 3.0: SHA-1
    EXPECT_TRUE(openssl_opens(make(odd)));
    EXPECT_EQ(refusal(make(odd)), "algorithm");
    odd.kdf = EVP_sha384();
    EXPECT_EQ(refusal(make(odd)), "algorithm");
    odd.kdf = EVP_sha256();
    EXPECT_EQ(refusal(make(odd)), "");
}

TEST_F(Profile, ARecipientByIssuerAndSerialIsRefused) {
    Odd odd;
    odd.recipient_flags = 0;
    EXPECT_TRUE(openssl_opens(make(odd)));
    EXPECT_EQ(refusal(make(odd)), "algorithm");
}

TEST_F(Profile, ShortTagsAreRefusedThoughTheLibraryTakesThem) {
    const Bytes whole = make();
    for (std::size_t tag = 4; tag < 16; ++tag) {
        Bytes cut = shortened(whole, 16 - tag);
        cut[cut.size() - tag - 1] = static_cast<std::uint8_t>(tag);
        EXPECT_EQ(refusal(cut), "algorithm") << tag;
        // and with the stated length mended as well
        const Bytes stated{0x02, 0x01, 0x10, 0x80};
        const auto at = std::search(cut.begin(), cut.end(), stated.begin(), stated.end());
        ASSERT_NE(at, cut.end());
        at[2] = static_cast<std::uint8_t>(tag);
        EXPECT_TRUE(openssl_opens(cut)) << tag;
        EXPECT_EQ(refusal(cut), "algorithm") << tag;
    }
    EXPECT_EQ(refusal(whole), "");
}

TEST_F(Profile, IndefiniteLengthIsRefusedThoughTheLibraryTakesIt) {
    const Bytes whole = make();
    Bytes loose{0x30, 0x80};
    loose.insert(loose.end(), whole.begin() + 4, whole.end());
    loose.insert(loose.end(), {0x00, 0x00});
    EXPECT_TRUE(openssl_opens(loose));
    EXPECT_EQ(refusal(loose), "not_canonical");
    EXPECT_EQ(envelope::check_outside(loose).error().code, "not_envelope");
    // a length in more bytes than it needs
    Bytes long_form{0x30, 0x83, 0x00, whole[2], whole[3]};
    long_form.insert(long_form.end(), whole.begin() + 4, whole.end());
    EXPECT_TRUE(openssl_opens(long_form));
    EXPECT_EQ(refusal(long_form), "not_canonical");
    EXPECT_EQ(envelope::check_outside(long_form).error().code, "not_envelope");
}

TEST_F(Profile, RecipientsInAnotherOrderAreAnotherSpelling) {
    const Bytes two =
        make({}, {office.centre.certificate.handle(), office.recovery.certificate.handle()});
    ASSERT_EQ(refusal(two), "");
    envelope::DerReader outer(two);
    auto data = outer.enter(0x30);
    data.take(0x06);
    auto content = data.enter(0xa0).enter(0x30);
    content.take(0x02);
    auto set = content.enter(0x31);
    const ByteView first = set.take_whole(0xa1);
    const ByteView second = set.take_whole(0xa1);
    ASSERT_TRUE(set.done());
    ASSERT_EQ(first.size(), second.size());
    Bytes swapped = two;
    const auto at = first.data() - two.data();
    std::copy(second.begin(), second.end(), swapped.begin() + at);
    std::copy(first.begin(), first.end(),
              swapped.begin() + at + static_cast<std::ptrdiff_t>(second.size()));
    EXPECT_TRUE(openssl_opens(swapped));
    EXPECT_EQ(refusal(swapped), "not_canonical");
}

TEST_F(Profile, ThirtyThreeRecipientsAreRefused) {
    std::vector<envelope::Bundle> groups;
    std::vector<X509*> to{office.centre.certificate.handle()};
    for (int i = 0; i < 32; ++i)
        to.push_back(groups.emplace_back(office.group("hotline")).certificate.handle());
    EXPECT_TRUE(openssl_opens(make({}, to)));
    EXPECT_EQ(refusal(make({}, to)), "algorithm");
    to.pop_back();
    EXPECT_EQ(refusal(make({}, to)), "");
}

TEST_F(Profile, TheSameRecipientTwiceIsRefused) {
    const auto* const centre_certificate = &office.centre.certificate;
    EXPECT_EQ(refusal(make({}, {centre_certificate->handle(), centre_certificate->handle()})),
              "algorithm");
}

TEST_F(Profile, AnRsaRecipientIsRefused) {
    const envelope::Pkey rsa(EVP_RSA_gen(2048));
    const envelope::X509Handle certificate(X509_dup(office.recovery.certificate.handle()));
    ASSERT_EQ(X509_set_pubkey(certificate.get(), rsa.get()), 1);
    ASSERT_GT(X509_sign(certificate.get(), office.root.key.handle(), EVP_sha256()), 0);
    const Bytes mixed = make({}, {office.centre.certificate.handle(), certificate.get()});
    EXPECT_TRUE(openssl_opens(mixed));
    EXPECT_EQ(refusal(mixed), "algorithm");
    // and no certificate of that kind gets as far as a recipient list
    unsigned char* raw = nullptr;
    const int size = i2d_X509(certificate.get(), &raw);
    const auto read = envelope::Certificate::from_der({raw, static_cast<std::size_t>(size)});
    OPENSSL_free(raw);
    EXPECT_EQ(read.error().code, "certificate_algorithm");
}

TEST_F(Profile, OtherCmsTypesAndOtherDerAreRefused) {
    EXPECT_EQ(refusal(inner), "algorithm"); // a SignedData
    EXPECT_EQ(refusal(office.root.certificate.der()), "not_envelope");
    EXPECT_EQ(refusal({}), "not_canonical");
    EXPECT_EQ(refusal(view("30")), "not_canonical");
    Bytes nested(200, 0x30); // depth beyond any envelope's
    EXPECT_EQ(refusal(nested), "not_canonical");
    EXPECT_EQ(refusal(Bytes(envelope::kMaxEnvelopeBytes + 1)), "too_large");
}

} // namespace
} // namespace suoja::seal
