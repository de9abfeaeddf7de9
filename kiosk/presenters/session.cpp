// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/session.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>
#include <cstdlib>

namespace suoja::kiosk {

namespace {
constexpr std::int64_t kWrongClockMs = 120'000;
}

Session::Session(Opened opened, Executor executor, const Clock& clock)
    : outgoing_(opened.unlocked.directory.outgoing()),
      directory_(std::move(opened.unlocked.directory)), device_(std::move(opened.unlocked.device)),
      user_(std::move(opened.unlocked.user)), draft_terms_(opened.unlocked.drafts),
      forms_(std::move(opened.forms)), executor_(std::move(executor)), clock_(&clock),
      store_(std::make_unique<StoreThread>(std::move(opened.unlocked.store), executor_.post)) {
    if (device_.kind == "desk")
        limits_.lock_after = std::chrono::seconds(600);
    if (known_language(user_.language))
        set_language(user_.language);
}

Session::~Session() = default;

void Session::set_carrier(Carrier carrier) {
    carrier_ = std::move(carrier);
}

ConnectionModel Session::connection() const {
    return connection_words(carrier_.connection(), clock_->now());
}

void Session::remember_language(std::string_view code) {
    user_.language = std::string(code);
    save_user();
}

void Session::remember_contrast(bool high) {
    user_.high_contrast = high;
    save_user();
}

// Only what the user chose here: roles and the rest may have come from the roster meanwhile.
void Session::save_user() {
    store_->ask(
        [id = user_.id, language = user_.language, contrast = user_.high_contrast](Store& store) {
            auto user = store.staff().by_id(id);
            if (!user)
                return;
            user->language = language;
            user->high_contrast = contrast;
            database::Transaction transaction(store.database());
            store.staff().update(*user);
            transaction.commit();
        },
        [](const Result<void>&) {});
}

void Session::on_change(const Living& living, std::function<void()> listener) {
    auto alive = std::make_shared<bool>(false);
    listeners_.push_back([alive, call = living.guard([alive, listener = std::move(listener)] {
        *alive = true;
        listener();
    })]() mutable {
        *alive = false;
        call();
        return *alive;
    });
}

void Session::changed() {
    // a listener may add one while it runs
    auto listeners = std::move(listeners_);
    listeners_.clear();
    std::erase_if(listeners, [](std::function<bool()>& each) { return !each(); });
    listeners.insert(listeners.end(), std::make_move_iterator(listeners_.begin()),
                     std::make_move_iterator(listeners_.end()));
    listeners_ = std::move(listeners);
}

std::string site_words(const DeviceFile& device) {
    const auto& own = language() == "fi"   ? device.site_name_fi
                      : language() == "sv" ? device.site_name_sv
                                           : device.site_name_en;
    return own.empty() ? device.site : own;
}

std::string device_words(const DeviceFile& device) {
    auto name = device.device.substr(device.device.find('/') + 1);
    std::replace(name.begin(), name.end(), '-', ' ');
    return name;
}

ConnectionModel connection_words(const Courier::Connection& connection, Millis now) {
    const auto& status = connection.status;
    if (!connection.relay && !connection.asked) // nothing is known yet: no alarm
        return {Tone::neutral, tr("Checking the connection…"), ""};
    const auto kept = tr("What is on the device is safe there and goes by itself later.");
    if (!connection.relay)
        return {Tone::waiting, tr("No connection"),
                tr("The delivery service of this device does not answer.") + " " + kept};
    if (std::llabs(status.clock_skew_ms) > kWrongClockMs)
        return {Tone::waiting, tr("Clock is wrong"),
                tr("The clock of this device is wrong. Nothing is lost; tell the administrator.")};
    if (status.upstream == "connected" || status.upstream == "none")
        return {
            Tone::received, tr("Connected"),
            tr("If the connection drops, nothing is lost and sending goes on later by itself.")};
    if (status.upstream == "refused")
        return {Tone::attention, tr("Connection refused"),
                tr("The next relay does not accept this device.") + " " + kept + " " +
                    tr("Tell the administrator.")};
    if (status.upstream == "connecting")
        return {Tone::relay, tr("Connecting"), kept};
    return {Tone::waiting, tr("No connection"),
            fill(tr("No connection since {time}."), {{"time", moment_words(status.since, now)}}) +
                " " + kept};
}

} // namespace suoja::kiosk
