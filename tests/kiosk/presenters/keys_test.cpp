// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/accelerators.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace suoja::kiosk {
namespace {

constexpr Chord plain(Key key) {
    return Chord{key, false, false, false, 0};
}
std::vector<Situation> all() {
    std::vector<Situation> result;
    for (const auto page : {Page::home, Page::intake, Page::call, Page::inbox})
        for (const bool review : {false, true})
            for (const bool call : {false, true})
                result.push_back({page, review, call});
    return result;
}

TEST(Keys, LockAndHideWorkEverywhere) {
    for (const auto& situation : all()) {
        EXPECT_EQ(command_for(situation, plain(Key::f11)), Command::lock);
        EXPECT_EQ(command_for(situation, plain(Key::f12)), Command::hide);
        EXPECT_EQ(command_for(situation, {Key::f4, true, false, false, 0}), Command::contrast);
    }
}

TEST(Keys, MeanOneThingOnAPage) {
    for (const auto& situation : all()) {
        const auto table = accelerators(situation);
        for (std::size_t i = 0; i < table.size(); ++i)
            for (std::size_t j = i + 1; j < table.size(); ++j)
                EXPECT_FALSE(table[i].chord == table[j].chord) << cap(table[i].chord);
    }
}

TEST(Keys, TheStripShowsNothingThatDoesNotWork) {
    for (const auto& situation : all()) {
        std::vector<std::string> caps;
        for (const auto& each : accelerators(situation))
            caps.push_back(cap(each.chord));
        for (const auto& key : key_strip(situation)) {
            EXPECT_FALSE(key.label.empty());
            for (const auto& each : key.caps)
                EXPECT_TRUE(each == "Alt+1…9" ||
                            std::find(caps.begin(), caps.end(), each) != caps.end())
                    << each;
        }
    }
}

TEST(Keys, SectionKeysStandTogetherInTheStrip) {
    const auto strip = key_strip({Page::intake, false, false});
    const auto section = std::find_if(strip.begin(), strip.end(), [](const KeyCap& key) {
        return key.caps == std::vector<std::string>{"F7", "F8"};
    });
    ASSERT_NE(section, strip.end());
    EXPECT_EQ(section->label, "Section");
}

TEST(Keys, ACallEndsOnlyWhileItRuns) {
    const Chord end{Key::e, true, false, false, 0};
    EXPECT_EQ(command_for({Page::call, false, true}, end), Command::end_call);
    EXPECT_EQ(command_for({Page::call, false, false}, end), std::nullopt);
    EXPECT_EQ(command_for({Page::intake, false, false}, end), std::nullopt);
}

TEST(Keys, ListsMoveByThemselves) {
    EXPECT_EQ(command_for({Page::home, false, false}, plain(Key::enter)), std::nullopt);
    EXPECT_EQ(command_for({Page::home, false, false}, plain(Key::f2)), Command::new_item);
}

} // namespace
} // namespace suoja::kiosk
