// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every call of the protocol as a decision: a request and what is held in, what the server has to
// do out. No sockets and no HTTP library here; server.cpp only moves bytes. The table in routes.cpp
// is the API document. The io_context's thread, but for Look::look, which reads from disk.
#include "relay/holdings.h"
#include "relay/http_head.h"
#include "relay/quota.h"
#include "relay/settings.h"

#include <functional>

namespace suoja::relay {

struct Reply {
    unsigned status = 200;
    std::string type, body;
    std::optional<std::chrono::seconds> retry_after;
    std::string etag;
    bool close = false;
};
[[nodiscard]] Reply refusal(unsigned status, std::string_view code, std::string_view title,
                            std::optional<std::chrono::seconds> retry_after = std::nullopt);
[[nodiscard]] Reply refusal(const Failure& failure);

struct Request {
    Head head;
    Peer peer;
    std::string body;
};

// Give these to the sink and answer with Routes::finish.
struct Submit {
    std::vector<Submission> submissions;
    // of a batch: what is refused already, by place; the others stand in `submissions` in order
    std::vector<std::optional<link::PutResult>> refused;
    bool batch = false;
};
// Read from disk on a reading thread. nullopt means "nothing yet": wait until one of `topics`
// rings, or `wait` is over and `empty` is the answer. Where it only reads, a page that does not
// read costs this answer; where it writes, the process has to start afresh from disk.
struct Look {
    std::function<std::optional<Reply>()> look;
    Reply empty;
    std::vector<std::string> topics;
    std::chrono::seconds wait{0};
    bool writes = false;
};
// Ask upstream. When it cannot be reached, `otherwise`, or 503.
struct PassOn {
    link::Call call;
    std::function<Reply(const link::Answer&)> shape; // null: as it came
    std::optional<Reply> otherwise;
    std::string ring; // a topic to ring after a success
};
using Decision = std::variant<Reply, Submit, Look, PassOn>;

// POST /control/<command> with a JSON object; runs on a reading thread. Null: no commands here.
struct Control {
    std::function<link::Answer(std::string_view command, std::string_view body)> run;
    std::function<bool(std::string_view command)> writes;
};

class Routes {
  public:
    Routes(Holdings& holdings, Quota& quota, const Limits& limits, const Clock& clock,
           Control control = {});

    // From the head alone, before a byte of the body is read: path, role, size, space, quota.
    [[nodiscard]] std::optional<Reply> refuse(const Head& head, const Peer& peer);
    // after refuse() let it pass and the body is whole
    [[nodiscard]] Decision decide(Request request);
    // a call that only reads met a page that does not read: counted and told of, and the answer
    [[nodiscard]] Reply unreadable();
    [[nodiscard]] static Reply finish(const Submit& submitted,
                                      const std::vector<Outcome>& outcomes);

  private:
    struct Query;
    struct Endpoint;
    static const Endpoint kEndpoints[];
    static const Endpoint* find(const Head& head);

    Decision hello(const Request& request, const Query& query);
    Decision put_envelope(const Request& request, const Query& query);
    Decision post_batch(const Request& request, const Query& query);
    Decision deliveries(const Request& request, const Query& query);
    Decision query_deliveries(const Request& request, const Query& query);
    Decision entries(const Request& request, const Query& query);
    Decision mail(const Request& request, const Query& query);
    Decision checkpoint(const Request& request, const Query& query);
    Decision inclusion(const Request& request, const Query& query);
    Decision consistency(const Request& request, const Query& query);
    Decision directory(const Request& request, const Query& query);
    Decision form(const Request& request, const Query& query);
    Decision enrol(const Request& request, const Query& query);
    Decision certify(const Request& request, const Query& query);
    Decision status(const Request& request, const Query& query);
    Decision healthz(const Request& request, const Query& query);
    Decision readyz(const Request& request, const Query& query);
    Decision metrics(const Request& request, const Query& query);
    Decision control(const Request& request, const Query& query);

    [[nodiscard]] std::optional<link::PutResult> check(const Peer& peer, Submission& submission,
                                                       std::string_view said_device) const;
    [[nodiscard]] std::uint64_t body_limit(const Endpoint& endpoint) const;

    Holdings* holdings_;
    Quota* quota_;
    const Limits* limits_;
    const Clock* clock_;
    Control control_;
    std::uint64_t failed_reads_ = 0;
};

} // namespace suoja::relay
