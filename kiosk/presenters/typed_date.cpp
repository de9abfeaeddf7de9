// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/typed_date.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

#include <charconv>
#include <chrono>
#include <ctime>
#include <vector>

namespace suoja::kiosk {

namespace {

std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
    if (text.size() < least || text.size() > most)
        return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::string padded(int n, std::size_t width) {
    auto text = std::to_string(n);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

bool exists(int year, int month, int day) {
    using namespace std::chrono;
    return year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                          std::chrono::day(static_cast<unsigned>(day)))
        .ok();
}

bool plausible(int year) {
    return year >= 1800 && year <= 2999;
}

std::optional<std::string> iso(std::optional<int> year, std::optional<int> month,
                               std::optional<int> day) {
    if (!year || !month || !day || !plausible(*year) || !exists(*year, *month, *day))
        return std::nullopt;
    return padded(*year, 4) + "-" + padded(*month, 2) + "-" + padded(*day, 2);
}

} // namespace

std::optional<std::string> iso_date(std::string_view typed, bool partial) {
    typed = trimmed(typed);
    const bool stored = typed.find('-') != std::string_view::npos;
    auto parts = split(typed, stored ? '-' : '.');
    if (stored)
        std::swap(parts.front(), parts.back());
    if (parts.size() == 3)
        return iso(digits(parts[2], 4, 4), digits(parts[1], 1, 2), digits(parts[0], 1, 2));
    if (!partial)
        return std::nullopt;
    if (parts.size() == 2) {
        const auto year = digits(parts[1], 4, 4), month = digits(parts[0], 1, 2);
        if (!year || !month || !plausible(*year) || *month < 1 || *month > 12)
            return std::nullopt;
        return padded(*year, 4) + "-" + padded(*month, 2);
    }
    const auto year = digits(parts[0], 4, 4);
    return year && plausible(*year) ? std::optional(padded(*year, 4)) : std::nullopt;
}

std::optional<std::string> iso_time(std::string_view typed) {
    typed = trimmed(typed);
    const auto parts = split(typed, typed.find(':') != std::string_view::npos ? ':' : '.');
    if (parts.size() < 2)
        return std::nullopt;
    const auto hour = digits(parts[0], 1, 2), minute = digits(parts[1], 2, 2);
    if (parts.size() != 2 || !hour || !minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    return padded(*hour, 2) + ":" + padded(*minute, 2) + ":00";
}

std::optional<std::string> iso_date_time(std::string_view typed) {
    typed = trimmed(typed);
    if (typed.find('T') != std::string_view::npos)
        return std::string(typed);
    const auto space = typed.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto date = iso_date(typed.substr(0, space), false);
    const auto time = iso_time(typed.substr(space + 1));
    if (!date || !time)
        return std::nullopt;
    std::tm parts{};
    parts.tm_year = *digits(std::string_view(*date).substr(0, 4), 4, 4) - 1900;
    parts.tm_mon = *digits(std::string_view(*date).substr(5, 2), 2, 2) - 1;
    parts.tm_mday = *digits(std::string_view(*date).substr(8, 2), 2, 2);
    parts.tm_hour = *digits(std::string_view(*time).substr(0, 2), 2, 2);
    parts.tm_min = *digits(std::string_view(*time).substr(3, 2), 2, 2);
    parts.tm_isdst = -1;
    const std::time_t at = std::mktime(&parts);
    return local_date_time(Millis(std::chrono::seconds(at)));
}

std::string typed_date(std::string_view stored) {
    const auto parts = split(stored, '-');
    const auto year = digits(parts[0], 4, 4);
    if (!year || parts.size() > 3)
        return std::string(stored);
    if (parts.size() == 1)
        return std::string(stored);
    const auto month = digits(parts[1], 2, 2);
    if (!month)
        return std::string(stored);
    if (parts.size() == 2)
        return std::to_string(*month) + "." + std::to_string(*year);
    const auto day = digits(parts[2], 2, 2);
    if (!day)
        return std::string(stored);
    return std::to_string(*day) + "." + std::to_string(*month) + "." + std::to_string(*year);
}

std::string typed_date_time(std::string_view stored) {
    if (stored.size() < 16 || stored[10] != 'T')
        return std::string(stored);
    std::string clock(stored.substr(11, 5));
    if (language() != "en")
        clock[2] = '.';
    return typed_date(stored.substr(0, 10)) + " " + clock;
}

} // namespace suoja::kiosk
