// SPDX-License-Identifier: Apache-2.0
#pragma once
// The next hop as a whole: which connections go there, and how it stands. Long polls and the
// forwarder have an Uplink each; other questions share a few. Every outcome is noted here; when the
// next hop comes back after a failure the topic "upstream" rings, so that whoever backs off tries
// again at once. The io_context's thread.
#include "core/link/tls/uplink.h"
#include "relay/bells.h"

#include <map>
#include <random>

namespace suoja::relay {

struct UpstreamState {
    std::string word = "connecting"; // "connected", "unreachable", "refused"
    Millis since{};
    std::string last_error;
    std::chrono::milliseconds skew{0};
    std::string role; // of the peer: "relay", "archive", or "" before the first greeting
};

class Upstream {
  public:
    Upstream(boost::asio::io_context& io, const Clock& clock, Bells& bells);

    void aim(link::UplinkTarget target); // all connections, from their next use on
    [[nodiscard]] std::shared_ptr<link::Uplink> make();
    // one call on an uplink of make(), its outcome noted
    [[nodiscard]] boost::asio::awaitable<Result<link::Answer>>
    call(std::shared_ptr<link::Uplink> uplink, link::Call call);
    // one call on a shared connection; "busy" when too many are under way, in all or of `asker`:
    // one that asks without end does not keep the others from asking
    [[nodiscard]] boost::asio::awaitable<Result<link::Answer>> ask(link::Call call,
                                                                   std::string asker);
    [[nodiscard]] const UpstreamState& state() const { return state_; }
    // uniform in [0, 1), for back-off
    [[nodiscard]] double random();
    void close(); // ends all calls under way

  private:
    void note(const Result<link::Answer>& said, const link::Uplink& uplink);

    boost::asio::io_context* io_;
    const Clock* clock_;
    Bells* bells_;
    link::UplinkTarget target_;
    std::vector<std::weak_ptr<link::Uplink>> all_;
    std::vector<std::shared_ptr<link::Uplink>> idle_;
    std::map<std::string, std::size_t> asking_; // questions under way, by who asked
    UpstreamState state_;
    std::minstd_rand random_; // spreads retries; nothing secret
};

} // namespace suoja::relay
