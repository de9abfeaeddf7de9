// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/presenters/call.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace suoja::kiosk::test {
namespace {

using namespace std::chrono_literals;
using suoja::test::NotedNavigator;
using suoja::test::Window;

struct Calls : testing::Test {
    void SetUp() override { begin(); }
    void begin() {
        presenter = std::make_unique<CallPresenter>(*window.session, navigator);
        presenter->attach(view);
        window.pump();
    }
    void start() {
        presenter->start();
        window.pump();
        ASSERT_TRUE(presenter->running());
    }
    void fill_in() {
        for (const auto& [path, choice] : {std::pair("call_type", "victim_self"),
                                           {"immediate_danger", "no"},
                                           {"caller_type", "self"},
                                           {"anonymity", "anonymous"},
                                           {"callback_agreed", "no"},
                                           {"language", "vi"},
                                           {"interpreter_mode", "phone"},
                                           {"reason_main", "work"},
                                           {"followup_needed", "no"}})
            presenter->choose(path, choice);
        presenter->type("summary", "A made-up summary.");
        presenter->toggle("advice_given", "info", true);
    }
    std::size_t drafts() {
        return window.in_store([](Store& store) { return store.drafts().list("call").size(); })
            .value();
    }
    std::vector<RecordRow> records() {
        return window
            .in_store([](Store& store) {
                return store.records().list("call", std::nullopt, store.clock().now(), 10);
            })
            .value();
    }
    Window window{envelope::RoleKind::hotline, {Role::hotline}};
    NotedNavigator navigator;
    FakeCallView view;
    std::unique_ptr<CallPresenter> presenter;
};

TEST_F(Calls, StartAtOnceWithTheirTime) {
    EXPECT_EQ(view.call.empty, "No call is open. F2 starts one.");
    start();
    EXPECT_EQ(drafts(), 1U);
    EXPECT_EQ(view.call.clock.words, "Call in progress");
    EXPECT_EQ(view.focused, "summary");
    window.advance(12min + 47s);
    presenter->tick();
    EXPECT_EQ(view.clock.timer, "12:47");
    ASSERT_EQ(view.list.groups.size(), 1U);
    EXPECT_EQ(view.list.groups[0].title, "Today, 1 call");
    EXPECT_EQ(view.list.groups[0].rows[0].title, "This call");
    EXPECT_EQ(view.list.groups[0].rows[0].right, "now");
}

TEST_F(Calls, TimerGoesOnWhileTheScreenIsLocked) {
    start();
    const auto id = presenter->draft()->str();
    presenter = nullptr;
    window.reopen();
    window.advance(5min);
    begin();
    presenter->open(id);
    window.pump();
    EXPECT_TRUE(presenter->running());
    presenter->tick();
    EXPECT_EQ(view.clock.timer, "5:00");
}

TEST_F(Calls, StayOpenAfterTheirEndForTheLastNotes) {
    start();
    fill_in();
    presenter->finalise(); // not while it runs
    window.pump();
    EXPECT_TRUE(records().empty());
    window.advance(9min);
    presenter->end_call();
    EXPECT_FALSE(presenter->running());
    EXPECT_EQ(view.call.clock.phase, CallPhase::ended);
    EXPECT_EQ(view.call.clock.timer, "9:00");
    presenter->type("summary", "A made-up summary. One more thing.");
    window.advance(1min);
    presenter->tick();
    EXPECT_EQ(view.clock.timer, "9:00"); // the clock has stopped
    ASSERT_TRUE(view.call.may_finalise) << view.call.why_not;
    presenter->finalise();
    window.pump();
    ASSERT_EQ(records().size(), 1U);
    EXPECT_EQ(drafts(), 0U);
    EXPECT_EQ(view.call.code, "");
    EXPECT_EQ(window.nudged, 1);
    ASSERT_EQ(view.list.groups.size(), 1U);
    EXPECT_EQ(view.list.groups[0].rows[0].title, "Possible victim");
    EXPECT_EQ(view.list.groups[0].rows[0].line, "Vietnamese · you");
    EXPECT_EQ(view.list.groups[0].rows[0].state.word, "Waiting to send");
}

// The record carries when the contact began and ended, as the timer showed it; nobody types it.
TEST_F(Calls, TakeTheirTimesFromTheTimer) {
    const auto times = [this] {
        return window
            .in_store([](Store& store) {
                const auto draft = store.drafts().list("call").front();
                const auto text = [&](std::string_view name) {
                    const auto found = draft.answers.find(name);
                    const auto* words = found == draft.answers.end()
                                            ? nullptr
                                            : std::get_if<std::string>(&found->second);
                    return words == nullptr ? std::string() : *words;
                };
                return std::pair(text(kStartedAt), text(kEndedAt));
            })
            .value();
    };
    const auto began = local_date_time(window.clock.now());
    start();
    for (const auto& question : view.call.questions) {
        EXPECT_NE(question.path, kStartedAt);
        EXPECT_NE(question.path, kEndedAt);
    }
    presenter->save_now();
    window.pump();
    EXPECT_EQ(times(), std::pair(began, std::string()));
    window.advance(9min);
    const auto ended = local_date_time(window.clock.now());
    presenter->end_call();
    window.pump();
    EXPECT_EQ(times(), std::pair(began, ended));
    window.advance(5min);
    fill_in(); // the last notes
    presenter->save_now();
    window.pump();
    EXPECT_EQ(times(), std::pair(began, ended));
}

TEST_F(Calls, ClosedWithOnePressHaveTheirTimesToo) {
    start();
    presenter->close_as("silent");
    window.pump();
    const auto draft =
        window.in_store([](Store& store) { return store.drafts().list("call").front(); }).value();
    for (const auto name : {kStartedAt, kEndedAt}) {
        const auto found = draft.answers.find(name);
        ASSERT_NE(found, draft.answers.end()) << name;
        EXPECT_TRUE(std::holds_alternative<std::string>(found->second)) << name;
    }
}

TEST_F(Calls, SayWhatIsStillNeeded) {
    start();
    presenter->choose("call_type", "victim_self");
    presenter->end_call();
    EXPECT_FALSE(view.call.may_finalise);
    EXPECT_FALSE(view.call.needed.empty());
    presenter->finalise();
    window.pump();
    EXPECT_TRUE(records().empty());
    const auto note = view.call.note;
    ASSERT_TRUE(note);
    EXPECT_TRUE(note->message); // now every message shows
    fill_in();
    presenter->finalise();
    window.pump();
    EXPECT_EQ(records().size(), 1U);
}

TEST_F(Calls, ClosingsAreTheTypesThatNeedNothingMore) {
    start();
    std::vector<std::string> names;
    for (const auto& closing : view.list.closings)
        names.push_back(closing.choice);
    EXPECT_EQ(names, (std::vector<std::string>{"silent", "hangup", "wrong_number", "prank",
                                               "abusive", "test"}));
}

TEST_F(Calls, OnePressClosesAndTenSecondsUndoIt) {
    start();
    presenter->type("silent_note", "");
    presenter->close_as("wrong_number");
    EXPECT_FALSE(presenter->draft());
    ASSERT_TRUE(view.undo);
    EXPECT_EQ(view.undo->words, "Closed as Wrong number.");
    EXPECT_EQ(view.undo->button, "Undo, 10 s");
    window.advance(9s);
    presenter->tick();
    window.pump();
    EXPECT_TRUE(records().empty()); // nothing has left yet
    EXPECT_EQ(view.undo->button, "Undo, 1 s");
    presenter->undo();
    EXPECT_FALSE(view.undo);
    EXPECT_TRUE(presenter->running()); // as if nothing had been pressed
    window.advance(5s);
    presenter->tick();
    window.pump();
    EXPECT_TRUE(records().empty());
    presenter->close_as("wrong_number");
    window.advance(10s);
    presenter->tick();
    window.pump();
    EXPECT_FALSE(view.undo);
    ASSERT_EQ(records().size(), 1U);
    EXPECT_EQ(drafts(), 0U);
}

TEST_F(Calls, AnUndoThatTheLockCutsOffStillSendsTheCall) {
    start();
    presenter->close_as("hangup");
    presenter = nullptr;
    window.pump();
    EXPECT_EQ(records().size(), 1U);
}

TEST_F(Calls, ReasonsAreOnAndOffByNumber) {
    start();
    presenter->choose("call_type", "victim_self");
    presenter->reason(7);
    presenter->reason(5);
    presenter->reason(6);
    presenter->reason(1);
    const auto& last = view.updates.back();
    EXPECT_EQ(last.path, "reason_other");
    EXPECT_EQ(std::count_if(last.choices.begin(), last.choices.end(),
                            [](const ChoiceModel& each) { return each.chosen; }),
              3);
    presenter->reason(2); // a fourth other one
    EXPECT_EQ(navigator.announced.back(), "One main reason and up to three others.");
    presenter->reason(5); // off again
    presenter->reason(2);
    window.pump();
    const auto draft =
        window.in_store([](Store& store) { return store.drafts().list("call").front(); }).value();
    EXPECT_EQ(draft.answers.at("reason_main"), form::Value(std::string("work")));
    const auto& others = std::get<std::vector<std::string>>(draft.answers.at("reason_other"));
    EXPECT_EQ(others.size(), 3U);
    presenter->reason(7); // the main reason off: the next one pressed takes its place
    presenter->reason(6);
    window.pump();
    const auto changed =
        window.in_store([](Store& store) { return store.drafts().list("call").front(); }).value();
    EXPECT_EQ(changed.answers.at("reason_main"), form::Value(std::string("residence")));
}

TEST_F(Calls, ATimeStampGoesIntoTheNote) {
    start();
    presenter->time_stamp();
    EXPECT_EQ(view.inserted, "08:13 ");
}

TEST_F(Calls, AnEmptyRecordMayBeDiscardedAndAWrittenOneNot) {
    start();
    EXPECT_TRUE(view.call.may_discard);
    presenter->choose("call_type", "victim_self");
    presenter->type("summary", "Something");
    presenter->discard();
    window.pump();
    EXPECT_EQ(drafts(), 1U);
    presenter->type("summary", "");
    start();
    presenter->discard();
    window.pump();
    EXPECT_EQ(drafts(), 1U);
    EXPECT_FALSE(presenter->draft());
}

TEST_F(Calls, ASecondCallLeavesTheFirstInTheList) {
    start();
    fill_in();
    const auto first = presenter->draft()->str();
    window.advance(1min);
    start();
    ASSERT_EQ(view.list.groups[0].rows.size(), 2U);
    EXPECT_EQ(view.list.groups[0].rows[1].id, first);
    EXPECT_EQ(view.list.groups[0].rows[1].right, "not ended");
    presenter->open(first);
    window.pump();
    ASSERT_TRUE(view.call.note);
    EXPECT_EQ(view.call.note->text, "A made-up summary.");
}

TEST_F(Calls, CallsOfEarlierDaysStandUnderTheirDay) {
    start();
    fill_in();
    presenter->end_call();
    presenter->finalise();
    window.pump();
    window.advance(24h);
    presenter->tick();
    ASSERT_EQ(view.list.groups.size(), 1U);
    EXPECT_EQ(view.list.groups[0].title, "Yesterday, 1 call");
    window.advance(48h);
    presenter->tick();
    EXPECT_EQ(view.list.groups[0].title, "25 February, 1 call");
}

} // namespace
} // namespace suoja::kiosk::test
