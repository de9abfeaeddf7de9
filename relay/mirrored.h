// SPDX-License-Identifier: Apache-2.0
#pragma once
// What of a page from the next hop is mirrored. Nothing is taken from its word: each item's leaf,
// time and digest stand in a receipt under a checkpoint that a log of the directory signed, so that
// no leaf number is above the log's size; the page goes up from where it was asked for, and in the
// group that sees every leaf without a hole. An empty body is no erasure: the office can order
// none yet, so it is asked for again. Pure; up to 1024 signatures: not on the I/O thread.
#include "core/envelope/directory.h"
#include "core/link/wire.h"

namespace suoja::relay {

struct PageAsked {
    std::uint64_t from = 0;
    bool dense = false; // every leaf from there on
    std::string to;     // of mail: the addressee
};
struct PageJudged {
    std::size_t good = 0; // so many from the front are kept
    // why the next is not: "order", "left_out", "no_body", "digest", "addressee", "receipt"; or ""
    std::string_view wrong;
};
[[nodiscard]] PageJudged judge_page(const std::vector<link::Item>& items, const PageAsked& asked,
                                    const envelope::Directory& directory);

} // namespace suoja::relay
