// SPDX-License-Identifier: Apache-2.0
#include "relay/doorway.h"

#include <algorithm>
#include <limits>

namespace suoja::relay {

Doorway::Visit::~Visit() {
    if (door_ != nullptr)
        door_->leave(at_);
}

void Doorway::Visit::speaks(std::function<void()> turn) {
    if (sent_away())
        return;
    at_->turn = std::move(turn);
    door_->move(at_, Stage::waiting);
    door_->look();
    const auto& limits = door_->limits_;
    const auto all = door_->counts_[waiting];
    auto& own = at_->source->in[waiting];
    if (own.size() > limits.waiting_per_source && all > own.size())
        door_->send_away(own.begin());
    else if (all > limits.waiting)
        door_->send_away_of(waiters);
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

Doorway::Visit Doorway::enter(const std::string& name, std::function<void()> close) {
    const auto self = sources_.try_emplace(name).first;
    auto& source = self->second;
    source.self = self;
    rank(source, false);
    auto& line = source.in[silent];
    line.push_back({&source, ++ages_, clock_->steady(), Stage::silent, std::move(close), {}});
    const auto guest = std::prev(line.end());
    ++counts_[silent];
    rank(source, true);
    if (counts_[silent] > limits_.silent)
        send_away_of(silents);
    std::size_t here = 0;
    for (std::size_t stage = silent; stage != gone; ++stage)
        here += counts_.at(stage);
    if (here > limits_.strangers)
        send_away_of(Kind::strangers);
    return {*this, guest};
}

// How many a source has of a kind, and the oldest of them.
Doorway::Rank Doorway::standing(Source& source, Kind kind) {
    Rank out{0, std::numeric_limits<std::uint64_t>::max(), &source};
    const auto add = [&](Stage stage) {
        const auto& line = source.in.at(stage);
        out.count += line.size();
        if (!line.empty())
            out.oldest = std::min(out.oldest, line.front().age);
    };
    switch (kind) {
    case silents:
        add(silent);
        break;
    case waiters:
        add(waiting);
        break;
    case shakers:
        add(shaking);
        add(slow);
        break;
    case slows:
        add(slow);
        break;
    case strangers:
        for (const auto stage : {silent, waiting, shaking, slow, idle})
            add(stage);
        break;
    case kKinds:
        break;
    }
    return out;
}

// Out before a source changes, in afterwards.
void Doorway::rank(Source& source, bool in) {
    for (const auto kind : {silents, waiters, shakers, slows, strangers}) {
        const auto stands = standing(source, kind);
        if (stands.count == 0)
            continue;
        if (in)
            ranks_.at(kind).insert(stands);
        else
            ranks_.at(kind).erase(stands);
    }
}

void Doorway::find_place_in_turn(Source& source) {
    const auto held = source.count(shaking) + source.count(slow);
    auto* line = source.count(waiting) == 0              ? nullptr
                 : held >= limits_.handshakes_per_source ? &more_
                                                         : &turns_;
    if (line == source.line)
        return;
    if (source.line != nullptr)
        source.line->erase(source.place);
    if (line != nullptr)
        source.place = line->insert(line->end(), &source);
    source.line = line;
}

void Doorway::move(Guests::iterator guest, Stage stage, bool keeps_age) {
    if (guest->stage == gone || guest->stage == stage)
        return; // sent away is for good
    auto& source = *guest->source;
    rank(source, false);
    if (guest->stage == shaking)
        shaking_.erase(guest->age);
    --counts_.at(guest->stage);
    ++counts_.at(stage);
    auto& line = source.in.at(stage);
    line.splice(line.end(), source.in.at(guest->stage), guest);
    guest->stage = stage;
    if (!keeps_age) {
        guest->age = ++ages_;
        guest->since = clock_->steady();
    }
    if (stage == shaking)
        shaking_.emplace(guest->age, guest);
    rank(source, true);
    find_place_in_turn(source);
}

void Doorway::leave(Guests::iterator guest) {
    move(guest, Stage::gone);
    auto& source = *guest->source;
    source.in[gone].erase(guest);
    --counts_[gone];
    look();
    if (std::all_of(source.in.begin(), source.in.end(),
                    [](const Guests& line) { return line.empty(); }))
        sources_.erase(source.self);
}

void Doorway::notice_slow() {
    const auto before = clock_->steady() - limits_.slow;
    while (!shaking_.empty()) {
        ++looked_at_;
        const auto oldest = shaking_.begin()->second;
        if (oldest->since > before)
            return;
        move(oldest, Stage::slow, true);
    }
}

// By somebody slow; else by a source that is beyond its share, to others at once; else by its own.
bool Doorway::free_a_place(Source& wanted_by) {
    if (send_away_of(slows))
        return true;
    const auto& most = ranks_[shakers];
    if (wanted_by.line == &turns_ && !most.empty() &&
        most.begin()->count > limits_.handshakes_per_source)
        return send_away_of(shakers);
    auto& own = wanted_by.in[shaking];
    if (4 * own.size() <= limits_.handshakes_per_source ||
        own.front().since > clock_->steady() - limits_.hurried)
        return false;
    send_away(own.begin());
    return true;
}

// To its newest.
void Doorway::give_turn(Source& source) {
    ++looked_at_;
    source.line->splice(source.line->end(), *source.line, source.place);
    const auto guest = std::prev(source.in[waiting].end());
    move(guest, Stage::shaking);
    guest->turn();
}

void Doorway::look() {
    if (counts_[waiting] == 0)
        return;
    notice_slow();
    while (!turns_.empty() || !more_.empty()) {
        auto& next = turns_.empty() ? *more_.front() : *turns_.front();
        if (handshakes() < limits_.handshakes)
            give_turn(next);
        else if (!free_a_place(next))
            return;
    }
}

bool Doorway::send_away_of(Kind kind) {
    const auto& ranks = ranks_.at(kind);
    if (ranks.empty())
        return false;
    const auto [count, age, source] = *ranks.begin();
    for (auto& line : source->in)
        if (!line.empty() && line.front().age == age && line.front().stage != gone) {
            send_away(line.begin());
            return true;
        }
    return false;
}

// Its place is free at once.
void Doorway::send_away(Guests::iterator guest) {
    ++looked_at_;
    move(guest, Stage::gone);
    ++turned_out_;
    guest->close();
}

bool Doorway::send_one_away() {
    return send_away_of(Kind::strangers);
}

void Doorway::close() {
    for (auto& [name, source] : sources_)
        for (const auto stage : {silent, waiting, shaking, slow})
            while (source.count(stage) > 0)
                send_away(source.in.at(stage).begin());
}

} // namespace suoja::relay
