// SPDX-License-Identifier: Apache-2.0
#pragma once
// A form as data: XLSForm tables (https://xlsform.org/en/ref-table/) parsed once. Immutable after
// loading, shared between threads. Loading: core/form/load.h. Filling in: core/form/entry.h.
#include "core/failure.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace suoja::form {

inline constexpr std::size_t kMaxRepeatDepth = 4;

// Text in the languages a form carries, by BCP 47 code taken from "label::Suomi (fi)".
struct Text {
    std::map<std::string, std::string, std::less<>> by_language;
    // the language asked for, else English, else the first there is, else ""
    [[nodiscard]] const std::string& in(std::string_view language) const;
    [[nodiscard]] bool has(std::string_view language) const;
};

enum class Type {
    text,
    integer,
    decimal,
    date,
    time,
    date_time,
    select_one,
    select_multiple,
    note,
    calculate,
    acknowledge,
    hidden,
    group,
    repeat,
};
enum class Class { identifying, sensitive, other }; // suoja_class D, S9, N
enum class Absence { not_asked, unknown, declined, not_applicable };
[[nodiscard]] std::string_view name(Absence absence); // "not_asked" …
[[nodiscard]] std::optional<Absence> parse_absence(std::string_view text);

// An answer or the reason why there is none. Dates are "YYYY-MM-DD" (partial ones "YYYY",
// "YYYY-MM"), times "hh:mm:ss", dateTime RFC 3339 with offset, phones E.164, acknowledge "OK",
// select_multiple the chosen names in list order, a calculate the text of its result; integers
// within +-(2^53 - 1).
using Value = std::variant<Absence, std::string, std::int64_t, double, std::vector<std::string>>;
[[nodiscard]] inline bool answered(const Value& value) {
    return value.index() != 0;
}

struct Choice {
    std::string name;
    Text label;
    std::map<std::string, std::string, std::less<>> columns; // every other column, for filters
};

class Expression;    // core/form/expression.h
struct Dependencies; // core/form/dependencies.h
struct Layout;       // core/form/layout.h

// XLSForm's metadata rows: hidden questions that the entry itself answers.
enum class Metadata { none, start, end, today, device, user };

struct Question {
    std::string name;
    Type type = Type::text;
    Metadata metadata = Metadata::none;
    std::string list; // choices list of a select; of a select from a file the file's name
    std::vector<std::string> appearance;
    Text label, hint, required_message, constraint_message;
    Class cls = Class::other;
    std::vector<Absence> absence; // kinds offered beside not_asked, in table order
    std::string htcds, ictip;
    bool read_only = false;
    std::optional<int> max_length; // suoja_length: a limit of characters for text
    std::shared_ptr<const Expression> relevant, required, constraint, calculation, initial,
        choice_filter, repeat_count;
    std::size_t parent = kNone; // index of the enclosing group or repeat
    std::size_t repeat = kNone; // index of the innermost repeat around it
    int row = 0;                // in survey.csv, 1 = header
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    [[nodiscard]] bool looks(std::string_view kind) const; // has this appearance
    [[nodiscard]] bool partial_date() const { return looks("partial-date"); }
    [[nodiscard]] bool phone() const { return looks("phone"); }
    [[nodiscard]] bool section() const { return type == Type::group || type == Type::repeat; }
    [[nodiscard]] bool stores() const { return !section() && type != Type::note; }
    // the form gives the value, nobody enters it
    [[nodiscard]] bool calculated() const { return calculation != nullptr; }
    [[nodiscard]] bool settable() const {
        return stores() && !calculated() && !read_only && metadata == Metadata::none;
    }
};

struct Form {
    std::string id, version; // settings.csv form_id, version
    Text title;
    std::string default_language;
    std::vector<Question> questions; // in table order; groups and repeats included
    std::map<std::string, std::vector<Choice>, std::less<>> lists;
    std::shared_ptr<const Expression> forward_when;
    Text forward_message; // why a record may not be sent yet
    std::vector<std::string> copy_to_consultation;
    std::vector<std::string> languages; // of labels and choices, the default one first
    std::shared_ptr<const Dependencies> dependencies;
    std::shared_ptr<const Layout> layout;
    std::map<std::string, std::size_t, std::less<>> by_name;

    [[nodiscard]] const Question* find(std::string_view name) const;
    [[nodiscard]] std::size_t index(std::string_view name) const; // Question::kNone when absent
    // top-level groups in order: the sections of the screen
    [[nodiscard]] std::vector<std::size_t> sections() const;
    [[nodiscard]] std::vector<std::size_t> children(std::size_t parent) const;
    [[nodiscard]] const Choice* choice(std::string_view list, std::string_view name) const;
    // whether the question stands in the repeat, however deep; everything stands in kNone
    [[nodiscard]] bool encloses(std::size_t repeat, std::size_t question) const;
};

} // namespace suoja::form
