// SPDX-License-Identifier: Apache-2.0
// A session on a real device: key slot, store, courier, forms; and the data directory free again.
#include "kiosk/presenters/forms.h"
#include "kiosk/presenters/frame.h"
#include "kiosk/presenters/session.h"
#include "kiosk/presenters/unlock.h"
#include "tests/support/presenters_window.h"

#include <gtest/gtest.h>

#include <fstream>

namespace suoja::kiosk::test {
namespace {

using suoja::test::Pump;

constexpr std::string_view kPhrase = "kanto-lumi-sakset-ruska-vene-tuohi";

struct Device : testing::Test {
    void SetUp() override {
        const auto& listed = office.add(envelope::RoleKind::reception, "joutseno/kiosk-1");
        auto store = suoja::test::make_store(directory.path(), clock, office, listed);
        std::filesystem::permissions(directory / "outgoing", std::filesystem::perms::owner_all);
        {
            database::Transaction transaction(store.database());
            (void)suoja::test::add_user(store, "aino", {Role::reception});
            transaction.commit();
        }
        auto taken = DataDirectory::take(directory.path(), false).value();
        write_device_file(taken, {"unix:" + (directory / "relay.sock").string(), "joutseno/kiosk-1",
                                  "reception", "joutseno", "Joutseno", "Joutseno", "Joutseno"});
        Slots slots(taken.slots(), clock);
        slots.initialise();
        slots.write("aino", Secret::from_text(kPhrase), suoja::test::a_database_key());
    }
    UnlockPresenter::Unlocker unlocker_here() {
        return unlocker(locked_device(directory.path()).value(), SUOJA_SOURCE_DIR "/config/forms",
                        clock);
    }
    suoja::test::TemporaryDirectory directory;
    suoja::test::FakeClock clock;
    suoja::test::DeviceOffice office;
    Pump pump;
};

TEST_F(Device, OpensWithTheRightPassphraseOnly) {
    const auto unlock = unlocker_here();
    const auto wrong = unlock("aino", Secret::from_text("kanto-lumi"));
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().reason, Reason::locked);
    auto right = unlock("aino", Secret::from_text(kPhrase));
    ASSERT_TRUE(right.has_value());
    EXPECT_EQ(right->unlocked.user.name, "aino");
    EXPECT_NE(right->forms.newest("intake"), nullptr);
    EXPECT_NE(right->forms.newest("call"), nullptr);
    EXPECT_TRUE(right->forms.refused().empty());
}

TEST_F(Device, LeavesTheDataDirectoryFreeForTheNextProcess) {
    auto opened = unlocker_here()("aino", Secret::from_text(kPhrase));
    ASSERT_TRUE(opened.has_value());
    auto session = std::make_unique<Session>(std::move(*opened), pump.executor(), clock);
    // while it is open, another is told so
    EXPECT_EQ(locked_device(directory.path()).error().reason, Reason::busy);
    session = nullptr;
    EXPECT_TRUE(locked_device(directory.path()).has_value());
}

TEST_F(Device, ACourierWithoutARelayIsNoConnectionAndNoHarm) {
    auto opened = unlocker_here()("aino", Secret::from_text(kPhrase));
    ASSERT_TRUE(opened.has_value());
    Session session(std::move(*opened), pump.executor(), clock);
    session.start_courier();
    session.nudge();
    FramePresenter frame(session);
    frame.intake().start();
    session.store().now([](Store&) {}).value();
    while (pump.run())
        session.store().now([](Store&) {}).value();
    EXPECT_TRUE(frame.intake().ready());
    EXPECT_EQ(session.connection().word, "No connection");
}

TEST_F(Device, AListenerThatIsGoneIsNotCalled) {
    auto opened = unlocker_here()("aino", Secret::from_text(kPhrase));
    ASSERT_TRUE(opened.has_value());
    Session session(std::move(*opened), pump.executor(), clock);
    int calls = 0, others = 0;
    auto living = std::make_unique<Living>();
    session.on_change(*living, [&] { ++calls; });
    const Living other;
    session.on_change(other, [&] { ++others; });
    session.changed();
    living = nullptr;
    session.changed();
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(others, 2);
}

TEST(FormsOfADevice, OneThatDoesNotParseIsNamedAndTheOthersStayUsable) {
    suoja::test::TemporaryDirectory directory;
    const std::filesystem::path source = SUOJA_SOURCE_DIR "/config/forms";
    std::filesystem::copy(source / "intake", directory / "intake");
    std::filesystem::copy(source / "call", directory / "call");
    std::filesystem::copy(source / "lists", directory / "lists");
    std::filesystem::create_directory(directory / "no-form-in-here");
    {
        std::ofstream survey(directory / "call/survey.csv", std::ios::app);
        survey << "nonsense,x,,,\n";
    }
    const auto forms = Forms::load(directory.path());
    ASSERT_EQ(forms.refused().size(), 1U);
    EXPECT_EQ(forms.refused()[0].folder, "call");
    ASSERT_FALSE(forms.refused()[0].problems.empty());
    EXPECT_EQ(forms.refused()[0].problems[0].file, "survey.csv");
    ASSERT_NE(forms.newest("intake"), nullptr);
    EXPECT_EQ(forms.newest("call"), nullptr);
    EXPECT_EQ(forms.find("intake", forms.newest("intake")->version), forms.newest("intake"));
    EXPECT_EQ(forms.find("intake", "1999"), nullptr);
    EXPECT_EQ(language_words(forms, "ru", "fi"), "Venäjä");
    EXPECT_EQ(language_words(forms, "tlh", "fi"), "tlh");
}

TEST(FormsOfADevice, AreFoundWhereTheyWereSaidToBe) {
    suoja::test::TemporaryDirectory directory;
    EXPECT_EQ(forms_directory(directory.path()).value(), directory.path());
    EXPECT_EQ(forms_directory(directory / "missing").error().code, "forms");
    ::setenv("SUOJA_FORMS", directory.path().c_str(), 1);
    EXPECT_EQ(forms_directory(std::nullopt).value(), directory.path());
    ::setenv("SUOJA_FORMS", (directory / "missing").c_str(), 1);
    EXPECT_FALSE(forms_directory(std::nullopt).has_value());
    ::unsetenv("SUOJA_FORMS");
    // beside the program, as the build and an installation lay them out
    const auto found = forms_directory(std::nullopt);
    ASSERT_TRUE(found.has_value());
    EXPECT_TRUE(std::filesystem::exists(*found / "intake/survey.csv"));
}

} // namespace
} // namespace suoja::kiosk::test
