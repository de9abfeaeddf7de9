// SPDX-License-Identifier: Apache-2.0
#include "core/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

namespace suoja {
namespace {

TEST(Secrets, CannotBeCopiedByAccident) {
    EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
    EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
    EXPECT_TRUE(std::is_nothrow_move_constructible_v<Secret>);
}

TEST(Secrets, MoveLeavesNothingBehind) {
    Secret first = Secret::from_text("kuusi sanaa");
    const Secret second = std::move(first);
    EXPECT_EQ(second.text(), "kuusi sanaa");
    EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): that is the question
    const Secret third = second.copy();
    EXPECT_TRUE(constant_time_equal(third.view(), second.view()));
}

TEST(Secrets, AssigningOverOneWipesTheOldBytes) {
    Secret kept = Secret::from_text("old secret bytes that stay allocated");
    // moved-to storage is freed; what can be looked at is a buffer wiped in place
    Bytes buffer(kept.view().begin(), kept.view().end());
    wipe(buffer);
    EXPECT_TRUE(std::all_of(buffer.begin(), buffer.end(), [](auto b) { return b == 0; }));
    kept = Secret::from_text("new");
    EXPECT_EQ(kept.text(), "new");
    std::string text = "abc";
    wipe(text);
    EXPECT_TRUE(text.empty());
}

TEST(Secrets, ComparisonIsByLengthAndBytes) {
    EXPECT_TRUE(constant_time_equal(view("abc"), view("abc")));
    EXPECT_FALSE(constant_time_equal(view("abc"), view("abd")));
    EXPECT_FALSE(constant_time_equal(view("abc"), view("ab")));
    EXPECT_TRUE(constant_time_equal({}, {}));
}

TEST(Secrets, RandomOnesDiffer) {
    EXPECT_EQ(Secret::random(48).size(), 48U);
    EXPECT_FALSE(constant_time_equal(Secret::random(32).view(), Secret::random(32).view()));
    EXPECT_NE(random_bytes(16), random_bytes(16));
    EXPECT_TRUE(random_bytes(0).empty());
    EXPECT_TRUE(Secret::random(0).empty());
}

} // namespace
} // namespace suoja
