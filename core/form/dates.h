// SPDX-License-Identifier: Apache-2.0
#pragma once
// Dates and times of answers. Strict readers of the stored forms ("2026-02-03", "14:30:00",
// RFC 3339 with offset), tolerant ones of what people type, and ODK's arithmetic: a moment is a
// number of days since 1970-01-01 in local time, whole for a date. Pure; any thread.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suoja::form {

struct Moment {
    std::int64_t local_ms = 0;  // milliseconds since 1970-01-01T00:00 on the local clock
    int utc_offset_minutes = 0; // of that clock
    [[nodiscard]] double days() const;
    [[nodiscard]] std::chrono::year_month_day date() const;
    [[nodiscard]] std::int64_t ms_of_day() const;
    // "2026-02-03" at midnight, else "2026-02-03T14:30:00.000+02:00"
    [[nodiscard]] std::string str() const;
    [[nodiscard]] std::string date_time() const; // the long form, also at midnight
};

// Strict; a day that does not exist is none. Years 0001 to 9999.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
[[nodiscard]] bool is_partial_date(std::string_view text); // "2026", "2026-02", "2026-02-03"
[[nodiscard]] bool is_time(std::string_view text);         // "14:30:00", fraction allowed
[[nodiscard]] bool is_date_time(std::string_view text);    // RFC 3339, offset or Z required
[[nodiscard]] std::string print_date(std::chrono::year_month_day date);

// An ISO date or date and time (seconds and offset may be missing) as a moment on the clock of
// `utc_offset_minutes`; none when it is not one. This is what makes a string a number in ODK.
[[nodiscard]] std::optional<Moment> moment_of(std::string_view text, int utc_offset_minutes);
[[nodiscard]] std::optional<Moment> moment_of(double days, int utc_offset_minutes);

// What people type, in the stored form: "3.2.2026", "2026-2-3"; "2/2026", "2.2026", "2026" for a
// partial date; "14.30"; "3.2.2026 14.30", "2026-02-03 14:30" at the clock's offset.
[[nodiscard]] std::optional<std::string> read_date(std::string_view typed);
[[nodiscard]] std::optional<std::string> read_partial_date(std::string_view typed);
[[nodiscard]] std::optional<std::string> read_time(std::string_view typed);
[[nodiscard]] std::optional<std::string> read_date_time(std::string_view typed,
                                                        int utc_offset_minutes);

} // namespace suoja::form
