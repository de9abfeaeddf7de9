// SPDX-License-Identifier: Apache-2.0
#pragma once
// One mutually authenticated HTTP/1.1 connection up, kept alive and opened again when needed. A
// connection begins with GET /v1/hello: only then a TLS 1.3 client knows that it was let in; and a
// write error is followed by one read, since the refusal may stand there already. One call at a
// time; the io_context's thread. All deadlines on the steady clock.
// unreachable: "no_name", "no_route", "timeout", "broken"; untrusted: words of tls_word(),
// "wrong_role", "not_enrolled"; refused: the code of the peer's answer to the greeting.
#include "core/link/tls/context.h"
#include "core/link/wire.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>

namespace suoja::link {

struct UplinkTarget {
    std::string host, port; // of the peer; no name of it is trusted, its certificate is
    std::shared_ptr<const TlsContext> tls;
    // the last word on the peer's certificate, after the chain: role, revocation
    std::function<Result<void>(const envelope::Certificate&)> accept;
};

class Uplink {
  public:
    Uplink(boost::asio::io_context& io, const Clock& clock);
    Uplink(const Uplink&) = delete;
    Uplink& operator=(const Uplink&) = delete;
    ~Uplink();

    // takes effect with the next connection; closes the present one when it is not in use
    void aim(UplinkTarget target);
    [[nodiscard]] boost::asio::awaitable<Result<Answer>> call(Call call);
    // ends the call under way ("broken") and the connection
    void close();
    // of the present or last connection
    [[nodiscard]] const std::optional<Hello>& hello() const;
    [[nodiscard]] std::chrono::milliseconds clock_skew() const; // peer's clock less ours

  private:
    struct State;
    std::shared_ptr<State> state_;
};

// archive or relay, by the certificate's one URI; else untrusted "wrong_role"
[[nodiscard]] Result<void> accept_upstream_role(const envelope::Certificate& certificate);

} // namespace suoja::link
