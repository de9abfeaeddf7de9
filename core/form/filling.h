// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an Entry does inside: the places of a form's questions, what stands there, and how a change
// spreads over them along the form's dependencies. Single thread.
#include "core/form/entry.h"
#include "core/form/evaluate.h"

namespace suoja::form {

// A question where it stands. Without repeats there is one for each question, at its index.
struct Place {
    Value kept = Absence::not_asked;  // what was answered, whatever else holds
    Value shown = Absence::not_asked; // `kept` without the choices that are filtered out
    std::string text;                 // string-value in expressions
    bool malformed = false;           // `kept` does not fit the question
    bool relevant = true;             // its groups included
    bool required = false;
    bool constraint_holds = true;
    std::vector<const Choice*> choices; // of a select with a choice_filter
};

class Filling {
  public:
    Filling(std::shared_ptr<const Form> form, Context context, const Answers& answers);

    [[nodiscard]] const Form& form() const { return *form_; }
    [[nodiscard]] const Context& context() const { return context_; }
    [[nodiscard]] const Answers& draft() const { return draft_; }
    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] std::size_t evaluations() const { return evaluations_; }

    [[nodiscard]] std::size_t find(std::string_view path) const { return form_->index(path); }
    [[nodiscard]] const Place* at(std::string_view path) const;
    [[nodiscard]] const Place& operator[](std::size_t place) const { return places_[place]; }
    [[nodiscard]] const Question& question(std::size_t place) const {
        return form_->questions[place];
    }
    [[nodiscard]] const Path& path(std::size_t place) const { return question(place).name; }

    // Keeps the value, fitting or not, and follows what depends on it; see Entry::set.
    [[nodiscard]] std::vector<Path> change(std::size_t place, Value value);
    [[nodiscard]] std::optional<Problem> problem(std::size_t place) const;
    [[nodiscard]] bool may_forward() const;
    // the text with answers in place of "${name}"
    [[nodiscard]] std::string fill(const Text& from, std::string_view language) const;

  private:
    class Here; // the Scope of an expression at a place

    struct Change {
        bool seen = false; // anything a screen shows
        bool read = false; // what others read: of a group its relevance, of a question its text
    };
    void keep(std::size_t place, Value value);
    void put_in_defaults();
    void take(const Answers& answers);
    void calculate(std::size_t place);
    void filter(std::size_t place);
    Change follow(std::size_t place, bool reads_changed);
    void judge(std::size_t place);
    [[nodiscard]] bool holds(const Expression& expression, const Scope& scope) const;
    [[nodiscard]] std::string text(const Expression& expression, const Scope& scope) const;

    std::shared_ptr<const Form> form_;
    Context context_;
    std::vector<Place> places_;
    Answers draft_;
    mutable std::size_t evaluations_ = 0;
};

// White space alone and no choice at all are no answer. What fits takes its one stored form:
// numbers of a decimal as doubles, choices in list order.
[[nodiscard]] Value tidy(const Form& form, const Question& question, Value value);

} // namespace suoja::form
