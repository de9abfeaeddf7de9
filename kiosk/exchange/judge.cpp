// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/judge.h"

#include "kiosk/store/audit_batches.h"

namespace suoja::kiosk {
namespace {

using envelope::Group;

void judge_content(Judged& out, const link::Item& item, const Desk& desk) {
    try {
        auto accepted =
            accept(out.der, item.id, out.leaf.received_at, desk.keys, *desk.root, *desk.directory);
        if (accepted) {
            out.accepted = std::move(*accepted);
            const auto& header = out.accepted->document.header;
            out.leaf.device = header.device;
            out.leaf.epoch = header.epoch;
            out.leaf.sequence = header.sequence;
            out.leaf.skipped = header.skipped;
            out.leaf.chain = header.chain;
            const auto* audit = std::get_if<record::AuditBody>(&out.accepted->document.body);
            if (audit != nullptr && !read_batch(*audit))
                out.set_aside = "document";
            return;
        }
        // Copies for the recovery key alone are nobody's to open here, and nothing is wrong.
        if (accepted.error().code != "not_for_us" || item.group != Group::recovery)
            out.set_aside = accepted.error().code;
    } catch (const CryptoFailure&) {
        out.set_aside = "cannot_decrypt";
    }
}

} // namespace

Judged judge(const link::Item& item, const Desk& desk) {
    Judged out;
    out.leaf.leaf = *item.leaf;
    out.leaf.id = item.id;
    out.leaf.device = item.device;
    out.der = item.der;
    out.receipt = item.receipt;
    out.leaf.sha256 = item.sha256.value_or(sha256(item.der));
    out.leaf.received_at = item.received_at.value_or(Millis{});
    auto good = check_receipt(*desk.directory, item.receipt, item.id, out.leaf.sha256);
    if (!good || good->receipt.leaf != out.leaf.leaf ||
        good->receipt.received_at != out.leaf.received_at ||
        good->checkpoint.size <= out.leaf.leaf) {
        out.stop = !good && good.error().code == "unknown_log" ? "unknown_log" : "bad_receipt";
        return out;
    }
    out.good = std::move(*good);
    // No order of the office says that a body may be gone: without it, or with another one in its
    // place, somebody on the way keeps a record back.
    if (sha256(item.der) != out.leaf.sha256)
        out.stop = "body_missing";
    else
        judge_content(out, item, desk);
    return out;
}

bool by_directory(std::string_view reason) {
    return reason == "not_listed" || reason == "wrong_recipients" || reason == "unknown_log";
}

Failure stopped_at(const Judged& judged) {
    const auto entry = "entry " + std::to_string(judged.leaf.leaf) + " of the centre's log";
    constexpr std::string_view kRest =
        " What is here is safe, nothing after it is read before it is whole, and it is asked for "
        "again; if this stays, tell the central team's administrator.";
    if (judged.stop == "body_missing")
        return fail(Reason::untrusted, judged.stop,
                    "The relay keeps back the content of " + entry + "." + std::string(kRest));
    return fail(Reason::untrusted, judged.stop,
                "The receipt that the relay gives for " + entry + " does not hold." +
                    std::string(kRest));
}

} // namespace suoja::kiosk
