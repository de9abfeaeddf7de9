// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_http.h"

#include <algorithm>
#include <charconv>
#include <sys/socket.h>
#include <vector>

namespace suoja::test {

std::uint64_t number_in(const std::map<std::string, std::string>& values, const std::string& name) {
    const auto found = values.find(name);
    std::uint64_t out = 0;
    if (found != values.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), out);
    return out;
}

bool read_request(int fd, std::string& buffer, Request& out) {
    const auto fill = [&] {
        char bytes[65536];
        const auto got = ::recv(fd, bytes, sizeof bytes, 0);
        if (got > 0)
            buffer.append(bytes, static_cast<std::size_t>(got));
        return got > 0;
    };
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return false;
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < end;) {
        const auto to = std::min(buffer.find("\r\n", from), end);
        lines.push_back(buffer.substr(from, to - from));
        from = to + 2;
    }
    buffer.erase(0, end + 4);
    out = {};
    const auto first = lines.at(0).find(' ');
    const auto second = lines[0].find(' ', first + 1);
    out.method = lines[0].substr(0, first);
    const auto target = lines[0].substr(first + 1, second - first - 1);
    const auto mark = std::min(target.find('?'), target.size());
    out.path = target.substr(0, mark);
    for (auto at = mark; at < target.size();) {
        const auto to = std::min(target.find('&', at + 1), target.size());
        const auto part = target.substr(at + 1, to - at - 1);
        const auto equals = std::min(part.find('='), part.size());
        out.query[part.substr(0, equals)] = part.substr(std::min(equals + 1, part.size()));
        at = to;
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(": ");
        auto name = lines[i].substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        out.headers[name] = lines[i].substr(colon + 2);
    }
    const auto size = number_in(out.headers, "content-length");
    while (buffer.size() < size)
        if (!fill())
            return false;
    out.body = buffer.substr(0, size);
    buffer.erase(0, size);
    return true;
}

void send_reply(int fd, const Reply& reply) {
    const std::string all =
        "HTTP/1.1 " + std::to_string(reply.status) + " X\r\nContent-Type: " + reply.type +
        "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
    for (std::size_t at = 0; at < all.size();) {
        const auto sent = ::send(fd, all.data() + at, all.size() - at, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += static_cast<std::size_t>(sent);
    }
}

} // namespace suoja::test
