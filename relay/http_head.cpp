// SPDX-License-Identifier: Apache-2.0
#include "relay/http_head.h"

#include <algorithm>
#include <array>

namespace suoja::relay {
namespace {

using link::Problem;

constexpr std::size_t kMostFields = 64;

Problem bad(std::string_view code, std::string_view title) {
    return Problem{400, std::string(code), std::string(title)};
}

bool token(char c) { // RFC 9110 section 5.6.2
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// No percent-encoding and no fragment: none of our targets needs one.
bool target_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/?&=_.-").find(c) != std::string_view::npos;
}

bool visible(char c) {
    return c >= 0x20 && c < 0x7f;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

struct Fields {
    std::vector<std::pair<std::string, std::string_view>> all;

    [[nodiscard]] std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [&](const auto& field) { return field.first == name; }));
    }
    [[nodiscard]] std::string_view value(std::string_view name) const {
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](const auto& field) { return field.first == name; });
        return at == all.end() ? std::string_view() : at->second;
    }
};

std::optional<Problem> read_request_line(std::string_view line, Head& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || line.substr(last + 1) != "HTTP/1.1")
        return bad("request_line", "The request line is not METHOD target HTTP/1.1.");
    head.method = std::string(line.substr(0, first));
    head.target = std::string(line.substr(first + 1, last - first - 1));
    constexpr std::array<std::string_view, 3> kMethods{"GET", "PUT", "POST"};
    if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end())
        return bad("method", "This method is not known here.");
    if (head.target.empty() || head.target.front() != '/' ||
        !std::all_of(head.target.begin(), head.target.end(), target_character))
        return bad("target", "The target of the request has characters that none of ours has.");
    return std::nullopt;
}

std::optional<Problem> read_field(std::string_view line, Fields& fields) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 ||
        !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), token))
        return bad("header", "A header line is folded or has no name.");
    const auto value = line.substr(colon + 1);
    if (!std::all_of(value.begin(), value.end(), visible))
        return bad("header", "A header has characters other than visible ASCII.");
    if (fields.all.size() == kMostFields)
        return Problem{431, "too_many_headers", "The request has too many headers."};
    fields.all.emplace_back(lower(line.substr(0, colon)), trimmed(value));
    return std::nullopt;
}

std::optional<Problem> read_length(const Fields& fields, Head& head) {
    if (fields.count("transfer-encoding") != 0)
        return Problem{411, "transfer_encoding", "Send one Content-Length, no Transfer-Encoding."};
    const auto lengths = fields.count("content-length");
    if (lengths > 1)
        return bad("content_length", "The request has more than one Content-Length.");
    if (lengths == 0) {
        if (head.method == "GET")
            return std::nullopt;
        return Problem{411, "no_length", "The request needs a Content-Length."};
    }
    const auto digits = fields.value("content-length");
    if (digits.empty() || digits.size() > 15 ||
        digits.find_first_not_of("0123456789") != std::string_view::npos)
        return bad("content_length", "The Content-Length is not a number of bytes.");
    for (const char c : digits)
        head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
    if (head.method == "GET" && head.content_length != 0)
        return bad("body", "A GET has no body here.");
    return std::nullopt;
}

std::optional<Problem> read_connection(const Fields& fields, Head& head) {
    if (fields.count("host") != 1 || fields.value("host").empty())
        return bad("host", "The request needs exactly one Host.");
    if (fields.count("upgrade") != 0 || fields.count("trailer") != 0)
        return bad("upgrade", "Neither upgrades nor trailers are spoken here.");
    if (fields.count("connection") > 1)
        return bad("connection", "The request has more than one Connection header.");
    const auto connection = lower(fields.value("connection"));
    if (connection != "" && connection != "close" && connection != "keep-alive")
        return bad("connection", "Connection must be close or keep-alive.");
    head.closes = connection == "close";
    if (fields.count("expect") > 1 ||
        (fields.count("expect") == 1 && lower(fields.value("expect")) != "100-continue"))
        return bad("expect", "The only expectation met here is 100-continue.");
    head.expects_continue = fields.count("expect") == 1;
    return std::nullopt;
}

} // namespace

std::variant<Head, Problem> read_head(std::string_view bytes) {
    Head head;
    Fields fields;
    bool first = true;
    for (;;) {
        const auto end = bytes.find("\r\n");
        if (end == std::string_view::npos)
            return bad("header", "The head of the request does not end.");
        const auto line = bytes.substr(0, end);
        bytes.remove_prefix(end + 2);
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
            return bad("line_end", "A line of the head does not end in CR LF.");
        if (!first && line.empty())
            break;
        const auto wrong = first ? read_request_line(line, head) : read_field(line, fields);
        if (wrong)
            return *wrong;
        first = false;
    }
    if (!bytes.empty())
        return bad("header", "There are bytes behind the head.");
    for (const auto& wrong : {read_connection(fields, head), read_length(fields, head)})
        if (wrong)
            return *wrong;
    const std::array<std::pair<std::string_view, std::string*>, 4> ours{
        {{"content-type", &head.content_type},
         {"suoja-group", &head.group},
         {"suoja-to", &head.to},
         {"if-none-match", &head.if_none_match}}};
    for (const auto& [name, into] : ours) {
        if (fields.count(name) > 1)
            return bad("header", "A header stands there twice.");
        *into = std::string(fields.value(name));
    }
    return head;
}

} // namespace suoja::relay
