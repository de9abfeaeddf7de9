// SPDX-License-Identifier: Apache-2.0
#include "relay/doorway.h"
#include "tests/support/clock.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace suoja::relay {
namespace {

using std::chrono::seconds;

struct DoorwayTest : ::testing::Test {
    test::FakeClock clock;
    Doorway door{clock, {4, 3, 2, seconds(2)}};

    // a connection as the server has it: closed means that its stay ends with the next step
    struct Guest {
        std::optional<Doorway::Visit> visit;
        bool closed = false, turn = false;
        void speak() {
            visit->speaks([this] { turn = true; });
        }
    };
    std::unique_ptr<Guest> arrive(const std::string& source) {
        auto guest = std::make_unique<Guest>();
        guest->visit.emplace(door.enter(source, [one = guest.get()] { one->closed = true; }));
        clock.advance(std::chrono::milliseconds(10));
        return guest;
    }
    std::unique_ptr<Guest> speaking(const std::string& source) {
        auto guest = arrive(source);
        guest->speak();
        return guest;
    }
};

TEST_F(DoorwayTest, LetsWhoSpeaksBeginAtOnceWhileThereArePlaces) {
    const auto one = speaking("a");
    EXPECT_TRUE(one->turn);
    EXPECT_FALSE(one->closed);
}

TEST_F(DoorwayTest, SendsTheOldestSilentOneAwayForTheNext) {
    std::vector<std::unique_ptr<Guest>> silent;
    for (int i = 0; i < 4; ++i)
        silent.push_back(arrive("a"));
    EXPECT_FALSE(silent[0]->closed);
    const auto next = arrive("a");
    EXPECT_TRUE(silent[0]->closed);
    EXPECT_FALSE(silent[1]->closed);
    EXPECT_FALSE(next->closed);
    EXPECT_EQ(door.turned_out(), 1U);
}

TEST_F(DoorwayTest, SendsAwayFromTheSourceThatHasTheMost) {
    const auto slow_but_honest = arrive("a");
    std::vector<std::unique_ptr<Guest>> many;
    for (int i = 0; i < 40; ++i) {
        many.push_back(arrive("b"));
        std::erase_if(many, [](const auto& one) { return one->closed; });
    }
    EXPECT_FALSE(slow_but_honest->closed);
    slow_but_honest->speak();
    EXPECT_TRUE(slow_but_honest->turn);
}

TEST_F(DoorwayTest, KeepsASourceToItsShareAndTheOthersInTurn) {
    const auto one = speaking("a");
    auto two = speaking("a");
    const auto third = speaking("a");
    EXPECT_TRUE(two->turn);
    EXPECT_FALSE(third->turn) << "waits";
    EXPECT_FALSE(third->closed) << "and is not refused";
    const auto other = speaking("b");
    EXPECT_TRUE(other->turn) << "another source is not concerned";
    const auto fourth = speaking("c");
    EXPECT_FALSE(fourth->turn) << "all places are taken";
    two->visit->let_in();
    EXPECT_TRUE(third->turn);
    EXPECT_FALSE(fourth->turn) << "in the order of speaking";
    two.reset();
    EXPECT_FALSE(fourth->turn) << "two is counted no more: it was let in";
    one->visit->let_in();
    EXPECT_TRUE(fourth->turn);
}

TEST_F(DoorwayTest, ASlowHandshakeGivesWayToWhoWaitsAndToNobodyElse) {
    auto slow = speaking("a");
    auto slower = speaking("a");
    clock.advance(seconds(3));
    door.look();
    EXPECT_FALSE(slow->closed) << "nobody waits";
    const auto next = speaking("a");
    EXPECT_TRUE(slow->closed);
    EXPECT_FALSE(slower->closed) << "one is enough";
    EXPECT_FALSE(next->turn);
    slow.reset();
    EXPECT_TRUE(next->turn);
}

TEST_F(DoorwayTest, AFreshHandshakeIsNotEndedForWhoWaits) {
    const auto one = speaking("a");
    const auto two = speaking("a");
    const auto next = speaking("a");
    EXPECT_FALSE(one->closed);
    clock.advance(seconds(3));
    door.look();
    EXPECT_TRUE(one->closed) << "later it is";
    EXPECT_FALSE(next->closed);
}

TEST_F(DoorwayTest, MakesRoomWithWhoStandsLongestAndNeverWithTheBusy) {
    const auto busy = speaking("a");
    busy->visit->let_in();
    busy->visit->busy();
    EXPECT_FALSE(door.send_one_away());
    const auto idle = speaking("a");
    idle->visit->let_in();
    const auto shaking = speaking("a");
    const auto silent = arrive("a");
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(idle->closed);
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(shaking->closed);
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(silent->closed);
    EXPECT_FALSE(door.send_one_away());
    EXPECT_FALSE(busy->closed);
    busy->visit->idle();
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(busy->closed) << "when it was answered";
}

} // namespace
} // namespace suoja::relay
