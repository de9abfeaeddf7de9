// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/renewal.h"
#include "tests/kiosk/store/kiosk.h"
#include "tests/support/temporary_directory.h"

#include <fstream>

namespace suoja::kiosk {
namespace {

struct FormsOfTheLibrary : testing::Test {
    test::Kiosk kiosk;
    test::TemporaryDirectory place;

    void ship(const std::string& version, const std::string& more = "") {
        std::filesystem::create_directories(place / "intake");
        for (auto [name, text] : test::small_tables("intake", version)) {
            if (name == "survey.csv")
                text += more;
            std::ofstream(place / "intake" / name) << text;
        }
    }
    void publish(const std::string& version) {
        const envelope::FormPackage form{"intake", version, kiosk.clock.now(),
                                         test::small_tables("intake", version)};
        kiosk.store->forms().keep_published(form, sha256(view(version)), kiosk.clock.now());
    }
    void draft(const std::string& version) {
        auto made = kiosk.draft(kiosk.filled());
        made.form_version = version;
        kiosk.store->drafts().insert(made);
    }
    [[nodiscard]] Forms joined() {
        auto forms = Forms::load(place.path());
        forms.join(*kiosk.store);
        return forms;
    }
};

TEST_F(FormsOfTheLibrary, AHigherPublishedVersionIsUsedInPlaceOfTheOneShipped) {
    ship("2026-9");
    EXPECT_EQ(joined().newest("intake")->version, "2026-9");
    publish("2026-12");
    const auto forms = joined();
    EXPECT_EQ(forms.newest("intake")->version, "2026-12");
    ASSERT_EQ(forms.in_use().size(), 1U);
    EXPECT_EQ(forms.in_use()[0].from, Forms::From::published);
    EXPECT_NE(forms.find("intake", "2026-9"), nullptr);
}

TEST_F(FormsOfTheLibrary, WhatWasPublishedIsUsedWhateverLiesInTheFolder) {
    publish("2026-9");
    ship("9999-1");
    EXPECT_EQ(joined().newest("intake")->version, "2026-9");
    EXPECT_EQ(joined().in_use()[0].from, Forms::From::published);
}

TEST_F(FormsOfTheLibrary, AForeignFolderUsedOnceLeavesNoFormForNewWork) {
    ship("9999-1");
    EXPECT_EQ(joined().newest("intake")->version, "9999-1") << "this once";
    draft("9999-1");
    ship("2026-9");
    const auto forms = joined();
    EXPECT_EQ(forms.newest("intake")->version, "2026-9");
    EXPECT_EQ(forms.in_use()[0].form->version, "2026-9");
    EXPECT_NE(forms.find("intake", "9999-1"), nullptr) << "its draft is still readable";
    std::size_t told = 0;
    for (const auto& entry : kiosk.store->audit().list(1, 1000))
        told += entry.subject == "intake:9999-1:unsigned" ? 1 : 0;
    EXPECT_EQ(told, 1U);
}

TEST_F(FormsOfTheLibrary, APublishedFormThatDoesNotParseFallsBackToThePublishedOneBelowIt) {
    ship("2026-1");
    publish("2026-9");
    auto tables = test::small_tables("intake", "2026-12");
    tables["survey.csv"] += "nonsense,x,,,,\n";
    kiosk.store->forms().keep_published({"intake", "2026-12", kiosk.clock.now(), tables},
                                        sha256(view("broken")), kiosk.clock.now());
    const auto forms = joined();
    EXPECT_EQ(forms.newest("intake")->version, "2026-9");
    ASSERT_EQ(forms.refused().size(), 1U);
    EXPECT_EQ(forms.refused()[0].folder, "intake~2026-12");
}

TEST_F(FormsOfTheLibrary, OfTheSameVersionThePublishedOneCounts) {
    ship("2026-12", "text,only_shipped,Only,N,,\n");
    EXPECT_NE(joined().newest("intake")->find("only_shipped"), nullptr);
    publish("2026-12");
    EXPECT_EQ(joined().newest("intake")->find("only_shipped"), nullptr);
    const auto forms = joined();
    EXPECT_EQ(forms.find("intake", "2026-12"), forms.newest("intake"));
}

TEST_F(FormsOfTheLibrary, ADraftKeepsItsFormWhenTheProgramBringsANewerOne) {
    ship("2026-9", "text,old_question,Old,N,,\n");
    static_cast<void>(joined());
    draft("2026-9");
    ship("2026-12");
    const auto forms = joined();
    EXPECT_EQ(forms.newest("intake")->version, "2026-12");
    const auto old = forms.find("intake", "2026-9");
    ASSERT_NE(old, nullptr);
    EXPECT_NE(old->find("old_question"), nullptr);
    EXPECT_EQ(forms.newest("intake")->find("old_question"), nullptr);
}

TEST_F(FormsOfTheLibrary, AnOldVersionThatNothingHereWasMadeWithIsNotLoaded) {
    ship("2026-9");
    static_cast<void>(joined());
    ship("2026-12");
    EXPECT_EQ(joined().find("intake", "2026-9"), nullptr);
    EXPECT_EQ(kiosk.store->forms().list().size(), 2U) << "and kept all the same";
}

TEST_F(FormsOfTheLibrary, TheSameTablesAreKeptOnce) {
    ship("2026-9");
    for (int i = 0; i < 3; ++i)
        static_cast<void>(joined());
    EXPECT_EQ(kiosk.store->forms().list().size(), 1U);
    ship("2026-9", "text,another,Another,N,,\n"); // changed in place
    static_cast<void>(joined());
    EXPECT_EQ(kiosk.store->forms().list().size(), 2U);
}

struct Renewals : FormsOfTheLibrary {
    // begun with 2026-9, which asks one question more
    Draft begun(form::Answers answers) {
        ship("2026-9", "begin repeat,child,Child,,,\ntext,name,Name,D,,\nend repeat,,,,,\n"
                       "text,old_question,The old question,N,,\n");
        static_cast<void>(joined());
        auto made = kiosk.draft(kiosk.filled());
        made.form_version = "2026-9";
        made.answers = std::move(answers);
        kiosk.store->drafts().insert(made);
        ship("2026-12");
        return made;
    }
};

TEST_F(Renewals, ADraftWithAPlaceForEverythingGoesOnInTheNewerForm) {
    const auto draft = begun({{"narrative", std::string("told")}});
    const auto renewal = renewal_of(joined(), draft);
    EXPECT_EQ(renewal.form->version, "2026-12");
    EXPECT_EQ(renewal.newer, nullptr);
    EXPECT_TRUE(renewal.left.empty());
}

TEST_F(Renewals, OneWithoutGoesOnInItsOwnAndSaysWhatWouldBeLeftOut) {
    auto draft = begun({{"narrative", std::string("told")},
                        {"old_question", std::string("said")},
                        {"child[]", std::int64_t{1}},
                        {"child[1]/name", std::string("Bo")}});
    const auto renewal = renewal_of(joined(), draft);
    EXPECT_EQ(renewal.form->version, "2026-9");
    ASSERT_NE(renewal.newer, nullptr);
    EXPECT_EQ(renewal.newer->version, "2026-12");
    std::vector<std::string> words;
    for (const auto& path : renewal.left)
        words.push_back(words_of(*renewal.form, path, "en"));
    EXPECT_EQ(words, (std::vector<std::string>{"Child 1: Name", "Child", "The old question"}));
    renew(draft, renewal);
    EXPECT_EQ(draft.answers, (form::Answers{{"narrative", std::string("told")}}));
    EXPECT_EQ(draft.form_version, "2026-12");
    EXPECT_EQ(renewal_of(joined(), draft).newer, nullptr);
}

TEST_F(Renewals, ADraftOfTheNewestVersionIsLeftAlone) {
    auto draft = begun({{"old_question", std::string("said")}});
    draft.form_version = "2026-12";
    const auto before = draft.answers;
    const auto renewal = renewal_of(joined(), draft);
    EXPECT_EQ(renewal.form->version, "2026-12");
    renew(draft, renewal);
    EXPECT_EQ(draft.answers, before);
}

} // namespace
} // namespace suoja::kiosk
