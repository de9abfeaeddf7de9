// SPDX-License-Identifier: Apache-2.0
#include "core/link/tls/context.h"

#include "core/envelope/openssl_handles.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>

namespace suoja::link {
namespace {

using envelope::check;

constexpr std::array<unsigned char, 9> kAlpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int select_alpn(SSL*, const unsigned char** out, unsigned char* out_length,
                const unsigned char* offered, unsigned int length, void*) {
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_length, kAlpn.data(), kAlpn.size(), offered, length) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

SSL_CTX* make(const SSL_METHOD* method) {
    SSL_CTX* context = SSL_CTX_new(method);
    check(context != nullptr, "SSL_CTX_new");
    check(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1, "minimum version");
    check(SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1, "maximum version");
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    check(SSL_CTX_set_num_tickets(context, 0) == 1, "SSL_CTX_set_num_tickets");
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    check(SSL_CTX_set_max_early_data(context, 0) == 1, "SSL_CTX_set_max_early_data");
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    auto* rules = SSL_CTX_get0_param(context);
    check(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_X509_STRICT) ==
              1,
          "verification flags");
    SSL_CTX_set_verify_depth(context, 3);
    return context;
}

void use(SSL_CTX* context, const envelope::Bundle& identity) {
    check(SSL_CTX_use_certificate(context, identity.certificate.handle()) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey(context, identity.key.handle()) == 1, "private key");
    check(SSL_CTX_check_private_key(context) == 1, "the private key is not the certificate's");
    for (const auto& issuer : identity.chain)
        check(SSL_CTX_add1_chain_cert(context, issuer.handle()) == 1, "chain");
}

void trust(SSL_CTX* context, const envelope::Certificate& root) {
    check(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.handle()) == 1, "root");
}

// The chain stands as for any other connection; only the root is found among what the peer sent,
// by its digest, instead of being known before.
int verify_by_fingerprint(X509_STORE_CTX* store, void* wanted) {
    const auto& fingerprint = *static_cast<const Hash*>(wanted);
    auto* shown = X509_STORE_CTX_get0_untrusted(store);
    envelope::X509Stack roots(sk_X509_new_null());
    for (int i = 0; i < sk_X509_num(shown); ++i) {
        auto* candidate = sk_X509_value(shown, i);
        Hash digest{};
        unsigned int length = 0;
        if (X509_digest(candidate, EVP_sha256(), digest.data(), &length) != 1 ||
            digest != fingerprint || X509_up_ref(candidate) != 1)
            continue;
        if (sk_X509_push(roots.get(), candidate) < 1) {
            X509_free(candidate);
            return 0;
        }
    }
    if (sk_X509_num(roots.get()) == 0) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
        return 0;
    }
    X509_STORE_CTX_set0_trusted_stack(store, roots.get());
    return X509_verify_cert(store) == 1 ? 1 : 0;
}

} // namespace

std::shared_ptr<const TlsContext> TlsContext::server(const envelope::Bundle& identity,
                                                     const envelope::Certificate& root,
                                                     bool client_certificates) {
    std::shared_ptr<TlsContext> out(new TlsContext);
    out->context_ = make(TLS_server_method());
    use(out->context_, identity);
    if (std::find(identity.chain.begin(), identity.chain.end(), root) == identity.chain.end())
        check(SSL_CTX_add1_chain_cert(out->context_, root.handle()) == 1, "chain");
    SSL_CTX_set_alpn_select_cb(out->context_, select_alpn, nullptr);
    if (client_certificates) {
        trust(out->context_, root);
        check(SSL_CTX_add_client_CA(out->context_, root.handle()) == 1, "client CA");
        SSL_CTX_set_verify(out->context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           nullptr);
    }
    return out;
}

std::shared_ptr<const TlsContext> TlsContext::client(const envelope::Bundle& identity,
                                                     const envelope::Certificate& root) {
    std::shared_ptr<TlsContext> out(new TlsContext);
    out->context_ = make(TLS_client_method());
    use(out->context_, identity);
    trust(out->context_, root);
    check(SSL_CTX_set_alpn_protos(out->context_, kAlpn.data(), kAlpn.size()) == 0, "ALPN");
    SSL_CTX_set_verify(out->context_, SSL_VERIFY_PEER, nullptr);
    return out;
}

std::shared_ptr<const TlsContext> TlsContext::enrolling(const Hash& root_fingerprint) {
    std::shared_ptr<TlsContext> out(new TlsContext);
    out->context_ = make(TLS_client_method());
    out->root_fingerprint_ = root_fingerprint;
    check(SSL_CTX_set_alpn_protos(out->context_, kAlpn.data(), kAlpn.size()) == 0, "ALPN");
    SSL_CTX_set_verify(out->context_, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(out->context_, verify_by_fingerprint, &out->root_fingerprint_);
    return out;
}

TlsContext::~TlsContext() {
    SSL_CTX_free(context_);
}

::ssl_st* TlsContext::make_connection() const {
    SSL* connection = SSL_new(context_);
    check(connection != nullptr, "SSL_new");
    return connection;
}

Result<envelope::Certificate> peer_certificate(const ::ssl_st* connection) {
    const X509* certificate = SSL_get0_peer_certificate(connection);
    if (certificate == nullptr)
        return fail(Reason::untrusted, "no_certificate", "The other side showed no certificate.");
    unsigned char* encoded = nullptr;
    const int size = i2d_X509(certificate, &encoded);
    check(size > 0, "i2d_X509");
    const Bytes der(encoded, encoded + size);
    OPENSSL_free(encoded);
    return envelope::Certificate::from_der(der);
}

bool resumed(const ::ssl_st* connection) {
    return SSL_session_reused(connection) == 1;
}

std::string tls_word(unsigned long number) {
    if (ERR_GET_LIB(number) != ERR_LIB_SSL)
        return "tls";
    switch (ERR_GET_REASON(number)) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return "peer_not_trusted";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return "certificate_required";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        return "certificate_revoked";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        return "certificate_expired";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        return "unknown_ca";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        return "bad_certificate";
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        return "unsupported_certificate";
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return "protocol_version";
    default:
        return "tls";
    }
}

} // namespace suoja::link
