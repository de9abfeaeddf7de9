// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/chain.h"
#include "core/envelope/der.h"
#include "core/envelope/openssl_handles.h"
#include "core/envelope/signed.h"

#include <algorithm>

namespace suoja::envelope {
namespace {

constexpr std::size_t kMostSigned = std::size_t{16} << 20U;
constexpr std::size_t kMostCertificates = 16;

Failure damaged(std::string_view code) {
    return fail(Reason::damaged, code,
                "The signed data is damaged or was changed on the way. Nothing of it was used; ask "
                "for it again.");
}

// One spelling only: what re-encodes to other bytes (indefinite lengths, bytes behind the end,
// strings in pieces) is refused before anything in it is looked at.
Cms parse(ByteView der) {
    const unsigned char* at = der.data();
    Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    if (cms) {
        unsigned char* raw = nullptr;
        const int size = i2d_CMS_ContentInfo(cms.get(), &raw);
        const bool same = size > 0 && static_cast<std::size_t>(size) == der.size() &&
                          std::equal(der.begin(), der.end(), raw);
        OPENSSL_free(raw);
        if (!same || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
            cms.reset();
    }
    ERR_clear_error();
    return cms;
}

Result<std::vector<Certificate>> certificates_of(CMS_ContentInfo* cms) {
    const X509Stack stack(CMS_get1_certs(cms));
    ERR_clear_error();
    std::vector<Certificate> out;
    const int count = stack ? sk_X509_num(stack.get()) : 0;
    if (static_cast<std::size_t>(count) > kMostCertificates)
        return damaged("certificates");
    for (int i = 0; i < count; ++i) {
        unsigned char* raw = nullptr;
        const int size = i2d_X509(sk_X509_value(stack.get(), i), &raw);
        check(size > 0, "read an enclosed certificate");
        auto one = Certificate::from_der({raw, static_cast<std::size_t>(size)});
        OPENSSL_free(raw);
        if (!one)
            return one.error();
        out.push_back(std::move(*one));
    }
    return out;
}

constexpr std::array<std::uint8_t, 9> kSignedData{0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                  0x0d, 0x01, 0x07, 0x02};
// id-data, as an element
constexpr std::array<std::uint8_t, 11> kData{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                             0xf7, 0x0d, 0x01, 0x07, 0x01};
// AlgorithmIdentifiers as elements: SHA-256 without parameters (RFC 5754), ecdsa-with-SHA256
constexpr std::array<std::uint8_t, 13> kSha256{0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
                                               0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
constexpr std::array<std::uint8_t, 12> kEcdsaSha256{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                                    0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
constexpr std::array<std::uint8_t, 1> kVersion3{3}; // signer by subject key identifier
// pkcs-9: the attributes every signature has, and no others
constexpr std::array<std::uint8_t, 8> kPkcs9{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09};
constexpr std::uint8_t kContentType = 3, kMessageDigest = 4, kSigningTime = 5;

bool has_our_attributes(DerReader attributes) {
    std::string seen;
    while (attributes.more()) {
        DerReader attribute = attributes.enter(tag::kSequence);
        const ByteView oid = attribute.take(tag::kOid);
        if (oid.size() != kPkcs9.size() + 1 ||
            !std::equal(kPkcs9.begin(), kPkcs9.end(), oid.begin()))
            return false;
        seen += static_cast<char>(oid.back());
        attribute.take(tag::kSet);
        if (!attribute.done())
            return false;
    }
    std::sort(seen.begin(), seen.end());
    return attributes.done() && seen == std::string{kContentType, kMessageDigest, kSigningTime};
}

// The whole structure, by its bytes: one signer by subject key identifier, ECDSA with SHA-256,
// three signed attributes, none unsigned, content inside, no revocation lists.
bool on_profile(ByteView der) {
    DerReader outer(der);
    DerReader info = outer.enter(tag::kSequence);
    info.expect(tag::kOid, kSignedData);
    DerReader explicit_content = info.enter(tag::context(0));
    DerReader data = explicit_content.enter(tag::kSequence);
    data.expect(tag::kInteger, kVersion3);
    data.expect(tag::kSet, kSha256);
    DerReader inside = data.enter(tag::kSequence);
    inside.expect(kData);
    DerReader octets = inside.enter(tag::context(0));
    octets.take(tag::kOctets);
    data.take(tag::context(0)); // certificates: from_der judges each
    DerReader signers = data.enter(tag::kSet);
    DerReader signer = signers.enter(tag::kSequence);
    signer.expect(tag::kInteger, kVersion3);
    signer.take(tag::primitive(0));
    signer.expect(kSha256);
    const DerReader attributes = signer.enter(tag::context(0));
    signer.expect(kEcdsaSha256);
    signer.take(tag::kOctets);
    return outer.done() && info.done() && explicit_content.done() && data.done() && inside.done() &&
           octets.done() && signers.done() && signer.done() && has_our_attributes(attributes);
}

} // namespace

Result<Verified> verify(ByteView der, const Certificate& root) {
    if (der.size() > kMostSigned)
        return fail(Reason::too_large, "too_large",
                    "The signed data is too large. It was not read.");
    if (!on_profile(der)) // before the library sees it
        return damaged("not_signed_data");
    const Cms cms = parse(der);
    if (!cms)
        return damaged("not_signed_data");
    const ContentWiper wiper(cms.get());
    auto enclosed = certificates_of(cms.get());
    if (!enclosed)
        return enclosed.error();

    const Bio out(BIO_new(BIO_s_mem()));
    check(out != nullptr, "verify");
    // The chain is judged below, by our own rules and once per certificate.
    const bool good = CMS_verify(cms.get(), nullptr, nullptr, nullptr, out.get(),
                                 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    ERR_clear_error();
    if (!good)
        return damaged("signature");
    const Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> signers(
        CMS_get0_signers(cms.get()));
    check(signers && sk_X509_num(signers.get()) == 1, "find the signer");
    const Certificate* signer = nullptr;
    for (const auto& one : *enclosed)
        if (X509_cmp(one.handle(), sk_X509_value(signers.get(), 0)) == 0)
            signer = &one;
    check(signer != nullptr, "find the signer");
    if (const auto chain = chains_to(*signer, *enclosed, root); !chain)
        return chain.error();

    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return Verified{Bytes(data, data + size), *signer, std::move(*enclosed)};
}

Result<std::vector<Certificate>> enclosed_certificates(ByteView der) {
    if (der.size() > kMostSigned)
        return fail(Reason::too_large, "too_large",
                    "The signed data is too large. It was not read.");
    const Cms cms = on_profile(der) ? parse(der) : nullptr;
    if (!cms)
        return damaged("not_signed_data");
    return certificates_of(cms.get());
}

} // namespace suoja::envelope
