// SPDX-License-Identifier: Apache-2.0
#pragma once
// Evaluates an expression where it stands. Time and memory are bounded by the expression's size:
// no loops but over its own nodes and the places a question stands; a text that grows over 64 KiB
// is cut there; a regular expression gives up after a bounded number of steps. Pure; any thread.
#include "core/form/form.h"
#include "core/form/functions.h"

#include <span>

namespace suoja::form {

inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMostGivenUp = 20; // regular expressions, at one change

// What an expression may look at.
class Scope {
  public:
    virtual ~Scope() = default;
    // the string-values of a question where the expression stands, in document order; a question
    // that is not relevant or has no answer is ""; of a repeat one "" for each instance
    virtual void values(std::size_t question, TextSet& into) const = 0;
    [[nodiscard]] virtual std::string_view self() const { return {}; }
    [[nodiscard]] virtual const Form& form() const = 0;
    [[nodiscard]] virtual Moment now() const = 0;
    [[nodiscard]] virtual const Choice* choice() const { return nullptr; } // in a choice_filter
    // which instance of the repeat the expression stands in, the first is 1
    [[nodiscard]] virtual std::size_t position(std::size_t repeat) const = 0;
    // the values of a question in the instances named (a number that is no instance: none)
    struct Instance {
        std::size_t repeat;
        double number;
    };
    virtual void indexed(std::size_t question, std::span<const Instance> instances,
                         TextSet& into) const = 0;
};

class Evaluation {
  public:
    // `gave_up` counts the regular expressions that ran into their limits, here and in other
    // evaluations that share it
    explicit Evaluation(const Scope& scope, std::size_t* gave_up = nullptr)
        : scope_(scope), conversion_{scope.now().utc_offset_minutes}, shared_(gave_up) {}

    [[nodiscard]] Operand operator()(const ExpressionNode& node) const;
    [[nodiscard]] std::string text(const ExpressionNode& node) const;
    [[nodiscard]] double number(const ExpressionNode& node) const;
    [[nodiscard]] bool boolean(const ExpressionNode& node) const;

    // regex(): false also when it ran into its limits; after the first time here, and after
    // kMostGivenUp in all that share the count, nothing is tried again, or a cell or a form full of
    // such patterns would take minutes
    [[nodiscard]] bool match(std::string_view text, std::string_view pattern) const;

    [[nodiscard]] const Scope& scope() const { return scope_; }
    [[nodiscard]] const Conversion& conversion() const { return conversion_; }

  private:
    [[nodiscard]] Operand chain(const ExpressionNode& node) const;
    const Scope& scope_;
    Conversion conversion_;
    std::size_t* shared_;
    mutable bool gave_up_ = false;
};

} // namespace suoja::form
