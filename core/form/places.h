// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where the questions of a form stand in one entry: a tree of frames (core/form/layout.h), each
// with a place for every question of it. Places and frames keep their numbers; of a repeat the
// first `used` frames are its instances, those behind it wait until a count asks for them again.
// Paths: "age", "children[2]/age", "children[2]" for an instance; numbers begin at 1. Single
// thread.
#include "core/form/entry.h"
#include "core/form/layout.h"

#include <deque>

namespace suoja::form {

inline constexpr std::size_t kMaxPlaces = 100'000; // of one entry

struct Place {
    std::size_t question = 0, frame = 0;
    Value kept = Absence::not_asked;  // what was answered, whatever else holds
    Value shown = Absence::not_asked; // `kept` without the choices that are filtered out
    std::string text;                 // string-value in expressions
    bool malformed = false;           // `kept` does not fit the question
    bool relevant = true;             // its groups included
    bool required = false;
    bool constraint_holds = true;
    std::vector<const Choice*> choices; // of a select with a choice_filter
    std::vector<std::size_t> frames;    // of a repeat
    std::size_t used = 0;
    bool too_many = false; // its repeat_count asks for more than there may be
};

struct Frame {
    std::size_t repeat = Question::kNone; // question
    std::size_t owner = Question::kNone;  // place of the repeat
    std::size_t number = 0;               // which instance, the first is 1
    std::size_t first = 0;                // its first place
};

class Places {
  public:
    static constexpr std::size_t kRoot = 0; // the frame outside all repeats

    explicit Places(std::shared_ptr<const Form> form);

    [[nodiscard]] const Form& form() const { return *form_; }
    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] std::size_t frames() const { return frames_.size(); }
    [[nodiscard]] Place& operator[](std::size_t place) { return places_[place]; }
    [[nodiscard]] const Place& operator[](std::size_t place) const { return places_[place]; }
    [[nodiscard]] const Frame& frame(std::size_t frame) const { return frames_[frame]; }
    [[nodiscard]] const Question& question(std::size_t place) const {
        return form_->questions[places_[place].question];
    }

    [[nodiscard]] Path path(std::size_t place) const;
    [[nodiscard]] Path prefix(std::size_t frame) const; // "" or "children[2]/"
    // kNone when nothing stands there; instances only where used
    [[nodiscard]] std::size_t find(std::string_view path) const;
    [[nodiscard]] std::size_t find_frame(std::string_view instance) const; // "children[2]"
    // as find, and makes the instances that the path names; kNone also where too many
    [[nodiscard]] std::size_t find_or_make(std::string_view path);

    // The number of frames; more are made as far as the limits go, fewer only leave use.
    // Answers the frames that came into or left use.
    std::vector<std::size_t> use(std::size_t repeat, std::size_t count);
    void drop(std::size_t repeat, std::size_t number); // the instance; those behind it move up

    [[nodiscard]] std::size_t place(std::size_t frame, std::size_t question) const {
        return frames_[frame].first + form_->layout->slot[question];
    }
    // the innermost frame around `frame`, itself included, that the question stands in or under
    [[nodiscard]] std::size_t common(std::size_t frame, std::size_t question) const;
    // the frame around `frame` that is an instance of the repeat; kNone when none is
    [[nodiscard]] std::size_t around(std::size_t frame, std::size_t repeat) const;

    // every place of the question in the frame and the instances under it, in document order; of
    // each repeat on the way only the instances that `keep(repeat, number)` wants
    template <class F, class Keep>
    void each(std::size_t frame, std::size_t question, F&& call, Keep&& keep) const {
        const std::size_t here = frames_[frame].repeat;
        std::size_t repeat = form_->questions[question].repeat;
        if (repeat == here)
            return call(place(frame, question));
        while (form_->questions[repeat].repeat != here)
            repeat = form_->questions[repeat].repeat;
        const Place& owner = places_[place(frame, repeat)];
        for (std::size_t i = 0; i < owner.used; ++i)
            if (keep(repeat, i + 1))
                each(owner.frames[i], question, call, keep);
    }
    template <class F> void each(std::size_t frame, std::size_t question, F&& call) const {
        each(frame, question, call, [](std::size_t, std::size_t) { return true; });
    }
    // every place in the frame and the instances under it, in document order
    template <class F> void walk(std::size_t frame, F&& call) const {
        for (const std::size_t question : form_->layout->members.at(frames_[frame].repeat)) {
            const std::size_t here = place(frame, question);
            call(here);
            for (std::size_t i = 0; i < places_[here].used; ++i)
                walk(places_[here].frames[i], call);
        }
    }
    // sorts into document order
    void sort(std::vector<std::size_t>& places) const;

  private:
    std::size_t make(std::size_t repeat, std::size_t owner, std::size_t number);
    [[nodiscard]] bool before(std::size_t left, std::size_t right) const;
    struct Step;
    [[nodiscard]] static std::optional<Step> next(std::string_view& path);
    // the place of the repeat in the frame whose instance the step names; kNone when it names none
    [[nodiscard]] std::size_t repeat_at(std::size_t frame, const std::optional<Step>& step) const;

    std::shared_ptr<const Form> form_;
    std::deque<Place> places_; // grows; references stay
    std::vector<Frame> frames_;
};

} // namespace suoja::form
