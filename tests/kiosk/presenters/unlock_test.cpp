// SPDX-License-Identifier: Apache-2.0
#include "fake_views.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/presenters/unlock.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

namespace suoja::kiosk::test {
namespace {

using namespace std::chrono_literals;

struct Unlock : testing::Test {
    void SetUp() override {
        ::setenv("TZ", "Europe/Helsinki", 1);
        ::tzset();
        set_locale_directory(SUOJA_SHARE_DIR "/locale");
        set_language("en");
        begin("reception");
    }
    void TearDown() override { set_language("en"); }
    void begin(const std::string& kind) {
        UnlockPresenter::Parts parts;
        parts.locked.device.device = "joutseno/kiosk-2";
        parts.locked.device.kind = kind;
        parts.locked.device.site_name_en = "Joutseno reception centre";
        parts.locked.device.site_name_fi = "Joutsenon vastaanottokeskus";
        parts.unlock = [this](std::string_view user, const Secret& passphrase) -> Result<Opened> {
            ++tries;
            last_user = user;
            last_passphrase = passphrase.text();
            return failure;
        };
        parts.pause = [this] { return pause; };
        parts.connection = [this] { return connection; };
        parts.opened = [this](Opened) { ++opened; };
        presenter = std::make_unique<UnlockPresenter>(std::move(parts), pump.executor(), clock);
        presenter->attach(view);
    }
    suoja::test::FakeClock clock;
    suoja::test::Pump pump;
    FakeUnlockView view;
    std::unique_ptr<UnlockPresenter> presenter;
    Failure failure = fail(Reason::locked, "wrong_passphrase", "No.");
    std::chrono::seconds pause{0};
    Courier::Connection connection;
    int tries = 0, opened = 0;
    std::string last_user, last_passphrase;
};

TEST_F(Unlock, ShowsTheSiteTheClockAndNobody) {
    EXPECT_EQ(view.model.site, "Joutseno reception centre");
    EXPECT_EQ(view.model.place, "kiosk 2");
    EXPECT_EQ(view.model.time, "08:13");
    EXPECT_EQ(view.model.date, "Wednesday 25 February 2026");
    EXPECT_FALSE(view.model.pause);
}

TEST_F(Unlock, WorksOffTheWindowsThread) {
    presenter->unlock("lehtola.aino", Secret::from_text("six words of a phrase"));
    EXPECT_TRUE(view.model.busy);
    EXPECT_EQ(tries, 0);
    presenter->unlock("lehtola.aino", Secret::from_text("again")); // while it works
    (void)pump.run();
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(last_user, "lehtola.aino");
    EXPECT_EQ(last_passphrase, "six words of a phrase");
    EXPECT_FALSE(view.model.busy);
}

TEST_F(Unlock, AWrongTrySaysNothingAboutWhichOfTheTwoIsWrong) {
    presenter->unlock("nobody", Secret::from_text("x"));
    (void)pump.run();
    ASSERT_TRUE(view.model.message);
    EXPECT_EQ(view.model.message->fact, "The user name and the passphrase do not match.");
    EXPECT_EQ(view.cleared, 1);
    EXPECT_EQ(opened, 0);
}

TEST_F(Unlock, AsksForBothBeforeItTries) {
    presenter->unlock("", Secret::from_text("x"));
    presenter->unlock("aino", Secret());
    (void)pump.run();
    EXPECT_EQ(tries, 0);
    ASSERT_TRUE(view.model.message);
    EXPECT_EQ(view.model.message->tone, Tone::waiting);
}

TEST_F(Unlock, APauseCountsDownAndOpensByItself) {
    pause = 300s;
    presenter->unlock("aino", Secret::from_text("x"));
    (void)pump.run();
    ASSERT_TRUE(view.model.pause);
    EXPECT_EQ(view.model.pause->left, "5:00");
    EXPECT_EQ(view.model.pause->again, "You can try again at 08:18");
    EXPECT_DOUBLE_EQ(view.model.pause->fraction, 1.0);
    EXPECT_FALSE(view.model.message);
    pause = 272s;
    clock.advance(28s);
    presenter->tick();
    EXPECT_EQ(view.model.pause->left, "4:32");
    EXPECT_NEAR(view.model.pause->fraction, 272.0 / 300, 1e-9);
    presenter->unlock("aino", Secret::from_text("x")); // not while it is paused
    (void)pump.run();
    EXPECT_EQ(tries, 1);
    pause = 0s;
    presenter->tick();
    EXPECT_FALSE(view.model.pause);
}

TEST_F(Unlock, APauseSurvivesARestart) {
    pause = 60s;
    begin("reception");
    ASSERT_TRUE(view.model.pause);
    EXPECT_EQ(view.model.pause->left, "1:00");
}

TEST_F(Unlock, ChangesLanguageAndContrastWithoutAUser) {
    presenter->choose_language("fi");
    EXPECT_EQ(view.rebuilt, 1);
    EXPECT_EQ(view.model.language, "fi");
    EXPECT_EQ(view.model.site, "Joutsenon vastaanottokeskus");
    EXPECT_EQ(view.model.time, "08.13");
    EXPECT_TRUE(presenter->press({Key::f4, true, false, false, 0}));
    EXPECT_TRUE(view.model.high_contrast);
    EXPECT_FALSE(presenter->press({Key::other, false, false, false, 0}));
}

TEST_F(Unlock, HidesAndComesBackOnlyByHolding) {
    const Chord hide{Key::f12, false, false, false, 0};
    EXPECT_TRUE(presenter->press(hide));
    EXPECT_TRUE(presenter->hidden());
    EXPECT_EQ(view.notices, 1);
    EXPECT_TRUE(presenter->press({Key::other, false, false, false, 0}));
    EXPECT_TRUE(presenter->press(hide));
    clock.advance(1s);
    presenter->released(hide);
    clock.advance(2s);
    presenter->tick();
    EXPECT_TRUE(presenter->hidden());
    EXPECT_TRUE(presenter->press(hide));
    clock.advance(2s);
    presenter->tick();
    EXPECT_FALSE(presenter->hidden());
    EXPECT_EQ(view.left, 1);
    for (int repeats = 0; repeats < 20; ++repeats) { // the finger is still on the key
        clock.advance(30ms);
        EXPECT_TRUE(presenter->press(hide));
        presenter->tick();
    }
    EXPECT_FALSE(presenter->hidden()) << "the passphrase is what holding leads to";
    presenter->released(hide);
    EXPECT_TRUE(presenter->press(hide));
    EXPECT_TRUE(presenter->hidden());
}

TEST_F(Unlock, OnlyADeskTellsHowMuchWaits) {
    connection.relay = true;
    connection.status.upstream = "connected";
    connection.status.new_entries = 3;
    presenter->tick();
    EXPECT_EQ(view.model.new_entries, "");
    begin("desk");
    EXPECT_EQ(view.model.new_entries, "3 new entries wait");
}

TEST_F(Unlock, SaysNothingOfTheConnectionBeforeItKnows) {
    EXPECT_EQ(view.model.connection.word, "Checking the connection…");
    EXPECT_EQ(view.model.connection.tone, Tone::neutral);
    connection.asked = true; // and nobody answered
    presenter->tick();
    EXPECT_EQ(view.model.connection.word, "No connection");
    EXPECT_EQ(view.model.connection.tone, Tone::waiting);
    connection.relay = true;
    connection.status.upstream = "connected";
    presenter->tick();
    EXPECT_EQ(view.model.connection.word, "Connected");
}

TEST_F(Unlock, SaysWhenAnotherProgramHoldsTheRecords) {
    failure = fail(Reason::busy, "busy", "In use.");
    presenter->unlock("aino", Secret::from_text("x"));
    (void)pump.run();
    ASSERT_TRUE(view.model.message);
    EXPECT_EQ(view.model.message->fact, "Another program is using this device’s records.");
}

} // namespace
} // namespace suoja::kiosk::test
