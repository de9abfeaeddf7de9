// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/merkle.h"
#include "tests/kiosk/store/kiosk.h"

#include <cctype>

namespace suoja::kiosk {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct Travelling : test::Kiosk {
    RecordId record;
    void send(bool urgent = false, std::chrono::seconds hold = {}) {
        auto entry = filled();
        if (urgent)
            static_cast<void>(entry.set("forward_priority", std::string("urgent")).value());
        record = finalise(entry, hold).value().record;
    }
    // something happens to one part, or to both
    template <class Event> void at(std::size_t part, Event event) {
        auto row = store->records().outbox(record).at(part);
        event(row);
        store->records().update(row);
    }
    template <class Event> void both(Event event) {
        at(0, event);
        at(1, event);
    }
    [[nodiscard]] RecordRow row() { return store->records().row(record, clock.now()).value(); }
    [[nodiscard]] State state() { return row().state; }
};

TEST(Records, GoFromWaitingToRelayToReceived) {
    Travelling kiosk;
    kiosk.send();
    EXPECT_EQ(kiosk.state(), State::waiting);
    // the device's own relay is no hop
    kiosk.clock.advance(seconds{1});
    kiosk.both([&](OutboxRow& row) { row.handed_over_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::waiting);
    EXPECT_EQ(kiosk.row().handed_over_at, kiosk.clock.now());
    kiosk.clock.advance(seconds{1});
    kiosk.at(0, [&](OutboxRow& row) { row.forwarded_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::waiting); // the other part is still here
    kiosk.at(1, [&](OutboxRow& row) { row.forwarded_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::at_relay);
    kiosk.at(0, [&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::at_relay);
    EXPECT_EQ(kiosk.row().receipt_number, "");
    kiosk.clock.advance(seconds{1});
    kiosk.at(1, [&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::received);
    EXPECT_EQ(kiosk.row().received_at, kiosk.clock.now());
    EXPECT_FALSE(kiosk.row().opened_at);
    kiosk.at(0, [&](OutboxRow& row) { row.opened_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.row().opened_at, kiosk.clock.now());
}

TEST(Records, AreReceivedEvenWhenNobodySaidForwarded) {
    Travelling kiosk;
    kiosk.send();
    kiosk.at(0, [&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    kiosk.at(1, [&](OutboxRow& row) { row.forwarded_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::at_relay);
    kiosk.at(1, [&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::received);
}

TEST(Records, NeedAttentionWhenAPartIsRefused) {
    Travelling kiosk;
    kiosk.send();
    kiosk.both([&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    kiosk.at(1, [](OutboxRow& row) { row.refused = "bad_receipt"; });
    EXPECT_EQ(kiosk.state(), State::needs_attention);
    EXPECT_EQ(kiosk.row().refused, "bad_receipt");
    kiosk.at(1, [](OutboxRow& row) { row.refused.clear(); });
    EXPECT_EQ(kiosk.state(), State::received);
}

TEST(Records, NeedAPhoneWhenUrgentAndUnansweredForTenMinutes) {
    Travelling kiosk;
    kiosk.send(true);
    kiosk.clock.advance(minutes{10} - seconds{1});
    EXPECT_FALSE(kiosk.row().late);
    EXPECT_EQ(kiosk.state(), State::waiting);
    kiosk.clock.advance(seconds{1});
    EXPECT_TRUE(kiosk.row().late);
    EXPECT_EQ(kiosk.state(), State::needs_attention);
    kiosk.both([&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_FALSE(kiosk.row().late);
    EXPECT_EQ(kiosk.state(), State::received);
}

TEST(Records, MayWaitForDaysWhenNotUrgent) {
    Travelling kiosk;
    kiosk.send();
    kiosk.clock.advance(std::chrono::hours{24 * 30});
    EXPECT_FALSE(kiosk.row().late);
    EXPECT_EQ(kiosk.state(), State::waiting);
}

TEST(Records, SayHowLongTheyAreHeld) {
    Travelling kiosk;
    kiosk.send(false, seconds{60});
    EXPECT_EQ(kiosk.row().hold_until, kiosk.clock.now() + seconds{60});
    kiosk.clock.advance(seconds{60});
    EXPECT_FALSE(kiosk.row().hold_until);
}

TEST(Records, AreListedWithTheLanguageAndNoAnswer) {
    Travelling kiosk;
    kiosk.send();
    const auto row = kiosk.row();
    EXPECT_EQ(row.language, "vi");
    EXPECT_EQ(row.author_display, "aino");
    EXPECT_EQ(row.form, "intake");
    EXPECT_TRUE(row.case_code.starts_with("JOU1-26-0001-"));
    EXPECT_EQ(row.version, 1U);
}

TEST(Records, AreListedByFormAndStateNewestFirst) {
    Travelling kiosk;
    const auto hotline = test::add_user(*kiosk.store, "ville", {Role::hotline});
    std::vector<RecordId> made;
    for (int i = 0; i < 6; ++i) {
        kiosk.clock.advance(seconds{1});
        if (i == 3) {
            auto entry = kiosk.filled("call");
            made.push_back(finalise(*kiosk.store, kiosk.outgoing(), hotline, kiosk.draft(entry),
                                    entry, seconds{0})
                               .value()
                               .record);
            continue;
        }
        kiosk.send();
        made.push_back(kiosk.record);
        if (i % 2 == 0)
            kiosk.both([&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    }
    auto& records = kiosk.store->records();
    const auto all = records.list({}, std::nullopt, kiosk.clock.now(), 100);
    ASSERT_EQ(all.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i)
        EXPECT_EQ(all[i].record, made[5 - i]);
    EXPECT_EQ(records.list("call", std::nullopt, kiosk.clock.now(), 100).size(), 1U);
    const auto received = records.list("intake", State::received, kiosk.clock.now(), 2);
    ASSERT_EQ(received.size(), 2U);
    EXPECT_EQ(received[0].record, made[4]);
    EXPECT_EQ(received[1].record, made[2]);
    EXPECT_EQ(records.list("intake", State::waiting, kiosk.clock.now(), 100).size(), 2U);
    EXPECT_TRUE(records.list("intake", State::draft, kiosk.clock.now(), 100).empty());
}

TEST(Records, ShowTheNewestVersion) {
    Travelling kiosk;
    kiosk.send();
    auto version = kiosk.store->records().find(kiosk.record).value();
    version.version = 2;
    version.reason = "a date was wrong";
    version.draft = DraftId::make(kiosk.clock.now());
    version.finalised_at += seconds{5};
    kiosk.store->records().insert(version, {}, {});
    EXPECT_EQ(kiosk.row().version, 2U);
    EXPECT_EQ(kiosk.store->records().find(kiosk.record)->reason, "a date was wrong");
    EXPECT_EQ(kiosk.store->records().find(kiosk.record, 1)->reason, "");
    EXPECT_FALSE(kiosk.store->records().find(kiosk.record, 3));
    EXPECT_EQ(kiosk.store->records().list({}, std::nullopt, kiosk.clock.now(), 9).size(), 1U);
    // its own envelopes tell its state, not the older version's
    kiosk.both([&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_EQ(kiosk.state(), State::waiting);
}

TEST(Records, KeepWhatTheOutboxSays) {
    Travelling kiosk;
    kiosk.send();
    auto row = kiosk.store->records().outbox(kiosk.record).front();
    row.handed_over_at = kiosk.clock.now() + seconds{1};
    row.forwarded_at = kiosk.clock.now() + seconds{2};
    row.received_at = kiosk.clock.now() + seconds{3};
    row.opened_at = kiosk.clock.now() + seconds{4};
    row.leaf = 17;
    row.refused = "role";
    row.receipt = "{}";
    kiosk.store->records().update(row);
    kiosk.reopen();
    const auto found = kiosk.store->records().envelope(row.id).value();
    EXPECT_EQ(found.handed_over_at, row.handed_over_at);
    EXPECT_EQ(found.forwarded_at, row.forwarded_at);
    EXPECT_EQ(found.received_at, row.received_at);
    EXPECT_EQ(found.opened_at, row.opened_at);
    EXPECT_EQ(found.leaf, row.leaf);
    EXPECT_EQ(found.refused, row.refused);
    EXPECT_EQ(found.receipt, row.receipt);
    EXPECT_EQ(found.epoch, row.epoch);
    EXPECT_EQ(found.sha256, row.sha256);
    EXPECT_EQ(kiosk.store->records().unsettled().size(), 1U);
    auto other = row;
    other.id.bytes[0] ^= 1U;
    EXPECT_THROW(kiosk.store->records().update(other), StorageFailure);
    EXPECT_FALSE(kiosk.store->records().envelope(other.id));
}

TEST(Records, NumberTheirReceiptAsTheFormatsSay) {
    const Hash digest = sha256(view("an envelope"));
    const Millis at = from_unix_ms(1'772'000'000'123);
    const auto leaf = envelope::leaf_hash(envelope::leaf_data(digest, at));
    std::string expected = hex(sha256(leaf)).substr(0, 6);
    for (auto& c : expected)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    expected.insert(4, "-");
    EXPECT_EQ(receipt_number(digest, at), expected);
    EXPECT_NE(receipt_number(digest, at + std::chrono::milliseconds{1}), expected);
    Travelling kiosk;
    kiosk.send();
    kiosk.both([&](OutboxRow& row) { row.received_at = kiosk.clock.now(); });
    EXPECT_EQ(
        kiosk.row().receipt_number,
        receipt_number(kiosk.store->records().outbox(kiosk.record)[0].sha256, kiosk.clock.now()));
}

TEST(Records, NameTheirStates) {
    for (const auto state :
         {State::draft, State::waiting, State::at_relay, State::received, State::needs_attention})
        EXPECT_EQ(parse_state(name(state)), state);
    EXPECT_FALSE(parse_state("lost"));
}

} // namespace
} // namespace suoja::kiosk
