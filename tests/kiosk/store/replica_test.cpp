// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"
#include "kiosk/store/access.h"
#include "tests/kiosk/store/kiosk.h"

namespace suoja::kiosk {
namespace {

using record::Part;

// A desk that is fed documents as the log would bring them.
struct Desk : test::Kiosk {
    explicit Desk(std::set<Role> roles = {Role::desk})
        : Kiosk(envelope::RoleKind::desk, std::move(roles)) {}

    Replica& replica() { return store->replica(); }
    [[nodiscard]] Leaf leaf(const std::string& from = "joutseno/kiosk-1") {
        Leaf out;
        out.leaf = replica().next_leaf();
        out.sha256 = sha256(view(std::to_string(out.leaf)));
        out.received_at = clock.now() + std::chrono::seconds(out.leaf);
        out.id = envelope::EnvelopeId::of(out.received_at, out.sha256);
        out.device = from;
        out.epoch = "00112233445566778899aabbccddeeff";
        out.sequence = ++sequences[from];
        return out;
    }
    [[nodiscard]] record::Document document(const RecordId& id, Part part, bool has_identity,
                                            const std::string& from = "joutseno/kiosk-1") const {
        record::Document out;
        out.header.kind = record::Kind::record;
        out.header.site = "joutseno";
        out.header.device = from;
        out.header.author = user.id;
        out.header.sealed_at = clock.now();
        out.header.to = {std::string(64, 'a')};
        out.header.epoch = "00112233445566778899aabbccddeeff";
        out.header.sequence = 1;
        record::RecordBody body;
        body.record = id;
        body.part = part;
        body.has_identity = has_identity;
        body.form = "intake";
        body.form_version = "2026-11-01";
        body.case_code = "JOU1-26-0001-X";
        body.created_at = body.finalised_at = clock.now();
        if (part == Part::rest)
            body.answers["contact_language"] = std::string("vi");
        else
            body.answers["first_name"] = std::string("canary-name");
        out.body = std::move(body);
        return out;
    }
    Leaf take(const record::Document& in) {
        const auto at = leaf(in.header.device);
        database::Transaction transaction(store->database());
        EXPECT_TRUE(replica().add_leaf(at));
        replica().add_record(at, in, record::write_document(in),
                             "9C\xC2\xB7"
                             "41\xC2\xB7"
                             "E7",
                             "{\"leaf\":1}");
        transaction.commit();
        return at;
    }
    RecordId id() { return RecordId::make(clock.now()); }
    std::map<std::string, std::uint64_t> sequences;
};

record::RecordBody& body(record::Document& document) {
    return std::get<record::RecordBody>(document.body);
}

TEST(Replica, ShowsARecordWithItsIdentityKeptApart) {
    Desk desk;
    const auto id = desk.id();
    EXPECT_EQ(desk.replica().next_leaf(), 0U);
    const auto rest = desk.document(id, Part::rest, true);
    const auto at = desk.take(rest);
    auto row = desk.replica().find(id).value();
    EXPECT_TRUE(row.identity_expected);
    EXPECT_FALSE(row.identity_here);
    EXPECT_TRUE(desk.replica().without_note().empty()); // half a version is no version
    const auto identity = desk.document(id, Part::identity, false);
    desk.take(identity);
    desk.reopen();
    row = desk.replica().find(id).value();
    EXPECT_TRUE(row.identity_here);
    EXPECT_EQ(row.language, "vi");
    EXPECT_EQ(row.leaf, at.leaf);
    EXPECT_EQ(row.received_at, at.received_at);
    EXPECT_EQ(row.author, desk.user.id);
    EXPECT_EQ(row.device, "joutseno/kiosk-1");
    EXPECT_EQ(row.receipt, "{\"leaf\":1}");
    const auto documents = desk.replica().documents(id, 1);
    EXPECT_EQ(documents.rest, record::write_document(rest));
    EXPECT_EQ(documents.identity, record::write_document(identity));
    EXPECT_EQ(desk.replica().next_leaf(), 2U);
    auto names = desk.store->database().prepare(
        "SELECT count(*) FROM received WHERE document LIKE '%canary%'");
    ASSERT_TRUE(names.step());
    EXPECT_EQ(names.integer(0), 0);
}

TEST(Replica, TakesTheIdentityPartFirstToo) {
    Desk desk;
    const auto id = desk.id();
    desk.take(desk.document(id, Part::identity, false));
    EXPECT_FALSE(desk.replica().find(id));
    EXPECT_TRUE(desk.replica().documents(id, 1).rest.empty());
    desk.take(desk.document(id, Part::rest, true));
    EXPECT_TRUE(desk.replica().find(id)->identity_here);
}

TEST(Replica, TakesEachNumberOfADeviceOnce) {
    Desk desk;
    auto first = desk.leaf();
    EXPECT_TRUE(desk.replica().add_leaf(first));
    auto again = first;
    again.leaf = desk.replica().next_leaf();
    EXPECT_FALSE(desk.replica().add_leaf(again));
    const auto aside = desk.replica().set_aside_list(10);
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside[0].leaf, again.leaf);
    EXPECT_EQ(aside[0].set_aside, "replayed");
    // and a third time
    again.leaf = desk.replica().next_leaf();
    EXPECT_FALSE(desk.replica().add_leaf(again));
    // another device, epoch or number is no replay
    for (int change = 0; change < 3; ++change) {
        auto other = first;
        other.leaf = desk.replica().next_leaf();
        if (change == 0)
            other.device = "joutseno/kiosk-2";
        if (change == 1)
            other.epoch = std::string(32, 'b');
        if (change == 2)
            other.sequence = 99;
        EXPECT_TRUE(desk.replica().add_leaf(other));
    }
    // what could not be opened has no number, and there may be many of it
    for (int i = 0; i < 2; ++i) {
        Leaf closed;
        closed.leaf = desk.replica().next_leaf();
        closed.device = "joutseno/kiosk-1";
        closed.set_aside = "not_for_us";
        EXPECT_TRUE(desk.replica().add_leaf(closed));
    }
}

TEST(Replica, SetsAsideWithItsReasonAndGoesOn) {
    Desk desk;
    auto at = desk.leaf();
    ASSERT_TRUE(desk.replica().add_leaf(at));
    desk.replica().set_aside(at.leaf, "signature", view("der"));
    const auto aside = desk.replica().set_aside_list(10);
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside[0].set_aside, "signature");
    EXPECT_EQ(desk.replica().next_leaf(), at.leaf + 1);
}

TEST(Replica, ListsUrgentFirstThenOldestFirst) {
    Desk desk;
    std::vector<RecordId> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(desk.id());
        auto document = desk.document(ids.back(), Part::rest, false);
        body(document).urgent = i == 2;
        body(document).form = i == 3 ? "call" : "intake";
        desk.take(document);
    }
    const auto all = desk.replica().list({}, 10);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0].record, ids[2]);
    EXPECT_EQ(all[1].record, ids[0]);
    EXPECT_EQ(all[3].record, ids[3]);
    EXPECT_EQ(desk.replica().list("call", 10).size(), 1U);
    EXPECT_EQ(desk.replica().list({}, 2).size(), 2U);
}

TEST(Replica, ShowsTheVersionThatNamesTheOneBefore) {
    Desk desk;
    const auto id = desk.id();
    const auto first = desk.document(id, Part::rest, false);
    desk.take(first);
    auto second = desk.document(id, Part::rest, false);
    body(second).version = 2;
    body(second).previous = sha256(view(record::write_document(first)));
    body(second).reason = "a date was wrong";
    desk.take(second);
    EXPECT_EQ(desk.replica().find(id)->version, 2U);
    EXPECT_EQ(desk.replica().versions(id), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(desk.replica().documents(id, 1).rest, record::write_document(first));
    EXPECT_EQ(desk.replica().documents(id, 0).rest, record::write_document(second));
    EXPECT_EQ(desk.replica().list({}, 10).size(), 1U);
}

TEST(Replica, LetsNoOtherDeviceWriteOverARecord) {
    Desk desk;
    const auto id = desk.id();
    const auto first = desk.document(id, Part::rest, true);
    desk.take(first);
    desk.take(desk.document(id, Part::identity, false));
    const std::string hostile = "joutseno/kiosk-9";
    auto same = desk.document(id, Part::rest, true, hostile);
    body(same).case_code = "JOU9-26-0001-X";
    desk.take(same);
    auto later = desk.document(id, Part::rest, true, hostile);
    body(later).version = 2;
    body(later).previous = sha256(view("a guess"));
    body(later).reason = "x";
    desk.take(later);
    // a chain of its own that starts nowhere
    auto last = later;
    body(last).version = 3;
    body(last).previous = sha256(view(record::write_document(later)));
    desk.take(last);
    auto identity = desk.document(id, Part::identity, false, hostile);
    body(identity).answers["first_name"] = std::string("somebody else");
    desk.take(identity);
    const auto shown = desk.replica().find(id).value();
    EXPECT_EQ(shown.version, 1U);
    EXPECT_EQ(shown.device, "joutseno/kiosk-1");
    EXPECT_EQ(shown.case_code, "JOU1-26-0001-X");
    EXPECT_NE(desk.replica().documents(id, 1).identity.find("canary-name"), std::string::npos);
}

TEST(Replica, SealsOneNoteForACompleteVersion) {
    Desk desk;
    const auto one = desk.id(), two = desk.id();
    desk.take(desk.document(one, Part::rest, false));
    desk.take(desk.document(two, Part::rest, true));
    auto open = desk.replica().without_note();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].record, one);
    desk.replica().note_sealed(one, 1);
    desk.take(desk.document(two, Part::identity, false));
    open = desk.replica().without_note();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].record, two);
    desk.replica().note_sealed(two, 1);
    EXPECT_TRUE(desk.replica().without_note().empty());
}

TEST(Replica, FindsTheNumbersThatAreMissing) {
    Desk desk;
    const auto add = [&](std::uint64_t sequence, std::vector<std::uint64_t> skipped = {}) {
        auto at = desk.leaf();
        at.sequence = sequence;
        at.skipped = std::move(skipped);
        ASSERT_TRUE(desk.replica().add_leaf(at));
    };
    const auto closed = [&] {
        Leaf at;
        at.leaf = desk.replica().next_leaf();
        at.device = "joutseno/kiosk-1";
        ASSERT_TRUE(desk.replica().add_leaf(at));
    };
    using Numbers = std::vector<std::uint64_t>;
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), Numbers{});
    add(1);
    add(2);
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), Numbers{});
    add(4);
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), Numbers{3});
    add(7, {5, 6}); // taken back: no gap
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), Numbers{3});
    closed();
    add(9); // 8 was for somebody else
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), Numbers{3});
    closed();
    add(12); // one closed leaf does not explain two numbers
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), (Numbers{3, 10, 11}));
    add(3); // late, but there
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), (Numbers{10, 11}));
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-2"), Numbers{});
    EXPECT_EQ(desk.replica()
                  .before("joutseno/kiosk-1", std::string("00112233445566778899aabbccddeeff"), 12)
                  ->sequence,
              9U);
    EXPECT_FALSE(desk.replica().before("joutseno/kiosk-1",
                                       std::string("00112233445566778899aabbccddeeff"), 1));
    EXPECT_FALSE(desk.replica().before("joutseno/kiosk-1", std::string(32, 'f'), 12));
}

TEST(Replica, MissesTheFirstNumberToo) {
    Desk desk;
    auto at = desk.leaf();
    at.sequence = 3;
    ASSERT_TRUE(desk.replica().add_leaf(at));
    EXPECT_EQ(desk.replica().gaps("joutseno/kiosk-1"), (std::vector<std::uint64_t>{1, 2}));
}

TEST(Access, ShowsADeskRecordByRoleAndWithATrace) {
    for (const auto role : {Role::reception, Role::hotline, Role::supervisor, Role::desk,
                            Role::admin, Role::trainee}) {
        Desk desk({role});
        const auto id = desk.id();
        desk.take(desk.document(id, Part::rest, true));
        desk.take(desk.document(id, Part::identity, false));
        const auto before = desk.store->audit().size();
        const auto opened = open_at_desk(*desk.store, desk.user, id);
        ASSERT_EQ(opened.has_value(), allowed({role}, Operation::desk_open)) << name(role);
        if (!opened) {
            EXPECT_EQ(opened.error().code, "not_allowed");
            EXPECT_EQ(desk.store->audit().size(), before);
            EXPECT_FALSE(desk.replica().find(id)->opened);
            continue;
        }
        EXPECT_EQ(opened->documents.identity.empty(), role == Role::trainee);
        EXPECT_EQ(opened->identity_withheld, role == Role::trainee);
        EXPECT_TRUE(desk.replica().find(id)->opened);
        const auto entry = desk.store->audit().list(before + 1, 1).at(0);
        EXPECT_EQ(entry.act, database::Act::opened_at_desk);
        EXPECT_EQ(entry.user, desk.user.id.str());
        EXPECT_EQ(entry.subject, id.str());
        EXPECT_EQ(open_at_desk(*desk.store, desk.user, desk.id()).error().code, "no_such_record");
        EXPECT_EQ(open_at_desk(*desk.store, desk.user, id, 2).error().code, "no_such_record");
    }
}

} // namespace
} // namespace suoja::kiosk
