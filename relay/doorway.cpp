// SPDX-License-Identifier: Apache-2.0
#include "relay/doorway.h"

namespace suoja::relay {

Doorway::Visit::~Visit() {
    if (door_ != nullptr)
        door_->leave(at_);
}

void Doorway::Visit::speaks(std::function<void()> turn) {
    at_->turn = std::move(turn);
    door_->move(at_, Stage::waiting);
    door_->look();
}

void Doorway::Visit::let_in() {
    idle();
    door_->look();
}

void Doorway::Visit::busy() {
    door_->move(at_, Stage::busy);
}

void Doorway::Visit::idle() {
    door_->move(at_, Stage::idle);
}

Doorway::Visit Doorway::enter(std::string source, std::function<void()> close) {
    guests_.push_back({std::move(source), clock_->steady(), Stage::silent, std::move(close), {}});
    const auto guest = std::prev(guests_.end());
    ++silent_;
    if (silent_ > limits_.silent)
        if (auto* one = oldest([](const Guest& any) { return any.stage == Stage::silent; }))
            send_away(*one);
    return {*this, guest};
}

void Doorway::move(Guests::iterator guest, Stage stage) {
    const auto count = [&](int by) {
        const auto add = [by](std::size_t& number) { number = by > 0 ? number + 1 : number - 1; };
        if (guest->stage == Stage::silent)
            add(silent_);
        if (guest->stage == Stage::waiting)
            add(waiting_);
        if (guest->stage != Stage::shaking)
            return;
        add(shakes_);
        const auto source = shaking_.try_emplace(guest->source, 0).first;
        add(source->second);
        if (source->second == 0)
            shaking_.erase(source);
    };
    count(-1);
    guest->stage = stage;
    guest->since = clock_->steady();
    count(1);
    guests_.splice(guests_.end(), guests_, guest);
}

void Doorway::leave(Guests::iterator guest) {
    move(guest, Stage::idle); // counted nowhere
    guests_.erase(guest);
    look();
}

void Doorway::look() {
    if (waiting_ == 0)
        return;
    const auto held = [&](const Guest& guest) {
        const auto source = shaking_.find(guest.source);
        return source != shaking_.end() && source->second >= limits_.handshakes_per_source;
    };
    const Guest* kept_back = nullptr;
    for (auto at = guests_.begin(); at != guests_.end();) {
        const auto guest = at++;
        if (guest->stage != Stage::waiting || guest->sent_away)
            continue;
        const bool full = shakes_ >= limits_.handshakes;
        if (full || held(*guest)) {
            if (kept_back == nullptr)
                kept_back = &*guest;
            if (full)
                break;
            continue;
        }
        move(guest, Stage::shaking);
        guest->turn();
    }
    if (kept_back == nullptr)
        return;
    const auto* source = held(*kept_back) ? &kept_back->source : nullptr;
    const auto before = clock_->steady() - limits_.slow;
    if (auto* slow = oldest([&](const Guest& any) {
            return any.stage == Stage::shaking && any.since <= before &&
                   (source == nullptr || any.source == *source);
        }))
        send_away(*slow);
}

// Of the source that has the most of them.
Doorway::Guest* Doorway::oldest(const std::function<bool(const Guest&)>& of) {
    std::map<std::string_view, std::pair<std::size_t, Guest*>> by_source;
    for (auto& guest : guests_) {
        if (guest.sent_away || !of(guest))
            continue;
        auto& found = by_source[guest.source];
        if (++found.first == 1)
            found.second = &guest;
    }
    std::pair<std::size_t, Guest*> most{0, nullptr};
    for (const auto& [name, found] : by_source)
        if (found.first > most.first)
            most = found;
    return most.second;
}

void Doorway::send_away(Guest& guest) {
    guest.sent_away = true;
    ++turned_out_;
    guest.close();
}

bool Doorway::send_one_away() {
    auto* one = oldest([](const Guest& guest) { return guest.stage != Stage::busy; });
    if (one != nullptr)
        send_away(*one);
    return one != nullptr;
}

void Doorway::close() {
    for (auto& guest : guests_)
        if (guest.stage != Stage::busy && guest.stage != Stage::idle && !guest.sent_away)
            send_away(guest);
}

} // namespace suoja::relay
