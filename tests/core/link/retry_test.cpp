// SPDX-License-Identifier: Apache-2.0
#include "core/link/retry.h"

#include <gtest/gtest.h>

namespace suoja::link {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Retry, DoublesUpToItsCapAndStaysThere) {
    RetryState state;
    const RetryPolicy policy{milliseconds(500), milliseconds(60'000)};
    std::vector<std::int64_t> whole;
    for (int i = 0; i < 12; ++i)
        whole.push_back(next_delay(state, policy, 1.0).count());
    EXPECT_EQ(whole, (std::vector<std::int64_t>{500, 1000, 2000, 4000, 8000, 16000, 32000, 60000,
                                                60000, 60000, 60000, 60000}));
}

TEST(Retry, SpreadsBetweenHalfTheStepAndTheStep) {
    for (const double random : {0.0, 0.25, 0.5, 0.999}) {
        RetryState state{3};
        const auto delay = next_delay(state, {milliseconds(500), milliseconds(60'000)}, random);
        EXPECT_GE(delay, milliseconds(2000));
        EXPECT_LE(delay, milliseconds(4000));
        EXPECT_EQ(delay, milliseconds(static_cast<std::int64_t>(2000 + random * 2000)));
    }
}

TEST(Retry, NeverComesBackBeforeThePeerAsked) {
    RetryState state;
    EXPECT_EQ(next_delay(state, {}, 0.0, seconds(30)), seconds(30));
    EXPECT_LT(next_delay(state, {}, 0.0, std::nullopt), seconds(30));
}

TEST(Retry, IsNotParkedForEverByAPeer) {
    RetryState state;
    EXPECT_EQ(next_delay(state, {}, 0.0, seconds(10'000'000)), std::chrono::hours(24));
}

TEST(Retry, StartsAfreshAfterASuccess) {
    RetryState state;
    for (int i = 0; i < 9; ++i)
        static_cast<void>(next_delay(state, {}, 0.5));
    succeeded(state);
    EXPECT_LE(next_delay(state, {}, 1.0), milliseconds(500));
}

TEST(Retry, DoesNotOverflowAfterYearsWithoutNetwork) {
    RetryState state{4'000'000'000U};
    EXPECT_EQ(next_delay(state, {}, 1.0), milliseconds(60'000));
}

} // namespace
} // namespace suoja::link
