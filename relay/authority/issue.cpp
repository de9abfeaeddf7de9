// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/issue.h"

#include <openssl/core_names.h>

#include <array>

namespace suoja::relay {

using envelope::check;
using envelope::Handle;

namespace {

using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Names = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using Address = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using Text = Handle<ASN1_IA5STRING, ASN1_IA5STRING_free>;
using Number = Handle<BIGNUM, BN_free>;

constexpr std::chrono::hours kDay{24};

void add(X509* certificate, X509V3_CTX* context, int nid, const std::string& value) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, context, nid, value.c_str()));
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
          "certificate extension");
}

Address address_of(const std::string& host) {
    Address out(a2i_IPADDRESS(host.c_str()));
    ERR_clear_error();
    return out;
}

void add_name(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
    GENERAL_NAME* const name = GENERAL_NAME_new();
    check(name != nullptr, "subject alternative name");
    GENERAL_NAME_set0_value(name, type, value);
    check(sk_GENERAL_NAME_push(names, name) > 0, "subject alternative name");
}

void add_text(GENERAL_NAMES* names, int type, const std::string& text) {
    Text value(ASN1_IA5STRING_new());
    check(value && ASN1_STRING_set(value.get(), text.data(), static_cast<int>(text.size())) == 1,
          "subject alternative name");
    add_name(names, type, value.release());
}

// Built from values, not from OpenSSL's configuration syntax: a name cannot smuggle in another.
void add_subject_names(X509* certificate, const Profile& profile) {
    const Names names(GENERAL_NAMES_new());
    check(names != nullptr, "subject alternative names");
    add_text(names.get(), GEN_URI, profile.role);
    for (const auto& host : profile.hosts) {
        if (auto address = address_of(host))
            add_name(names.get(), GEN_IPADD, address.release());
        else
            add_text(names.get(), GEN_DNS, host);
    }
    check(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1,
          "subject alternative names");
}

void set_serial(X509* certificate) {
    Bytes bytes = random_bytes(16);
    // positive and always 16 bytes long
    bytes.front() = static_cast<std::uint8_t>((bytes.front() & 0x7fU) | 0x40U);
    const Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    check(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
          "serial number");
}

void set_dates(X509* certificate, Millis now, int years) {
    const auto seconds = [](Millis time) { return static_cast<std::time_t>(unix_ms(time) / 1000); };
    check(ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - kDay)) != nullptr &&
              ASN1_TIME_set(X509_getm_notAfter(certificate),
                            seconds(now + kDay * (365 * years + years / 4))) != nullptr,
          "certificate dates");
}

envelope::Certificate finished(const X509* certificate) {
    unsigned char* raw = nullptr;
    const int size = i2d_X509(certificate, &raw);
    check(size > 0, "write a certificate");
    const Bytes der(raw, raw + size);
    OPENSSL_free(raw);
    auto out = envelope::Certificate::from_der(der);
    check(out.has_value(), "read back a certificate");
    return std::move(*out);
}

Failure bad_request() {
    return fail(Reason::refused, "bad_request",
                "The certificate request cannot be used: it has to be one PKCS#10 request signed "
                "by its own P-256 key. Nothing was issued; make a new request.");
}

// The point alone, put on the named curve again: no parameters of the requester's come along.
envelope::Pkey copy_of_point(EVP_PKEY* requested) {
    if (EVP_PKEY_is_a(requested, "EC") != 1)
        return {};
    std::array<char, 32> curve{};
    std::array<char, 32> encoding{};
    if (EVP_PKEY_get_group_name(requested, curve.data(), curve.size(), nullptr) != 1 ||
        std::string_view(curve.data()) != SN_X9_62_prime256v1 ||
        EVP_PKEY_get_utf8_string_param(requested, OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(),
                                       encoding.size(), nullptr) != 1 ||
        std::string_view(encoding.data()) != OSSL_PKEY_EC_ENCODING_GROUP)
        return {};
    unsigned char* raw = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(requested, &raw);
    const Bytes point(raw, raw + size);
    OPENSSL_free(raw);
    if (point.size() != 65 || point.front() != POINT_CONVERSION_UNCOMPRESSED)
        return {};
    const envelope::PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    std::string group = SN_X9_62_prime256v1;
    Bytes own = point;
    std::array<OSSL_PARAM, 3> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, own.data(), own.size()),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.data()) != 1)
        return {};
    return envelope::Pkey(key);
}

} // namespace

std::string_view name(Use use) {
    switch (use) {
    case Use::transport:
        return "transport";
    case Use::signing:
        return "signing";
    case Use::sealing:
        return "sealing";
    }
    return "";
}

Profile root_profile(std::string_view office) {
    return {std::string(office) + " root", "", "critical,keyCertSign", "", 1, 20, {}};
}
Profile online_ca_profile(std::string_view office) {
    return {std::string(office) + " online CA", "", "critical,keyCertSign", "", 0, 10, {}};
}
Profile office_profile(std::string_view office) {
    return {std::string(office),
            envelope::Role{envelope::RoleKind::office, ""}.uri(),
            "critical,digitalSignature",
            "",
            -1,
            10,
            {}};
}
Profile recovery_profile(std::string_view office) {
    return {std::string(office) + " recovery",
            envelope::Role{envelope::RoleKind::recovery, ""}.uri(),
            "critical,keyAgreement",
            "emailProtection",
            -1,
            10,
            {}};
}
Profile group_profile(std::string_view group) {
    return {std::string(group),
            envelope::Role{envelope::RoleKind::group, std::string(group)}.uri(),
            "critical,keyAgreement",
            "emailProtection",
            -1,
            10,
            {}};
}

Profile peer_profile(const envelope::Role& role, Use use, std::vector<std::string> hosts) {
    Profile out;
    out.common_name = role.name;
    out.role = role.uri();
    out.hosts = std::move(hosts);
    switch (use) {
    case Use::transport:
        out.key_usage = "critical,digitalSignature";
        out.extended_key_usage = role.device() ? "clientAuth" : "clientAuth,serverAuth";
        out.years = 1;
        return out;
    case Use::signing:
        out.key_usage = "critical,digitalSignature";
        break;
    case Use::sealing:
        out.key_usage = "critical,keyAgreement";
        break;
    }
    out.extended_key_usage = "emailProtection";
    out.years = 2;
    return out;
}

Result<RequestedKey> read_request(ByteView csr) {
    constexpr std::size_t kMost = 4096;
    if (csr.empty() || csr.size() > kMost)
        return bad_request();
    const unsigned char* at = csr.data();
    const envelope::X509Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(csr.size())));
    RequestedKey out;
    if (request && at == csr.data() + csr.size()) {
        EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
        if (key != nullptr && X509_REQ_verify(request.get(), key) == 1)
            out.key = copy_of_point(key);
        std::array<char, 65> common_name{};
        if (X509_NAME_get_text_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName,
                                      common_name.data(), common_name.size()) > 0)
            out.common_name = common_name.data();
    }
    ERR_clear_error();
    if (!out.key)
        return bad_request();
    return out;
}

envelope::Certificate issue(const Profile& profile, EVP_PKEY* subject,
                            const envelope::Certificate* issuer,
                            const envelope::PrivateKey& issuer_key, Millis now) {
    const envelope::X509Handle made(X509_new());
    X509* const certificate = made.get();
    check(certificate != nullptr && X509_set_version(certificate, X509_VERSION_3) == 1 &&
              X509_set_pubkey(certificate, subject) == 1,
          "make a certificate");
    set_serial(certificate);
    set_dates(certificate, now, profile.years);
    const std::string& common_name = profile.common_name;
    check(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(common_name.data()),
                                     static_cast<int>(common_name.size()), -1, 0) == 1,
          "certificate subject");
    const X509* const signer = issuer != nullptr ? issuer->handle() : certificate;
    check(X509_set_issuer_name(certificate, X509_get_subject_name(signer)) == 1,
          "certificate issuer");
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer != nullptr ? issuer->handle() : certificate, certificate,
                   nullptr, nullptr, 0);
    if (profile.path_length >= 0)
        add(certificate, &context, NID_basic_constraints,
            "critical,CA:TRUE,pathlen:" + std::to_string(profile.path_length));
    add(certificate, &context, NID_key_usage, profile.key_usage);
    if (!profile.extended_key_usage.empty())
        add(certificate, &context, NID_ext_key_usage, profile.extended_key_usage);
    add(certificate, &context, NID_subject_key_identifier, "hash");
    add(certificate, &context, NID_authority_key_identifier, "keyid:always");
    if (!profile.role.empty())
        add_subject_names(certificate, profile);
    check(X509_sign(certificate, issuer_key.handle(), EVP_sha256()) > 0, "sign a certificate");
    return finished(certificate);
}

bool same_key(const envelope::Certificate& certificate, const EVP_PKEY* key) {
    const bool same = EVP_PKEY_eq(X509_get0_pubkey(certificate.handle()), key) == 1;
    ERR_clear_error();
    return same;
}

bool covers(const envelope::Certificate& certificate, const std::string& host) {
    const bool good =
        address_of(host)
            ? X509_check_ip_asc(certificate.handle(), host.c_str(), 0) == 1
            : X509_check_host(certificate.handle(), host.data(), host.size(), 0, nullptr) == 1;
    ERR_clear_error();
    return good;
}

} // namespace suoja::relay
