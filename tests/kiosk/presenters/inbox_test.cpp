// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/exchange/desk_feed.h"
#include "kiosk/presenters/inbox.h"
#include "kiosk/presenters/texts.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace suoja::kiosk::test {
namespace {

using namespace std::chrono_literals;
using suoja::test::NotedNavigator;
using suoja::test::Window;

struct Inbox : testing::Test {
    explicit Inbox(std::set<Role> roles = {Role::desk})
        : window(envelope::RoleKind::desk, std::move(roles)) {}
    void SetUp() override {
        presenter = std::make_unique<InboxPresenter>(*window.session, navigator);
        presenter->attach(view);
        window.pump();
    }
    // As the feed keeps it once it has been opened and verified.
    RecordId receive(bool urgent, std::chrono::minutes ago, const std::string& code,
                     std::string form = "intake", bool with_identity = true) {
        const auto at = window.clock.now() - ago;
        record::Document rest;
        rest.header.kind = record::Kind::record;
        rest.header.site = "joutseno";
        rest.header.device = "joutseno/kiosk-1";
        rest.header.author = UserId::make(at);
        rest.header.sealed_at = at;
        rest.header.to = {std::string(64, 'a')};
        rest.header.epoch = std::string(32, '1');
        rest.header.sequence = ++sequence;
        record::RecordBody body;
        body.record = RecordId::make(at);
        body.has_identity = with_identity;
        body.form = form;
        body.form_version = window.forms.newest(form)->version;
        body.case_code = code;
        body.created_at = body.finalised_at = at;
        body.urgent = urgent;
        body.answers = {{form == "call" ? "language" : "contact_language", std::string("ru")},
                        {"immediate_danger", std::string("no")},
                        {form == "call" ? "summary" : "observations", std::string("Made up.")}};
        if (form == "intake") {
            body.answers["consent_referral"] = std::string("given");
            body.answers["gender"] = form::Absence::declined;
        }
        body.answers.insert(more.begin(), more.end());
        const auto record = body.record;
        rest.body = body;
        add(rest, at);
        if (with_identity) {
            body.part = record::Part::identity;
            body.has_identity = false;
            body.answers = {{"family_name", std::string("Canaryname")}};
            body.answers.insert(more_names.begin(), more_names.end());
            rest.header.sequence = ++sequence;
            rest.body = body;
            add(rest, at);
        }
        return record;
    }
    void add(const record::Document& document, Millis at) {
        window
            .in_store([&](Store& store) {
                database::Transaction transaction(store.database());
                const auto bytes = record::write_document(document);
                Leaf leaf;
                leaf.leaf = store.replica().next_leaf();
                leaf.sha256 = sha256(view_of(bytes));
                leaf.id = envelope::EnvelopeId::of(at, leaf.sha256);
                leaf.received_at = at;
                leaf.device = document.header.device;
                leaf.epoch = document.header.epoch;
                leaf.sequence = document.header.sequence;
                ASSERT_TRUE(store.replica().add_leaf(leaf));
                envelope::Receipt receipt;
                receipt.id = leaf.id;
                receipt.sha256 = leaf.sha256;
                receipt.leaf = leaf.leaf;
                receipt.received_at = at;
                store.replica().add_record(leaf, document, bytes, "9C·41·E7",
                                           envelope::write_receipt(receipt));
                transaction.commit();
            })
            .value();
    }
    static ByteView view_of(const std::string& bytes) { return suoja::view(bytes); }
    void look() {
        window.session->changed();
        window.pump();
    }
    std::vector<database::AuditEntry> audit() {
        return window.in_store([](Store& store) { return store.audit().list(1, 100); }).value();
    }
    std::string words_of(std::string_view label) {
        for (const auto& section : view.record->sections)
            for (const auto& line : section.lines)
                if (line.label == label)
                    return line.words;
        return "";
    }
    Window window;
    NotedNavigator navigator;
    FakeInboxView view;
    std::unique_ptr<InboxPresenter> presenter;
    std::uint64_t sequence = 0;
    form::Answers more, more_names; // of the next record, beside the usual ones
};

struct TraineesInbox : Inbox {
    TraineesInbox() : Inbox({Role::trainee}) {}
};
struct SupervisorsInbox : Inbox {
    SupervisorsInbox() : Inbox({Role::supervisor}) {}
};

TEST_F(Inbox, SaysThatNothingHasCome) {
    EXPECT_TRUE(view.list.rows.empty());
    EXPECT_EQ(view.list.empty, "Nothing has been received yet. F5 asks again.");
    EXPECT_FALSE(view.nothing.empty());
}

TEST_F(Inbox, ListsUrgentFirstThenOldest) {
    (void)receive(false, 41min, "JOU1-26-0001-A");
    (void)receive(true, 5min, "JOU1-26-0002-B");
    (void)receive(false, 26h, "JOU1-26-0003-C");
    look();
    ASSERT_EQ(view.list.rows.size(), 3U);
    EXPECT_EQ(view.list.rows[0].code, "JOU1-26-0002-B");
    EXPECT_EQ(view.list.rows[0].urgency, "Urgent");
    EXPECT_EQ(view.list.rows[1].code, "JOU1-26-0003-C");
    EXPECT_EQ(view.list.rows[1].age, "1 day 2 h");
    EXPECT_EQ(view.list.rows[2].age, "41 min");
    EXPECT_EQ(view.list.rows[2].from, "Joutseno");
    EXPECT_EQ(view.list.rows[2].language, "Russian");
    EXPECT_EQ(view.list.rows[2].state.word, "New");
}

TEST_F(Inbox, SelectingOpensNothingAndOpeningIsWrittenDown) {
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    const auto before = audit().size();
    presenter->select(record.str());
    window.pump();
    EXPECT_EQ(audit().size(), before);
    EXPECT_FALSE(view.record);
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    const auto entries = audit();
    EXPECT_EQ(entries.back().act, database::Act::opened_at_desk);
    EXPECT_EQ(entries.back().subject, record.str());
    EXPECT_EQ(view.list.rows[0].state.word, "Opened");
    EXPECT_EQ(window.nudged, 1); // the device it came from learns it
}

TEST_F(Inbox, ShowsAnswersBySectionWithTheirProvenance) {
    const auto record = receive(true, 41min, "JOU1-26-0001-A");
    look();
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    EXPECT_EQ(view.record->code, "JOU1-26-0001-A");
    EXPECT_EQ(view.record->received, "Received 07:32 from Joutseno, kiosk 1");
    EXPECT_EQ(words_of("Is the person in immediate danger?"), "No");
    EXPECT_EQ(words_of("Gender"), "Prefers not to say");
    EXPECT_EQ(words_of("Family name"), "Canaryname");
    EXPECT_EQ(view.record->sections.front().title, "Immediate safety");
    ASSERT_TRUE(view.record->not_asked);
    EXPECT_NE(view.record->not_asked->fact.find("questions not asked."), std::string::npos);
    ASSERT_EQ(view.record->provenance.size(), 3U);
    EXPECT_EQ(view.record->provenance[1].words, "Joutseno, kiosk 1 · 9C·41·E7");
    EXPECT_NE(view.record->provenance[2].words.find("receipt"), std::string::npos);
    EXPECT_EQ(view.record->signature, "Signature checked, not changed since");
    ASSERT_EQ(view.record->versions.size(), 1U);
    EXPECT_TRUE(view.record->versions[0].shown);
    EXPECT_FALSE(view.record->identity);
}

TEST_F(Inbox, ShowsEachChildUnderItsNumber) {
    // both parts carry as many as there are
    more = {{"children_in_finland", std::int64_t{2}}, {"children[]", std::int64_t{2}}};
    more_names = {{"children[]", std::int64_t{2}},
                  {"children[1]/birth_year", std::int64_t{2018}},
                  {"children[1]/with_person", std::string("yes")},
                  {"children[2]/birth_year", form::Absence::declined}};
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    EXPECT_EQ(words_of("Minor children in Finland (number)"), "2");
    EXPECT_EQ(words_of("Child 1 · Year of birth"), "2018");
    EXPECT_EQ(words_of("Child 1 · Is the child with the person?"), "Yes");
    EXPECT_EQ(words_of("Child 2 · Year of birth"), "Prefers not to say");
    EXPECT_EQ(words_of("Child 2 · Does the child need help?"), "");
}

TEST_F(TraineesInbox, ShowsNoChildren) {
    more = {{"children_in_finland", std::int64_t{1}}, {"children[]", std::int64_t{1}}};
    more_names = {{"children[]", std::int64_t{1}}, {"children[1]/birth_year", std::int64_t{2018}}};
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    EXPECT_EQ(words_of("Minor children in Finland (number)"), "1");
    EXPECT_EQ(words_of("Child 1 · Year of birth"), "");
}

TEST_F(Inbox, SpeaksTheStaffsLanguage) {
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    presenter->open(record.str());
    window.pump();
    set_locale_directory(SUOJA_SHARE_DIR "/locale");
    set_language("fi");
    presenter->relabel();
    presenter->attach(view);
    EXPECT_EQ(words_of("Sukupuoli"), "Ei halua vastata");
    EXPECT_EQ(view.list.rows[0].language, "Venäjä");
    set_language("en");
}

TEST_F(Inbox, SaysThatTheNamesAreStillOnTheirWay) {
    const auto at = window.clock.now();
    const auto record = receive(false, 1min, "JOU1-26-0001-A", "intake", false);
    (void)at;
    look();
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    EXPECT_FALSE(view.record->identity); // it has no identity part at all
}

TEST_F(TraineesInbox, ShowsNoNames) {
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    presenter->open(record.str());
    window.pump();
    ASSERT_TRUE(view.record);
    EXPECT_EQ(words_of("Family name"), "");
    EXPECT_EQ(words_of("Is the person in immediate danger?"), "No");
    ASSERT_TRUE(view.record->identity);
    EXPECT_EQ(view.record->identity->fact, "Names are not shown to your role.");
}

TEST_F(SupervisorsInbox, SeesTheListAndOpensNothing) {
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    look();
    EXPECT_EQ(view.list.rows.size(), 1U);
    presenter->open(record.str());
    window.pump();
    EXPECT_FALSE(view.record);
    EXPECT_NE(view.nothing.find("Your role may not open records."), std::string::npos);
}

TEST_F(Inbox, FiltersByWhatIsNewAndByKind) {
    const auto record = receive(false, 41min, "JOU1-26-0001-A");
    (void)receive(false, 5min, "HEL1-26-0002-B", "call", false);
    look();
    ASSERT_EQ(view.list.filters.size(), 4U);
    EXPECT_EQ(view.list.filters[0].label, "All 2");
    EXPECT_EQ(view.list.filters[1].label, "Not opened 2");
    presenter->open(record.str());
    window.pump();
    presenter->filter("new");
    ASSERT_EQ(view.list.rows.size(), 1U);
    EXPECT_EQ(view.list.rows[0].code, "HEL1-26-0002-B");
    EXPECT_EQ(view.list.rows[0].kind, "Hotline call");
    presenter->filter("intake");
    ASSERT_EQ(view.list.rows.size(), 1U);
    EXPECT_EQ(view.list.rows[0].code, "JOU1-26-0001-A");
}

TEST_F(Inbox, KeysWalkThroughTheList) {
    const auto first = receive(false, 41min, "JOU1-26-0001-A");
    const auto second = receive(false, 5min, "JOU1-26-0002-B");
    look();
    presenter->next();
    window.pump();
    EXPECT_EQ(presenter->opened(), first.str());
    presenter->next();
    window.pump();
    EXPECT_EQ(presenter->opened(), second.str());
    presenter->next(); // the end
    window.pump();
    EXPECT_EQ(presenter->opened(), second.str());
    presenter->previous();
    window.pump();
    EXPECT_EQ(presenter->opened(), first.str());
    presenter->close_record();
    EXPECT_FALSE(view.record);
}

TEST_F(Inbox, CountsWhatDidNotVerify) {
    (void)receive(false, 41min, "JOU1-26-0001-A");
    window
        .in_store([&](Store& store) {
            database::Transaction transaction(store.database());
            Leaf leaf;
            leaf.leaf = store.replica().next_leaf();
            leaf.sha256 = sha256(suoja::view("broken"));
            leaf.id = envelope::EnvelopeId::of(window.clock.now(), leaf.sha256);
            leaf.received_at = window.clock.now();
            leaf.device = "joutseno/kiosk-9";
            leaf.set_aside = "signature";
            (void)store.replica().add_leaf(leaf);
            store.replica().set_aside(leaf.leaf, "signature", suoja::view("broken"));
            transaction.commit();
        })
        .value();
    look();
    ASSERT_EQ(view.list.alarms.size(), 1U);
    EXPECT_EQ(view.list.alarms[0].fact, "1 entry did not verify and was set aside.");
    EXPECT_EQ(view.list.rows.size(), 1U);
}

TEST_F(Inbox, SaysNothingWhenNothingIsMissing) {
    (void)receive(false, 41min, "JOU1-26-0001-A");
    look();
    EXPECT_TRUE(view.list.alarms.empty());
    EXPECT_EQ(view.list.more_alarms, "");
    EXPECT_TRUE(navigator.announced.empty());
}

TEST_F(Inbox, SaysWhichNumbersHaveNotComeUntilTheyCome) {
    (void)receive(false, 41min, "JOU1-26-0001-A", "intake", false);
    sequence += 2; // 2 and 3 are held back
    (void)receive(false, 5min, "JOU1-26-0004-D", "intake", false);
    look();
    ASSERT_EQ(view.list.alarms.size(), 1U);
    EXPECT_EQ(view.list.alarms[0].tone, Tone::waiting);
    EXPECT_EQ(view.list.alarms[0].fact, "2 numbers have not come: Joutseno, kiosk 1 (2, 3).");
    EXPECT_EQ(view.list.rows.size(), 2U);
    sequence = 1;
    (void)receive(false, 4min, "JOU1-26-0002-B", "intake", false);
    look();
    ASSERT_EQ(view.list.alarms.size(), 1U);
    EXPECT_EQ(view.list.alarms[0].fact, "1 number has not come: Joutseno, kiosk 1 (3).");
    (void)receive(false, 3min, "JOU1-26-0003-C", "intake", false);
    look();
    EXPECT_TRUE(view.list.alarms.empty());
}

TEST_F(Inbox, SaysThatTheFeedStandsStillAndWhenItGoesOn) {
    const auto set = [&](const std::string& mark) {
        window
            .in_store([&](Store& store) {
                database::Transaction transaction(store.database());
                store.set_setting(kFeedStopped, mark);
                transaction.commit();
            })
            .value();
        look();
    };
    set("211 no_body");
    ASSERT_EQ(view.list.alarms.size(), 1U);
    EXPECT_EQ(view.list.alarms[0].fact, "The centre’s log is read no further than entry 211.");
    EXPECT_EQ(view.list.alarms[0].tone, Tone::attention);
    EXPECT_EQ(navigator.announced.size(), 1U);
    look();
    EXPECT_EQ(navigator.announced.size(), 1U); // said once
    set("");
    EXPECT_TRUE(view.list.alarms.empty());
}

TEST_F(Inbox, ShowsTheGravestAlarmsAndTheOthersWhenAsked) {
    (void)receive(false, 41min, "JOU1-26-0001-A", "intake", false);
    sequence += 1;
    (void)receive(false, 5min, "JOU1-26-0003-C", "intake", false);
    window
        .in_store([&](Store& store) {
            database::Transaction transaction(store.database());
            store.set_setting(kFeedStopped, "211 no_body");
            store.set_setting(kLogConflict, "origin 7 ab");
            transaction.commit();
        })
        .value();
    look();
    ASSERT_EQ(view.list.alarms.size(), 2U);
    EXPECT_EQ(view.list.alarms[0].fact,
              "The centre’s log is not the one that this device saw before.");
    EXPECT_EQ(view.list.more_alarms, "1 more alarm");
    presenter->see_alarms();
    EXPECT_EQ(view.list.alarms.size(), 3U);
    EXPECT_EQ(view.list.more_alarms, "Show less");
    for (const auto& alarm : view.list.alarms) {
        EXPECT_FALSE(alarm.safe.empty());
        EXPECT_FALSE(alarm.advice.empty());
    }
    presenter->see_alarms();
    EXPECT_EQ(view.list.alarms.size(), 2U);
}

} // namespace
} // namespace suoja::kiosk::test
