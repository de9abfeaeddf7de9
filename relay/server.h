// SPDX-License-Identifier: Apache-2.0
#pragma once
// Moves bytes between sockets and routes: listeners, TLS, deadlines, limits; no decision about a
// call is made here. Who may speak is asked of the directory at every request and for every open
// connection when it changes. A listener's failure ends the process, a session's the session. The
// io_context's thread.
#include "core/link/tls/context.h"
#include "relay/bells.h"
#include "relay/routes.h"
#include "relay/upstream.h"

#include <boost/asio/thread_pool.hpp>

namespace suoja::relay {

struct ServerParts {
    boost::asio::io_context& io;
    boost::asio::thread_pool& readers;
    const Clock& clock;
    const Limits& limits;
    Routes& routes;
    Holdings& holdings;
    Quota& quota;
    Bells& bells;
    Upstream* upstream = nullptr;             // null at the archive
    std::function<void(int exit_code)> fatal; // a listener failed (1), or the storage (4)
};

class Server {
  public:
    explicit Server(ServerParts parts);
    ~Server();

    // unreachable "cannot_listen"; the bound address with the port that the system chose
    [[nodiscard]] Result<HostPort> listen(Port port, const HostPort& address,
                                          std::shared_ptr<const link::TlsContext> tls);
    // a Unix socket for these uids alone; busy when somebody listens there already
    [[nodiscard]] Result<void> listen(Port port, const std::filesystem::path& socket,
                                      std::vector<std::uint32_t> uids);
    void use(Port port, std::shared_ptr<const link::TlsContext> tls); // for new connections
    void recheck(); // closes connections of peers that the directory no longer lists
    void drain();   // no new connections; those open end after the request under way
    [[nodiscard]] std::size_t connections() const;

    // connections at a time, whoever they are from
    static constexpr std::size_t kMostEnrolling = 128;
    static constexpr std::size_t kMostAtUnix = 64; // of each Unix socket and of the admin port

    struct State; // server_state.h

  private:
    std::shared_ptr<State> state_;
};

} // namespace suoja::relay
