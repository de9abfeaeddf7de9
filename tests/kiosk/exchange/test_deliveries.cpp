// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "core/json.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

using database::Act;
using kiosk::State;

struct Deliveries : World {};

TEST_F(Deliveries, ARecordIsReceivedOnlyWhenTheCentreSignedForBothParts) {
    const auto record = finalise(kiosk);
    EXPECT_EQ(kiosk.files(), 2U);
    EXPECT_EQ(kiosk.state(record), State::waiting);
    far.connect(false);
    EXPECT_EQ(carry(kiosk).handed_over, 2U);
    EXPECT_EQ(kiosk.state(record), State::waiting); // the local relay does not count
    EXPECT_EQ(kiosk.files(), 2U);
    far.connect(true);
    EXPECT_EQ(carry(kiosk).receipts, 4U); // forwarded and received, twice
    EXPECT_EQ(kiosk.state(record), State::received);
    EXPECT_EQ(kiosk.files(), 0U);
    for (const auto& row : kiosk.rows(record)) {
        EXPECT_TRUE(row.received_at && row.leaf && row.forwarded_at && row.handed_over_at);
        EXPECT_TRUE(envelope::read_receipt(row.receipt).has_value());
    }
    EXPECT_EQ(audited(kiosk, Act::received), 1U);
    EXPECT_TRUE(kiosk.store->audit().verify().has_value());
    EXPECT_EQ(carry(kiosk).receipts, 0U);
}

TEST_F(Deliveries, HeldFilesStayUntilTheirTimeAndThenGoInOrder) {
    const auto held = finalise(kiosk, "Aino", std::chrono::seconds{60});
    const auto urgent = finalise(kiosk, "Oksana", std::chrono::seconds{0});
    auto round = carry(kiosk);
    EXPECT_EQ(round.handed_over, 2U);
    EXPECT_EQ(round.held, 2U);
    ASSERT_TRUE(round.next_due.has_value());
    EXPECT_EQ(*round.next_due, kiosk.rows(held).front().hold_until);
    EXPECT_EQ(kiosk.state(held), State::waiting);
    clock.advance(std::chrono::seconds{60});
    EXPECT_EQ(carry(kiosk).handed_over, 2U);
    std::vector<envelope::EnvelopeId> order;
    for (const auto& record : {urgent, held})
        for (const auto& row : kiosk.rows(record))
            order.push_back(row.id);
    EXPECT_EQ(far.handed_in(kiosk_identity.name), order);
}

TEST_F(Deliveries, WithoutAStoreTheFolderAloneIsHandedOver) {
    const auto record = finalise(kiosk);
    kiosk::Round locked(kiosk.outgoing, clock);
    const auto done = locked.run(*kiosk.relay, nullptr, {});
    ASSERT_TRUE(done);
    EXPECT_EQ(done->handed_over, 2U);
    EXPECT_EQ(far.calls("/v1/deliveries"), 0U);
    EXPECT_EQ(kiosk.files(), 2U); // a row settles them, nothing else
    EXPECT_FALSE(kiosk.rows(record).front().handed_over_at);
    // after the unlock the relay is asked and the rows catch up
    EXPECT_EQ(carry(kiosk).receipts, 4U);
    EXPECT_EQ(kiosk.state(record), State::received);
    EXPECT_EQ(far.handed_in(kiosk_identity.name).size(), 2U); // known the second time
}

TEST_F(Deliveries, WhatTheRelayLostIsOfferedAgain) {
    const auto record = finalise(kiosk);
    far.connect(false);
    carry(kiosk);
    far.forget_spools();
    far.connect(true);
    carry(kiosk);
    EXPECT_EQ(kiosk.state(record), State::waiting);
    kiosk.round->forget_offered();
    carry(kiosk);
    EXPECT_EQ(kiosk.state(record), State::received);
}

TEST_F(Deliveries, EventsThatWereLostAreAskedFor) {
    const auto record = finalise(kiosk);
    kiosk::StoreGate gate(*kiosk.store);
    const auto handed = kiosk::hand_over(*kiosk.relay, kiosk.outgoing, clock);
    ASSERT_TRUE(handed);
    EXPECT_EQ(handed->results.size(), 2U);
    ASSERT_TRUE(kiosk::note_handed_over(*kiosk.relay, gate, kiosk.outgoing, handed->results));
    far.forget_spools(); // the log has them, the relay's events are gone
    ASSERT_TRUE(kiosk::fetch_deliveries(*kiosk.relay, *kiosk.store, kiosk.outgoing, {}));
    EXPECT_EQ(kiosk.state(record), State::waiting);
    const auto found = kiosk::ask_for_lost(*kiosk.relay, gate, kiosk.outgoing);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, 2U);
    EXPECT_EQ(kiosk.state(record), State::received);
}

TEST_F(Deliveries, ARefusalNeedsAttentionAndKeepsTheEnvelope) {
    const auto record = finalise(kiosk);
    far.refuse("role");
    carry(kiosk);
    EXPECT_EQ(kiosk.state(record), State::needs_attention);
    for (const auto& row : kiosk.rows(record)) {
        EXPECT_EQ(row.refused, "role");
        EXPECT_FALSE(kiosk.store->records().sealed(row.id).empty());
    }
    far.refuse("");
    const auto next = finalise(kiosk, "Oksana");
    carry(kiosk);
    EXPECT_EQ(kiosk.state(next), State::received);
}

TEST_F(Deliveries, NoRelayIsAnOutcomeAndTheWorkIsKept) {
    const auto record = finalise(kiosk);
    far.stop(kiosk_identity.name);
    kiosk::StoreGate gate(*kiosk.store);
    const auto done = kiosk.round->run(*kiosk.relay, &gate, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, Reason::unreachable);
    const auto handed = kiosk::hand_over(*kiosk.relay, kiosk.outgoing, clock);
    ASSERT_FALSE(handed);
    EXPECT_EQ(handed.error().reason, Reason::unreachable);
    EXPECT_EQ(kiosk.state(record), State::waiting);
    EXPECT_EQ(kiosk.files(), 2U);
}

TEST_F(Deliveries, AFileThatDoesNotReadStopsNobody) {
    const auto broken = finalise(kiosk, "");
    const auto whole = finalise(kiosk, "");
    for (const auto& entry : std::filesystem::directory_iterator(kiosk.outgoing))
        if (entry.path().filename().string().ends_with(kiosk.rows(broken).front().id.str()))
            std::filesystem::resize_file(entry.path(), 100);
    EXPECT_EQ(carry(kiosk).handed_over, 1U);
    EXPECT_EQ(kiosk.state(whole), State::received);
    EXPECT_EQ(kiosk.state(broken), State::waiting);
    kiosk::reconcile_outgoing(*kiosk.store, kiosk.outgoing); // the row writes it again
    carry(kiosk);
    EXPECT_EQ(kiosk.state(broken), State::received);
}

// one change to the receipt's JSON each
struct Bend {
    const char* name;
    std::function<void(boost::json::object&)> change;
};
void PrintTo(const Bend& bend, std::ostream* out) {
    *out << bend.name;
}

struct BentReceipt : World, testing::WithParamInterface<Bend> {};

TEST_P(BentReceipt, DoesNotSettleAndTheTrueOneDoes) {
    const auto record = finalise(kiosk);
    far.bend_receipts([&](std::string receipt) {
        if (receipt.empty())
            return receipt;
        auto object = json::parse_object(receipt, 1U << 20U).value();
        GetParam().change(object);
        return json::canonical(object);
    });
    carry(kiosk);
    EXPECT_EQ(kiosk.state(record), State::needs_attention);
    for (const auto& row : kiosk.rows(record)) {
        EXPECT_EQ(row.refused, "bad_receipt");
        EXPECT_FALSE(row.received_at);
    }
    EXPECT_EQ(audited(kiosk, Act::received), 0U);
    far.bend_receipts({});
    kiosk::StoreGate gate(*kiosk.store);
    ASSERT_TRUE(kiosk::ask_for_lost(*kiosk.relay, gate, kiosk.outgoing));
    EXPECT_EQ(kiosk.state(record), State::received);
}

std::string flipped(std::string hexadecimal) {
    hexadecimal[0] = hexadecimal[0] == '0' ? '1' : '0';
    return hexadecimal;
}

INSTANTIATE_TEST_SUITE_P(
    Receipts, BentReceipt,
    testing::Values(
        Bend{"digest",
             [](auto& o) { o["sha256"] = flipped(std::string(o["sha256"].as_string())); }},
        Bend{"leaf", [](auto& o) { o["leaf"] = o["leaf"].as_int64() + 1; }},
        Bend{"time", [](auto& o) { o["received_at"] = "2026-01-01T00:00:00.000Z"; }},
        Bend{"proof", [](auto& o) { o["proof"].as_array().emplace_back(base64(Hash{})); }},
        Bend{"signature",
             [](auto& o) {
                 auto note = std::string(o["checkpoint"].as_string());
                 auto& digit = note[note.size() - 10];
                 digit = digit == 'A' ? 'B' : 'A';
                 o["checkpoint"] = note;
             }},
        Bend{"origin", [](auto& o) {
                 o["checkpoint"] = "other/log/00000000" + std::string(o["checkpoint"].as_string());
             }}));

TEST_F(Deliveries, AReceiptOfAnotherEnvelopeDoesNotSettle) {
    const auto first = finalise(kiosk, "");
    carry(kiosk);
    const auto stolen = kiosk.rows(first).front().receipt;
    const auto second = finalise(kiosk, "");
    far.bend_receipts([&](std::string receipt) { return receipt.empty() ? receipt : stolen; });
    carry(kiosk);
    EXPECT_EQ(kiosk.state(second), State::needs_attention);
    EXPECT_EQ(kiosk.rows(second).front().refused, "bad_receipt");
}

TEST_F(Deliveries, ConsistencyStaysOpenUntilTheProofComes) {
    finalise(kiosk, "");
    carry(kiosk);
    const auto kept = kiosk.store->office().checkpoint();
    ASSERT_TRUE(kept && kept->size > 0);
    const auto second = finalise(kiosk, "");
    kiosk::StoreGate gate(*kiosk.store);
    const auto handed = kiosk::hand_over(*kiosk.relay, kiosk.outgoing, clock);
    ASSERT_TRUE(kiosk::note_handed_over(*kiosk.relay, gate, kiosk.outgoing, handed->results));
    far.connect(false); // the receipt is at the relay, the proof is not to be had
    ASSERT_TRUE(kiosk::fetch_deliveries(*kiosk.relay, *kiosk.store, kiosk.outgoing, {}));
    EXPECT_EQ(kiosk.state(second), State::received);
    EXPECT_EQ(kiosk::consistency_open(*kiosk.store).size(), 1U);
    EXPECT_EQ(kiosk.store->office().checkpoint(), kept); // not the newest before it is shown
    carry(kiosk);
    EXPECT_EQ(kiosk::consistency_open(*kiosk.store).size(), 1U);
    far.connect(true);
    carry(kiosk);
    EXPECT_TRUE(kiosk::consistency_open(*kiosk.store).empty());
    EXPECT_GT(kiosk.store->office().checkpoint()->size, kept->size);
    EXPECT_EQ(kiosk.state(second), State::received);
}

TEST_F(Deliveries, AForkedLogNeedsAttentionAndStandsInTheAuditLog) {
    const auto first = finalise(kiosk);
    carry(kiosk);
    EXPECT_EQ(kiosk.state(first), State::received);
    far.fork();
    const auto second = finalise(kiosk);
    carry(kiosk);
    EXPECT_EQ(kiosk.state(second), State::needs_attention);
    EXPECT_EQ(kiosk.rows(second).front().refused, "checkpoint_conflict");
    EXPECT_GE(audited(kiosk, Act::checkpoint_conflict), 1U);
    EXPECT_EQ(kiosk.state(first), State::received);
}

TEST_F(Deliveries, ADirectoryOfALowerSerialIsNotAskedFor) {
    const auto serial = kiosk.store->office().directory()->serial;
    carry(kiosk);
    const auto now = kiosk.store->office().directory()->serial;
    EXPECT_GT(now, serial);
    EXPECT_EQ(audited(kiosk, Act::directory_changed), 1U);
    const auto asked = far.calls("/v1/directory");
    carry(kiosk);
    EXPECT_EQ(far.calls("/v1/directory"), asked);
}

} // namespace
} // namespace suoja::test
