// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/exchange/desk_feed.h"
#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/home.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/store/finalise.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdlib.h>
#include <time.h>

namespace suoja::kiosk::test {
namespace {

using namespace std::chrono_literals;
using suoja::test::NotedNavigator;
using suoja::test::Window;

struct Home : testing::Test {
    void SetUp() override {
        presenter = std::make_unique<HomePresenter>(*window.session, navigator);
        presenter->attach(view);
        window.pump();
    }
    form::Context context() {
        return context_for(window.user, "joutseno/kiosk-1", window.clock.now(), 120);
    }
    Draft new_draft(const std::vector<std::pair<std::string, std::string>>& answers) {
        const auto form = window.forms.newest("intake");
        return window
            .in_store([&](Store& store) {
                auto draft = make_draft(store, window.user, form, context()).value();
                form::Entry entry(form, context(), draft.answers);
                for (const auto& [path, text] : answers)
                    (void)entry.set_text(path, text).value();
                draft.answers = entry.draft();
                store.drafts().save(draft);
                return draft;
            })
            .value();
    }
    RecordId finalised(bool urgent, std::chrono::seconds hold) {
        auto answers = suoja::test::sendable_intake();
        answers.insert(answers.end(), {{"info_points", "voluntary"},
                                       {"consent_share", "none"},
                                       {"family_name", "Canaryname"},
                                       {"observations", "Made up."}});
        if (urgent) {
            answers.emplace_back("forward_priority", "urgent");
            answers.emplace_back("phoned_central", "yes");
        }
        const auto draft = new_draft(answers);
        return window
            .in_store([&](Store& store) {
                form::Entry entry(window.forms.newest("intake"), context(), draft.answers);
                return finalise(store, window.session->outgoing(), window.user, draft, entry, hold)
                    .value()
                    .record;
            })
            .value();
    }
    void update_rows(const RecordId& record, const std::function<void(OutboxRow&)>& change) {
        window
            .in_store([&](Store& store) {
                database::Transaction transaction(store.database());
                for (auto& row : store.records().outbox(record)) {
                    change(row);
                    store.records().update(row);
                }
                transaction.commit();
            })
            .value();
    }
    void look() {
        window.session->changed();
        window.pump();
    }
    Window window{envelope::RoleKind::reception, {Role::reception}};
    NotedNavigator navigator;
    FakeHomeView view;
    std::unique_ptr<HomePresenter> presenter;
};

TEST_F(Home, SaysWhatToDoWhenThereIsNothing) {
    EXPECT_EQ(view.model.drafts.empty, "No drafts. F2 starts a new intake.");
    EXPECT_EQ(view.model.on_the_way.empty, "Everything you finished has been received.");
    EXPECT_EQ(view.model.attention.empty, "Nothing needs attention.");
    EXPECT_EQ(view.model.drafts.count, "0");
    EXPECT_EQ(view.model.connection.word, "Connected");
    presenter->new_intake();
    EXPECT_EQ(navigator.started, 1);
}

TEST_F(Home, ShowsDraftsByCodeAndLanguageOnly) {
    const auto draft = new_draft(
        {{"contact_language", "ru"}, {"consent_referral", "given"}, {"family_name", "Canaryname"}});
    look();
    ASSERT_EQ(view.model.drafts.rows.size(), 1U);
    const auto& row = view.model.drafts.rows[0];
    EXPECT_EQ(row.code, draft.case_code);
    EXPECT_EQ(row.language, "Russian");
    EXPECT_EQ(row.line, "Saved 08:13");
    EXPECT_EQ(row.state.word, "Draft");
    for (const auto& text : {row.code, row.language, row.line, row.progress, row.track_words})
        EXPECT_EQ(text.find("Canary"), std::string::npos);
    presenter->open(row.id);
    EXPECT_EQ(navigator.opened, std::vector<DraftId>{draft.id});
}

TEST_F(Home, ADraftSaysInTimeWhenItWillBeErased) {
    auto draft = new_draft({});
    draft.keep_until = window.clock.now() + 24h * 30;
    window.in_store([&](Store& store) { store.drafts().save(draft); }).value();
    window.advance(1s);
    const auto other = new_draft({});
    look();
    ASSERT_EQ(view.model.drafts.rows.size(), 2U);
    const auto row = [&](const DraftId& id) {
        const auto& rows = view.model.drafts.rows;
        return *std::find_if(rows.begin(), rows.end(),
                             [&](const HomeRow& each) { return each.id == id.str(); });
    };
    EXPECT_EQ(row(draft.id).line, "Saved 08:13. Kept until 27 March.");
    EXPECT_FALSE(row(draft.id).message);
    EXPECT_FALSE(row(other.id).message);
    window.advance(24h * 23);
    look();
    const auto& first = view.model.drafts.rows[0]; // what ends soon stands first
    EXPECT_EQ(first.id, draft.id.str());
    ASSERT_TRUE(first.message);
    EXPECT_EQ(first.message->tone, Tone::waiting);
    EXPECT_EQ(first.message->fact, "It is erased by itself after 27 March.");
    EXPECT_FALSE(view.model.drafts.rows[1].message);
}

// An unlock does not erase it while the centre does not have a record it is linked to.
TEST_F(Home, ADraftPastItsTermIsPointedOutAndKept) {
    auto draft = new_draft({});
    draft.keep_until = window.clock.now() + 24h;
    window.in_store([&](Store& store) { store.drafts().save(draft); }).value();
    window.advance(25h);
    look();
    ASSERT_TRUE(view.model.drafts.rows[0].message);
    EXPECT_EQ(view.model.drafts.rows[0].message->safe, "It is still here.");
}

TEST_F(Home, AHeldRecordCanBeTakenBack) {
    const auto record = finalised(false, 60s);
    look();
    ASSERT_EQ(view.model.on_the_way.rows.size(), 1U);
    const auto& row = view.model.on_the_way.rows[0];
    EXPECT_EQ(row.state.word, "Waiting to send");
    EXPECT_EQ(row.reached, 1);
    EXPECT_EQ(row.line, "Finalised 08:13 by you");
    EXPECT_EQ(row.track_words, "Locked and encrypted. Goes at 08:14.");
    ASSERT_EQ(row.actions.size(), 2U);
    presenter->act(record.str(), "take_back");
    window.pump();
    EXPECT_EQ(navigator.opened.size(), 1U);
    EXPECT_TRUE(view.model.on_the_way.rows.empty());
    EXPECT_EQ(view.model.drafts.rows.size(), 1U);
}

TEST_F(Home, SendNowEndsTheHold) {
    const auto record = finalised(false, 60s);
    look();
    presenter->act(record.str(), "send_now");
    window.pump();
    ASSERT_EQ(view.model.on_the_way.rows.size(), 1U);
    EXPECT_TRUE(view.model.on_the_way.rows[0].actions.empty());
    EXPECT_EQ(window.nudged, 1);
}

TEST_F(Home, TheButtonsGoWhenTheHoldIsOver) {
    const auto record = finalised(false, 60s);
    look();
    window.advance(61s);
    presenter->tick();
    window.pump();
    ASSERT_EQ(view.model.on_the_way.rows.size(), 1U);
    EXPECT_TRUE(view.model.on_the_way.rows[0].actions.empty());
    presenter->act(record.str(), "take_back"); // pressed in the last moment
    window.pump();
    ASSERT_TRUE(view.model.message);
    EXPECT_EQ(view.model.message->fact, "It has already been sent.");
    EXPECT_TRUE(navigator.opened.empty());
}

TEST_F(Home, FollowsARecordToTheCentre) {
    const auto record = finalised(false, 0s);
    update_rows(record, [&](OutboxRow& row) {
        row.handed_over_at = row.forwarded_at = window.clock.now();
    });
    look();
    ASSERT_EQ(view.model.on_the_way.rows.size(), 1U);
    EXPECT_EQ(view.model.on_the_way.rows[0].state.word, "At relay");
    EXPECT_EQ(view.model.on_the_way.rows[0].reached, 2);
    EXPECT_EQ(view.model.stops[1].words, "1 on the way");
    window.advance(5min);
    update_rows(record, [&](OutboxRow& row) { row.received_at = window.clock.now(); });
    look();
    EXPECT_TRUE(view.model.on_the_way.rows.empty());
    ASSERT_EQ(view.model.received.rows.size(), 1U);
    const auto& row = view.model.received.rows[0];
    EXPECT_EQ(row.reached, 3);
    EXPECT_EQ(row.track_words.find("08:18 · receipt "), 0U) << row.track_words;
    EXPECT_EQ(view.model.last_delivery, "Last delivery 08:18.");
}

TEST_F(Home, AnUrgentRecordWithoutAReceiptAsksForAPhoneCall) {
    (void)finalised(true, 0s);
    look();
    EXPECT_EQ(view.model.on_the_way.rows.size(), 1U);
    EXPECT_TRUE(view.model.attention.rows.empty());
    window.advance(10min + 1s);
    look();
    EXPECT_TRUE(view.model.on_the_way.rows.empty());
    ASSERT_EQ(view.model.attention.rows.size(), 1U);
    ASSERT_TRUE(view.model.attention.rows[0].message);
    EXPECT_EQ(view.model.attention.rows[0].message->fact, "The centre does not have this yet.");
    EXPECT_EQ(view.model.attention.rows[0].message->advice,
              "It is urgent: phone the central team.");
}

TEST_F(Home, ARefusedRecordNeedsAttention) {
    const auto record = finalised(false, 0s);
    update_rows(record, [](OutboxRow& row) { row.refused = "quota"; });
    look();
    ASSERT_EQ(view.model.attention.rows.size(), 1U);
    const auto& message = view.model.attention.rows[0].message;
    ASSERT_TRUE(message);
    EXPECT_EQ(message->safe, "It is safe on this device.");
    EXPECT_NE(message->advice.find(view.model.attention.rows[0].code), std::string::npos);
}

TEST_F(Home, SaysThatTheLogIsNotTheOneSeenBefore) {
    EXPECT_TRUE(view.model.notices.empty());
    window
        .in_store([](Store& store) {
            database::Transaction transaction(store.database());
            store.set_setting(kLogConflict, "origin 7 ab");
            transaction.commit();
        })
        .value();
    look();
    look();
    ASSERT_EQ(view.model.notices.size(), 1U);
    EXPECT_EQ(view.model.notices[0].fact,
              "The centre’s log is not the one that this device saw before.");
    EXPECT_FALSE(view.model.notices[0].safe.empty());
    EXPECT_FALSE(view.model.notices[0].advice.empty());
    EXPECT_EQ(navigator.announced.size(), 1U); // said once
}

TEST_F(Home, SaysThatTheDirectoryIsPastItsDate) {
    window.advance(24h * 3650);
    look();
    ASSERT_EQ(view.model.notices.size(), 1U);
    EXPECT_EQ(view.model.notices[0].tone, Tone::waiting);
    EXPECT_NE(view.model.notices[0].fact.find("should have been renewed by"), std::string::npos);
}

TEST_F(Home, SaysWhatTheUnlockErased) {
    EXPECT_TRUE(view.model.notices.empty());
    window.draft_terms.erased = 2;
    presenter = nullptr;
    window.reopen();
    presenter = std::make_unique<HomePresenter>(*window.session, navigator);
    presenter->attach(view);
    window.pump();
    ASSERT_EQ(view.model.notices.size(), 1U);
    EXPECT_EQ(view.model.notices[0].fact, "2 drafts were erased.");
    EXPECT_EQ(view.model.notices[0].tone, Tone::relay);
}

TEST_F(Home, ALateAnswerToAPageThatIsGoneIsDropped) {
    presenter->reload();
    presenter = nullptr;
    window.pump();
    window.session->changed();
    SUCCEED();
}

TEST(Names, AreShortenedForTheHeader) {
    EXPECT_EQ(short_name("Aino Lehtola"), "Aino L.");
    EXPECT_EQ(initials("Aino Lehtola"), "AL");
    EXPECT_EQ(initials("Åke Öberg"), "ÅÖ");
    EXPECT_EQ(short_name("Aino"), "Aino");
    EXPECT_EQ(initials(""), "");
}

TEST(Connection, IsSaidInWords) {
    ::setenv("TZ", "Europe/Helsinki", 1);
    ::tzset();
    set_language("en");
    const auto now = from_unix_ms(1'772'000'000'000);
    Courier::Connection connection;
    EXPECT_EQ(connection_words(connection, now).word, "Checking the connection…");
    EXPECT_EQ(connection_words(connection, now).tone, Tone::neutral);
    connection.asked = true;
    EXPECT_EQ(connection_words(connection, now).word, "No connection");
    connection.relay = true;
    connection.status.upstream = "unreachable";
    connection.status.since = now - 5min;
    const auto lost = connection_words(connection, now);
    EXPECT_EQ(lost.word, "No connection");
    EXPECT_EQ(lost.detail,
              "No connection since 08:08. What is on the device is safe there and goes "
              "by itself later.");
    connection.status.upstream = "connected";
    EXPECT_EQ(connection_words(connection, now).word, "Connected");
    connection.status.clock_skew_ms = -600'000;
    EXPECT_EQ(connection_words(connection, now).word, "Clock is wrong");
}

} // namespace
} // namespace suoja::kiosk::test
