// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

#include <algorithm>
#include <charconv>

namespace suoja {
namespace {

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Millis now() const override {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(
            std::chrono::system_clock::now());
    }
    [[nodiscard]] Steady steady() const override { return std::chrono::steady_clock::now(); }
};

void digits(std::string& out, std::int64_t value, int width) {
    std::string number = std::to_string(value);
    out.append(static_cast<std::size_t>(
                   std::max<std::int64_t>(0, width - static_cast<std::int64_t>(number.size()))),
               '0');
    out += number;
}

bool number(std::string_view text, int& out) {
    for (const char c : text)
        if (c < '0' || c > '9')
            return false;
    return std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc{};
}

} // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

std::string rfc3339(Millis time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::string out;
    digits(out, static_cast<int>(date.year()), 4);
    out += '-';
    digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    digits(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    digits(out, clock.hours().count(), 2);
    out += ':';
    digits(out, clock.minutes().count(), 2);
    out += ':';
    digits(out, clock.seconds().count(), 2);
    out += '.';
    digits(out, clock.subseconds().count(), 3);
    out += 'Z';
    return out;
}

std::optional<Millis> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != 24 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != '.' || text[23] != 'Z')
        return std::nullopt;
    int y = 0;
    int mo = 0;
    int d = 0;
    int h = 0;
    int mi = 0;
    int s = 0;
    int ms = 0;
    if (!number(text.substr(0, 4), y) || !number(text.substr(5, 2), mo) ||
        !number(text.substr(8, 2), d) || !number(text.substr(11, 2), h) ||
        !number(text.substr(14, 2), mi) || !number(text.substr(17, 2), s) ||
        !number(text.substr(20, 3), ms))
        return std::nullopt;
    const year_month_day date{year(y), month(static_cast<unsigned>(mo)),
                              std::chrono::day(static_cast<unsigned>(d))};
    if (!date.ok() || h > 23 || mi > 59 || s > 59)
        return std::nullopt;
    return Millis(sys_days(date).time_since_epoch() + hours(h) + minutes(mi) + seconds(s) +
                  milliseconds(ms));
}

} // namespace suoja
