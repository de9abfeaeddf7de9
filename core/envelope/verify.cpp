// SPDX-License-Identifier: Apache-2.0
// Reads SignedData by its bytes: every byte belongs to a field that is checked, covered by the
// signature, or part of a certificate. The library's CMS parser never sees what others sent; its
// part are digest, signature and certificates. `openssl cms -verify` is the second opinion
// (tests/core/seal/stock_tools_test.cpp).
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
// pkcs-9 attributes, the last number left out
constexpr std::array<std::uint8_t, 8> kPkcs9{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09};
constexpr std::uint8_t kContentType = 3, kMessageDigest = 4, kSigningTime = 5;
constexpr std::uint8_t kUtcTime = 0x17, kGeneralizedTime = 0x18;

// Views into the message.
struct Parts {
    ByteView content, certificates, key_id, attributes, signature;
};

// One signer by subject key identifier, ECDSA with SHA-256, signed attributes, none unsigned,
// content inside, no revocation lists.
std::optional<Parts> take_apart(ByteView der) {
    Parts out;
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
    out.content = octets.take(tag::kOctets);
    out.certificates = data.take(tag::context(0));
    DerReader signers = data.enter(tag::kSet);
    DerReader signer = signers.enter(tag::kSequence);
    signer.expect(tag::kInteger, kVersion3);
    out.key_id = signer.take(tag::primitive(0));
    signer.expect(kSha256);
    out.attributes = signer.take_whole(tag::context(0));
    signer.expect(kEcdsaSha256);
    out.signature = signer.take(tag::kOctets);
    const bool good = outer.done() && info.done() && explicit_content.done() && data.done() &&
                      inside.done() && octets.done() && signers.done() && signer.done();
    return good ? std::optional(out) : std::nullopt;
}

// DER's order of a SET OF: so there is one spelling, and nothing twice
bool comes_after(ByteView later, ByteView earlier) {
    return std::lexicographical_compare(earlier.begin(), earlier.end(), later.begin(), later.end());
}

// contentType, signingTime and messageDigest, one value each; the digest is the content's
bool attributes_fit(const Parts& parts) {
    DerReader set(parts.attributes);
    DerReader attributes = set.enter(tag::context(0));
    std::string seen;
    ByteView before;
    while (attributes.more()) {
        const ByteView whole = attributes.take_whole(tag::kSequence);
        DerReader element(whole);
        DerReader attribute = element.enter(tag::kSequence);
        const ByteView oid = attribute.take(tag::kOid);
        DerReader values = attribute.enter(tag::kSet);
        if (oid.size() != kPkcs9.size() + 1 || !comes_after(whole, before) ||
            !std::equal(kPkcs9.begin(), kPkcs9.end(), oid.begin()))
            return false;
        before = whole;
        seen += static_cast<char>(oid.back());
        if (oid.back() == kContentType)
            values.expect(kData);
        else if (oid.back() == kMessageDigest)
            values.expect(tag::kOctets, sha256(parts.content));
        else
            values.take(values.next_is(kUtcTime) ? kUtcTime : kGeneralizedTime);
        if (!attribute.done() || !values.done())
            return false;
    }
    std::sort(seen.begin(), seen.end());
    return attributes.done() && seen == std::string{kContentType, kMessageDigest, kSigningTime};
}

bool signature_fits(const Parts& parts, const Certificate& signer) {
    // what is signed is the attributes as a SET OF (RFC 5652 section 5.4)
    Bytes text(parts.attributes.begin(), parts.attributes.end());
    text.front() = tag::kSet;
    const MdContext context(EVP_MD_CTX_new());
    check(context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                                                     X509_get0_pubkey(signer.handle())) == 1,
          "verify");
    const bool good = EVP_DigestVerify(context.get(), parts.signature.data(),
                                       parts.signature.size(), text.data(), text.size()) == 1;
    ERR_clear_error();
    return good;
}

Result<std::vector<Certificate>> read_certificates(ByteView set) {
    DerReader reader(set);
    std::vector<Certificate> out;
    ByteView before;
    while (reader.more()) {
        const ByteView der = reader.take_whole(tag::kSequence);
        if (!comes_after(der, before) || out.size() == kMostCertificates)
            return damaged("certificates");
        before = der;
        auto one = Certificate::from_der(der);
        if (!one)
            return one.error();
        out.push_back(std::move(*one));
    }
    if (!reader.done())
        return damaged("certificates");
    return out;
}

Result<Parts> read(ByteView der) {
    if (der.size() > kMostSigned)
        return fail(Reason::too_large, "too_large",
                    "The signed data is too large. It was not read.");
    const auto parts = take_apart(der);
    if (!parts)
        return damaged("not_signed_data");
    return *parts;
}

} // namespace

Result<Verified> verify(ByteView der, const Certificate& root) {
    const auto parts = read(der);
    if (!parts)
        return parts.error();
    auto enclosed = read_certificates(parts->certificates);
    if (!enclosed)
        return enclosed.error();
    const std::string key_id = hex(parts->key_id);
    const auto signer = std::find_if(enclosed->begin(), enclosed->end(), [&](const auto& one) {
        return one.subject_key_id() == key_id;
    });
    if (signer == enclosed->end() || !attributes_fit(*parts) || !signature_fits(*parts, *signer))
        return damaged("signature");
    if (const auto chain = chains_to(*signer, *enclosed, root); !chain)
        return chain.error();
    const Certificate by = *signer;
    return Verified{Bytes(parts->content.begin(), parts->content.end()), by, std::move(*enclosed)};
}

Result<std::vector<Certificate>> enclosed_certificates(ByteView der) {
    const auto parts = read(der);
    if (!parts)
        return parts.error();
    return read_certificates(parts->certificates);
}

} // namespace suoja::envelope
