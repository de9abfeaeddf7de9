// SPDX-License-Identifier: Apache-2.0
#include "core/form/answers.h"

#include "core/form/dates.h"
#include "core/form/lexer.h"
#include "core/form/operand.h"
#include "core/form/phone.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace suoja::form {
namespace {

constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1; // what every JSON reader keeps

bool plain_text(std::string_view text) {
    return valid_utf8(text) && text.find('\0') == std::string_view::npos;
}

bool text_fits(const Question& question, const std::string& text) {
    switch (question.type) {
    case Type::text:
        if (question.partial_date())
            return is_partial_date(text);
        if (question.phone())
            return is_phone(text);
        return plain_text(text);
    case Type::calculate:
    case Type::hidden:
        return plain_text(text);
    case Type::date:
        return parse_date(text).has_value();
    case Type::time:
        return is_time(text);
    case Type::date_time:
        return is_date_time(text);
    case Type::acknowledge:
        return text == "OK";
    case Type::integer:
    case Type::decimal:
    case Type::select_one:
    case Type::select_multiple:
    case Type::note:
    case Type::group:
    case Type::repeat:
        break;
    }
    return false;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number > kMaxInteger || number < -kMaxInteger)
        return std::nullopt;
    return number;
}

// the names in the order of the list, each once; none when one is not in it
std::optional<std::vector<std::string>> in_list_order(const Form& form, const Question& question,
                                                      std::vector<std::string_view> names) {
    const auto list = form.lists.find(question.list);
    if (list == form.lists.end())
        return std::nullopt;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::vector<std::string> ordered;
    for (const Choice& choice : list->second)
        if (std::binary_search(names.begin(), names.end(), std::string_view(choice.name)))
            ordered.push_back(choice.name);
    if (ordered.size() != names.size())
        return std::nullopt;
    return ordered;
}

template <class T> std::optional<Value> as_value(std::optional<T> read) {
    return read ? std::optional<Value>(std::move(*read)) : std::nullopt;
}

} // namespace

bool fits(const Form& form, const Question& question, const Value& value) {
    if (!question.stores())
        return false;
    if (const Absence* absence = std::get_if<Absence>(&value))
        return *absence == Absence::not_asked ||
               std::find(question.absence.begin(), question.absence.end(), *absence) !=
                   question.absence.end();
    if (const auto* text = std::get_if<std::string>(&value))
        return question.type == Type::select_one ? form.choice(question.list, *text) != nullptr
                                                 : text_fits(question, *text);
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return (question.type == Type::integer || question.type == Type::decimal) &&
               *number <= kMaxInteger && *number >= -kMaxInteger;
    if (const double* number = std::get_if<double>(&value))
        return question.type == Type::decimal && std::isfinite(*number);
    if (question.type != Type::select_multiple)
        return false;
    const auto& names = std::get<std::vector<std::string>>(value);
    return in_list_order(form, question, {names.begin(), names.end()}).has_value();
}

std::optional<Value> read_answer(const Form& form, const Question& question, std::string_view typed,
                                 int utc_offset_minutes) {
    if (!plain_text(typed))
        return std::nullopt;
    const std::string_view text = trim(typed);
    if (text.empty())
        return Value(Absence::not_asked);
    switch (question.type) {
    case Type::text:
        if (question.partial_date())
            return as_value(read_partial_date(text));
        if (question.phone())
            return as_value(read_phone(text));
        return Value(std::string(typed));
    case Type::hidden:
    case Type::calculate:
        return Value(std::string(typed));
    case Type::integer:
        return as_value(read_integer(text));
    case Type::decimal: {
        std::string number(text);
        std::replace(number.begin(), number.end(), ',', '.'); // as it is written in Finland
        return as_value(xpath_number(number));
    }
    case Type::date:
        return as_value(read_date(text));
    case Type::time:
        return as_value(read_time(text));
    case Type::date_time:
        return as_value(read_date_time(text, utc_offset_minutes));
    case Type::select_one:
        return form.choice(question.list, text) != nullptr ? std::optional<Value>(std::string(text))
                                                           : std::nullopt;
    case Type::select_multiple: {
        std::vector<std::string_view> names;
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
            names.push_back(rest.substr(0, end));
            rest = trim(rest.substr(end));
        }
        return as_value(in_list_order(form, question, std::move(names)));
    }
    case Type::acknowledge: {
        const std::string word = lower_ascii(text);
        return word == "ok" || word == "true" || word == "yes" ? std::optional<Value>("OK")
                                                               : std::nullopt;
    }
    case Type::note:
    case Type::group:
    case Type::repeat:
        break;
    }
    return std::nullopt;
}

bool typed_with_a_form(const Question& question) {
    switch (question.type) {
    case Type::integer:
    case Type::decimal:
    case Type::date:
    case Type::time:
    case Type::date_time:
        return true;
    case Type::text:
        return question.partial_date() || question.phone();
    case Type::select_one:
    case Type::select_multiple:
    case Type::note:
    case Type::calculate:
    case Type::acknowledge:
    case Type::hidden:
    case Type::group:
    case Type::repeat:
        break;
    }
    return false;
}

std::string string_value(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const double* number = std::get_if<double>(&value))
        return print_number(*number);
    if (const auto* names = std::get_if<std::vector<std::string>>(&value))
        return join(*names, " ");
    return {};
}

} // namespace suoja::form
