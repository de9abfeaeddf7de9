// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an Entry does inside: what stands at the places of a form, and how a change spreads over
// them along the form's dependencies. Single thread.
#include "core/form/evaluate.h"
#include "core/form/places.h"

namespace suoja::form {

class Filling {
  public:
    Filling(std::shared_ptr<const Form> form, Context context, const Answers& answers);

    [[nodiscard]] const Form& form() const { return places_.form(); }
    [[nodiscard]] const Context& context() const { return context_; }
    [[nodiscard]] const Answers& draft() const { return draft_; }
    [[nodiscard]] const Places& places() const { return places_; }
    [[nodiscard]] std::size_t evaluations() const { return evaluations_; }
    [[nodiscard]] const Place* at(std::string_view path) const;

    // Keeps the value, fitting or not, and follows what depends on it; see Entry::set.
    [[nodiscard]] std::vector<Path> change(std::size_t place, Value value);
    [[nodiscard]] std::vector<Path> resize(std::size_t repeat, std::size_t count);
    [[nodiscard]] std::vector<Path> remove(std::size_t instance); // a frame
    [[nodiscard]] std::vector<Path> finish(std::chrono::sys_time<std::chrono::milliseconds> now);

    [[nodiscard]] std::optional<Problem> problem(std::size_t place) const;
    [[nodiscard]] bool may_forward() const;
    // the text with answers in place of "${name}", as they stand around the place
    [[nodiscard]] std::string fill(const Text& from, std::string_view language,
                                   std::size_t place) const;

  private:
    class Here; // the Scope of an expression at a place
    class Wave; // one change on its way

    struct Change {
        bool seen = false; // anything a screen shows
        bool read = false; // what others read: of a group its relevance, of a question its text
    };
    void keep(std::size_t place, Value value);
    void note(std::size_t place); // into the draft
    void note_count(std::size_t repeat);
    void put_in_defaults(std::size_t frame);
    void put_in(std::size_t place, Value value);
    void take(const Answers& answers);
    void calculate(std::size_t place);
    void leave(std::size_t place); // with its instance: what is calculated is no answer to keep
    void count(std::size_t repeat);
    void filter(std::size_t place);
    Change follow(std::size_t place, bool reads_changed);
    [[nodiscard]] bool surrounding(std::size_t place) const;
    void judge(std::size_t place);
    [[nodiscard]] bool holds(const Expression& expression, const Scope& scope) const;
    [[nodiscard]] std::string text(const Expression& expression, const Scope& scope) const;

    Places places_;
    Context context_;
    Answers draft_;
    std::vector<std::size_t> flipped_; // frames that came into or left use since last asked
    mutable std::size_t evaluations_ = 0;
    mutable std::size_t gave_up_ = 0; // regular expressions, since the last change
};

// the entry's `now` on its own clock
[[nodiscard]] Moment local_moment(const Context& context);

// White space alone and no choice at all are no answer. What fits takes its one stored form:
// numbers of a decimal as doubles, choices in list order.
[[nodiscard]] Value tidy(const Form& form, const Question& question, Value value);

} // namespace suoja::form
