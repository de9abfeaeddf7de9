// SPDX-License-Identifier: Apache-2.0
#include "tests/support/envelope_office.h"

#include "core/envelope/openssl_handles.h"

namespace suoja::test {
namespace {

using envelope::Bundle;
using envelope::Certificate;
using envelope::check;
using envelope::PrivateKey;

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const envelope::Handle<X509_EXTENSION, X509_EXTENSION_free> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

std::string key_usage(Use use) {
    switch (use) {
    case Use::root:
    case Use::online_ca:
        return "critical,keyCertSign";
    case Use::sealing:
        return "critical,keyAgreement";
    case Use::transport:
    case Use::signing:
    case Use::office:
        return "critical,digitalSignature";
    }
    return "";
}

std::string extended_key_usage(Use use, bool serves) {
    switch (use) {
    case Use::transport:
        return serves ? "clientAuth,serverAuth" : "clientAuth";
    case Use::signing:
    case Use::sealing:
        return "emailProtection";
    case Use::root:
    case Use::online_ca:
    case Use::office:
        return "";
    }
    return "";
}

} // namespace

Bundle issue(const Wish& wish) {
    const PrivateKey key = wish.key ? *wish.key : PrivateKey::make();
    const envelope::X509Handle x509(X509_new());
    X509* const raw = x509.get();
    X509* const issuer = wish.issuer != nullptr ? wish.issuer->certificate.handle() : raw;
    const Bytes serial = wish.serial.empty() ? random_bytes(16) : wish.serial;
    const envelope::Handle<BIGNUM, BN_free> number(
        BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw)) != nullptr, "serial");
    check(X509_set_version(raw, X509_VERSION_3) == 1 && X509_set_pubkey(raw, key.handle()) == 1 &&
              X509_NAME_add_entry_by_txt(
                  X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                  reinterpret_cast<const unsigned char*>(wish.common_name.data()),
                  static_cast<int>(wish.common_name.size()), -1, 0) == 1 &&
              X509_set_issuer_name(raw, X509_get_subject_name(issuer)) == 1 &&
              ASN1_TIME_set(X509_getm_notBefore(raw), unix_ms(wish.not_before) / 1000) != nullptr &&
              ASN1_TIME_set(X509_getm_notAfter(raw), unix_ms(wish.not_after) / 1000) != nullptr,
          "certificate");
    const bool ca = wish.use == Use::root || wish.use == Use::online_ca;
    extend(raw, issuer, NID_basic_constraints,
           wish.use == Use::root        ? "critical,CA:TRUE,pathlen:1"
           : wish.use == Use::online_ca ? "critical,CA:TRUE,pathlen:0"
                                        : "critical,CA:FALSE");
    extend(raw, issuer, NID_key_usage, key_usage(wish.use));
    const bool serves =
        wish.role.starts_with("urn:suoja:relay:") || wish.role.starts_with("urn:suoja:archive:");
    if (const auto eku = extended_key_usage(wish.use, serves); !eku.empty() && !ca)
        extend(raw, issuer, NID_ext_key_usage, eku);
    extend(raw, issuer, NID_subject_key_identifier, "hash");
    extend(raw, issuer, NID_authority_key_identifier, "keyid:always");
    if (!wish.role.empty())
        extend(raw, issuer, NID_subject_alt_name, "URI:" + wish.role);
    const PrivateKey& signer = wish.issuer != nullptr ? wish.issuer->key : key;
    check(X509_sign(raw, signer.handle(), EVP_sha256()) > 0, "sign a certificate");
    unsigned char* der = nullptr;
    const int size = i2d_X509(raw, &der);
    check(size > 0, "write a certificate");
    auto certificate = Certificate::from_der({der, static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    Bundle out{key, certificate.value(), {}};
    if (wish.issuer != nullptr)
        out.chain.push_back(wish.issuer->certificate);
    return out;
}

Office Office::make() {
    const auto year = std::chrono::hours(24 * 365);
    const Millis start = from_unix_ms(1'767'225'600'000);
    Office out;
    out.log_key = envelope::LogKey::make();
    out.root = issue({nullptr, "", "Test office root", Use::root, start, start + 20 * year, {}});
    out.online_ca =
        issue({&out.root, "", "Test office CA", Use::online_ca, start, start + 10 * year, {}});
    out.directory_key =
        issue({&out.root, "urn:suoja:office", "Office", Use::office, start, start + 10 * year, {}});
    out.recovery = issue(
        {&out.root, "urn:suoja:recovery", "Recovery", Use::sealing, start, start + 10 * year, {}});
    out.centre = out.group("centre");
    return out;
}

Bundle Office::device(Use use, std::string_view kind, std::string_view site,
                      std::string_view name) const {
    Wish wish;
    wish.issuer = &online_ca;
    wish.role =
        "urn:suoja:device:" + std::string(kind) + ':' + std::string(site) + ':' + std::string(name);
    wish.common_name = name;
    wish.use = use;
    return issue(wish);
}

Bundle Office::group(std::string_view name) const {
    Wish wish;
    wish.issuer = &root;
    wish.role = "urn:suoja:group:" + std::string(name);
    wish.common_name = name;
    wish.use = Use::sealing;
    return issue(wish);
}

envelope::Directory Office::directory() const {
    envelope::Directory out;
    out.office = "Test office";
    out.serial = 1;
    out.issued_at = from_unix_ms(1'772'000'000'000);
    out.expires_at = out.issued_at + std::chrono::hours(24 * 30);
    out.sites.push_back(
        {"joutseno", "JOU", {{"en", "Joutseno"}, {"fi", "Joutseno"}, {"sv", "Joutseno"}}});
    out.groups.push_back({"centre", {centre.certificate}});
    out.authorities.push_back(online_ca.certificate);
    out.recovery.push_back(recovery.certificate);
    out.log.push_back({origin, log_key.public_key(), 0, std::nullopt});
    return out;
}

Bytes Office::sign_directory(const envelope::Directory& directory) const {
    return envelope::sign(view(envelope::write_directory(directory)), directory_key.key,
                          directory_key.certificate, {root.certificate});
}

} // namespace suoja::test
