// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "kiosk/store/outgoing.h"
#include "tests/kiosk/store/kiosk.h"

namespace suoja::kiosk {
namespace {

using std::chrono::seconds;

record::Header header_of(test::Kiosk& kiosk, const OutboxRow& row) {
    const auto out =
        seal::open(kiosk.store->records().sealed(row.id), kiosk.office.centre_keyring(),
                   kiosk.office.office().root.certificate);
    return record::read_document(out.value().document).value().header;
}

Result<DraftId> back(test::Kiosk& kiosk, const RecordId& record) {
    return take_back(*kiosk.store, kiosk.outgoing(), kiosk.user, record);
}

TEST(TakeBack, MakesTheDraftItWasMadeFrom) {
    test::Kiosk kiosk;
    auto entry = kiosk.filled();
    const auto made = kiosk.finalise(entry, seconds{60}).value();
    kiosk.clock.advance(seconds{30});
    const auto draft = kiosk.store->drafts().find(back(kiosk, made.record).value()).value();
    EXPECT_EQ(draft.answers, entry.answers());
    EXPECT_EQ(draft.case_code, made.case_code);
    EXPECT_EQ(draft.form, "intake");
    EXPECT_EQ(draft.author, kiosk.user.id);
    EXPECT_FALSE(kiosk.store->records().find(made.record));
    EXPECT_EQ(kiosk.files(), 0U);
    const auto entry_of = kiosk.store->audit().list(kiosk.store->audit().size(), 1).at(0);
    EXPECT_EQ(entry_of.act, database::Act::taken_back);
    EXPECT_EQ(entry_of.subject, made.record.str());
    // nothing of it stays but its numbers
    for (const auto& row : kiosk.store->records().outbox(made.record)) {
        EXPECT_TRUE(row.taken_back);
        EXPECT_TRUE(kiosk.store->records().sealed(row.id).empty());
    }
    EXPECT_TRUE(kiosk.store->records().unsettled().empty());
}

TEST(TakeBack, ListsItsNumbersInTheNextDocumentAndKeepsTheChainWhole) {
    test::Kiosk kiosk;
    const auto first = kiosk.finalise(kiosk.filled(), seconds{0}).value(); // 1, 2
    const auto chain = kiosk.store->keys().head().chain;
    auto held = kiosk.finalise(kiosk.filled(), seconds{60}).value(); // 3, 4
    ASSERT_TRUE(back(kiosk, held.record));
    EXPECT_EQ(kiosk.store->keys().head().chain, chain);
    kiosk.reopen();
    // once more, so that what was never told is told later
    held = kiosk.finalise(kiosk.filled("intake", false), seconds{60}).value(); // 5, tells 3 4
    ASSERT_TRUE(back(kiosk, held.record));
    const auto last = kiosk.finalise(kiosk.filled(), seconds{0}).value(); // 6, 7
    const auto rows = kiosk.store->records().outbox(last.record);
    const auto rest = header_of(kiosk, rows[0]), identity = header_of(kiosk, rows[1]);
    EXPECT_EQ(rest.sequence, 6U);
    EXPECT_EQ(rest.chain, chain);
    EXPECT_EQ(rest.skipped, (std::vector<std::uint64_t>{3, 4, 5}));
    EXPECT_EQ(identity.chain, rows[0].sha256);
    EXPECT_TRUE(identity.skipped.empty());
    EXPECT_EQ(kiosk.store->records().outbox(first.record).size(), 2U);
}

TEST(TakeBack, ChainsFromNothingWhenTheFirstWasTakenBack) {
    test::Kiosk kiosk;
    const auto held = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    ASSERT_TRUE(back(kiosk, held.record));
    EXPECT_EQ(kiosk.store->keys().head().chain, Hash{});
}

TEST(TakeBack, IsTooLateOnceTheHoldIsOver) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    kiosk.clock.advance(seconds{59});
    EXPECT_EQ(back(kiosk, made.record).error().code, "too_late");
    EXPECT_EQ(kiosk.files(), 2U);
    kiosk.clock.advance(seconds{-1});
    EXPECT_TRUE(back(kiosk, made.record));
}

TEST(TakeBack, IsTooLateOnceItWasHandedOver) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    auto row = kiosk.store->records().outbox(made.record).back();
    row.handed_over_at = kiosk.clock.now();
    kiosk.store->records().update(row);
    EXPECT_EQ(back(kiosk, made.record).error().code, "too_late");
    row.handed_over_at.reset();
    kiosk.store->records().update(row);
    EXPECT_TRUE(back(kiosk, made.record));
}

TEST(TakeBack, IsTooLateOnceSomethingWasSealedBehindIt) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    const auto later = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    EXPECT_EQ(back(kiosk, made.record).error().code, "too_late");
    ASSERT_TRUE(back(kiosk, later.record));
    // the later one's numbers are given out all the same
    EXPECT_EQ(back(kiosk, made.record).error().code, "too_late");
    EXPECT_TRUE(kiosk.store->records().find(made.record));
}

TEST(TakeBack, IsForWhoMayWriteIt) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    const auto other = test::add_user(*kiosk.store, "eino", {Role::hotline, Role::supervisor});
    EXPECT_EQ(take_back(*kiosk.store, kiosk.outgoing(), other, made.record).error().code,
              "not_allowed");
    EXPECT_EQ(back(kiosk, RecordId::make(kiosk.clock.now())).error().code, "no_such_record");
    EXPECT_TRUE(back(kiosk, made.record));
}

TEST(TakeBack, LeavesNoFileBehindWhenThePowerGoesInBetween) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    // the files went, the rows did not: the record is on its way as if nothing had happened
    remove_outgoing(kiosk.outgoing(), kiosk.store->records().outbox(made.record));
    kiosk.reopen();
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 2U);
    EXPECT_TRUE(back(kiosk, made.record));
}

} // namespace
} // namespace suoja::kiosk
