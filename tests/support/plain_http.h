// SPDX-License-Identifier: Apache-2.0
#pragma once
// The least of HTTP/1.1 that a test's own server needs on a stream socket: one request after
// another with a Content-Length, one reply each. Blocking; any thread, one at a time for a socket.
#include "core/link/wire.h"

#include <map>
#include <string>

namespace suoja::test {

struct Request {
    std::string method, path, body;
    std::map<std::string, std::string> query, headers;
};

struct Reply {
    unsigned status = 200;
    std::string type = std::string(link::kJsonType), body;
};

// 0 when it is absent or no number
[[nodiscard]] std::uint64_t number_in(const std::map<std::string, std::string>& values,
                                      const std::string& name);
// reads one request, keeping what came behind it; false when the peer is gone
[[nodiscard]] bool read_request(int fd, std::string& buffer, Request& out);
void send_reply(int fd, const Reply& reply); // gives up when the peer is gone

} // namespace suoja::test
