// SPDX-License-Identifier: Apache-2.0
#include "relay/bells.h"
#include "relay/later.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <thread>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;

constexpr auto kNever = std::chrono::hours(1);

asio::awaitable<void> wait_for(Bells& bells, std::vector<std::string> topics, std::uint64_t since,
                               std::chrono::milliseconds most, std::string& out) {
    const auto until = std::chrono::steady_clock::now() + most;
    out = co_await bells.wait(std::move(topics), since, until) ? "rung" : "over";
}

struct BellsTest : ::testing::Test {
    asio::io_context io{1};
    Bells bells{io};
    std::string out;
    void wait(std::vector<std::string> topics, std::uint64_t since,
              std::chrono::milliseconds most = kNever) {
        asio::co_spawn(io, wait_for(bells, std::move(topics), since, most, out), asio::detached);
    }
};

TEST_F(BellsTest, WakeWhoWaitsForOneOfSeveralTopics) {
    wait({"a", "b"}, bells.ticket());
    bells.ring("b");
    io.run();
    EXPECT_EQ(out, "rung");
}

TEST_F(BellsTest, DoNotMissARingBetweenLookingAndWaiting) {
    const auto ticket = bells.ticket();
    bells.ring("a");
    io.run();
    io.restart();
    wait({"a"}, ticket);
    io.run();
    EXPECT_EQ(out, "rung");
}

TEST_F(BellsTest, DoNotWakeForAnOlderRingOrAnotherTopic) {
    bells.ring("a");
    io.run();
    io.restart();
    wait({"a"}, bells.ticket(), std::chrono::milliseconds(20));
    bells.ring("b");
    io.run();
    EXPECT_EQ(out, "over");
}

TEST_F(BellsTest, LetNobodySleepOnceClosed) {
    wait({"a"}, bells.ticket());
    asio::post(io, [this] { bells.close(); });
    io.run();
    EXPECT_EQ(out, "over");
    io.restart();
    out.clear();
    wait({"a"}, bells.ticket());
    io.run();
    EXPECT_EQ(out, "over");
}

asio::awaitable<void> take(std::shared_ptr<Later<int>> later, int& out) {
    try {
        out = co_await later->get();
    } catch (const std::runtime_error&) {
        out = -1;
    }
}

TEST(Later, GivesWhatAnotherThreadSets) {
    asio::io_context io(1);
    int value = 0;
    int thrown = 0;
    const auto good = std::make_shared<Later<int>>(io);
    const auto bad = std::make_shared<Later<int>>(io);
    asio::co_spawn(io, take(good, value), asio::detached);
    asio::co_spawn(io, take(bad, thrown), asio::detached);
    std::thread other([&] {
        good->set(7);
        bad->fail(std::make_exception_ptr(std::runtime_error("x")));
    });
    io.run();
    other.join();
    EXPECT_EQ(value, 7);
    EXPECT_EQ(thrown, -1);
}

} // namespace
} // namespace suoja::relay
