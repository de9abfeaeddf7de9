// SPDX-License-Identifier: Apache-2.0
#pragma once
// The strict reading of a request's head, before the HTTP library sees a byte of it: the library's
// parser takes what proxies and servers have been made to disagree about (facts: folded headers, no
// Host, odd transfer codings). One Content-Length, one Host, no Transfer-Encoding at all, known
// methods, visible ASCII. Pure. Source: RFC 9112; docs/formats.md, "Calls".
#include "core/link/wire.h"

#include <variant>

namespace suoja::relay {

struct Head {
    std::string method, target; // "PUT", "/v1/envelopes/…?…"
    std::uint64_t content_length = 0;
    bool expects_continue = false, closes = false;
    std::string content_type, group, to, if_none_match; // "" when absent
};

// `bytes` ends with the empty line. A Problem means: answer with it and close.
[[nodiscard]] std::variant<Head, link::Problem> read_head(std::string_view bytes);

} // namespace suoja::relay
