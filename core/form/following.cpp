// SPDX-License-Identifier: Apache-2.0
// How a change spreads: in the order of the dependency graph, so that each place is followed once,
// after all that it reads.
#include "core/form/dependencies.h"
#include "core/form/filling.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <unordered_set>

namespace suoja::form {

class Filling::Wave {
  public:
    explicit Wave(Filling& filling) : filling_(filling), places_(filling.places_) {
        filling.gave_up_ = 0;
    }

    // to follow: all that the place reads may be new, or (`own`) only its answer is
    void push(std::size_t place, bool own = false) {
        if (!queued_.insert(place).second)
            return;
        if (own)
            own_ = place;
        waiting_.emplace_back(graph().rank[places_[place].question], place);
        std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    }
    void touch(std::size_t place) {
        if (seen_.insert(place).second)
            touched_.push_back(place);
    }
    // who reads the question where it stands in the frame
    void announce(std::size_t question, std::size_t frame) {
        const auto reach = [&](std::size_t reader, auto&& call) {
            places_.each(graph().anywhere[reader] ? Places::kRoot : places_.common(frame, reader),
                         reader, call);
        };
        for (const std::size_t reader : graph().judgements[question])
            reach(reader, [&](std::size_t place) { touch(place); });
        for (const std::size_t reader : graph().states[question])
            reach(reader, [&](std::size_t place) { push(place); });
    }
    // an instance came into use, or left it: what stands in it is new to all who read it
    void announce_instance(std::size_t frame) {
        const Frame& instance = places_.frame(frame);
        const bool used = instance.number <= places_[instance.owner].used;
        places_.walk(frame, [&](std::size_t place) {
            if (used) {
                push(place);
                touch(place);
            } else {
                filling_.leave(place);
            }
            announce(places_[place].question,
                     used ? places_[place].frame : places_[instance.owner].frame);
        });
    }
    std::vector<Path> run() {
        while (!waiting_.empty()) {
            std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
            const std::size_t place = waiting_.back().second;
            waiting_.pop_back();
            const Change change = filling_.follow(place, place != own_);
            for (const std::size_t frame : std::exchange(filling_.flipped_, {}))
                announce_instance(frame);
            if (change.seen)
                touch(place);
            if (change.read)
                announce(places_[place].question, places_[place].frame);
        }
        places_.sort(touched_);
        std::vector<Path> paths;
        for (const std::size_t place : touched_) {
            filling_.judge(place);
            paths.push_back(places_.path(place));
        }
        return paths;
    }

  private:
    [[nodiscard]] const Dependencies& graph() const { return *places_.form().dependencies; }

    Filling& filling_;
    const Places& places_;
    std::vector<std::pair<std::size_t, std::size_t>> waiting_; // rank, place
    std::vector<std::size_t> touched_;
    std::unordered_set<std::size_t> queued_, seen_;
    std::size_t own_ = Question::kNone;
};

std::vector<Path> Filling::change(std::size_t start, Value value) {
    keep(start, std::move(value));
    Wave wave(*this);
    wave.touch(start);
    wave.push(start, true);
    return wave.run();
}

std::vector<Path> Filling::resize(std::size_t repeat, std::size_t count) {
    Wave wave(*this);
    const std::size_t before = places_.frames();
    const auto flipped = places_.use(repeat, count);
    note_count(repeat);
    for (const std::size_t frame : flipped) {
        if (frame >= before)
            put_in_defaults(frame);
        wave.announce_instance(frame);
    }
    wave.touch(repeat);
    wave.announce(places_[repeat].question, places_[repeat].frame);
    return wave.run();
}

std::vector<Path> Filling::remove(std::size_t instance) {
    const Frame gone = places_.frame(instance);
    const Path path = places_.path(gone.owner);
    Wave wave(*this);
    std::vector<std::size_t> questions;
    places_.walk(instance,
                 [&](std::size_t place) { questions.push_back(places_[place].question); });
    places_.drop(gone.owner, gone.number);
    // the draft by its paths: also what stands there of questions that the form does not have
    Answers moved;
    const Path begin = path + "[", end = path + "\\"; // the next character
    for (auto at = draft_.lower_bound(begin); at != draft_.end() && at->first < end;) {
        const std::string_view rest = std::string_view(at->first).substr(begin.size());
        std::size_t number = 0;
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (read.ec != std::errc() || number < gone.number) {
            ++at;
            continue;
        }
        if (number > gone.number)
            moved.emplace(begin + std::to_string(number - 1) +
                              std::string(read.ptr, rest.data() + rest.size()),
                          std::move(at->second));
        at = draft_.erase(at);
    }
    draft_.merge(moved);
    note_count(gone.owner);
    const std::size_t frame = places_[gone.owner].frame;
    for (const std::size_t question : questions)
        wave.announce(question, frame);
    wave.touch(gone.owner);
    wave.announce(places_[gone.owner].question, frame);
    // behind it everything has another path
    for (std::size_t i = gone.number - 1; i < places_[gone.owner].used; ++i)
        places_.walk(places_[gone.owner].frames[i], [&](std::size_t place) { wave.touch(place); });
    return wave.run();
}

std::vector<Path> Filling::finish(std::chrono::sys_time<std::chrono::milliseconds> now) {
    std::vector<std::size_t> ends;
    places_.walk(Places::kRoot, [&](std::size_t place) {
        if (places_.question(place).metadata == Metadata::end)
            ends.push_back(place);
    });
    Context then = context_;
    then.now = now;
    const std::string text = local_moment(then).date_time();
    std::vector<Path> paths;
    for (const std::size_t place : ends) {
        const auto told = change(place, text);
        paths.insert(paths.end(), told.begin(), told.end());
    }
    return paths;
}

} // namespace suoja::form
