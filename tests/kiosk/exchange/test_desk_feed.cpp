// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/access.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

using database::Act;
using kiosk::State;

struct DeskFeed : World {
    std::vector<std::string> reasons() {
        std::vector<std::string> out;
        for (const auto& leaf : desk.store->replica().set_aside_list(100))
            out.push_back(leaf.set_aside);
        return out;
    }
    std::size_t shown() { return desk.store->replica().list("", 100).size(); }
    // what the log would have brought, fed with one good record behind it
    std::vector<std::string> verdict_on(const link::Item& item) {
        far.append(item);
        const auto behind = finalise(other, "");
        carry(other);
        carry(desk);
        EXPECT_TRUE(desk.store->replica().find(behind)) << "what follows came through";
        return reasons();
    }
};

using Reasons = std::vector<std::string>;

TEST_F(DeskFeed, ShowsARecordWholeAndTellsTheKioskThatItWasOpened) {
    const auto record = finalise(kiosk, "Aino");
    carry(kiosk);
    const auto fed = carry(desk);
    EXPECT_EQ(fed.entries, 2U);
    EXPECT_EQ(fed.set_aside, 0U);
    const auto received = desk.store->replica().find(record);
    ASSERT_TRUE(received);
    EXPECT_EQ(received->device, "joutseno/kiosk-1");
    EXPECT_TRUE(received->identity_expected && received->identity_here);
    EXPECT_EQ(received->language, "en");
    EXPECT_EQ(received->signer_key, kiosk::key_words(kiosk_identity.signing.certificate));
    EXPECT_EQ(received->signer_key.size(), 10U); // "9C·41·E7" in UTF-8
    const auto opened = kiosk::open_at_desk(*desk.store, desk.user, record);
    ASSERT_TRUE(opened);
    EXPECT_NE(opened->documents.identity.find("Aino"), std::string::npos);
    EXPECT_EQ(opened->documents.rest, kiosk.store->records().find(record)->rest);
    // the note went up with the round that fed, comes back as mail, and is itself an entry
    EXPECT_FALSE(kiosk.rows(record).front().opened_at);
    EXPECT_EQ(carry(kiosk).mail, 1U);
    for (const auto& row : kiosk.rows(record))
        EXPECT_TRUE(row.opened_at);
    EXPECT_EQ(carry(kiosk).mail, 0U);
    const auto again = carry(desk);
    EXPECT_EQ(again.entries, 1U);
    EXPECT_EQ(again.set_aside, 0U);
    EXPECT_EQ(shown(), 1U);
    EXPECT_FALSE(carry(desk).moved());
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
}

TEST_F(DeskFeed, WaitsForTheIdentityBeforeItSaysThatARecordIsHere) {
    const auto record = finalise(kiosk, "Aino");
    const auto rows = kiosk.rows(record);
    link::Item rest;
    rest.id = rows.front().id;
    rest.der = kiosk.store->records().sealed(rest.id);
    rest.device = "joutseno/kiosk-1";
    far.append(rest);
    carry(desk);
    EXPECT_EQ(shown(), 1U);
    EXPECT_FALSE(desk.store->replica().find(record)->identity_here);
    EXPECT_EQ(desk.store->records().unsettled().size(), 0U); // no note yet
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(desk.store->replica().find(record)->identity_here);
    EXPECT_EQ(carry(kiosk).mail, 1U);
}

TEST_F(DeskFeed, ADeskWithoutTheCentreKeyReadsNothingAndLosesNothing) {
    DeviceOffice bare(false);
    auto& keyless = bare.add(envelope::RoleKind::desk, "helsinki/desk-9");
    ExchangeOffice quiet(bare, clock);
    auto store = make_store(place / "keyless", clock, bare, keyless);
    link::LocalClient relay(quiet.socket(keyless.name));
    const auto fed = kiosk::feed_entries(relay, store, place / "keyless" / "outgoing", {});
    ASSERT_TRUE(fed);
    EXPECT_EQ(fed->entries, 0U);
    EXPECT_EQ(store.replica().next_leaf(), 0U);
    EXPECT_EQ(quiet.calls("/v1/entries"), 0U);
}

TEST_F(DeskFeed, ReceptionDevicesDoNotReadTheLog) {
    finalise(other, "");
    carry(other);
    carry(kiosk);
    EXPECT_EQ(kiosk.store->replica().next_leaf(), 0U);
}

TEST_F(DeskFeed, BytesThatAreNoEnvelopeAreSetAside) {
    link::Item junk;
    junk.der = random_bytes(5000);
    junk.id = envelope::EnvelopeId::of(clock.now(), sha256(junk.der));
    junk.device = "joutseno/kiosk-1";
    const auto found = verdict_on(junk);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0] == "not_envelope" || found[0] == "not_canonical") << found[0];
    EXPECT_EQ(audited(desk, Act::quarantined), 1U);
}

TEST_F(DeskFeed, AFlippedByteIsSetAside) {
    auto item = seal(honest(kiosk, 1));
    item.der[item.der.size() - 20] ^= 1U;
    item.id = envelope::EnvelopeId::of(clock.now(), sha256(item.der));
    EXPECT_EQ(verdict_on(item), (Reasons{"tag"}));
}

TEST_F(DeskFeed, ADeviceThatSpeaksForAnotherIsSetAside) {
    auto forgery = honest(kiosk, 1);
    forgery.document.header.device = other_identity.name;
    EXPECT_EQ(verdict_on(seal(forgery)), (Reasons{"wrong_device"}));
}

TEST_F(DeskFeed, ARelabelledEnvelopeIsSetAside) {
    auto forgery = honest(kiosk, 1);
    forgery.labelled = clock.now() + std::chrono::hours{1};
    EXPECT_EQ(verdict_on(seal(forgery)), (Reasons{"relabelled"}));
}

TEST_F(DeskFeed, AnEnvelopeForOthersIsSetAsideUnlessItIsARecoveryCopy) {
    auto forgery = honest(kiosk, 1);
    forgery.recipients = {office.office().recovery.certificate};
    forgery.document.header.to = {office.office().recovery.certificate.key_id()};
    auto copy = seal(forgery);
    copy.group = envelope::Group::recovery;
    EXPECT_EQ(verdict_on(copy), Reasons{});
    EXPECT_EQ(verdict_on(seal(honest(other, 77))), Reasons{});
    forgery = honest(kiosk, 2);
    forgery.recipients = {office.office().recovery.certificate};
    forgery.document.header.to = {office.office().recovery.certificate.key_id()};
    EXPECT_EQ(verdict_on(seal(forgery)), (Reasons{"not_for_us"}));
}

TEST_F(DeskFeed, ANumberCountsOnce) {
    const auto first = honest(kiosk, 1);
    EXPECT_EQ(verdict_on(seal(first)), Reasons{});
    auto second = honest(kiosk, 1);
    EXPECT_EQ(verdict_on(seal(second)), (Reasons{"replayed"}));
    EXPECT_EQ(shown(), 3U); // first, and the two good ones behind
}

TEST_F(DeskFeed, TheChainMustNameTheEnvelopeBefore) {
    const auto first = seal(honest(kiosk, 1));
    EXPECT_EQ(verdict_on(first), Reasons{});
    const auto good = seal(honest(kiosk, 2, sha256(first.der)));
    EXPECT_EQ(verdict_on(good), Reasons{});
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 3, sha256(first.der)))), (Reasons{"chain_broken"}));
}

TEST_F(DeskFeed, TheFirstOfAnEpochChainsFromNothing) {
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 1, sha256(view("something"))))),
              (Reasons{"chain_broken"}));
}

TEST_F(DeskFeed, SkippedNumbersLeaveNoGapAndOthersDo) {
    const auto first = seal(honest(kiosk, 1));
    verdict_on(first);
    auto third = honest(kiosk, 4, sha256(first.der));
    third.document.header.skipped = {2, 3};
    const auto sealed = seal(third);
    EXPECT_EQ(verdict_on(sealed), Reasons{});
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
    auto wrong = honest(kiosk, 6, sha256(first.der));
    wrong.document.header.skipped = {5};
    EXPECT_EQ(verdict_on(seal(wrong)), (Reasons{"chain_broken"}));
    // a number that is missing and unexplained: it may still come, so it is shown as a gap
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 8, sha256(view("unknown"))))).size(), 1U);
    EXPECT_EQ(desk.store->replica().gaps("joutseno/kiosk-1"), (std::vector<std::uint64_t>{7}));
}

TEST_F(DeskFeed, HeldRecordsThatArriveLateFitTheChain) {
    const auto held = finalise(kiosk, "", std::chrono::seconds{60});
    const auto urgent = finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(desk.store->replica().find(urgent).has_value());
    EXPECT_EQ(desk.store->replica().gaps("joutseno/kiosk-1").size(), 1U);
    clock.advance(std::chrono::seconds{60});
    carry(kiosk);
    carry(desk);
    EXPECT_TRUE(desk.store->replica().find(held).has_value());
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
    EXPECT_EQ(reasons(), Reasons{});
}

TEST_F(DeskFeed, AnEnvelopeThatComesLateMustBeWhatItsSuccessorNames) {
    const auto first = seal(honest(kiosk, 1)), fork = seal(honest(kiosk, 1));
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 2, sha256(first.der)))), Reasons{});
    EXPECT_EQ(verdict_on(fork), (Reasons{"chain_broken"}));
    EXPECT_EQ(shown(), 3U); // the second, and the two good ones behind
}

TEST_F(DeskFeed, AnEnvelopeThatComesLateAndFitsIsShown) {
    const auto first = seal(honest(kiosk, 1));
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 2, sha256(first.der)))), Reasons{});
    EXPECT_EQ(verdict_on(first), Reasons{});
    EXPECT_EQ(shown(), 4U);
    // and another of its number, whichever comes first
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 1))).size(), 1U);
}

TEST_F(DeskFeed, AnEnvelopeThatItsDeviceSaysWasNeverSentIsSetAside) {
    const auto first = seal(honest(kiosk, 1));
    verdict_on(first);
    auto third = honest(kiosk, 3, sha256(first.der));
    third.document.header.skipped = {2};
    EXPECT_EQ(verdict_on(seal(third)), Reasons{});
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 2, sha256(first.der)))), (Reasons{"chain_broken"}));
}

TEST_F(DeskFeed, StopsBeforeAReceiptThatDoesNotVerifyAndConvergesWhenItDoes) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto next = desk.store->replica().next_leaf();
    const auto record = finalise(kiosk, "");
    carry(kiosk);
    far.bend_items([](link::Item& item) { item.sha256 = sha256(view("something else")); });
    for (int i = 0; i < 2; ++i) {
        const auto round = carry(desk);
        ASSERT_TRUE(round.failure);
        EXPECT_EQ(round.failure->code, "bad_receipt");
        EXPECT_EQ(desk.store->replica().next_leaf(), next);
    }
    EXPECT_EQ(desk.store->setting(kiosk::kFeedStopped), std::to_string(next) + " bad_receipt");
    far.bend_items({});
    EXPECT_FALSE(carry(desk).failure);
    EXPECT_TRUE(desk.store->replica().find(record));
    EXPECT_EQ(desk.store->setting(kiosk::kFeedStopped), "");
    EXPECT_EQ(reasons(), Reasons{});
    EXPECT_EQ(audited(desk, Act::checkpoint_conflict), 0U);
    finalise(kiosk, "");
    carry(kiosk);
    EXPECT_FALSE(carry(desk).failure);
    EXPECT_EQ(shown(), 3U);
}

TEST_F(DeskFeed, ABodyThatIsKeptBackIsAnAlarmAndIsAskedForAgain) {
    const auto first = finalise(kiosk, ""), second = finalise(kiosk, "");
    carry(kiosk);
    for (const bool junk : {false, true}) {
        far.bend_items([junk](link::Item& item) {
            if (item.leaf == 1U)
                item.der = junk ? random_bytes(100) : Bytes{};
        });
        const auto round = carry(desk);
        ASSERT_TRUE(round.failure);
        EXPECT_EQ(round.failure->code, "body_missing");
        EXPECT_NE(round.failure->what.find("entry 1 "), std::string::npos);
        EXPECT_EQ(desk.store->replica().next_leaf(), 1U);
    }
    EXPECT_TRUE(desk.store->replica().find(first)) << "what came before it is here";
    EXPECT_FALSE(desk.store->replica().find(second));
    far.bend_items({});
    EXPECT_FALSE(carry(desk).failure);
    EXPECT_TRUE(desk.store->replica().find(second));
    EXPECT_EQ(reasons(), Reasons{});
}

TEST_F(DeskFeed, WhatWasSetAsideExplainsNoMissingNumber) {
    const auto first = seal(honest(kiosk, 1));
    verdict_on(first);
    const auto item = seal(honest(kiosk, 2, sha256(first.der)));
    auto junk = item;
    junk.der[junk.der.size() - 20] ^= 1U;
    junk.id = envelope::EnvelopeId::of(clock.now(), sha256(junk.der));
    verdict_on(junk);
    verdict_on(seal(honest(kiosk, 3, sha256(item.der))));
    EXPECT_EQ(desk.store->replica().gaps("joutseno/kiosk-1"), (std::vector<std::uint64_t>{2}));
    verdict_on(item);
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
}

TEST_F(DeskFeed, NewKeysAndARecordOfThemInOnePollAreRead) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto old = kiosk_identity.signing;
    kiosk_identity.signing =
        office.office().device(Use::signing, "reception", "joutseno", "kiosk-1");
    const auto item = seal(honest(kiosk, 1));
    kiosk::Feed feed;
    kiosk::StoreGate gate(*desk.store);
    far.new_directory(); // at the relay, and not here yet
    far.append(item);
    const auto fed = feed.run(*desk.relay, gate, desk.outgoing, {});
    ASSERT_TRUE(fed);
    EXPECT_EQ(fed->records, 1U);
    EXPECT_EQ(reasons(), Reasons{});
}

TEST_F(DeskFeed, WhatADirectoryDidNotListIsJudgedAgainByTheNextOne) {
    kiosk_identity.signing =
        office.office().device(Use::signing, "reception", "joutseno", "kiosk-1");
    EXPECT_EQ(verdict_on(seal(honest(kiosk, 1))), (Reasons{"not_listed"}));
    const auto before = shown();
    far.new_directory();
    carry(desk);
    EXPECT_EQ(reasons(), Reasons{});
    EXPECT_EQ(shown(), before + 1);
    EXPECT_TRUE(desk.store->replica().gaps("joutseno/kiosk-1").empty());
}

TEST_F(DeskFeed, AForkedLogIsRefusedAndNothingOfItIsShown) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto before = shown();
    far.fork();
    for (int i = 0; i < 6; ++i)
        far.append(seal(honest(other, static_cast<std::uint64_t>(i + 1))));
    const auto next = desk.store->replica().next_leaf();
    const auto round = carry(desk);
    ASSERT_TRUE(round.failure);
    EXPECT_EQ(round.failure->code, "checkpoint_conflict");
    EXPECT_EQ(shown(), before);
    EXPECT_EQ(desk.store->replica().next_leaf(), next);
    const auto said = audited(desk, Act::checkpoint_conflict);
    EXPECT_GE(said, 1U);
    carry(desk); // and not at every round again
    EXPECT_EQ(audited(desk, Act::checkpoint_conflict), said);
}

TEST_F(DeskFeed, AnotherViewThatADeviceWasShownComesToLight) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto truth = desk.store->office().checkpoint();
    ASSERT_TRUE(truth);
    auto same = honest(other, 1);
    same.document.header.seen = record::Seen{truth->origin, truth->size, truth->root};
    far.append(seal(same));
    carry(desk);
    EXPECT_EQ(audited(desk, Act::checkpoint_conflict), 0U);
    auto split =
        honest(other, 2,
               desk.store->replica().before(other_identity.name, std::string(32, 'e'), 2)->sha256);
    split.document.header.seen = record::Seen{truth->origin, truth->size, Hash{1, 2, 3}};
    far.append(seal(split));
    carry(desk);
    EXPECT_EQ(audited(desk, Act::checkpoint_conflict), 1U);
    EXPECT_EQ(shown(), 3U); // the record itself is as good as its signature
}

TEST_F(DeskFeed, ADocumentThatSawMoreThanThereWasOrAnotherLogIsAConflict) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto truth = desk.store->office().checkpoint();
    ASSERT_TRUE(truth);
    auto early = honest(other, 1);
    early.document.header.seen = record::Seen{truth->origin, 1'000'000, truth->root};
    auto elsewhere = honest(kiosk, 1);
    elsewhere.document.header.seen = record::Seen{"elsewhere/log", truth->size, truth->root};
    std::size_t told = 0;
    for (const auto& forgery : {early, elsewhere}) {
        far.append(seal(forgery));
        const auto round = carry(desk);
        ASSERT_TRUE(round.failure);
        EXPECT_EQ(round.failure->code, "checkpoint_conflict");
        EXPECT_EQ(audited(desk, Act::checkpoint_conflict), ++told);
    }
    EXPECT_FALSE(carry(desk).failure);
}

TEST_F(DeskFeed, AnotherLogThatTheDirectoryListsIsAConflict) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    const auto truth = desk.store->office().checkpoint();
    ASSERT_TRUE(truth);
    const envelope::Checkpoint anew{"test-office/log/anew", 5, Hash{1}};
    for (auto* device : {&kiosk, &desk}) {
        kiosk::StoreGate gate(*device->store);
        const auto verdict = kiosk::compare(*device->relay, gate, anew, "note");
        ASSERT_TRUE(verdict);
        EXPECT_EQ(*verdict, kiosk::Consistency::conflict);
        EXPECT_EQ(audited(*device, Act::checkpoint_conflict), 1U);
        EXPECT_EQ(device->store->office().checkpoint()->origin, truth->origin);
        const auto same =
            kiosk::compare(*device->relay, gate, *device->store->office().checkpoint(), "");
        ASSERT_TRUE(same);
        EXPECT_EQ(*same, kiosk::Consistency::shown);
    }
}

TEST_F(DeskFeed, AFreshFeedGoesOnWhereTheLastOneEnded) {
    finalise(kiosk, "");
    carry(kiosk);
    ASSERT_EQ(kiosk::feed_entries(*desk.relay, *desk.store, desk.outgoing, {})->entries, 1U);
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk); // another object, which loads the tree from the leaves
    EXPECT_EQ(shown(), 2U);
    EXPECT_EQ(reasons(), Reasons{});
}

TEST_F(DeskFeed, ManyRecordsOfTwoKiosksArriveOnceEach) {
    for (int i = 0; i < 20; ++i) {
        finalise(kiosk, "");
        finalise(other, "");
        if (i % 9 == 0) {
            carry(kiosk);
            carry(other);
        }
        if (i % 20 == 0)
            carry(desk);
    }
    carry(kiosk);
    carry(other);
    while (carry(desk).entries > 0) {
    }
    EXPECT_EQ(shown(), 40U);
    EXPECT_EQ(reasons(), Reasons{});
    carry(kiosk);
    for (const auto& row : kiosk.store->records().list("", std::nullopt, clock.now(), 100))
        EXPECT_TRUE(row.opened_at) << row.record.str();
}

struct Mail : DeskFeed {
    Forgery note(const Device& from, const RecordId& record) {
        auto forgery = honest(from, 1);
        forgery.document.header.kind = record::Kind::opened;
        forgery.document.body = record::OpenedBody{record, 1, 0, clock.now()};
        forgery.recipients.push_back(kiosk_identity.sealing.certificate);
        auto& to = forgery.document.header.to;
        to.push_back(kiosk_identity.sealing.certificate.key_id());
        return forgery;
    }
    bool believed(const Forgery& forgery, const RecordId& record) {
        auto item = seal(forgery);
        item.to = kiosk_identity.name;
        far.append(item);
        carry(kiosk);
        return kiosk.rows(record).front().opened_at.has_value();
    }
};

TEST_F(Mail, OnlyADesksNoteIsBelieved) {
    const auto record = finalise(kiosk, "");
    carry(kiosk);
    EXPECT_FALSE(believed(note(other, record), record));             // a reception device
    EXPECT_FALSE(believed(note(desk, finalise(other, "")), record)); // of another kiosk's record
    auto wrong = note(desk, record);
    wrong.document.header.device = other_identity.name;
    EXPECT_FALSE(believed(wrong, record));
    EXPECT_TRUE(believed(note(desk, record), record));
}

TEST_F(Mail, ANumberWithoutAReceiptThatHoldsDoesNotMoveWhereMailIsAskedFrom) {
    const auto record = finalise(kiosk, "");
    carry(kiosk);
    carry(desk); // the note goes up
    const auto after = kiosk.store->setting("mail_after");
    far.bend_items([](link::Item& item) { item.leaf = std::uint64_t{1} << 52U; });
    const auto round = carry(kiosk);
    ASSERT_TRUE(round.failure);
    EXPECT_EQ(round.failure->code, "bad_receipt");
    EXPECT_FALSE(kiosk.rows(record).front().opened_at);
    far.bend_items({});
    EXPECT_FALSE(carry(kiosk).failure);
    EXPECT_TRUE(kiosk.rows(record).front().opened_at);
    EXPECT_NE(kiosk.store->setting("mail_after"), after);
}

} // namespace
} // namespace suoja::test
