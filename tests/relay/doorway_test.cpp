// SPDX-License-Identifier: Apache-2.0
#include "relay/doorway.h"
#include "tests/support/clock.h"

#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <optional>

namespace suoja::relay {
namespace {

using std::chrono::seconds;

struct DoorwayTest : ::testing::Test {
    test::FakeClock clock;
    Doorway door{clock,
                 {.silent = 4,
                  .handshakes = 3,
                  .handshakes_per_source = 2,
                  .waiting = 6,
                  .waiting_per_source = 3}};

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
    const auto other = speaking("b");
    EXPECT_TRUE(one->turn && two->turn && other->turn);
    const auto third = speaking("a");
    EXPECT_FALSE(third->turn) << "waits";
    EXPECT_FALSE(third->closed) << "and is not refused";
    const auto fourth = speaking("c");
    EXPECT_FALSE(fourth->turn) << "all places are taken, and nobody has more than its share";
    two->visit->let_in();
    EXPECT_TRUE(fourth->turn);
    EXPECT_FALSE(third->turn) << "one place, and its source has most of its share";
    two.reset();
    EXPECT_FALSE(third->turn) << "two is counted no more: it was let in";
    one->visit->let_in();
    EXPECT_TRUE(third->turn);
}

TEST_F(DoorwayTest, LendsASourceTheFreePlacesUntilAnotherWantsThem) {
    const auto one = speaking("a"), two = speaking("a"), third = speaking("a");
    EXPECT_TRUE(third->turn) << "beyond its share, and nobody else is there";
    const auto fourth = speaking("a");
    EXPECT_FALSE(fourth->turn);
    EXPECT_FALSE(one->closed) << "not for its own source";
    const auto other = speaking("b");
    EXPECT_TRUE(other->turn) << "at once";
    EXPECT_TRUE(one->closed);
    const auto next = speaking("b");
    EXPECT_FALSE(next->turn) << "a has no more than its share now";
    EXPECT_FALSE(two->closed || third->closed);
}

TEST_F(DoorwayTest, GoesRoundTheSourcesWhenAllPlacesAreTakenAndTakesTheNewestOfEach) {
    std::vector<std::unique_ptr<Guest>> house;
    for (const std::string source : {"x", "x", "y"})
        house.push_back(speaking(source));
    const auto first = speaking("b"), second = speaking("b"), third = speaking("b"),
               other = speaking("c");
    EXPECT_FALSE(first->turn || second->turn || third->turn || other->turn);
    house[0]->visit->let_in();
    EXPECT_TRUE(third->turn) << "the newest is there most surely";
    EXPECT_FALSE(second->turn);
    house[1]->visit->let_in();
    EXPECT_TRUE(other->turn) << "behind three of another source";
    EXPECT_FALSE(second->turn);
    house[2]->visit->let_in();
    EXPECT_TRUE(second->turn);
    EXPECT_FALSE(first->turn);
    EXPECT_FALSE(first->closed) << "its turn comes too";
    third->visit->let_in();
    EXPECT_TRUE(first->turn);
}

TEST_F(DoorwayTest, LetsTheOldestOfTheGreediestGoWhenTooManyWait) {
    std::vector<std::unique_ptr<Guest>> house, b;
    for (const std::string source : {"x", "x", "y"})
        house.push_back(speaking(source));
    for (int i = 0; i < 5; ++i)
        b.push_back(speaking("b"));
    EXPECT_FALSE(b[0]->closed) << "alone it may be more than its part of the queue";
    const auto c = speaking("c");
    EXPECT_FALSE(b[0]->closed);
    b.push_back(speaking("b"));
    EXPECT_TRUE(b[0]->closed) << "with another it may not become more";
    EXPECT_FALSE(b[1]->closed);
    const auto d = speaking("d");
    EXPECT_TRUE(b[1]->closed) << "seven wait";
    for (const auto* one : {b[2].get(), b[3].get(), b[4].get(), b[5].get(), c.get(), d.get()})
        EXPECT_FALSE(one->closed);
}

TEST_F(DoorwayTest, OfEqualSourcesSendsAwayWhoStandsLongest) {
    const auto older = arrive("z"), newer = arrive("a");
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(older->closed);
    EXPECT_FALSE(newer->closed);
    const auto third = arrive("0");
    EXPECT_TRUE(door.send_one_away());
    EXPECT_TRUE(newer->closed);
    EXPECT_FALSE(third->closed);
}

TEST_F(DoorwayTest, HoldsNoMoreStrangersThanItsLimitWhateverTheyDo) {
    Doorway small(clock, {.strangers = 5});
    std::vector<std::unique_ptr<Guest>> guests;
    for (const std::string source : {"a", "b", "b", "c", "d", "e"}) {
        auto guest = std::make_unique<Guest>();
        guest->visit.emplace(small.enter(source, [one = guest.get()] { one->closed = true; }));
        guest->speak();
        guest->visit->let_in();
        guests.push_back(std::move(guest));
    }
    for (std::size_t i = 0; i < guests.size(); ++i)
        EXPECT_EQ(guests[i]->closed, i == 1) << "the older one of b";
    guests.clear();
}

TEST_F(DoorwayTest, LooksAtNobodyInVainHoweverManyWait) {
    Doorway large(clock, {.handshakes = 64});
    std::vector<std::unique_ptr<Guest>> guests;
    for (int i = 0; i < 564; ++i) {
        auto guest = std::make_unique<Guest>();
        guest->visit.emplace(
            large.enter(std::to_string(i % 50), [one = guest.get()] { one->closed = true; }));
        guest->speak();
        guests.push_back(std::move(guest));
    }
    EXPECT_LE(large.looked_at(), 3 * guests.size());
    const auto before = large.looked_at();
    for (int i = 0; i < 100; ++i)
        large.look();
    EXPECT_LE(large.looked_at(), before + 200);
    clock.advance(seconds(3));
    large.look(); // 64 became slow, as many wait
    EXPECT_LE(large.looked_at(), before + 200 + 4 * 64);
    EXPECT_EQ(large.turned_out(), 64U);
    guests.clear();
}

// A crowd that comes all the time, and one honest client at its sixth second.
struct Flood {
    int per_second = 60;
    int sources = 1;               // "0", "1", ...
    std::string honest = "0";      // its source
    bool whole_hellos = false;     // or one byte of one
    bool a_byte_is_enough = false; // to wait for a turn: as if it were a whole ClientHello
    DoorLimits limits = {};

    struct Comer {
        Steady since;
        std::optional<Doorway::Visit> visit;
        bool closed = false;
        std::optional<Steady> turn;
    };
    // whether the honest one could begin its handshake within the ten seconds it waits
    bool serves(test::FakeClock& clock) {
        Doorway door(clock, limits);
        std::list<Comer> crowd;
        Comer client;
        const auto enter = [&](Comer& comer, const std::string& source, bool speaks) {
            comer.since = clock.steady();
            comer.visit.emplace(door.enter(source, [&comer] { comer.closed = true; }));
            if (speaks)
                comer.visit->speaks([&] { comer.turn = clock.steady(); });
        };
        int came = 0;
        for (int step = 0; step < 1600 && !client.turn && !client.closed; ++step) {
            clock.advance(std::chrono::milliseconds(10));
            for (; came < per_second * step / 100; ++came)
                enter(crowd.emplace_back(), std::to_string(came % sources),
                      whole_hellos || a_byte_is_enough);
            if (step == 600)
                enter(client, honest, false);
            if (step == 605) // a round trip later
                client.visit->speaks([&] { client.turn = clock.steady(); });
            std::erase_if(crowd, [&](const Comer& one) { // as the server ends them
                const auto until = one.turn ? *one.turn + seconds(10) : one.since + seconds(20);
                const bool says_nothing = !whole_hellos && !a_byte_is_enough;
                return one.closed || clock.steady() >= until ||
                       (says_nothing && clock.steady() >= one.since + seconds(2));
            });
            if (step % 25 == 0)
                door.look();
        }
        client.visit.reset();
        crowd.clear();
        return client.turn.has_value();
    }
};

// a handshake has its ten seconds, whoever waits
DoorLimits patient() {
    DoorLimits out;
    out.slow = out.hurried = seconds(10);
    return out;
}

TEST_F(DoorwayTest, ACrowdOfItsOwnSourceKeepsAnHonestClientNotOut) {
    EXPECT_TRUE((Flood{.per_second = 60}.serves(clock)));
    EXPECT_TRUE((Flood{.per_second = 200}.serves(clock)));
    for (const int rate : {60, 200, 400}) // whole ones, which have no answer to ours
        EXPECT_TRUE((Flood{.per_second = rate, .whole_hellos = true}.serves(clock))) << rate;
    Flood before{.per_second = 60, .a_byte_is_enough = true, .limits = patient()};
    EXPECT_FALSE(before.serves(clock)) << "the same crowd, where a byte is enough for a turn";
}

TEST_F(DoorwayTest, NoCrowdOfOtherSourcesKeepsOneOut) {
    for (const bool whole : {false, true}) {
        Flood nine{.per_second = 200, .sources = 9, .honest = "9", .whole_hellos = whole};
        EXPECT_TRUE(nine.serves(clock));
        Flood ninety{.per_second = 900, .sources = 90, .honest = "90", .whole_hellos = whole};
        EXPECT_TRUE(ninety.serves(clock));
    }
    Flood before{.per_second = 900, .whole_hellos = true, .limits = patient()};
    EXPECT_FALSE(before.serves(clock)) << "the same crowd, where sources are not told apart";
}

TEST_F(DoorwayTest, ASlowHandshakeGivesWayToWhoWaitsAndToNobodyElse) {
    const auto slow = speaking("a"), slower = speaking("a"), another = speaking("b");
    clock.advance(seconds(3));
    door.look();
    EXPECT_FALSE(slow->closed) << "nobody waits";
    const auto next = speaking("a");
    EXPECT_TRUE(slow->closed);
    EXPECT_FALSE(slower->closed || another->closed) << "one is enough";
    EXPECT_TRUE(next->turn);
}

TEST_F(DoorwayTest, AFreshHandshakeIsNotEndedForWhoWaits) {
    const auto one = speaking("a"), two = speaking("a"), three = speaking("b");
    const auto next = speaking("a");
    EXPECT_FALSE(one->closed);
    clock.advance(seconds(3));
    door.look();
    EXPECT_TRUE(one->closed) << "later it is";
    EXPECT_FALSE(next->closed);
}

TEST_F(DoorwayTest, ACrowdBeyondItsShareHurriesForItsOwnSourceAlone) {
    const auto one = speaking("a"), two = speaking("a"), three = speaking("a");
    clock.advance(std::chrono::milliseconds(600));
    const auto next = speaking("a");
    EXPECT_TRUE(one->closed);
    EXPECT_TRUE(next->turn);
    EXPECT_FALSE(two->closed || three->closed);
}

TEST_F(DoorwayTest, ASourceWithFewHandshakesIsNotHurried) {
    for (const std::size_t share : {7, 8}) {
        Doorway full(clock, {.handshakes = 3, .handshakes_per_source = share});
        std::vector<std::unique_ptr<Guest>> guests;
        for (const std::string source : {"a", "a", "b", "a"}) {
            if (guests.size() == 3)
                clock.advance(std::chrono::milliseconds(600));
            auto& guest = guests.emplace_back(std::make_unique<Guest>());
            guest->visit.emplace(full.enter(source, [one = guest.get()] { one->closed = true; }));
            guest->speak();
        }
        EXPECT_EQ(guests[0]->closed, share == 7) << "two are more than a quarter";
        EXPECT_EQ(guests[3]->turn, share == 7);
        EXPECT_FALSE(guests[1]->closed || guests[2]->closed);
        guests.clear();
    }
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
