// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an expression yields, with XPath 1.0's conversions and comparisons as ODK reads them: an
// empty text is no number (NaN), a text that is an ISO date is the number of its days, NaN equals
// nothing and prints as "". A reference yields a set of texts, one for each place the question
// stands (one today; with repeats, many). Pure; any thread.
#include "core/form/dates.h"
#include "core/form/expression.h"

#include <span>
#include <variant>

namespace suoja::form {

// Views into answers: valid while the expression is evaluated.
using TextSet = std::vector<std::string_view>;
using Operand = std::variant<bool, double, std::string, Moment, TextSet>;

// Where to put days when a text is read as a date; see Moment.
struct Conversion {
    int utc_offset_minutes = 0;
    [[nodiscard]] double number(std::string_view text) const;
    [[nodiscard]] double number(const Operand& operand) const;
    [[nodiscard]] bool compare(const Operand& left, Operator op, const Operand& right) const;
};

[[nodiscard]] bool to_boolean(const Operand& operand);
[[nodiscard]] std::string to_text(const Operand& operand);
// no exponent, no ".0", never "-0"; "" for NaN as in ODK
[[nodiscard]] std::string print_number(double number);

} // namespace suoja::form
