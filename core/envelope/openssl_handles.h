// SPDX-License-Identifier: Apache-2.0
#pragma once
// Owners for OpenSSL objects, for core/envelope, core/seal, core/link/tls and relay/authority only.
#include "core/failure.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace suoja::envelope {

template <auto Free> struct Release {
    template <class T> void operator()(T* object) const { Free(object); }
};
template <class T, auto Free> using Handle = std::unique_ptr<T, Release<Free>>;

using Bio = Handle<BIO, BIO_free_all>;
using Cms = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using Pkey = Handle<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using CipherContext = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using MdContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using X509Handle = Handle<X509, X509_free>;
using X509Request = Handle<X509_REQ, X509_REQ_free>;
using X509Store = Handle<X509_STORE, X509_STORE_free>;
using X509StoreContext = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using Pkcs12 = Handle<PKCS12, PKCS12_free>;
inline void free_x509_stack(STACK_OF(X509) * stack) {
    sk_X509_pop_free(stack, X509_free);
}
using X509Stack = Handle<STACK_OF(X509), free_x509_stack>;

// The library frees a message's content without clearing it; this clears it first.
struct ContentWiper {
    CMS_ContentInfo* cms;
    explicit ContentWiper(CMS_ContentInfo* message) : cms(message) {}
    ContentWiper(const ContentWiper&) = delete;
    ContentWiper& operator=(const ContentWiper&) = delete;
    ~ContentWiper() {
        ASN1_OCTET_STRING** const content = CMS_get0_content(cms);
        if (content != nullptr && *content != nullptr && (*content)->data != nullptr)
            OPENSSL_cleanse((*content)->data, static_cast<std::size_t>((*content)->length));
    }
};

// For calls that can fail only when the library itself does. Judged by the return value; the error
// queue is cleared, never read for the verdict.
inline void check(bool good, const char* step) {
    if (!good) {
        ERR_clear_error();
        throw CryptoFailure(std::string("OpenSSL: ") + step);
    }
}

} // namespace suoja::envelope
