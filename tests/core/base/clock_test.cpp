// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

#include <gtest/gtest.h>

namespace suoja {
namespace {

TEST(Rfc3339, PrintsAndReadsMilliseconds) {
    EXPECT_EQ(rfc3339(from_unix_ms(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(rfc3339(from_unix_ms(1'772'000'000'123)), "2026-02-25T06:13:20.123Z");
    EXPECT_EQ(rfc3339(from_unix_ms(-1)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(parse_rfc3339("2026-02-25T06:13:20.123Z"), from_unix_ms(1'772'000'000'123));
    EXPECT_EQ(parse_rfc3339("2038-01-19T03:14:08.000Z"), from_unix_ms(2'147'483'648'000));
    EXPECT_TRUE(parse_rfc3339("2028-02-29T00:00:00.000Z"));
    for (std::int64_t ms = -70'000'000'000; ms < 4'000'000'000'000; ms += 86'399'999'777)
        EXPECT_EQ(parse_rfc3339(rfc3339(from_unix_ms(ms))), from_unix_ms(ms));
}

TEST(Rfc3339, TakesOneFormAndRealDatesOnly) {
    for (const auto* bad : {"",
                            "2026-02-25T06:13:20Z",
                            "2026-02-25T06:13:20.1Z",
                            "2026-02-25T06:13:20.1234Z",
                            "2026-02-25 06:13:20.123Z",
                            "2026-02-25T06:13:20.123z",
                            "2026-02-25t06:13:20.123Z",
                            "2026-02-25T06:13:20.123+00:00",
                            "2026-02-30T06:13:20.123Z",
                            "2026-13-01T06:13:20.123Z",
                            "2026-00-01T06:13:20.123Z",
                            "2026-01-00T06:13:20.123Z",
                            "2027-02-29T06:13:20.123Z",
                            "2026-02-25T24:00:00.000Z",
                            "2026-02-25T06:60:20.123Z",
                            "2026-02-25T06:13:60.123Z",
                            "2026-02-25T06:13:20,123Z",
                            "+026-02-25T06:13:20.123Z",
                            "2026-02--5T06:13:20.123Z",
                            "2026-02- 5T06:13:20.123Z",
                            " 2026-02-25T06:13:20.123Z",
                            "2026-02-25T06:13:20.123Z "})
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

TEST(SystemClock, SteadyTimeDoesNotRunBackwards) {
    const auto& clock = system_clock();
    const auto before = clock.steady();
    EXPECT_GE(clock.steady(), before);
    EXPECT_GT(clock.now(), from_unix_ms(1'700'000'000'000));
}

} // namespace
} // namespace suoja
