// SPDX-License-Identifier: Apache-2.0
// What comes down to every device: the directory, and mail (desks' opened notes).
#include "core/log.h"
#include "kiosk/exchange/accept.h"
#include "kiosk/exchange/feed.h"
#include "kiosk/exchange/numbers.h"
#include "kiosk/exchange/receipts.h"

namespace suoja::kiosk {
namespace {

struct Addressee {
    std::uint64_t after = 0;
    seal::Keyring keys;
    std::optional<envelope::Certificate> root;
    std::shared_ptr<const envelope::Directory> directory;
};

constexpr std::string_view kAfter = "mail_after";

Failure stopped(std::uint64_t leaf) {
    return fail(Reason::untrusted, "bad_receipt",
                "The receipt that the relay gives for mail " + std::to_string(leaf) +
                    " does not hold. Nothing of it was taken and it is asked for again; if this "
                    "stays, tell the central team.");
}

// Its place in the log, shown: only that may move the number from which mail is asked for.
std::optional<GoodReceipt> place_of(const link::Item& item, const Addressee& us) {
    auto good = check_receipt(*us.directory, item.receipt, item.id, sha256(item.der));
    if (!good || good->receipt.leaf != *item.leaf || good->checkpoint.size <= *item.leaf)
        return std::nullopt;
    return std::move(*good);
}

// an opened note of a listed desk, or the reason why this item is none
Result<record::OpenedBody> read_note(const link::Item& item, const Addressee& us,
                                     Millis received_at) {
    auto accepted = accept(item.der, item.id, received_at, us.keys, *us.root, *us.directory);
    if (!accepted)
        return accepted.error();
    const auto* note = std::get_if<record::OpenedBody>(&accepted->document.body);
    if (note == nullptr || accepted->signer.role()->kind != envelope::RoleKind::desk)
        return fail(Reason::refused, "not_a_note", "The mail is no desk's note.");
    return *note;
}

// true when it tells something new about a record of this device
bool take(Store& store, const record::OpenedBody& note) {
    bool fresh = false;
    for (auto& row : store.records().outbox(note.record)) {
        if (row.version != note.version || row.taken_back || row.opened_at)
            continue;
        row.opened_at = note.opened_at;
        store.records().update(row);
        fresh = true;
    }
    return fresh;
}

} // namespace

Result<std::size_t> carry_mail(link::LocalClient& relay, StoreGate& store,
                               std::chrono::seconds wait) {
    const auto us = store.visit([](Store& s) {
        return Addressee{read_number(s.setting(kAfter)), s.keys().keyring(), s.office().root(),
                         s.office().directory()};
    });
    if (!us)
        return us.error();
    if (us->directory == nullptr || !us->root)
        return std::size_t{0};
    const auto items = calls::mail(relay, us->after, wait);
    if (!items)
        return items.error();
    if (items->empty())
        return std::size_t{0};
    auto after = us->after;
    std::optional<GoodReceipt> newest;
    std::optional<Failure> stop;
    std::vector<record::OpenedBody> notes;
    for (const auto& item : *items) {
        if (!item.leaf || *item.leaf < after)
            continue;
        auto place = place_of(item, *us);
        if (!place) {
            log(Level::warning, "mail_stopped", {{"leaf", *item.leaf}});
            stop = stopped(*item.leaf);
            break;
        }
        after = *item.leaf + 1;
        const auto received_at = place->receipt.received_at;
        if (!newest || newest->checkpoint.size < place->checkpoint.size)
            newest = std::move(*place);
        try {
            if (const auto note = read_note(item, *us, received_at))
                notes.push_back(*note);
            else
                log(Level::warning, "mail_not_taken",
                    {{"leaf", *item.leaf}, {"reason", note.error().code}});
        } catch (const CryptoFailure&) {
            log(Level::warning, "mail_not_taken", {{"leaf", *item.leaf}});
        }
    }
    if (newest) {
        const auto seen = compare(relay, store, newest->checkpoint, newest->receipt.checkpoint);
        if (!seen)
            return seen.error();
        if (*seen == Consistency::conflict)
            return fail(Reason::untrusted, "checkpoint_conflict",
                        "The centre's log does not agree with what this device saw before. What is "
                        "here is safe; tell the central team.");
    }
    const auto told = store.visit([&](Store& s) {
        std::size_t fresh = 0;
        database::Transaction transaction(s.database());
        for (const auto& note : notes)
            fresh += take(s, note) ? 1 : 0;
        s.set_setting(kAfter, std::to_string(after));
        transaction.commit();
        return fresh;
    });
    if (told && *told == 0 && stop)
        return *stop; // what came before it is written, and it is the first of the next answer
    return told;
}

Result<std::size_t> carry_directory(link::LocalClient& relay, StoreGate& store) {
    const auto der = calls::directory(relay);
    if (!der)
        return der.error();
    return store.visit([&](Store& s) -> Result<std::size_t> {
        database::Transaction transaction(s.database());
        const auto fresh = s.office().take_directory(*der);
        if (!fresh)
            return fresh.error();
        if (*fresh)
            s.audit().append(s.clock().now(), database::Act::directory_changed, "",
                             "serial:" + std::to_string(s.office().directory()->serial));
        transaction.commit();
        return std::size_t{*fresh ? 1U : 0U};
    });
}

Result<std::size_t> fetch_directory(link::LocalClient& relay, Store& store) {
    StoreGate gate(store);
    return carry_directory(relay, gate);
}

Result<std::size_t> fetch_mail(link::LocalClient& relay, Store& store) {
    StoreGate gate(store);
    return carry_mail(relay, gate, std::chrono::seconds{0});
}

} // namespace suoja::kiosk
