// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/pkcs12.h"

#include "core/envelope/openssl_handles.h"

#include <algorithm>

namespace suoja::envelope {
namespace {

constexpr int kIterations = 600'000;
constexpr long kMostIterations = 2'000'000;
constexpr std::size_t kMostDer = std::size_t{1} << 20U;
constexpr int kMacSalt = 16;

// the library wants a C string
Secret terminated(const Secret& passphrase) {
    Secret out(passphrase.size() + 1);
    std::copy(passphrase.view().begin(), passphrase.view().end(), out.writable().begin());
    return out;
}

Failure damaged() {
    return fail(Reason::damaged, "pkcs12",
                "The file is not a PKCS#12 file with one P-256 key and its certificate. Nothing "
                "of it was used.");
}

// The iteration count is read before it is obeyed: a file could ask for a year of work.
bool bounded(const PKCS12* file) {
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &iterations, file);
    const long count = iterations == nullptr ? 1 : ASN1_INTEGER_get(iterations);
    return count >= 1 && count <= kMostIterations;
}

Result<Certificate> copy_of(const X509* x509) {
    unsigned char* raw = nullptr;
    const int size = i2d_X509(x509, &raw);
    check(size > 0, "read a certificate");
    auto out = Certificate::from_der({raw, static_cast<std::size_t>(size)});
    OPENSSL_free(raw);
    return out;
}

Result<PrivateKey> copy_of(const EVP_PKEY* key) {
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(key));
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
    if (size <= 0)
        return damaged();
    Secret der(static_cast<std::size_t>(size));
    unsigned char* to = der.writable().data();
    check(i2d_PKCS8_PRIV_KEY_INFO(info.get(), &to) == size, "read a key");
    return PrivateKey::from_pkcs8(der.view());
}

} // namespace

Secret write_pkcs12(const Bundle& bundle, const Secret& passphrase) {
    const Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> chain(
        sk_X509_new_null());
    check(chain != nullptr, "certificate list");
    for (const auto& one : bundle.chain)
        check(sk_X509_push(chain.get(), one.handle()) > 0, "certificate list");
    const Secret phrase = terminated(passphrase);
    const char* const text = phrase.text().data();
    const Pkcs12 file(PKCS12_create(text, nullptr, bundle.key.handle(), bundle.certificate.handle(),
                                    chain.get(), NID_aes_256_cbc, NID_aes_256_cbc, kIterations, -1,
                                    0));
    check(file != nullptr && PKCS12_set_mac(file.get(), text, -1, nullptr, kMacSalt, kIterations,
                                            EVP_sha256()) == 1,
          "write a PKCS#12 file");
    const int size = i2d_PKCS12(file.get(), nullptr);
    check(size > 0, "write a PKCS#12 file");
    Secret out(static_cast<std::size_t>(size));
    unsigned char* to = out.writable().data();
    check(i2d_PKCS12(file.get(), &to) == size, "write a PKCS#12 file");
    return out;
}

Result<Bundle> read_pkcs12(ByteView der, const Secret& passphrase) {
    if (der.size() > kMostDer)
        return fail(Reason::too_large, "too_large", "The PKCS#12 file is too large.");
    const unsigned char* at = der.data();
    const Pkcs12 file(d2i_PKCS12(nullptr, &at, static_cast<long>(der.size())));
    if (!file || at != der.data() + der.size() || PKCS12_mac_present(file.get()) != 1 ||
        !bounded(file.get())) {
        ERR_clear_error();
        return damaged();
    }
    const Secret phrase = terminated(passphrase);
    const char* const text = phrase.text().data();
    if (PKCS12_verify_mac(file.get(), text, -1) != 1) {
        ERR_clear_error();
        return fail(Reason::locked, "wrong_passphrase",
                    "The passphrase does not open this file, or the file is damaged. Nothing was "
                    "used; try again.");
    }
    EVP_PKEY* raw_key = nullptr;
    X509* raw_certificate = nullptr;
    STACK_OF(X509)* raw_chain = nullptr;
    const bool parsed = PKCS12_parse(file.get(), text, &raw_key, &raw_certificate, &raw_chain) == 1;
    const Pkey key(raw_key);
    const X509Handle certificate(raw_certificate);
    const X509Stack chain(raw_chain);
    ERR_clear_error();
    if (!parsed || !key || !certificate)
        return damaged();
    auto private_key = copy_of(key.get());
    auto own = copy_of(certificate.get());
    if (!private_key || !own || !private_key->belongs_to(*own))
        return damaged();
    Bundle out{std::move(*private_key), std::move(*own), {}};
    for (int i = 0; chain && i < sk_X509_num(chain.get()); ++i) {
        auto one = copy_of(sk_X509_value(chain.get(), i));
        if (!one)
            return damaged();
        out.chain.push_back(std::move(*one));
    }
    return out;
}

} // namespace suoja::envelope
