// SPDX-License-Identifier: Apache-2.0
#include "core/form/functions.h"

#include "core/form/evaluate.h"
#include "core/form/spelling.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace suoja::form {
namespace {

using Call = const ExpressionNode&;
using Eval = const Evaluation&;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> list;
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && is_space(text[at]))
            ++at;
        const std::size_t start = at;
        while (at < text.size() && !is_space(text[at]))
            ++at;
        if (at > start)
            list.push_back(text.substr(start, at - start));
    }
    return list;
}

// numbers of all arguments, a set giving one for each place
std::vector<double> numbers(Eval e, Call call) {
    std::vector<double> all;
    for (const ExpressionNode& operand : call.operands) {
        const Operand value = e(operand);
        if (const auto* set = std::get_if<TextSet>(&value))
            for (const std::string_view text : *set)
                all.push_back(e.conversion().number(text));
        else
            all.push_back(e.conversion().number(value));
    }
    return all;
}

// the argument as a moment: a text by its date, a number by its days
std::optional<Moment> moment(Eval e, const Operand& value) {
    if (const auto* known = std::get_if<Moment>(&value))
        return *known;
    const int offset = e.conversion().utc_offset_minutes;
    if (const auto* days = std::get_if<double>(&value))
        return moment_of(*days, offset);
    if (std::holds_alternative<bool>(value))
        return std::nullopt;
    return moment_of(to_text(value), offset);
}

Operand fn_not(Eval e, Call c) {
    return !e.boolean(c.operands[0]);
}
Operand fn_true(Eval, Call) {
    return true;
}
Operand fn_false(Eval, Call) {
    return false;
}
Operand fn_boolean(Eval e, Call c) {
    return e.boolean(c.operands[0]);
}
Operand fn_number(Eval e, Call c) {
    return e.number(c.operands[0]);
}
Operand fn_string(Eval e, Call c) {
    return e.text(c.operands[0]);
}

Operand fn_if(Eval e, Call c) {
    return e(c.operands[e.boolean(c.operands[0]) ? 1 : 2]);
}

Operand fn_coalesce(Eval e, Call c) {
    for (const ExpressionNode& operand : c.operands)
        if (std::string text = e.text(operand); !text.empty())
            return text;
    return std::string();
}

Operand fn_selected(Eval e, Call c) {
    const std::string list = e.text(c.operands[0]), value = e.text(c.operands[1]);
    const auto chosen = words(list);
    if (chosen.empty())
        return trim(value).empty(); // in ODK no answer holds the empty choice
    return std::find(chosen.begin(), chosen.end(), trim(value)) != chosen.end();
}
Operand fn_count_selected(Eval e, Call c) {
    return static_cast<double>(words(e.text(c.operands[0])).size());
}

// OpenRosa: the value there was, or the first that there is
Operand fn_once(Eval e, Call c) {
    const std::string_view had = e.scope().self();
    return had.empty() ? e(c.operands[0]) : Operand(std::string(had));
}

Operand fn_position(Eval e, Call c) {
    return static_cast<double>(e.scope().position(c.target));
}

Operand fn_indexed_repeat(Eval e, Call c) {
    std::vector<Scope::Instance> instances;
    for (std::size_t i = 1; i + 1 < c.operands.size(); i += 2)
        instances.push_back({c.operands[i].target, e.number(c.operands[i + 1])});
    TextSet set;
    e.scope().indexed(c.operands[0].target, instances, set);
    return set;
}

Operand fn_string_length(Eval e, Call c) {
    return static_cast<double>(code_points(e.text(c.operands[0])));
}
Operand fn_contains(Eval e, Call c) {
    return e.text(c.operands[0]).find(e.text(c.operands[1])) != std::string::npos;
}
Operand fn_starts_with(Eval e, Call c) {
    return e.text(c.operands[0]).starts_with(e.text(c.operands[1]));
}
Operand fn_regex(Eval e, Call c) {
    return e.match(e.text(c.operands[0]), e.text(c.operands[1]));
}

Operand fn_concat(Eval e, Call c) {
    std::string all;
    for (const ExpressionNode& operand : c.operands) {
        const Operand value = e(operand);
        if (const auto* set = std::get_if<TextSet>(&value))
            for (const std::string_view text : *set)
                all += text;
        else
            all += to_text(value);
        cut_utf8(all, kMaxTextBytes);
    }
    return all;
}

Operand fn_int(Eval e, Call c) {
    return std::trunc(e.number(c.operands[0]));
}

// halves away from zero, as ODK does (XPath alone would round -2.5 to -2)
Operand fn_round(Eval e, Call c) {
    const double value = e.number(c.operands[0]);
    const double places = c.operands.size() > 1 ? std::trunc(e.number(c.operands[1])) : 0;
    if (std::isnan(value) || std::isnan(places))
        return kNaN;
    const double scale = std::pow(10.0, std::clamp(places, -308.0, 308.0));
    const double rounded = std::floor(std::fabs(value) * scale + 0.5) / scale;
    return std::isfinite(rounded) ? std::copysign(rounded, value) : value;
}

Operand fn_sum(Eval e, Call c) {
    double sum = 0;
    for (const double number : numbers(e, c))
        sum += number;
    return sum;
}
Operand fn_count(Eval e, Call c) {
    return static_cast<double>(numbers(e, c).size());
}
Operand extreme(Eval e, Call c, bool greatest) {
    const std::vector<double> all = numbers(e, c);
    double best = all.empty() ? kNaN : all.front();
    for (const double number : all) {
        if (std::isnan(number))
            return kNaN;
        best = greatest ? std::max(best, number) : std::min(best, number);
    }
    return best;
}
Operand fn_min(Eval e, Call c) {
    return extreme(e, c, false);
}
Operand fn_max(Eval e, Call c) {
    return extreme(e, c, true);
}

Operand fn_now(Eval e, Call) {
    return e.scope().now();
}
Operand fn_today(Eval e, Call) {
    Moment today = e.scope().now();
    today.local_ms -= today.ms_of_day();
    return today;
}

// "2026-2-3" is read too; what is no date is an empty text
Operand fn_date(Eval e, Call c) {
    const Operand value = e(c.operands[0]);
    if (const auto known = moment(e, value))
        return *known;
    if (std::holds_alternative<std::string>(value) || std::holds_alternative<TextSet>(value)) {
        const std::string text = to_text(value);
        if (text.size() > 4 && text[4] == '-')
            if (const auto padded = read_date(text))
                return *moment_of(*padded, e.conversion().utc_offset_minutes);
    }
    return std::string();
}

Operand fn_decimal_date_time(Eval e, Call c) {
    const auto known = moment(e, e(c.operands[0]));
    return known ? known->days() : kNaN;
}

std::string padded(std::int64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

Operand fn_format_date(Eval e, Call c) {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                              "Thu", "Fri", "Sat"};
    const auto when = moment_of(e.text(c.operands[0]), e.conversion().utc_offset_minutes);
    const std::string format = e.text(c.operands[1]);
    if (!when)
        return std::string();
    const auto date = when->date();
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    const unsigned day = static_cast<unsigned>(date.day());
    std::string text;
    for (std::size_t at = 0; at < format.size(); ++at) {
        const char code = format[at] == '%' && at + 1 < format.size() ? format[at + 1] : '\0';
        ++at;
        switch (code) {
        case 'Y':
            text += padded(year, 4);
            break;
        case 'y':
            text += padded(year % 100, 2);
            break;
        case 'm':
            text += padded(month, 2);
            break;
        case 'n':
            text += std::to_string(month);
            break;
        case 'b':
            text += kMonths[month - 1];
            break;
        case 'd':
            text += padded(day, 2);
            break;
        case 'e':
            text += std::to_string(day);
            break;
        case 'a':
            text += kDays[std::chrono::weekday(std::chrono::sys_days(date)).c_encoding()];
            break;
        default:
            text += format[--at];
        }
    }
    cut_utf8(text, kMaxTextBytes);
    return text;
}

Operand fn_choice_name(Eval e, Call c) {
    const Form& form = e.scope().form();
    const Question& question = form.questions[c.target];
    const Choice* choice = form.choice(question.list, trim(e.text(c.operands[0])));
    return choice == nullptr ? std::string() : choice->label.in(form.default_language);
}

using Arguments = Function::Arguments;
constexpr std::array kFunctions = {
    Function{"not", 1, 1, Arguments::values, fn_not},
    Function{"true", 0, 0, Arguments::values, fn_true},
    Function{"false", 0, 0, Arguments::values, fn_false},
    Function{"boolean", 1, 1, Arguments::values, fn_boolean},
    Function{"number", 1, 1, Arguments::values, fn_number},
    Function{"string", 1, 1, Arguments::values, fn_string},
    Function{"if", 3, 3, Arguments::values, fn_if},
    Function{"coalesce", 2, 2, Arguments::values, fn_coalesce},
    Function{"selected", 2, 2, Arguments::values, fn_selected},
    Function{"count-selected", 1, 1, Arguments::values, fn_count_selected},
    Function{"string-length", 1, 1, Arguments::values, fn_string_length},
    Function{"contains", 2, 2, Arguments::values, fn_contains},
    Function{"starts-with", 2, 2, Arguments::values, fn_starts_with},
    Function{"regex", 2, 2, Arguments::values, fn_regex},
    Function{"concat", 0, Function::kAny, Arguments::values, fn_concat},
    Function{"int", 1, 1, Arguments::values, fn_int},
    Function{"round", 1, 2, Arguments::values, fn_round},
    Function{"sum", 1, Function::kAny, Arguments::values, fn_sum},
    Function{"count", 1, Function::kAny, Arguments::questions, fn_count},
    Function{"min", 1, Function::kAny, Arguments::values, fn_min},
    Function{"max", 1, Function::kAny, Arguments::values, fn_max},
    Function{"once", 1, 1, Arguments::values, fn_once},
    Function{"position", 1, 1, Arguments::ancestor, fn_position},
    Function{"indexed-repeat", 3, 2 * kMaxRepeatDepth + 1, Arguments::indexed, fn_indexed_repeat},
    Function{"today", 0, 0, Arguments::values, fn_today},
    Function{"now", 0, 0, Arguments::values, fn_now},
    Function{"date", 1, 1, Arguments::values, fn_date},
    Function{"decimal-date-time", 1, 1, Arguments::values, fn_decimal_date_time},
    Function{"format-date", 2, 2, Arguments::values, fn_format_date},
    Function{"jr:choice-name", 2, 2, Arguments::choice_name, fn_choice_name},
};

// Functions of ODK that authors may know: what to write instead.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kElsewhere = {{
    {"format-date-time", "the nearest is format-date()"},
    {"ends-with", "the nearest is regex()"},
    {"substr", "the nearest is regex()"},
    {"substring", "the nearest is regex()"},
    {"selected-at", "the nearest is selected()"},
    {"count-non-empty", "compare each question with ''"},
    {"join", "the nearest is concat()"},
    {"date-time", "the nearest is date()"},
    {"decimal-time", "the nearest is decimal-date-time()"},
    {"floor", "the nearest is int()"},
    {"ceiling", "the nearest is round()"},
    {"pulldata", "lists stand in choices.csv; the nearest is jr:choice-name()"},
    {"jr:itext", "labels come in languages by their columns; the nearest is jr:choice-name()"},
}};

} // namespace

const Function* find_function(std::string_view name) {
    const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                    [&](const Function& known) { return known.name == name; });
    return found == kFunctions.end() ? nullptr : &*found;
}

std::string no_such_function(std::string_view name) {
    const std::string called = "“" + std::string(name) + "()” is not supported";
    for (const auto& [other, advice] : kElsewhere)
        if (other == name)
            return called + ": " + std::string(advice) + ".";
    std::vector<std::string_view> known;
    known.reserve(kFunctions.size());
    for (const Function& function : kFunctions)
        known.push_back(function.name);
    if (const auto near = nearest(name, known, 3))
        return called + "; the nearest is " + std::string(*near) + "().";
    return called + "; supported are " + join(known, ", ") + ".";
}

} // namespace suoja::form
