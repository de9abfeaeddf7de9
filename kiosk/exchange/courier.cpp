// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/courier.h"

#include "core/log.h"
#include "core/secret.h"
#include "kiosk/exchange/receipts.h"
#include "kiosk/exchange/round.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace suoja::kiosk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kLongestPause{5000}; // between two rounds with a relay that answers
constexpr seconds kLongPoll{25};
// offered again, in case the relay's spool was lost; a known id costs it one look
constexpr std::chrono::minutes kOfferAgain{10};

// uniform in [0, 1), to keep devices from coming back all at once
double jitter() {
    const auto bytes = random_bytes(4);
    std::uint32_t number = 0;
    for (const auto byte : bytes)
        number = number << 8U | byte;
    return static_cast<double>(number) / 4294967296.0;
}

} // namespace

struct Courier::State {
    State(Settings given, const Clock& time, std::function<void()> tell)
        : settings(std::move(given)), clock(&time), changed(std::move(tell)),
          carrying(settings.socket), listening(settings.socket), round(settings.outgoing, time) {}

    Settings settings;
    const Clock* clock;
    std::function<void()> changed;
    link::LocalClient carrying, listening; // one for each thread
    Round round;
    std::mutex turn; // proofs and writing: one thread at a time, so that histories are compared

    mutable std::mutex mutex; // what stands below
    std::condition_variable wake;
    bool stop = false, nudged = false;
    int running = 0;
    Connection connection;
    std::mutex telling;

    std::thread carrier, listener;

    void nudge() {
        {
            const std::lock_guard lock(mutex);
            nudged = true;
        }
        wake.notify_all();
    }
    bool stopping() const {
        const std::lock_guard lock(mutex);
        return stop;
    }
    // false when it is time to end
    bool pause(milliseconds patience) {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, patience, [&] { return stop || nudged; });
        nudged = false;
        return !stop;
    }
    // true when people see something else now
    bool connected(bool relay, const link::RelayStatus& status) {
        const std::lock_guard lock(mutex);
        const bool other = !connection.asked || connection.relay != relay ||
                           connection.status.upstream != status.upstream ||
                           connection.status.new_entries != status.new_entries;
        connection.relay = relay;
        connection.status = status;
        connection.asked = true;
        return other;
    }
    void tell() {
        const std::lock_guard lock(telling);
        if (changed && !stopping())
            changed();
    }
    Result<RoundResult> one_round(StoreGate* store) {
        const std::lock_guard lock(turn);
        // the entries are the listener's: two readers of one log would write its leaves twice
        return round.run(carrying, store, {}, Round::Entries::leave);
    }
    void start(std::thread& thread, void (State::*work)()) {
        ++running;
        thread = std::thread([this, work] {
            (this->*work)();
            const std::lock_guard lock(mutex);
            --running;
            wake.notify_all();
        });
    }
    void carry();
    void listen();
    Result<std::size_t> wait_for_news(StoreGate& store, bool desk, Feed& feed);
};

void Courier::State::carry() {
    link::RetryState retry;
    std::optional<StoreGate> gate;
    if (settings.store != nullptr)
        gate.emplace(*settings.store);
    StoreGate* const store = gate ? &*gate : nullptr;
    auto offered_at = clock->steady();
    bool asked_for_lost = false;
    for (;;) {
        milliseconds patience = kLongestPause;
        bool other = false;
        try {
            if (clock->steady() - offered_at >= kOfferAgain) {
                offered_at = clock->steady();
                round.forget_offered();
                asked_for_lost = false;
            }
            const auto done = one_round(store);
            if (done) {
                link::succeeded(retry);
                other = connected(true, done->status) || done->moved();
                if (store != nullptr && !asked_for_lost) {
                    const std::lock_guard lock(turn);
                    const auto found = ask_for_lost(carrying, *store, settings.outgoing);
                    asked_for_lost = found.has_value();
                    other = other || (found && *found > 0);
                }
                if (done->next_due)
                    patience = std::clamp(
                        std::chrono::duration_cast<milliseconds>(*done->next_due - clock->now()),
                        milliseconds{50}, patience);
            } else {
                other = connected(false, {});
                patience =
                    link::next_delay(retry, {milliseconds{500}, milliseconds{15'000}}, jitter());
                round.forget_offered(); // who comes back may have forgotten
            }
        } catch (const std::exception&) {
            // disk or crypto library: what is in the folder stays there and is tried again
            log(Level::error, "courier_failed");
            patience = link::next_delay(retry, {}, jitter());
        }
        if (other)
            tell();
        if (!pause(patience))
            return;
    }
}

Result<std::size_t> Courier::State::wait_for_news(StoreGate& store, bool desk, Feed& feed) {
    if (desk) {
        const auto fed = feed.run(listening, store, settings.outgoing, kLongPoll, &turn);
        if (!fed)
            return fed.error();
        if (fed->stopped && fed->entries == 0)
            return *fed->stopped; // asked again after a while, not at once
        return fed->entries;
    }
    return carry_deliveries(listening, store, settings.outgoing, kLongPoll, &turn);
}

void Courier::State::listen() {
    link::RetryState retry;
    StoreGate store(*settings.store);
    Feed feed;
    for (;;) {
        milliseconds patience{0};
        try {
            const auto desk = store.visit([](Store& s) { return reads_log(s); });
            const auto begun = std::chrono::steady_clock::now();
            const auto news =
                desk ? wait_for_news(store, *desk, feed) : Result<std::size_t>(desk.error());
            if (news) {
                link::succeeded(retry);
                if (*news > 0) {
                    tell();
                    nudge(); // opened notes want to go
                } else if (std::chrono::steady_clock::now() - begun < seconds{1}) {
                    patience = seconds{1}; // a relay that does not wait is not asked without end
                }
            } else {
                patience =
                    link::next_delay(retry, {milliseconds{500}, milliseconds{15'000}}, jitter());
            }
        } catch (const std::exception&) {
            log(Level::error, "courier_failed");
            patience = link::next_delay(retry, {}, jitter());
        }
        std::unique_lock lock(mutex);
        // a nudge is for the thread that carries; this one only wakes to end
        if (patience > milliseconds{0})
            wake.wait_for(lock, patience, [&] { return stop; });
        if (stop)
            return;
    }
}

Courier::Courier(Settings settings, const Clock& clock, std::function<void()> changed)
    : state_(std::make_unique<State>(std::move(settings), clock, std::move(changed))) {
    const std::lock_guard lock(state_->mutex);
    state_->start(state_->carrier, &State::carry);
    if (state_->settings.store != nullptr)
        state_->start(state_->listener, &State::listen);
}

Courier::~Courier() {
    std::unique_lock lock(state_->mutex);
    state_->stop = true;
    // A round is several calls, and each may wait for the far end: all of them are cut short, so
    // that locking the screen never waits for a network.
    while (state_->running > 0) {
        state_->wake.notify_all();
        state_->carrying.cancel();
        state_->listening.cancel();
        state_->wake.wait_for(lock, milliseconds{20});
    }
    lock.unlock();
    state_->carrier.join();
    if (state_->listener.joinable())
        state_->listener.join();
}

void Courier::nudge() {
    state_->nudge();
}

Courier::Connection Courier::connection() const {
    const std::lock_guard lock(state_->mutex);
    return state_->connection;
}

} // namespace suoja::kiosk
