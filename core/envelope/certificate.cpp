// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/certificate.h"

#include "core/envelope/openssl_handles.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <ctime>
#include <map>
#include <mutex>

namespace suoja::envelope {
namespace {

constexpr std::size_t kMostDer = std::size_t{16} << 10U;
constexpr std::size_t kMostKept = 1024;

Failure unreadable() {
    return fail(Reason::damaged, "certificate",
                "The certificate cannot be read. Nothing of it was used.");
}

std::optional<Role> role_of(const X509* x509) {
    const Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(x509, NID_subject_alt_name, nullptr, nullptr)));
    if (!names)
        return std::nullopt;
    std::optional<Role> role;
    int uris = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
        if (type != GEN_URI)
            continue;
        ++uris;
        const auto* text_of = static_cast<const ASN1_STRING*>(value);
        role = Role::parse(text({ASN1_STRING_get0_data(text_of),
                                 static_cast<std::size_t>(ASN1_STRING_length(text_of))}));
    }
    return uris == 1 ? role : std::nullopt;
}

std::optional<Millis> time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return std::nullopt;
    return from_unix_ms(std::int64_t{::timegm(&parts)} * 1000);
}

std::string hex_of(const ASN1_STRING* bytes) {
    return hex({ASN1_STRING_get0_data(bytes), static_cast<std::size_t>(ASN1_STRING_length(bytes))});
}

// A named curve; one with spelled-out parameters could be any curve.
bool is_p256(const EVP_PKEY* key) {
    std::array<char, 32> group{};
    std::array<char, 32> encoding{};
    const bool good =
        key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
        EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                       nullptr) == 1 &&
        EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(),
                                       encoding.size(), nullptr) == 1 &&
        std::string_view(group.data()) == SN_X9_62_prime256v1 &&
        std::string_view(encoding.data()) == OSSL_PKEY_EC_ENCODING_GROUP;
    ERR_clear_error();
    return good;
}

Bytes der_of(const X509* x509) {
    unsigned char* raw = nullptr;
    const int size = i2d_X509(x509, &raw);
    if (size <= 0)
        return {};
    Bytes out(raw, raw + size);
    OPENSSL_free(raw);
    return out;
}

} // namespace

struct Certificate::Parsed {
    X509Handle x509;
    Bytes der;
    Hash fingerprint{};
    std::string key_id, subject_key_id, serial;
    std::optional<Role> role;
    Millis not_before{}, not_after{};
    bool ca = false;
};

// Certificates once read, by fingerprint: decoding an elliptic-curve key costs the library more
// than verifying a signature with it, and the same few certificates come with every envelope.
struct Certificate::Kept {
    std::mutex mutex;
    std::map<Hash, std::shared_ptr<const Parsed>> by_fingerprint;

    static Kept& instance() {
        static Kept kept;
        return kept;
    }
    std::shared_ptr<const Parsed> find(const Hash& fingerprint) {
        const std::lock_guard lock(mutex);
        const auto at = by_fingerprint.find(fingerprint);
        return at == by_fingerprint.end() ? nullptr : at->second;
    }
    void add(const std::shared_ptr<const Parsed>& parsed) {
        const std::lock_guard lock(mutex);
        if (by_fingerprint.size() >= kMostKept)
            by_fingerprint.clear();
        by_fingerprint.emplace(parsed->fingerprint, parsed);
    }
};

Result<Certificate> Certificate::from_der(ByteView der) {
    if (der.empty() || der.size() > kMostDer)
        return unreadable();
    Certificate out;
    const Hash fingerprint = sha256(der);
    out.parsed_ = Kept::instance().find(fingerprint);
    if (out.parsed_)
        return out;
    const unsigned char* at = der.data();
    auto parsed = std::make_shared<Parsed>();
    parsed->x509.reset(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    X509* const x509 = parsed->x509.get();
    parsed->der.assign(der.begin(), der.end());
    // Trailing bytes and second spellings of one certificate are refused by the same comparison.
    if (x509 == nullptr || der_of(x509) != parsed->der) {
        ERR_clear_error();
        return unreadable();
    }
    if (!is_p256(X509_get0_pubkey(x509)) || X509_get_signature_nid(x509) != NID_ecdsa_with_SHA256) {
        ERR_clear_error();
        return fail(Reason::damaged, "certificate_algorithm",
                    "The certificate's key or signature is not of the kind used here (P-256, "
                    "ECDSA with SHA-256). Nothing of it was used.");
    }
    // Fills the library's extension cache now, so that later readers on other threads only read.
    X509_check_purpose(x509, -1, -1);
    parsed->fingerprint = fingerprint;
    parsed->key_id = hex(fingerprint);
    if (const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(x509))
        parsed->subject_key_id = hex_of(id);
    parsed->serial = hex_of(X509_get0_serialNumber(x509));
    parsed->role = role_of(x509);
    const auto begin = time_of(X509_get0_notBefore(x509));
    const auto end = time_of(X509_get0_notAfter(x509));
    parsed->ca = X509_check_ca(x509) == 1;
    ERR_clear_error();
    if (!begin || !end)
        return unreadable();
    parsed->not_before = *begin;
    parsed->not_after = *end;
    out.parsed_ = std::move(parsed);
    Kept::instance().add(out.parsed_);
    return out;
}

const Bytes& Certificate::der() const {
    return parsed_->der;
}
const Hash& Certificate::fingerprint() const {
    return parsed_->fingerprint;
}
std::string Certificate::key_id() const {
    return parsed_->key_id;
}
std::string Certificate::subject_key_id() const {
    return parsed_->subject_key_id;
}
std::string Certificate::serial() const {
    return parsed_->serial;
}
const std::optional<Role>& Certificate::role() const {
    return parsed_->role;
}
Millis Certificate::not_before() const {
    return parsed_->not_before;
}
Millis Certificate::not_after() const {
    return parsed_->not_after;
}
bool Certificate::is_ca() const {
    return parsed_->ca;
}
::x509_st* Certificate::handle() const {
    return parsed_->x509.get();
}

bool Certificate::issued_by(const Certificate& issuer) const {
    const bool good = issuer.is_ca() && X509_check_issued(issuer.handle(), handle()) == X509_V_OK &&
                      X509_verify(handle(), X509_get0_pubkey(issuer.handle())) == 1;
    ERR_clear_error();
    return good;
}

PrivateKey PrivateKey::make() {
    PrivateKey out;
    out.key_.reset(EVP_EC_gen(SN_X9_62_prime256v1), EVP_PKEY_free);
    check(out.key_ != nullptr, "make a key");
    return out;
}

Result<PrivateKey> PrivateKey::from_pkcs8(ByteView der) {
    const unsigned char* at = der.data();
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
    PrivateKey out;
    if (info && at == der.data() + der.size())
        out.key_.reset(EVP_PKCS82PKEY(info.get()), EVP_PKEY_free);
    bool good = is_p256(out.key_.get());
    if (good) {
        const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, out.key_.get(), nullptr));
        good = context && EVP_PKEY_check(context.get()) == 1;
    }
    ERR_clear_error();
    if (!good)
        return fail(Reason::damaged, "private_key",
                    "The private key cannot be read or is not a P-256 key. Nothing was used.");
    return out;
}

Secret PrivateKey::pkcs8() const {
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(key_.get()));
    check(info != nullptr, "write a key");
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
    check(size > 0, "write a key");
    Secret out(static_cast<std::size_t>(size));
    unsigned char* to = out.writable().data();
    check(i2d_PKCS8_PRIV_KEY_INFO(info.get(), &to) == size, "write a key");
    return out;
}

bool PrivateKey::belongs_to(const Certificate& certificate) const {
    const bool good = X509_check_private_key(certificate.handle(), key_.get()) == 1;
    ERR_clear_error();
    return good;
}

::evp_pkey_st* PrivateKey::handle() const {
    return key_.get();
}

std::string write_pem(const Certificate& certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    check(out && PEM_write_bio_X509(out.get(), certificate.handle()) == 1, "write PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Result<Certificate> read_pem(std::string_view pem) {
    const Failure unread = fail(Reason::damaged, "pem",
                                "The file does not hold exactly one certificate in PEM form. "
                                "Nothing of it was used.");
    if (pem.size() > 4 * kMostDer)
        return unread;
    const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    check(in != nullptr, "read PEM");
    std::optional<Bytes> der;
    for (int blocks = 0;; ++blocks) {
        char* name = nullptr;
        char* header = nullptr;
        unsigned char* data = nullptr;
        long size = 0;
        if (PEM_read_bio(in.get(), &name, &header, &data, &size) != 1) {
            const bool over = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
            ERR_clear_error();
            if (!over || blocks != 1 || !der)
                return unread;
            return Certificate::from_der(*der);
        }
        if (std::string_view(name) == PEM_STRING_X509 && std::string_view(header).empty())
            der.emplace(data, data + size);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(size)); // somebody's key, perhaps
        if (!der)
            return unread;
    }
}

Bytes make_request(const PrivateKey& key, std::string_view common_name) {
    const X509Request request(X509_REQ_new());
    check(request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
              X509_REQ_set_pubkey(request.get(), key.handle()) == 1 &&
              X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN",
                                         MBSTRING_UTF8,
                                         reinterpret_cast<const unsigned char*>(common_name.data()),
                                         static_cast<int>(common_name.size()), -1, 0) == 1 &&
              X509_REQ_sign(request.get(), key.handle(), EVP_sha256()) > 0,
          "write a certificate request");
    unsigned char* raw = nullptr;
    const int size = i2d_X509_REQ(request.get(), &raw);
    check(size > 0, "write a certificate request");
    Bytes out(raw, raw + size);
    OPENSSL_free(raw);
    return out;
}

} // namespace suoja::envelope
