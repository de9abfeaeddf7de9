// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/round.h"

#include "core/log.h"
#include "kiosk/exchange/form_packages.h"
#include "kiosk/exchange/receipts.h"
#include "kiosk/store/audit_batches.h"

#include <thread>

namespace suoja::kiosk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Adds what a step moved, or remembers why it did not; true when the step ran.
template <class T> bool take(RoundResult& round, std::size_t& into, const Result<T>& step) {
    if (step) {
        into += *step;
        return true;
    }
    if (step.error().reason != Reason::unreachable) {
        log(Level::warning, "exchange_step_failed", {{"code", step.error().code}});
        if (!round.failure)
            round.failure = step.error();
    }
    return false;
}

} // namespace

Result<void> Round::offer(link::LocalClient& relay, StoreGate* store, RoundResult& out) {
    const auto offered = offer_due(relay, outgoing_, *clock_, offered_);
    if (!offered)
        return offered.error();
    out.held = offered->handed.held;
    out.next_due = offered->next_due;
    for (const auto& result : offered->handed.results)
        offered_.insert(result.id);
    if (store == nullptr)
        out.handed_over += offered->handed.results.size();
    else
        take(out, out.handed_over,
             note_handed_over(relay, *store, outgoing_, offered->handed.results));
    return {};
}

Result<RoundResult> Round::run(link::LocalClient& relay, StoreGate* store, Waits waits,
                               Entries entries) {
    RoundResult out;
    auto status = calls::status(relay);
    if (!status)
        return status.error();
    out.status = std::move(*status);
    if (store != nullptr) {
        std::size_t batches = 0;
        take(out, batches,
             store->visit([&](Store& s) { return send_audit(s, outgoing_, AuditWhen::due); }));
    }
    // A full or busy relay refuses bodies for a while; what it has for us is fetched all the same.
    if (const auto offered = offer(relay, store, out);
        !offered && offered.error().reason != Reason::unreachable)
        out.failure = offered.error();
    if (store == nullptr)
        return out;
    const auto serial = store->visit([](Store& s) {
        const auto directory = s.office().directory();
        return directory == nullptr ? std::uint64_t{0} : directory->serial;
    });
    if (!serial)
        return serial.error();
    std::size_t directories = 0;
    if (*serial < out.status.directory_serial)
        take(out, directories, carry_directory(relay, *store));
    out.directory = directories > 0;
    take(out, out.receipts, carry_deliveries(relay, *store, outgoing_, waits.deliveries));
    std::size_t closed = 0;
    take(out, closed, close_open(relay, *store));
    take(out, out.mail, carry_mail(relay, *store, seconds{0}));
    take(out, out.forms, carry_forms(relay, *store)); // whatever is in them, receipts come first
    if (entries == Entries::leave)
        return out;
    const auto fed = feed_.run(relay, *store, outgoing_, waits.entries);
    if (fed) {
        out.entries = fed->entries;
        out.set_aside = fed->set_aside;
        std::size_t none = 0;
        if (fed->stopped)
            take(out, none, Result<std::size_t>(*fed->stopped));
        if (fed->entries > 0) // the opened notes go at once
            static_cast<void>(offer(relay, store, out));
    } else {
        std::size_t none = 0;
        take(out, none, Result<std::size_t>(fed.error()));
    }
    return out;
}

Result<std::size_t> fetch_deliveries(link::LocalClient& relay, Store& store,
                                     const std::filesystem::path& outgoing, seconds wait) {
    StoreGate gate(store);
    return carry_deliveries(relay, gate, outgoing, wait);
}

namespace {

struct Open { // what is still under way
    bool desk = false;
    bool something = false;
};

Open look(Store& store, Millis until) {
    Open open;
    open.desk = reads_log(store);
    for (const auto& row : store.records().unsettled())
        open.something = open.something || (row.refused.empty() && row.hold_until <= until);
    open.something = open.something || !consistency_open(store).empty();
    return open;
}

} // namespace

Result<SyncReport> sync(StoreThread& thread, const std::filesystem::path& outgoing,
                        const std::filesystem::path& socket, seconds wait, const Clock& clock) {
    constexpr milliseconds kPause{200};
    link::LocalClient relay(socket);
    StoreGate store(thread);
    Round round(outgoing, clock);
    SyncReport report;
    std::optional<Failure> failure;
    bool asked_for_lost = false;
    const auto end = clock.steady() + wait;
    for (;;) {
        const auto open = store.visit([&](Store& s) {
            return look(s, clock.now() +
                               std::chrono::duration_cast<milliseconds>(end - clock.steady()));
        });
        if (!open)
            return open.error();
        const bool in_time = clock.steady() < end;
        const bool expecting = open->something || (open->desk && report.entries == 0);
        // the first round fetches what is there; later ones wait a little for what comes
        Waits waits;
        if (report.relay_reachable && in_time && expecting)
            (open->something ? waits.deliveries : waits.entries) = seconds{1};
        const auto done = round.run(relay, &store, waits);
        if (!done) {
            if (done.error().reason != Reason::unreachable)
                return done.error();
            if (!in_time)
                break;
            std::this_thread::sleep_for(kPause);
            continue;
        }
        report.relay_reachable = true;
        report.handed_over += done->handed_over;
        report.receipts += done->receipts;
        report.mail += done->mail;
        report.entries += done->entries;
        report.set_aside += done->set_aside;
        report.forms += done->forms;
        report.held = done->held;
        failure = done->failure;
        if (!asked_for_lost) {
            asked_for_lost = true;
            if (const auto found = ask_for_lost(relay, store, outgoing))
                report.receipts += *found;
        }
        if (done->moved())
            continue;
        if (!in_time || !expecting)
            break;
        std::this_thread::sleep_for(kPause);
    }
    if (failure)
        return *failure;
    return report;
}

} // namespace suoja::kiosk
