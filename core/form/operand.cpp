// SPDX-License-Identifier: Apache-2.0
#include "core/form/operand.h"

#include "core/form/lexer.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace suoja::form {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool compare_numbers(double left, Operator op, double right) {
    switch (op) {
    case Operator::equal:
        return left == right;
    case Operator::not_equal:
        return left != right;
    case Operator::less:
        return left < right;
    case Operator::less_equal:
        return left <= right;
    case Operator::greater:
        return left > right;
    case Operator::greater_equal:
        return left >= right;
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::modulo:
        break;
    }
    return false;
}

bool is_number(const Operand& operand) {
    return std::holds_alternative<double>(operand) || std::holds_alternative<Moment>(operand);
}

Operator mirrored(Operator op) {
    switch (op) {
    case Operator::less:
        return Operator::greater;
    case Operator::less_equal:
        return Operator::greater_equal;
    case Operator::greater:
        return Operator::less;
    case Operator::greater_equal:
        return Operator::less_equal;
    case Operator::equal:
    case Operator::not_equal:
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::modulo:
        break;
    }
    return op;
}

} // namespace

double Conversion::number(std::string_view text) const {
    if (const auto plain = xpath_number(text))
        return *plain;
    const auto moment = moment_of(text, utc_offset_minutes);
    return moment ? moment->days() : kNaN;
}

double Conversion::number(const Operand& operand) const {
    if (const bool* boolean = std::get_if<bool>(&operand))
        return *boolean ? 1 : 0;
    if (const double* plain = std::get_if<double>(&operand))
        return *plain;
    if (const auto* text = std::get_if<std::string>(&operand))
        return number(std::string_view(*text));
    if (const auto* moment = std::get_if<Moment>(&operand))
        return moment->days();
    const TextSet& set = std::get<TextSet>(operand);
    return set.empty() ? kNaN : number(set.front());
}

bool to_boolean(const Operand& operand) {
    if (const bool* boolean = std::get_if<bool>(&operand))
        return *boolean;
    if (const double* number = std::get_if<double>(&operand))
        return *number != 0 && !std::isnan(*number);
    if (const auto* text = std::get_if<std::string>(&operand))
        return !text->empty();
    if (const auto* moment = std::get_if<Moment>(&operand))
        return moment->local_ms != 0;
    return !std::get<TextSet>(operand).empty();
}

std::string to_text(const Operand& operand) {
    if (const bool* boolean = std::get_if<bool>(&operand))
        return *boolean ? "true" : "false";
    if (const double* number = std::get_if<double>(&operand))
        return print_number(*number);
    if (const auto* text = std::get_if<std::string>(&operand))
        return *text;
    if (const auto* moment = std::get_if<Moment>(&operand))
        return moment->str();
    const TextSet& set = std::get<TextSet>(operand);
    return set.empty() ? std::string() : std::string(set.front());
}

std::string print_number(double number) {
    if (std::isnan(number))
        return "";
    if (std::isinf(number))
        return number < 0 ? "-Infinity" : "Infinity";
    if (number == 0)
        return "0";
    // the fewest digits that name this number, then the point put where the exponent says: the
    // library's own fixed form would print digits past what a double knows
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number),
                                   std::chars_format::scientific);
    const std::string_view printed(buffer, static_cast<std::size_t>(end.ptr - buffer));
    const std::size_t e = printed.find('e');
    int exponent = 0;
    const std::size_t sign = printed[e + 1] == '+' ? e + 2 : e + 1;
    std::from_chars(buffer + sign, end.ptr, exponent);
    std::string digits(1, printed[0]);
    if (e > 2)
        digits += printed.substr(2, e - 2);
    const int point = exponent + 1; // digits before the decimal point
    if (point <= 0)
        digits.insert(0, "0." + std::string(static_cast<std::size_t>(-point), '0'));
    else if (static_cast<std::size_t>(point) >= digits.size())
        digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
    else
        digits.insert(static_cast<std::size_t>(point), ".");
    return number < 0 ? "-" + digits : digits;
}

// XPath 1.0 section 3.4
bool Conversion::compare(const Operand& left, Operator op, const Operand& right) const {
    const bool equality = op == Operator::equal || op == Operator::not_equal;
    const auto* left_set = std::get_if<TextSet>(&left);
    const auto* right_set = std::get_if<TextSet>(&right);
    if (right_set != nullptr && left_set == nullptr)
        return compare(right, mirrored(op), left);
    if (std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right)) {
        if (equality)
            return (to_boolean(left) == to_boolean(right)) == (op == Operator::equal);
        // XPath would make a set a boolean first; ODK's engines compare its first number
        return compare_numbers(number(left), op, number(right));
    }
    if (left_set == nullptr) {
        if (equality && !is_number(left) && !is_number(right))
            return (to_text(left) == to_text(right)) == (op == Operator::equal);
        return compare_numbers(number(left), op, number(right));
    }
    const auto holds = [&](std::string_view one, std::string_view other) {
        return equality ? (one == other) == (op == Operator::equal)
                        : compare_numbers(number(one), op, number(other));
    };
    for (const std::string_view one : *left_set) {
        if (right_set != nullptr) {
            for (const std::string_view other : *right_set)
                if (holds(one, other))
                    return true;
        } else if (const auto* text = std::get_if<std::string>(&right)) {
            if (holds(one, *text))
                return true;
        } else if (compare_numbers(number(one), op, number(right))) {
            return true;
        }
    }
    return false;
}

} // namespace suoja::form
