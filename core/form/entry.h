// SPDX-License-Identifier: Apache-2.0
#pragma once
// One form being filled in: answers, and what follows from them. A changed answer re-evaluates
// only what depends on it. Single thread. Meaning of expressions and of empty answers: ODK's
// (https://docs.getodk.org/form-operators-functions/).
#include "core/form/form.h"

#include <chrono>

namespace suoja::form {

// Where a question stands: its name; in a repeat "children[2]/birth_year", in a repeat of a repeat
// "persons[1]/children[2]/birth_year", counted from 1. Groups are not named.
using Path = std::string;
// By path. How many instances a repeat has stands at "children[]" (an int64), so that an instance
// without answers is not lost.
using Answers = std::map<Path, Value, std::less<>>;

struct Context { // what today(), now(), username, deviceid mean; fixed when the entry is made
    std::chrono::sys_time<std::chrono::milliseconds> now;
    int utc_offset_minutes = 0;
    std::string user, device;
};

inline constexpr std::size_t kMaxInstances = 200; // of one repeat

enum class Fault {
    required,   // neither an answer nor one of the reasons the question offers for having none
    constraint, // the form's own rule
    malformed,  // typed, but not (yet) a date, number, phone …; kept as typed
    too_long,   // over suoja_length
    too_many,   // a repeat_count over what one record may hold
};
struct Problem {
    Path path;
    Fault fault;
    bool missing_only = false; // needed to send, but nothing wrong with what stands there
};

// A question that is not relevant keeps its answer in the draft but has none in expressions, and
// what a choice_filter leaves out of a select likewise; both come back. Every absence is '' in
// expressions; an offered one (unknown, declined, not_applicable) satisfies `required`.
class Entry {
  public:
    // Without answers the entry is new and the form's defaults are put in; with some it is a draft
    // that goes on, and nothing is put in again. Answers that no longer fit the form are kept and
    // show up as malformed; those of questions the form does not have stay in the draft.
    Entry(std::shared_ptr<const Form> form, Context context, const Answers& answers = {});
    ~Entry();
    Entry(Entry&&) noexcept;
    Entry& operator=(Entry&&) noexcept;

    // Takes a value of the question's own type or an Absence. A value that cannot be of the type
    // (a choice not in the list, a number for text) is refused; one that breaks a constraint is
    // kept and shows up as a problem. Returns the paths whose value, relevance, required state or
    // problem may have changed (the caller repaints these), the path itself included.
    [[nodiscard]] Result<std::vector<Path>> set(const Path& path, Value value);
    // as `set`, from what a person typed or a JSON file says: parses by the question's type
    // ("3.2.2026", "040 123 4567", "1,5", "yes no"). What is typed and does not read as the number,
    // date, time, phone … is not refused but kept as typed, with the problem `malformed` and '' in
    // expressions, so that a half-typed answer survives; it is in draft(), never in answers().
    [[nodiscard]] Result<std::vector<Path>> set_text(const Path& path, std::string_view text);

    // Repeats. One with a repeat_count follows it and takes no orders; what stands in instances
    // that a smaller count left out stays in the draft and comes back with them. Any other begins
    // without instances. New instances get the form's defaults.
    [[nodiscard]] std::size_t count(std::string_view repeat) const;
    [[nodiscard]] Result<std::vector<Path>> add(const Path& repeat); // "children": one at the end
    // "children[2]": with all that stands in it; those behind it move up
    [[nodiscard]] Result<std::vector<Path>> remove(const Path& instance);
    // What stands in a group ("person"), an instance ("children[2]") or, for "", the form itself,
    // groups and repeats by their paths, in the order of the table.
    [[nodiscard]] std::vector<Path> members(std::string_view path) const;
    // null when nothing stands there
    [[nodiscard]] const Question* question(std::string_view path) const;

    // The record is finished now: what an `end` row says.
    std::vector<Path> finish(std::chrono::sys_time<std::chrono::milliseconds> now);

    [[nodiscard]] const Value& value(std::string_view path) const; // Absence::not_asked when none
    [[nodiscard]] bool relevant(std::string_view path) const;      // its groups included
    [[nodiscard]] bool required(std::string_view path) const;
    [[nodiscard]] std::optional<Problem> problem(std::string_view path) const;
    [[nodiscard]] std::vector<Problem> problems() const; // form order, relevant ones only
    [[nodiscard]] bool may_forward() const;              // forward_when; true when none
    // the choices that choice_filter leaves, in list order
    [[nodiscard]] std::vector<const Choice*> choices(std::string_view path) const;
    // label or hint with ${name} put in
    [[nodiscard]] std::string label(std::string_view path, std::string_view language) const;
    [[nodiscard]] std::string hint(std::string_view path, std::string_view language) const;
    // what the form says of the problem there now; "" when nothing is wrong or it has no words
    [[nodiscard]] std::string message(std::string_view path, std::string_view language) const;

    // What is stored: relevant questions that have an answer, or an absence other than not_asked,
    // and the number of instances of relevant repeats that have any. calculate and hidden
    // included, notes not.
    [[nodiscard]] Answers answers() const;
    // as above but irrelevant answers too: a draft keeps what is hidden
    [[nodiscard]] const Answers& draft() const;
    [[nodiscard]] const Form& form() const;
    [[nodiscard]] std::size_t
    evaluations() const; // of expressions so far; for tests and benchmarks

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace suoja::form
