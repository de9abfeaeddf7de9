// SPDX-License-Identifier: Apache-2.0
#pragma once
// TLS 1.3 and nothing older, ALPN http/1.1, no session tickets, no resumption, no early data; the
// office root is the only trust. Dates are not judged in the handshake: expiry is an alarm, and who
// may speak is decided by the directory (docs/formats.md). No groups are pinned, so that a newer
// OpenSSL offers its hybrid ones. Contexts are immutable and shared by connections; any thread.
// Throws CryptoFailure. Source: RFC 8446, RFC 7301.
#include "core/envelope/pkcs12.h"

#include <memory>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace suoja::link {

class TlsContext {
  public:
    // For a port. With `client_certificates` a peer without a certificate of this office is refused
    // in the handshake. The root is sent too: an enrolling device knows it by its fingerprint only.
    [[nodiscard]] static std::shared_ptr<const TlsContext> server(const envelope::Bundle& identity,
                                                                  const envelope::Certificate& root,
                                                                  bool client_certificates);
    // For an uplink with our certificate, to a peer under `root`.
    [[nodiscard]] static std::shared_ptr<const TlsContext>
    client(const envelope::Bundle& identity, const envelope::Certificate& root);
    // For enrolment: no certificate yet; the peer must show a chain to the root with this SHA-256.
    [[nodiscard]] static std::shared_ptr<const TlsContext> enrolling(const Hash& root_fingerprint);

    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    ~TlsContext();
    // a new connection's object; the caller (or Asio's stream) frees it
    [[nodiscard]] ::ssl_st* make_connection() const;

  private:
    TlsContext() = default;
    ::ssl_ctx_st* context_ = nullptr;
    Hash root_fingerprint_{}; // of enrolling()
};

// The peer's certificate after the handshake; untrusted "no_certificate" when it showed none.
[[nodiscard]] Result<envelope::Certificate> peer_certificate(const ::ssl_st* connection);
[[nodiscard]] bool resumed(const ::ssl_st* connection);

// A short stable word for an OpenSSL error that ended a connection: what the peer said about our
// certificate ("certificate_required", "certificate_revoked", "unknown_ca", ...),
// "peer_not_trusted" when ours refused the peer's, else "tls". `number` is an ERR_get_error()
// value.
[[nodiscard]] std::string tls_word(unsigned long number);

} // namespace suoja::link
