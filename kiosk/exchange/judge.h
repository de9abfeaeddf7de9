// SPDX-License-Identifier: Apache-2.0
#pragma once
// One entry of the log, judged by what a desk knows, before the store is visited: its receipt, its
// body, what the body holds. Pure; courier thread.
#include "core/link/wire.h"
#include "kiosk/exchange/accept.h"
#include "kiosk/exchange/receipts.h"
#include "kiosk/store/replica.h"

namespace suoja::kiosk {

struct Desk { // what the store knows before the entries come
    bool reads = false;
    std::uint64_t next = 0;
    seal::Keyring keys;
    std::optional<envelope::Certificate> root;
    std::shared_ptr<const envelope::Directory> directory;
    std::vector<Hash> leaves;
};

struct Judged {
    Leaf leaf;
    Bytes der;
    std::string receipt;
    // The entry is not what the log holds here, says its receipt or the want of one: nothing of it
    // is taken, and it is asked for again. "bad_receipt", "unknown_log", "body_missing", or "".
    std::string stop;
    std::string set_aside; // reason, or ""
    std::optional<Accepted> accepted;
    std::optional<GoodReceipt> good;
};

[[nodiscard]] Judged judge(const link::Item& item, const Desk& desk);
// reasons that a newer directory can take away
[[nodiscard]] bool by_directory(std::string_view reason);
// what people are told about an entry that stops the feed
[[nodiscard]] Failure stopped_at(const Judged& judged);

} // namespace suoja::kiosk
