// SPDX-License-Identifier: Apache-2.0
#include "core/form/places.h"

#include <algorithm>
#include <charconv>

namespace suoja::form {

// One part of a path: a name, with the number of an instance or 0 for none.
struct Places::Step {
    std::string_view name;
    std::size_t number = 0;
};

std::optional<Places::Step> Places::next(std::string_view& path) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    Step step{part, 0};
    if (const std::size_t open = part.find('['); open != std::string_view::npos) {
        const char* const end = part.data() + part.size() - 1;
        const auto read = std::from_chars(part.data() + open + 1, end, step.number);
        if (part.back() != ']' || read.ec != std::errc() || read.ptr != end || step.number == 0)
            return std::nullopt;
        step.name = part.substr(0, open);
    }
    return step;
}

Places::Places(std::shared_ptr<const Form> form) : form_(std::move(form)) {
    make(Question::kNone, Question::kNone, 0);
}

std::size_t Places::make(std::size_t repeat, std::size_t owner, std::size_t number) {
    frames_.push_back({repeat, owner, number, places_.size()});
    for (const std::size_t question : form_->layout->members.at(repeat)) {
        places_.emplace_back();
        places_.back().question = question;
        places_.back().frame = frames_.size() - 1;
    }
    return frames_.size() - 1;
}

Path Places::prefix(std::size_t frame) const {
    if (frame == kRoot)
        return {};
    return path(frames_[frame].owner) + "[" + std::to_string(frames_[frame].number) + "]/";
}

Path Places::path(std::size_t place) const {
    const std::string& name = question(place).name;
    return places_[place].frame == kRoot ? name : prefix(places_[place].frame) + name;
}

std::size_t Places::find(std::string_view path) const {
    std::size_t frame = kRoot;
    if (const std::size_t slash = path.rfind('/'); slash != std::string_view::npos) {
        frame = find_frame(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    const std::size_t asked = form_->index(path);
    if (frame == Question::kNone || asked == Question::kNone ||
        form_->questions[asked].repeat != frames_[frame].repeat)
        return Question::kNone;
    return place(frame, asked);
}

std::size_t Places::repeat_at(std::size_t frame, const std::optional<Step>& step) const {
    const std::size_t repeat = step ? form_->index(step->name) : Question::kNone;
    const bool names = repeat != Question::kNone && step->number > 0 &&
                       form_->questions[repeat].type == Type::repeat &&
                       form_->questions[repeat].repeat == frames_[frame].repeat;
    return names ? place(frame, repeat) : Question::kNone;
}

std::size_t Places::find_frame(std::string_view instance) const {
    std::size_t frame = kRoot;
    while (!instance.empty()) {
        const auto step = next(instance);
        const std::size_t owner = repeat_at(frame, step);
        if (owner == Question::kNone || step->number > places_[owner].used)
            return Question::kNone;
        frame = places_[owner].frames[step->number - 1];
    }
    return frame == kRoot ? Question::kNone : frame;
}

std::size_t Places::find_or_make(std::string_view path) {
    std::size_t frame = kRoot;
    while (path.find('/') != std::string_view::npos) {
        const auto step = next(path);
        const std::size_t owner = repeat_at(frame, step);
        if (owner == Question::kNone || step->number > kMaxInstances)
            return Question::kNone;
        use(owner, std::max(places_[owner].used, step->number));
        if (places_[owner].used < step->number)
            return Question::kNone;
        frame = places_[owner].frames[step->number - 1];
    }
    const std::size_t asked = form_->index(path);
    if (asked == Question::kNone || form_->questions[asked].repeat != frames_[frame].repeat)
        return Question::kNone;
    return place(frame, asked);
}

std::vector<std::size_t> Places::use(std::size_t repeat, std::size_t count) {
    Place& owner = places_[repeat];
    std::vector<std::size_t> flipped;
    count = std::min(count, kMaxInstances);
    const std::size_t each = form_->layout->members.at(owner.question).size();
    while (owner.used < count) {
        if (owner.used == owner.frames.size()) {
            if (places_.size() + each > kMaxPlaces)
                break;
            owner.frames.push_back(make(owner.question, repeat, owner.used + 1));
        }
        flipped.push_back(owner.frames[owner.used++]);
    }
    while (owner.used > count)
        flipped.push_back(owner.frames[--owner.used]);
    return flipped;
}

void Places::drop(std::size_t repeat, std::size_t number) {
    Place& owner = places_[repeat];
    owner.frames.erase(owner.frames.begin() + static_cast<std::ptrdiff_t>(number - 1));
    --owner.used;
    for (std::size_t i = number - 1; i < owner.frames.size(); ++i)
        frames_[owner.frames[i]].number = i + 1;
}

std::size_t Places::common(std::size_t frame, std::size_t question) const {
    while (!form_->encloses(frames_[frame].repeat, question))
        frame = places_[frames_[frame].owner].frame;
    return frame;
}

std::size_t Places::around(std::size_t frame, std::size_t repeat) const {
    while (frames_[frame].repeat != repeat) {
        if (frame == kRoot)
            return Question::kNone;
        frame = places_[frames_[frame].owner].frame;
    }
    return frame;
}

// By the rows of the table; where both stand in one repeat, by its instances first.
bool Places::before(std::size_t left, std::size_t right) const {
    const auto steps = [&](std::size_t place) {
        std::vector<std::size_t> found = {places_[place].question};
        for (std::size_t frame = places_[place].frame; frame != kRoot;
             frame = places_[frames_[frame].owner].frame) {
            found.push_back(frames_[frame].number);
            found.push_back(frames_[frame].repeat);
        }
        std::reverse(found.begin(), found.end());
        return found;
    };
    return steps(left) < steps(right);
}

void Places::sort(std::vector<std::size_t>& places) const {
    if (frames_.size() == 1)
        std::sort(places.begin(), places.end());
    else
        std::sort(places.begin(), places.end(),
                  [&](std::size_t left, std::size_t right) { return before(left, right); });
}

} // namespace suoja::form
