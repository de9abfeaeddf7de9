// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/local_time.h"

#include "kiosk/presenters/texts.h"

#include <array>
#include <charconv>
#include <ctime>

namespace suoja::kiosk {

namespace {

struct Names {
    std::array<std::string_view, 12> months;
    std::array<std::string_view, 7> days;
};
constexpr Names kEnglish{
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}};
constexpr Names kFinnish{
    {"tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu",
     "syyskuu", "lokakuu", "marraskuu", "joulukuu"},
    {"maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"}};
constexpr Names kSwedish{{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
                          "september", "oktober", "november", "december"},
                         {"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"}};

const Names& names(std::string_view code) {
    return code == "fi" ? kFinnish : code == "sv" ? kSwedish : kEnglish;
}

std::string two(int n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string clock_of(int hour, int minute) {
    return two(hour) + (language() == "en" ? ":" : ".") + two(minute);
}
std::string day_of(int month, int day) {
    if (language() == "en")
        return std::to_string(day) + " " + month_words(month, "en");
    return std::to_string(day) + "." + std::to_string(month) + ".";
}
std::string date_of(int year, int month, int day) {
    return day_of(month, day) + (language() == "en" ? " " : "") + std::to_string(year);
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() ||
        text.front() == '-')
        return std::nullopt;
    return value;
}

} // namespace

LocalTime local(Millis time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    const std::time_t at = seconds;
    std::tm parts{};
    ::localtime_r(&at, &parts);
    LocalTime result;
    result.year = parts.tm_year + 1900;
    result.month = parts.tm_mon + 1;
    result.day = parts.tm_mday;
    result.hour = parts.tm_hour;
    result.minute = parts.tm_min;
    result.second = parts.tm_sec;
    result.weekday = (parts.tm_wday + 6) % 7;
    result.utc_offset_minutes = static_cast<int>(parts.tm_gmtoff / 60);
    return result;
}

std::string clock_words(Millis time) {
    const auto at = local(time);
    return clock_of(at.hour, at.minute);
}

std::string date_words(Millis time) {
    const auto at = local(time);
    return date_of(at.year, at.month, at.day);
}

std::string day_words(Millis time) {
    const auto at = local(time);
    return day_of(at.month, at.day);
}

std::string weekday_words(Millis time) {
    return weekday_name(local(time).weekday, language()) + " " + date_words(time);
}

std::string moment_words(Millis time, Millis now) {
    const auto clock = clock_words(time);
    if (same_day(time, now))
        return fill(trc("a time today", "{time}"), {{"time", clock}});
    if (same_day(time, now - std::chrono::hours(24)) && time < now)
        return fill(tr("yesterday {time}"), {{"time", clock}});
    const bool this_year = local(time).year == local(now).year;
    return fill(trc("a day and a time", "{date} {time}"),
                {{"date", this_year ? day_words(time) : date_words(time)}, {"time", clock}});
}

std::string age_words(std::chrono::milliseconds age) {
    const auto minutes =
        std::max<std::int64_t>(0, std::chrono::floor<std::chrono::minutes>(age).count());
    if (minutes < 60)
        return fill(tr("{n} min"), {{"n", std::to_string(minutes)}});
    const auto hours = minutes / 60;
    const auto h = std::to_string(hours % 24);
    if (hours < 12)
        return fill(tr("{h} h {m} min"), {{"h", h}, {"m", two(static_cast<int>(minutes % 60))}});
    if (hours < 24)
        return fill(tr("{h} h"), {{"h", h}});
    const auto days = trn("{n} day", "{n} days", static_cast<std::uint64_t>(hours / 24));
    return hours % 24 == 0 ? days : days + " " + fill(tr("{h} h"), {{"h", h}});
}

std::string countdown_words(std::chrono::seconds left) {
    const auto seconds = std::max<std::int64_t>(0, left.count());
    const auto s = two(static_cast<int>(seconds % 60));
    if (seconds < 3600)
        return std::to_string(seconds / 60) + ":" + s;
    return std::to_string(seconds / 3600) + ":" + two(static_cast<int>(seconds / 60 % 60)) + ":" +
           s;
}

std::string month_words(int month, std::string_view code) {
    return std::string(names(code).months.at(static_cast<std::size_t>(month - 1)));
}

std::string weekday_name(int weekday, std::string_view code) {
    return std::string(names(code).days.at(static_cast<std::size_t>(weekday)));
}

std::string local_date_time(Millis time) {
    const auto at = local(time);
    const int offset = at.utc_offset_minutes;
    const int size = offset < 0 ? -offset : offset;
    return std::to_string(at.year) + "-" + two(at.month) + "-" + two(at.day) + "T" + two(at.hour) +
           ":" + two(at.minute) + ":" + two(at.second) + ".000" + (offset < 0 ? "-" : "+") +
           two(size / 60) + ":" + two(size % 60);
}

std::string date_answer_words(std::string_view answer) {
    const auto year = number(answer.substr(0, 4));
    if (!year || answer.size() < 4)
        return std::string(answer);
    if (answer.size() == 4)
        return std::string(answer);
    const auto month =
        answer.size() >= 7 && answer[4] == '-' ? number(answer.substr(5, 2)) : std::nullopt;
    if (!month || *month < 1 || *month > 12)
        return std::string(answer);
    if (answer.size() == 7)
        return language() == "en" ? month_words(*month, "en") + " " + std::to_string(*year)
                                  : std::to_string(*month) + "." + std::to_string(*year);
    const auto day =
        answer.size() >= 10 && answer[7] == '-' ? number(answer.substr(8, 2)) : std::nullopt;
    if (!day || *day < 1 || *day > 31)
        return std::string(answer);
    auto date = date_of(*year, *month, *day);
    if (answer.size() == 10)
        return date;
    // a time with its own offset: what the clock on the wall there said
    const auto hour =
        answer.size() >= 16 && answer[10] == 'T' ? number(answer.substr(11, 2)) : std::nullopt;
    const auto minute = hour && answer[13] == ':' ? number(answer.substr(14, 2)) : std::nullopt;
    if (!minute)
        return std::string(answer);
    return fill(trc("a day and a time", "{date} {time}"),
                {{"date", date}, {"time", clock_of(*hour, *minute)}});
}

bool same_minute(Millis a, Millis b) {
    return std::chrono::floor<std::chrono::minutes>(a) ==
           std::chrono::floor<std::chrono::minutes>(b);
}

bool same_day(Millis a, Millis b) {
    const auto x = local(a), y = local(b);
    return x.year == y.year && x.month == y.month && x.day == y.day;
}

} // namespace suoja::kiosk
