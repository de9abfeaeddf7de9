// SPDX-License-Identifier: Apache-2.0
#include "core/form/dates.h"

#include "core/form/utf8.h"

#include <array>
#include <cmath>
#include <cstdlib>

namespace suoja::form {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t kDay = 86'400'000;

// Takes digits and separators off the front of a text, one after another.
struct Cursor {
    std::string_view rest;

    bool skip(char c) {
        if (rest.empty() || rest.front() != c)
            return false;
        rest.remove_prefix(1);
        return true;
    }
    // between `least` and `most` digits
    std::optional<int> digits(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        int number = 0;
        while (count < most && count < rest.size() && rest[count] >= '0' && rest[count] <= '9')
            number = number * 10 + (rest[count++] - '0');
        if (count < least || count == 0)
            return std::nullopt;
        rest.remove_prefix(count);
        return number;
    }
    [[nodiscard]] bool done() const { return rest.empty(); }
};

std::optional<year_month_day> existing(int y, int m, int d) {
    const year_month_day date{year(y), month(static_cast<unsigned>(m)),
                              day(static_cast<unsigned>(d))};
    return y >= 1 && y <= 9999 && date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<year_month_day> take_iso_date(Cursor& in) {
    const auto y = in.digits(4, 4);
    if (!y || !in.skip('-'))
        return std::nullopt;
    const auto m = in.digits(2, 2);
    if (!m || !in.skip('-'))
        return std::nullopt;
    const auto d = in.digits(2, 2);
    return d ? existing(*y, *m, *d) : std::nullopt;
}

struct Clock24 {
    int hour = 0, minute = 0, second = 0, ms = 0;
    bool has_seconds = false;
};

// seconds and fraction are optional; hours and minutes must be there
std::optional<Clock24> take_clock(Cursor& in, char separator = ':', std::size_t least = 2) {
    Clock24 clock;
    const auto h = in.digits(least, 2);
    if (!h || *h > 23 || !in.skip(separator))
        return std::nullopt;
    const auto m = in.digits(2, 2);
    if (!m || *m > 59)
        return std::nullopt;
    clock.hour = *h;
    clock.minute = *m;
    if (!in.skip(separator))
        return clock;
    const auto s = in.digits(2, 2);
    if (!s || *s > 59)
        return std::nullopt;
    clock.second = *s;
    clock.has_seconds = true;
    if (in.skip('.')) {
        int scale = 100;
        bool any = false;
        while (!in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9') {
            clock.ms += (in.rest.front() - '0') * scale; // digits past milliseconds are dropped
            scale /= 10;
            any = true;
            in.rest.remove_prefix(1);
        }
        if (!any)
            return std::nullopt;
    }
    return clock;
}

// Z, +hh:mm or -hh:mm, at most 14 hours
std::optional<int> take_offset(Cursor& in) {
    if (in.skip('Z'))
        return 0;
    int sign = 1;
    if (!in.skip('+')) {
        if (!in.skip('-'))
            return std::nullopt;
        sign = -1;
    }
    const auto h = in.digits(2, 2);
    if (!h || !in.skip(':'))
        return std::nullopt;
    const auto m = in.digits(2, 2);
    if (!m || *m > 59 || *h * 60 + *m > 14 * 60)
        return std::nullopt;
    return sign * (*h * 60 + *m);
}

std::string two(int number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string print_offset(int minutes) {
    const int size = std::abs(minutes);
    return (minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60);
}

std::int64_t ms_of(const Clock24& clock) {
    return ((clock.hour * 60LL + clock.minute) * 60 + clock.second) * 1000 + clock.ms;
}

std::int64_t ms_of(year_month_day date) {
    return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

// "3.2.2026" or "3/2/2026"; "2026-2-3"
std::optional<year_month_day> take_typed_date(Cursor& in) {
    Cursor probe = in;
    if (const auto y = probe.digits(4, 4); y && probe.skip('-')) {
        const auto m = probe.digits(1, 2);
        if (!m || !probe.skip('-'))
            return std::nullopt;
        const auto d = probe.digits(1, 2);
        in = probe;
        return d ? existing(*y, *m, *d) : std::nullopt;
    }
    const auto d = in.digits(1, 2);
    const char separator = in.rest.empty() ? '\0' : in.rest.front();
    if (!d || (separator != '.' && separator != '/') || !in.skip(separator))
        return std::nullopt;
    const auto m = in.digits(1, 2);
    if (!m || !in.skip(separator))
        return std::nullopt;
    const auto y = in.digits(4, 4);
    return y ? existing(*y, *m, *d) : std::nullopt;
}

} // namespace

double Moment::days() const {
    return static_cast<double>(local_ms) / static_cast<double>(kDay);
}

year_month_day Moment::date() const {
    const std::int64_t whole = local_ms >= 0 ? local_ms / kDay : -((-local_ms + kDay - 1) / kDay);
    return year_month_day(std::chrono::sys_days(std::chrono::days(whole)));
}

std::int64_t Moment::ms_of_day() const {
    return ((local_ms % kDay) + kDay) % kDay;
}

std::string Moment::str() const {
    if (ms_of_day() == 0)
        return print_date(date());
    return date_time();
}

std::string Moment::date_time() const {
    const std::int64_t ms = ms_of_day();
    std::string text = print_date(date());
    const int seconds = static_cast<int>(ms / 1000), rest = static_cast<int>(ms % 1000);
    text += "T" + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
    text += "." + std::string(1, static_cast<char>('0' + rest / 100)) + two(rest % 100);
    return text + print_offset(utc_offset_minutes);
}

std::string print_date(year_month_day date) {
    const int y = static_cast<int>(date.year());
    return two(y / 100) + two(y % 100) + "-" + two(static_cast<int>(unsigned(date.month()))) + "-" +
           two(static_cast<int>(unsigned(date.day())));
}

std::optional<year_month_day> parse_date(std::string_view text) {
    Cursor in{text};
    const auto date = take_iso_date(in);
    return date && in.done() ? date : std::nullopt;
}

bool is_partial_date(std::string_view text) {
    if (text.size() > 7)
        return parse_date(text).has_value();
    Cursor in{text};
    const auto y = in.digits(4, 4);
    if (!y || *y < 1)
        return false;
    if (in.done())
        return true;
    if (!in.skip('-'))
        return false;
    const auto m = in.digits(2, 2);
    return m && *m >= 1 && *m <= 12 && in.done();
}

bool is_time(std::string_view text) {
    Cursor in{text};
    const auto clock = take_clock(in);
    return clock && clock->has_seconds && in.done();
}

bool is_date_time(std::string_view text) {
    Cursor in{text};
    if (!take_iso_date(in) || !in.skip('T'))
        return false;
    const auto clock = take_clock(in);
    return clock && clock->has_seconds && take_offset(in) && in.done();
}

std::optional<Moment> moment_of(std::string_view text, int utc_offset_minutes) {
    Cursor in{text};
    const auto date = take_iso_date(in);
    if (!date)
        return std::nullopt;
    Moment moment{ms_of(*date), utc_offset_minutes};
    if (in.done())
        return moment;
    if (!in.skip('T'))
        return std::nullopt;
    const auto clock = take_clock(in);
    if (!clock)
        return std::nullopt;
    moment.local_ms += ms_of(*clock);
    if (in.done())
        return moment;
    const auto offset = take_offset(in);
    if (!offset || !in.done())
        return std::nullopt;
    moment.local_ms += (utc_offset_minutes - *offset) * 60'000LL;
    return moment;
}

std::optional<Moment> moment_of(double days, int utc_offset_minutes) {
    // years 0001 to 9999 only: beyond them there is nothing to print
    if (!(days >= -719'162.0 && days < 2'932'897.0))
        return std::nullopt;
    return Moment{std::llround(days * static_cast<double>(kDay)), utc_offset_minutes};
}

std::optional<std::string> read_date(std::string_view typed) {
    Cursor in{trim(typed)};
    const auto date = take_typed_date(in);
    return date && in.done() ? std::optional(print_date(*date)) : std::nullopt;
}

std::optional<std::string> read_partial_date(std::string_view typed) {
    const std::string_view text = trim(typed);
    if (is_partial_date(text))
        return std::string(text);
    Cursor in{text};
    if (const auto m = in.digits(1, 2); m && *m >= 1 && *m <= 12) {
        if (in.skip('.') || in.skip('/'))
            if (const auto y = in.digits(4, 4); y && *y >= 1 && in.done())
                return two(*y / 100) + two(*y % 100) + "-" + two(*m);
    }
    return read_date(text);
}

std::optional<std::string> read_time(std::string_view typed) {
    for (const char separator : {':', '.'}) {
        Cursor in{trim(typed)};
        const auto clock = take_clock(in, separator, 1);
        if (clock && in.done())
            return two(clock->hour) + ":" + two(clock->minute) + ":" + two(clock->second);
    }
    return std::nullopt;
}

std::optional<std::string> read_date_time(std::string_view typed, int utc_offset_minutes) {
    const std::string_view text = trim(typed);
    if (is_date_time(text))
        return std::string(text);
    Cursor in{text};
    const auto date = take_typed_date(in);
    if (!date || !(in.skip('T') || in.skip(' ')))
        return std::nullopt;
    const std::size_t offset_at = in.rest.find_first_of("Z+-");
    const auto time = read_time(in.rest.substr(0, offset_at));
    if (!time)
        return std::nullopt;
    int offset = utc_offset_minutes;
    if (offset_at != std::string_view::npos) {
        Cursor zone{in.rest.substr(offset_at)};
        const auto given = take_offset(zone);
        if (!given || !zone.done())
            return std::nullopt;
        offset = *given;
    }
    return print_date(*date) + "T" + *time + print_offset(offset);
}

} // namespace suoja::form
