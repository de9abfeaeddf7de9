// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/outgoing.h"
#include "tests/kiosk/store/kiosk.h"

namespace suoja::kiosk {
namespace {

using database::Act;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void act(test::Kiosk& kiosk, std::size_t times = 1) {
    database::Transaction transaction(kiosk.store->database());
    for (std::size_t i = 0; i < times; ++i)
        kiosk.store->audit().append(kiosk.clock.now(), Act::record_opened, kiosk.user.id.str(), "");
    transaction.commit();
}

std::size_t send(test::Kiosk& kiosk, AuditWhen when) {
    kiosk.clock.advance(seconds{1});
    return send_audit(*kiosk.store, kiosk.outgoing(), when).value();
}

record::Document opened(test::Kiosk& kiosk, const OutboxRow& row) {
    const auto out =
        seal::open(kiosk.store->records().sealed(row.id), kiosk.office.centre_keyring(),
                   kiosk.office.office().root.certificate);
    return record::read_document(out.value().document).value();
}

TEST(AuditBatches, GoWhenAnEntryIsAnHourOldAndNotBefore) {
    test::Kiosk kiosk;
    act(kiosk);
    EXPECT_EQ(send(kiosk, AuditWhen::due), 0U);
    kiosk.clock.advance(minutes{58});
    EXPECT_EQ(send(kiosk, AuditWhen::due), 0U);
    kiosk.clock.advance(minutes{2});
    EXPECT_EQ(send(kiosk, AuditWhen::due), 1U);
    EXPECT_EQ(kiosk.files(), 1U);
    EXPECT_EQ(send(kiosk, AuditWhen::due), 0U);
    EXPECT_EQ(send(kiosk, AuditWhen::now), 0U);
}

TEST(AuditBatches, GoWhenTwoHundredWaitAndHoldNoMore) {
    test::Kiosk kiosk;
    act(kiosk, 199);
    EXPECT_EQ(send(kiosk, AuditWhen::due), 0U);
    act(kiosk, 2);
    EXPECT_EQ(send(kiosk, AuditWhen::due), 1U);
    const auto rows = kiosk.store->records().unsettled();
    const auto document = opened(kiosk, rows.at(0));
    const auto& body = std::get<record::AuditBody>(document.body);
    EXPECT_EQ(body.first, 1U);
    EXPECT_EQ(body.entries.size(), kAuditBatch);
    EXPECT_EQ(audit_sent(kiosk.store->database())->size, kAuditBatch);
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U); // the one that is left
    EXPECT_EQ(audit_sent(kiosk.store->database())->size, 201U);
}

TEST(AuditBatches, AClockPutBackKeepsNothingHere) {
    test::Kiosk kiosk;
    act(kiosk);
    kiosk.clock.time -= hours{24 * 400};
    EXPECT_EQ(send(kiosk, AuditWhen::due), 1U);
}

TEST(AuditBatches, HoldWhatWasLoggedAndContinueOneAnother) {
    test::Kiosk kiosk;
    act(kiosk, 3);
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);
    kiosk.reopen();
    act(kiosk, 2);
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);
    const auto rows = kiosk.store->records().unsettled();
    ASSERT_EQ(rows.size(), 2U);
    auto number = 0U;
    Hash before{};
    for (const auto& row : rows) {
        EXPECT_EQ(row.group, envelope::Group::centre);
        const auto document = opened(kiosk, row);
        EXPECT_FALSE(document.header.author);
        const auto& body = std::get<record::AuditBody>(document.body);
        EXPECT_EQ(body.before, before);
        const auto entries = read_batch(body);
        ASSERT_TRUE(entries);
        for (const auto& entry : *entries) {
            const auto here = kiosk.store->audit().list(++number, 1).at(0);
            EXPECT_EQ(entry.number, here.number);
            EXPECT_EQ(entry.hash, here.hash);
            EXPECT_EQ(entry.act, database::name(here.act));
        }
        before = entries->back().hash;
    }
    EXPECT_EQ(number, 5U);
    EXPECT_EQ(audit_sent(kiosk.store->database())->hash, kiosk.store->audit().head());
}

TEST(AuditBatches, WaitForTheCentresKey) {
    test::Kiosk kiosk(envelope::RoleKind::reception, {Role::reception}, false);
    act(kiosk);
    EXPECT_EQ(send(kiosk, AuditWhen::now), 0U);
    EXPECT_FALSE(audit_sent(kiosk.store->database()));
    kiosk.office.add_centre_key();
    ASSERT_TRUE(kiosk.store->office().take_directory(kiosk.office.signed_directory()));
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);
}

TEST(AuditBatches, ARecordThatIsHeldCanStillBeTakenBack) {
    test::Kiosk kiosk;
    const auto held = kiosk.finalise(kiosk.filled(), seconds{60}).value(); // 1, 2
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);                            // 3
    for (const auto& row : kiosk.store->records().unsettled())
        EXPECT_GE(row.hold_until, kiosk.clock.now() + seconds{55});
    ASSERT_TRUE(take_back(*kiosk.store, kiosk.outgoing(), kiosk.user, held.record));
    EXPECT_EQ(kiosk.files(), 0U);
    EXPECT_EQ(kiosk.store->keys().head().skipped, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(kiosk.store->keys().head().chain, Hash{});
    // told again, with the taking back
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);
    const auto document = opened(kiosk, kiosk.store->records().unsettled().at(0));
    EXPECT_EQ(document.header.sequence, 4U);
    EXPECT_EQ(std::get<record::AuditBody>(document.body).first, 1U);
}

TEST(AuditBatches, ARecordBehindWhichAnotherWasSealedStays) {
    test::Kiosk kiosk;
    const auto first = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    const auto second = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    EXPECT_EQ(send(kiosk, AuditWhen::now), 1U);
    const auto refused = take_back(*kiosk.store, kiosk.outgoing(), kiosk.user, first.record);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "too_late");
    EXPECT_TRUE(take_back(*kiosk.store, kiosk.outgoing(), kiosk.user, second.record));
}

// ---- what a desk makes of them

struct Received : testing::Test {
    test::Kiosk desk{envelope::RoleKind::desk, {Role::desk, Role::admin}};
    DeviceAudits audits{desk.store->database()};
    Hash head{};
    std::uint64_t leaf = 0, number = 0;

    record::AuditBody batch(std::size_t entries) {
        record::AuditBody body;
        body.first = number + 1;
        body.before = head;
        for (std::size_t i = 0; i < entries; ++i) {
            database::AuditEntry entry;
            entry.number = ++number;
            entry.at = from_unix_ms(1'772'000'000'000 + static_cast<std::int64_t>(number));
            entry.act = Act::record_opened;
            entry.subject = std::to_string(i);
            body.entries.push_back(database::audit_json(entry));
            head = sha256({ByteView(head), view(body.entries.back())});
        }
        return body;
    }
    bool keep(const record::AuditBody& body, char epoch = 'a') {
        record::Document document;
        document.header.kind = record::Kind::audit;
        document.header.site = "joutseno";
        document.header.device = "joutseno/kiosk-1";
        document.header.to = {std::string(64, '1')};
        document.header.epoch = std::string(32, epoch);
        document.header.sequence = ++leaf;
        document.body = body;
        Leaf at;
        at.leaf = leaf;
        at.sha256 = sha256(view(std::to_string(leaf)));
        at.id = envelope::EnvelopeId::of(from_unix_ms(1'772'000'000'000), at.sha256);
        at.device = document.header.device;
        at.epoch = document.header.epoch;
        at.sequence = document.header.sequence;
        database::Transaction transaction(desk.store->database());
        EXPECT_TRUE(desk.store->replica().add_leaf(at));
        const bool follows = audits.keep(at, body, record::write_document(document));
        transaction.commit();
        return follows;
    }
    DeviceAudit verify() { return audits.verify("joutseno/kiosk-1"); }
    std::string problem() {
        const auto found = verify();
        EXPECT_EQ(found.problems.size(), 1U);
        return found.problems.empty() ? "" : found.problems.front();
    }
};

TEST_F(Received, AWholeLogVerifiesAlsoWhenABatchCameLate) {
    const auto one = batch(3), two = batch(2), three = batch(4);
    EXPECT_TRUE(keep(one));
    EXPECT_FALSE(keep(three));
    EXPECT_FALSE(keep(two));
    const auto found = verify();
    EXPECT_EQ(found.problems, std::vector<std::string>{});
    EXPECT_EQ(found.entries, 9U);
    EXPECT_EQ(found.batches, 3U);
    const auto entries = audits.list("joutseno/kiosk-1", 4, 3);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries.front().number, 4U);
    EXPECT_EQ(entries.back().number, 6U);
    EXPECT_EQ(audits.devices(), (std::vector<std::string>{"joutseno/kiosk-1"}));
}

TEST_F(Received, AMissingBatchIsNamed) {
    keep(batch(3));
    const auto lost = batch(2);
    keep(batch(4));
    EXPECT_NE(problem().find("Entries 4 to 5 are missing"), std::string::npos) << problem();
    keep(lost);
    EXPECT_TRUE(verify().problems.empty());
}

TEST_F(Received, AnAlteredBatchIsNamed) {
    keep(batch(3));
    keep(batch(2));
    keep(batch(4));
    auto& database = desk.store->database();
    const auto swap = [&](std::string_view from, std::string_view to) {
        database
            .prepare("UPDATE audit_received SET document = replace(document, ?, ?) WHERE leaf = 2")
            .bind_all(from, to)
            .run();
    };
    swap("record_opened", "records_searched");
    EXPECT_NE(problem().find("batch from entry 4 (leaf 2)"), std::string::npos) << problem();
    swap("records_searched", "record_opened");
    EXPECT_TRUE(verify().problems.empty());
}

TEST_F(Received, ALogThatWasRewrittenIsNamed) {
    keep(batch(3));
    auto rewritten = batch(2);
    rewritten.before = sha256(view("another past"));
    EXPECT_FALSE(keep(rewritten));
    EXPECT_NE(problem().find("rewritten"), std::string::npos) << problem();
}

TEST_F(Received, ATailThatWasCutOffIsNamed) {
    keep(batch(3));
    const auto kept = head;
    keep(batch(2));
    number = 3; // as if entries 4 and 5 had never been
    head = kept;
    EXPECT_FALSE(keep(batch(3)));
    EXPECT_NE(problem().find("told twice"), std::string::npos) << problem();
}

TEST_F(Received, ARestoredDeviceGoesOnFromWhatItStillHad) {
    keep(batch(3));
    const auto kept = head;
    keep(batch(2));
    number = 3;
    head = kept;
    keep(batch(3), 'b'); // a new epoch
    const auto found = verify();
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.went_back, (std::vector<std::uint64_t>{3}));
    EXPECT_EQ(found.entries, 6U);
}

TEST_F(Received, ABatchThatNoDeviceWritesIsRefused) {
    const auto good = batch(2);
    ASSERT_TRUE(read_batch(good));
    auto bad = good;
    bad.entries.clear();
    EXPECT_FALSE(read_batch(bad));
    bad = good;
    std::swap(bad.entries[0], bad.entries[1]);
    EXPECT_FALSE(read_batch(bad));
    bad = good;
    bad.entries[1] += ' ';
    EXPECT_FALSE(read_batch(bad));
    bad = good;
    bad.entries[1].replace(bad.entries[1].find("\"user\""), 6, "\"name\"");
    EXPECT_FALSE(read_batch(bad));
    bad = good;
    bad.first = 2;
    EXPECT_FALSE(read_batch(bad));
    bad = good;
    bad.before = sha256(view("x")); // nothing comes before entry 1
    EXPECT_FALSE(read_batch(bad));
}

} // namespace
} // namespace suoja::kiosk
