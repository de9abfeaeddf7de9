// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/presenters/frame.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

namespace suoja::kiosk::test {
namespace {

using namespace std::chrono_literals;
using suoja::test::Window;

constexpr Chord plain(Key key) {
    return Chord{key, false, false, false, 0};
}
constexpr Chord kLetter{Key::other, false, false, false, 0};

struct FrameOf {
    FrameOf(envelope::RoleKind kind, std::set<Role> roles) : window(kind, std::move(roles)) {
        set_locale_directory(SUOJA_SHARE_DIR "/locale");
        begin();
    }
    ~FrameOf() { set_language("en"); }
    void begin() {
        frame = std::make_unique<FramePresenter>(*window.session);
        frame->attach(view);
        frame->intake().attach(intake_view);
        frame->call().attach(call_view);
        frame->home().attach(home_view);
        window.pump();
    }
    void relock() { // the process ends, a fresh one begins
        frame = nullptr;
        window.reopen();
        view = {};
        intake_view = {};
        begin();
    }
    Window window;
    FakeFrameView view;
    FakeIntakeView intake_view;
    FakeCallView call_view;
    FakeHomeView home_view;
    std::unique_ptr<FramePresenter> frame;
};
struct Frame : testing::Test, FrameOf {
    Frame() : FrameOf(envelope::RoleKind::reception, {Role::reception}) {}
    std::vector<std::string> tabs() {
        std::vector<std::string> labels;
        for (const auto& tab : view.header.tabs)
            labels.push_back(tab.label);
        return labels;
    }
};

TEST_F(Frame, ShowsOnlyTheSectionsOfTheRole) {
    EXPECT_EQ(tabs(), (std::vector<std::string>{"Home", "Intake"}));
    EXPECT_EQ(frame->page(), Page::home);
    EXPECT_EQ(view.header.site, "Joutseno reception centre");
    EXPECT_EQ(view.header.place, "kiosk 1");
    EXPECT_EQ(view.header.user, "Aino L.");
    EXPECT_EQ(view.header.initials, "AL");
    EXPECT_EQ(view.header.connection.word, "Connected");
    frame->go(Page::inbox); // not this role's
    EXPECT_EQ(frame->page(), Page::home);
    const FrameOf hotline(envelope::RoleKind::hotline, {Role::hotline});
    EXPECT_EQ(hotline.frame->page(), Page::call);
    ASSERT_EQ(hotline.view.header.tabs.size(), 1U);
    const FrameOf desk(envelope::RoleKind::desk, {Role::desk});
    EXPECT_EQ(desk.frame->page(), Page::inbox);
}

TEST_F(Frame, StartsAnIntakeByItsKeyAndShowsIt) {
    EXPECT_TRUE(frame->press(plain(Key::f2)));
    window.pump();
    EXPECT_EQ(frame->page(), Page::intake);
    EXPECT_EQ(view.pages.back(), Page::intake);
    EXPECT_TRUE(frame->intake().ready());
    EXPECT_TRUE(frame->press(plain(Key::f8)));
    EXPECT_EQ(intake_view.section->name, "language");
    EXPECT_TRUE(frame->press(plain(Key::f9)));
    EXPECT_TRUE(intake_view.review);
    EXPECT_TRUE(frame->press({Key::digit, false, true, false, 3}));
    EXPECT_EQ(intake_view.section->name, "consent");
    EXPECT_FALSE(frame->press(kLetter)); // the widget's
}

TEST_F(Frame, TheKeyStripFollowsThePage) {
    const auto has = [this](std::string_view label) {
        for (const auto& key : view.keys.keys)
            if (key.label == label)
                return true;
        return false;
    };
    EXPECT_TRUE(has("New intake"));
    EXPECT_FALSE(has("Review"));
    (void)frame->press(plain(Key::f2));
    window.pump();
    EXPECT_TRUE(has("Review"));
    (void)frame->press(plain(Key::f9));
    EXPECT_FALSE(has("Review"));
    EXPECT_NE(view.keys.assurance.find("Consent can be withdrawn"), std::string::npos);
}

TEST_F(Frame, RemembersLanguageAndContrastOfTheUser) {
    frame->choose_language("fi");
    frame->set_contrast(true);
    EXPECT_EQ(view.rebuilt, 2);
    EXPECT_EQ(tabs(), (std::vector<std::string>{"Etusivu", "Alkukirjaus"}));
    window.pump();
    set_language("en"); // what another user of the device left behind
    relock();
    EXPECT_EQ(language(), "fi");
    EXPECT_TRUE(frame->high_contrast());
    EXPECT_EQ(tabs(), (std::vector<std::string>{"Etusivu", "Alkukirjaus"}));
    EXPECT_EQ(view.header.site, "Joutsenon vastaanottokeskus");
}

TEST_F(Frame, ReturnsToWhereTheUserWas) {
    (void)frame->press(plain(Key::f2));
    window.pump();
    frame->intake().go_to(7);
    frame->intake().type("observations", "Goes quiet");
    frame->intake().moved("observations", 10);
    frame->lock();
    EXPECT_EQ(view.ended, std::vector<Ending>{Ending::locked});
    relock();
    EXPECT_EQ(frame->page(), Page::intake);
    EXPECT_EQ(view.pages.back(), Page::intake);
    ASSERT_TRUE(intake_view.section);
    EXPECT_EQ(intake_view.section->name, "told");
    EXPECT_EQ(intake_view.question("observations").text, "Goes quiet");
    EXPECT_EQ(intake_view.cursor, 10);
}

TEST_F(Frame, WarnsThenLocksWhenNothingIsTouched) {
    window.advance(269s);
    frame->tick();
    EXPECT_FALSE(view.warning);
    window.advance(4s);
    frame->tick();
    ASSERT_TRUE(view.warning);
    EXPECT_EQ(view.warning->left, "0:27");
    ASSERT_EQ(view.announced.size(), 1U);
    window.advance(1s);
    frame->tick();
    EXPECT_EQ(view.warning->left, "0:26");
    EXPECT_EQ(view.announced.size(), 1U); // said once
    window.advance(26s);
    frame->tick();
    EXPECT_EQ(view.ended, std::vector<Ending>{Ending::locked});
    frame->tick();
    EXPECT_EQ(view.ended.size(), 1U);
}

TEST_F(Frame, AKeyThatEndsTheWarningGoesNoFurther) {
    window.advance(275s);
    frame->tick();
    ASSERT_TRUE(view.warning);
    EXPECT_TRUE(frame->press(plain(Key::f2)));
    EXPECT_FALSE(view.warning);
    window.pump();
    EXPECT_EQ(frame->page(), Page::home); // no intake was started
    EXPECT_TRUE(frame->press(plain(Key::f2)));
    window.pump();
    EXPECT_EQ(frame->page(), Page::intake);
    window.advance(275s);
    frame->tick();
    EXPECT_TRUE(frame->touched());
    EXPECT_FALSE(frame->touched());
    window.advance(275s);
    frame->tick();
    EXPECT_TRUE(frame->press(plain(Key::f11))); // lock means lock also now
    EXPECT_EQ(view.ended, std::vector<Ending>{Ending::locked});
}

TEST_F(Frame, HidesAtOnceAndTakesEveryKey) {
    (void)frame->press(plain(Key::f2));
    window.pump();
    frame->intake().go_to(7);
    frame->intake().type("observations", "Half a sen");
    EXPECT_TRUE(frame->press(plain(Key::f12)));
    EXPECT_TRUE(frame->hidden());
    EXPECT_EQ(view.notices, 1);
    EXPECT_TRUE(frame->press(kLetter));
    EXPECT_TRUE(frame->press(plain(Key::f11)));
    EXPECT_TRUE(view.ended.empty());
    window.pump(); // what was being typed is saved
    const auto saved =
        window.in_store([](Store& store) { return store.drafts().list().front(); }).value();
    EXPECT_EQ(saved.answers.at("observations"), form::Value(std::string("Half a sen")));
    const auto headers = view.announced.size();
    window.advance(59s);
    frame->tick();
    EXPECT_TRUE(view.ended.empty());
    window.advance(1s);
    frame->tick();
    EXPECT_EQ(view.ended, std::vector<Ending>{Ending::hidden});
    EXPECT_EQ(view.announced.size(), headers); // nothing is announced while hidden
}

TEST_F(Frame, HoldingTheHideKeyLeadsToThePassphrase) {
    frame->hide();
    EXPECT_TRUE(frame->press(plain(Key::f12)));
    window.advance(1s);
    frame->tick();
    frame->released(plain(Key::f12));
    window.advance(3s);
    frame->tick();
    EXPECT_TRUE(view.ended.empty());
    EXPECT_TRUE(frame->press(plain(Key::f12)));
    window.advance(2s);
    frame->tick();
    EXPECT_EQ(view.ended, std::vector<Ending>{Ending::locked});
}

TEST_F(Frame, ThreeTimesShiftHides) {
    const Chord shift{Key::shift, false, false, true, 0};
    EXPECT_FALSE(frame->press(shift));
    EXPECT_FALSE(frame->press(shift));
    EXPECT_TRUE(frame->press(shift));
    EXPECT_TRUE(frame->hidden());
}

TEST_F(Frame, LockIsInTheAuditLog) {
    frame->lock();
    window.pump();
    const auto entries =
        window.in_store([](Store& store) { return store.audit().list(1, 100); }).value();
    ASSERT_FALSE(entries.empty());
    EXPECT_EQ(entries.back().act, database::Act::locked);
}

TEST_F(Frame, TheIntakeTabLeadsToTheLastDraft) {
    (void)frame->press(plain(Key::f2));
    window.pump();
    const auto id = *frame->intake().draft();
    relock();
    frame->go(Page::home);
    frame->go(Page::intake);
    window.pump();
    EXPECT_EQ(frame->intake().draft(), id);
    EXPECT_EQ(window.in_store([](Store& store) { return store.drafts().list().size(); }).value(),
              1U);
}

TEST(SupervisorsFrame, SaysThatIntakesAreAnotherRolesWork) {
    FrameOf supervisor(envelope::RoleKind::reception, {Role::supervisor});
    EXPECT_TRUE(supervisor.view.header.tabs.empty());
    EXPECT_TRUE(supervisor.frame->press(plain(Key::f2)));
    supervisor.window.pump();
    ASSERT_TRUE(supervisor.home_view.model.message);
    EXPECT_EQ(supervisor.home_view.model.message->fact, "Your role may not write intakes.");
    EXPECT_EQ(supervisor.window.in_store([](Store& store) { return store.drafts().list().size(); })
                  .value(),
              0U);
}

TEST_F(Frame, TextSizesGoInSteps) {
    const Chord larger{Key::plus, true, false, false, 0},
        plain_size{Key::zero, true, false, false, 0};
    for (const int percent : {125, 150, 200, 200}) {
        EXPECT_TRUE(frame->press(larger));
        EXPECT_EQ(view.text_size, percent);
    }
    EXPECT_TRUE(frame->press(plain_size));
    EXPECT_EQ(view.text_size, 100);
}

TEST_F(Frame, SaysAtOnceWhenTheConnectionIsLost) {
    window.connection.status.upstream = "unreachable";
    window.connection.status.since = window.clock.now();
    frame->tick();
    EXPECT_EQ(view.header.connection.word, "No connection");
    EXPECT_EQ(view.header.connection.tone, Tone::waiting);
}

TEST(HotlineFrame, DoesNotLockWithinTwentyMinutesOfACall) {
    FrameOf hotline(envelope::RoleKind::hotline, {Role::hotline});
    EXPECT_TRUE(hotline.frame->press(plain(Key::f2)));
    hotline.window.pump();
    ASSERT_TRUE(hotline.frame->call().running());
    hotline.window.advance(19min);
    hotline.frame->tick();
    EXPECT_FALSE(hotline.view.warning);
    EXPECT_TRUE(hotline.view.ended.empty());
    hotline.window.advance(45s);
    hotline.frame->tick();
    EXPECT_TRUE(hotline.view.warning);
    EXPECT_TRUE(hotline.frame->touched());
    EXPECT_TRUE(hotline.frame->press({Key::e, true, false, false, 0}));
    EXPECT_FALSE(hotline.frame->call().running());
    hotline.window.advance(5min);
    hotline.frame->tick();
    EXPECT_EQ(hotline.view.ended, std::vector<Ending>{Ending::locked});
}

TEST(DeskFrame, LocksAfterTenMinutes) {
    FrameOf desk(envelope::RoleKind::desk, {Role::desk});
    desk.window.advance(9min);
    desk.frame->tick();
    EXPECT_FALSE(desk.view.warning);
    desk.window.advance(1min);
    desk.frame->tick();
    EXPECT_EQ(desk.view.ended, std::vector<Ending>{Ending::locked});
}

} // namespace
} // namespace suoja::kiosk::test
