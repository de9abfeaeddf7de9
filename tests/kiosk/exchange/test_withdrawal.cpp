// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/access.h"
#include "kiosk/store/withdraw.h"
#include "tests/kiosk/exchange/world.h"

#include <sqlcipher/sqlite3.h>

namespace suoja::test {
namespace {

using database::Act;
using kiosk::Withdrawn;

struct Withdrawals : World {
    Result<Withdrawn> withdraw(Device& device, const RecordId& record) {
        clock.advance(std::chrono::seconds{1});
        return kiosk::withdraw(*device.store, device.outgoing, device.user, record);
    }
    // every page of the database as SQLCipher decrypts it, the free ones too
    [[nodiscard]] static bool in_pages(Device& device, std::string_view needle) {
        sqlite3_int64 size = 0;
        unsigned char* pages =
            ::sqlite3_serialize(device.store->database().handle(), "main", &size, 0);
        EXPECT_NE(pages, nullptr);
        const std::string_view all(reinterpret_cast<char*>(pages), static_cast<std::size_t>(size));
        const bool found = all.find(needle) != std::string_view::npos;
        ::sqlite3_free(pages);
        return found;
    }
    [[nodiscard]] std::optional<Millis> at_desk(const RecordId& record) {
        const auto found = desk.store->replica().find(record);
        return found ? found->withdrawn_at : std::nullopt;
    }
};

TEST_F(Withdrawals, EraseHereAndAskTheCentre) {
    const auto record = finalise(kiosk, "canary-withdrawn");
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(in_pages(kiosk, "canary-withdrawn"));
    EXPECT_FALSE(at_desk(record));
    const auto done = withdraw(kiosk, record);
    ASSERT_TRUE(done) << done.error().what;
    EXPECT_EQ(*done, Withdrawn::told_to_centre);
    EXPECT_FALSE(in_pages(kiosk, "canary-withdrawn"));
    EXPECT_TRUE(in_pages(kiosk, "erased")) << "the pages are read at all";
    EXPECT_EQ(audited(kiosk, Act::erased), 1U);
    auto row = kiosk.store->records().row(record, clock.now());
    ASSERT_TRUE(row) << "a stub stays";
    EXPECT_TRUE(row->withdrawn_at);
    EXPECT_FALSE(row->withdrawal_received);
    carry(kiosk);
    EXPECT_TRUE(kiosk.store->records().row(record, clock.now())->withdrawal_received);
    carry(desk);
    EXPECT_EQ(at_desk(record), row->withdrawn_at);
    EXPECT_TRUE(desk.store->replica().set_aside_list(10).empty());
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
}

TEST_F(Withdrawals, BeforeItWentNothingIsLeftAndNothingGoes) {
    const auto record = finalise(kiosk, "canary-held", std::chrono::seconds{60});
    EXPECT_EQ(*withdraw(kiosk, record), Withdrawn::before_it_went);
    EXPECT_FALSE(in_pages(kiosk, "canary-held"));
    EXPECT_FALSE(kiosk.store->records().row(record, clock.now()));
    EXPECT_EQ(kiosk.files(), 0U);
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 1U);
    clock.advance(std::chrono::minutes{2});
    EXPECT_EQ(carry(kiosk).handed_over, 0U);
}

TEST_F(Withdrawals, WhatIsUnderWayStillArrivesAndIsNamedAsWithdrawn) {
    far.connect(false);
    const auto record = finalise(kiosk);
    carry(kiosk);
    ASSERT_TRUE(withdraw(kiosk, record));
    far.connect(true);
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(at_desk(record)) << "the record came, and behind it the withdrawal";
}

TEST_F(Withdrawals, AreTakenOnce) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    ASSERT_TRUE(withdraw(kiosk, record));
    EXPECT_EQ(withdraw(kiosk, record).error().code, "already_withdrawn");
    EXPECT_EQ(audited(kiosk, Act::erased), 1U);
    EXPECT_EQ(withdraw(kiosk, RecordId::make(clock.now())).error().code, "no_such_record");
}

TEST_F(Withdrawals, AreForWhoMayWriteTheForm) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    auto other_user = add_user(*kiosk.store, "operator", {kiosk::Role::hotline});
    EXPECT_EQ(kiosk::withdraw(*kiosk.store, kiosk.outgoing, other_user, record).error().code,
              "not_allowed");
    EXPECT_TRUE(withdraw(kiosk, record));
}

TEST_F(Withdrawals, OfAnotherDeviceAreNotBelieved) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    auto forged = honest(other, 1);
    forged.document.header.kind = record::Kind::withdrawal;
    forged.document.body = record::WithdrawalBody{record, clock.now()};
    far.append(seal(forged));
    carry(desk);
    ASSERT_TRUE(desk.store->replica().find(record));
    EXPECT_FALSE(at_desk(record));
    ASSERT_TRUE(withdraw(kiosk, record));
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(at_desk(record));
}

TEST_F(Withdrawals, OneThatIsRefusedOnTheWayNeedsAttentionAndIsToldAnew) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    far.refuse("quota_for_ever");
    ASSERT_TRUE(withdraw(kiosk, record));
    carry(kiosk);
    EXPECT_EQ(kiosk.state(record), kiosk::State::needs_attention);
    EXPECT_EQ(kiosk.store->records().row(record, clock.now())->withdrawal_refused,
              "quota_for_ever");
    far.refuse("");
    const auto first = kiosk.store->records().row(record, clock.now())->withdrawn_at;
    ASSERT_TRUE(withdraw(kiosk, record));
    carry(kiosk);
    carry(desk);
    EXPECT_EQ(at_desk(record), first);
    EXPECT_EQ(kiosk.state(record), kiosk::State::received);
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
    EXPECT_TRUE(desk.store->replica().set_aside_list(10).empty());
    EXPECT_EQ(audited(kiosk, Act::erased), 1U);
}

TEST_F(Withdrawals, AtADeskEraseWhatCameBackByTheLogToo) {
    auto clerk = add_user(*desk.store, "clerk", {kiosk::Role::desk, kiosk::Role::reception});
    desk.user = clerk;
    const auto record = finalise(desk, "canary-desk");
    carry(desk);
    EXPECT_TRUE(desk.store->replica().find(record));
    ASSERT_TRUE(withdraw(desk, record)) << "of what the desk itself had written";
    EXPECT_FALSE(in_pages(desk, "canary-desk"));
    const auto late = finalise(desk, "canary-late");
    far.connect(false);
    carry(desk);
    ASSERT_TRUE(withdraw(desk, late));
    far.connect(true);
    carry(desk);
    carry(desk);
    EXPECT_TRUE(at_desk(late));
    static_cast<void>(desk.store->database().checkpoint(true));
    EXPECT_FALSE(in_pages(desk, "canary-late"));
}

TEST_F(Withdrawals, AnAmendmentByAnotherDeviceDoesNotHideThem) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    carry(desk);
    const auto rest = desk.store->replica().documents(record, 1).rest;
    auto forged = honest(other, 1);
    auto& body = std::get<record::RecordBody>(forged.document.body);
    body.record = record;
    body.version = 2;
    body.previous = sha256(view(rest));
    body.reason = "mine now";
    far.append(seal(forged));
    ASSERT_TRUE(withdraw(kiosk, record));
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(at_desk(record));
}

TEST_F(Withdrawals, TheStubIsShownToItsReadersWithoutAnswers) {
    const auto record = finalise(kiosk);
    carry(kiosk);
    ASSERT_TRUE(withdraw(kiosk, record));
    const auto shown = kiosk::open_own_record(*kiosk.store, kiosk.user, record);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->rest, "");
    EXPECT_EQ(shown->identity, "");
    EXPECT_NE(shown->case_code, "");
    EXPECT_TRUE(kiosk.store->audit().verify());
}

} // namespace
} // namespace suoja::test
