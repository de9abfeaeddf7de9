// SPDX-License-Identifier: Apache-2.0
#include "core/failure.h"

#include <gtest/gtest.h>

namespace suoja {
namespace {

// docs/formats.md, "Exit codes"
TEST(ExitCode, IsTheOneOfThePage) {
    EXPECT_EQ(exit_code(Reason::refused), 1);
    EXPECT_EQ(exit_code(Reason::not_found), 1);
    EXPECT_EQ(exit_code(Reason::too_large), 1);
    EXPECT_EQ(exit_code(Reason::untrusted), 1);
    EXPECT_EQ(exit_code(Reason::full), 1);
    EXPECT_EQ(exit_code(Reason::usage), 2);
    EXPECT_EQ(exit_code(Reason::locked), 3);
    EXPECT_EQ(exit_code(Reason::damaged), 4);
    EXPECT_EQ(exit_code(Reason::unreachable), 5);
    EXPECT_EQ(exit_code(Reason::busy), 6);
}

TEST(ResultOf, AnUncheckedFailureEndsAsOurBug) {
    const Result<int> good = 7;
    EXPECT_EQ(good.value(), 7);
    const Result<int> bad = fail(Reason::locked, "wrong_passphrase", "That was not it.");
    EXPECT_EQ(bad.error().code, "wrong_passphrase");
    EXPECT_THROW((void)bad.value(), UncheckedFailure);
}

} // namespace
} // namespace suoja
