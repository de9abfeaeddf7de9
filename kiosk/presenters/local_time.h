// SPDX-License-Identifier: Apache-2.0
#pragma once
// Times as people read them, in the language in use: en 14:06, 12 March
// 2026; fi and sv 14.06, 12.3.2026. Local time is the machine's zone (TZ). Window's thread.
#include "core/clock.h"

namespace suoja::kiosk {

struct LocalTime {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int weekday = 0; // 0 = Monday
    int utc_offset_minutes = 0;
};
[[nodiscard]] LocalTime local(Millis time);

[[nodiscard]] std::string clock_words(Millis time);   // "14:06"
[[nodiscard]] std::string date_words(Millis time);    // "12 March 2026"
[[nodiscard]] std::string day_words(Millis time);     // "12 March"
[[nodiscard]] std::string weekday_words(Millis time); // "Thursday 12 March 2026"
// the clock today, "yesterday 16:20", "9 March 17:12", with the year when it is another one
[[nodiscard]] std::string moment_words(Millis time, Millis now);
[[nodiscard]] std::string age_words(std::chrono::milliseconds age); // "41 min", "1 day 2 h"
// "4:32", "1:02:09"
[[nodiscard]] std::string countdown_words(std::chrono::seconds left);
[[nodiscard]] std::string month_words(int month, std::string_view language); // "March"
[[nodiscard]] std::string weekday_name(int weekday, std::string_view language);
// RFC 3339 with the local offset, as a form's dateTime wants it
[[nodiscard]] std::string local_date_time(Millis time);
// "2026-03-12", "2026-03", "2026" and RFC 3339 in words; the text itself when it is neither
[[nodiscard]] std::string date_answer_words(std::string_view answer);
[[nodiscard]] bool same_day(Millis a, Millis b);
[[nodiscard]] bool same_minute(Millis a, Millis b);

} // namespace suoja::kiosk
