// SPDX-License-Identifier: Apache-2.0
#include "relay/descriptors.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace suoja::relay {
namespace {

TEST(Descriptors, LeavePartOfTheTableToTheStoreWhateverIsAskedFor) {
    EXPECT_EQ(connections_that_fit(16384, 524288), 16384U);
    EXPECT_EQ(connections_that_fit(16384, 16384 + 384), 16384U);
    EXPECT_EQ(connections_that_fit(16384, 16384 + 383), 16383U);
    EXPECT_EQ(connections_that_fit(16384, 1024), 640U);
    EXPECT_EQ(connections_that_fit(10, 1024), 10U);
    EXPECT_EQ(connections_that_fit(16384, 256), 64U) << "too few for all: the ports share them";
}

TEST(Descriptors, AreRaisedToWhatTheSystemAllows) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{256, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    EXPECT_EQ(raise_descriptor_limit(), before.rlim_max);
    rlimit after{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    EXPECT_EQ(after.rlim_cur, before.rlim_max);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

} // namespace
} // namespace suoja::relay
