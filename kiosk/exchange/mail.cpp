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

// an opened note of a listed desk, or the reason why this item is none
Result<record::OpenedBody> read_note(const link::Item& item, const Addressee& us,
                                     std::optional<GoodReceipt>& newest) {
    const auto digest = sha256(item.der);
    auto good = check_receipt(*us.directory, item.receipt, item.id, digest);
    if (!good)
        return good.error();
    if (!item.leaf || good->receipt.leaf != *item.leaf)
        return fail(Reason::damaged, "bad_receipt", "The receipt is for another leaf.");
    const auto received_at = good->receipt.received_at;
    if (!newest || newest->checkpoint.size < good->checkpoint.size)
        newest = std::move(*good);
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
    std::vector<record::OpenedBody> notes;
    for (const auto& item : *items) {
        if (!item.leaf || *item.leaf < after)
            continue;
        after = *item.leaf + 1;
        try {
            if (const auto note = read_note(item, *us, newest))
                notes.push_back(*note);
            else
                log(Level::warning, "mail_not_taken",
                    {{"leaf", *item.leaf}, {"reason", note.error().code}});
        } catch (const CryptoFailure&) {
            log(Level::warning, "mail_not_taken", {{"leaf", *item.leaf}});
        }
    }
    if (newest)
        if (const auto seen = compare(relay, store, newest->checkpoint, newest->receipt.checkpoint);
            !seen)
            return seen.error();
    return store.visit([&](Store& s) {
        std::size_t fresh = 0;
        database::Transaction transaction(s.database());
        for (const auto& note : notes)
            fresh += take(s, note) ? 1 : 0;
        s.set_setting(kAfter, std::to_string(after));
        transaction.commit();
        return fresh;
    });
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
