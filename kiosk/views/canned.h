// SPDX-License-Identifier: Apache-2.0
#pragma once
// Models with invented data, in the language in use, for the gallery and for the tests of the
// pages: what a page looks like can be seen without a store and without an unlock.
#include "kiosk/presenters/frame.h"
#include "kiosk/presenters/unlock.h"

namespace suoja::kiosk::views::canned {

[[nodiscard]] HeaderModel header(Page page);
[[nodiscard]] KeyStripModel keys(const Situation& situation);
[[nodiscard]] UnlockModel unlock(bool paused);
[[nodiscard]] HomeModel home();
[[nodiscard]] HomeModel home_with_notices();
[[nodiscard]] NavigatorModel navigator(int current, bool review);
[[nodiscard]] SectionModel section();
[[nodiscard]] SectionModel fields_section();  // every other kind of control
[[nodiscard]] SectionModel repeats_section(); // two children, of whom one is told of
[[nodiscard]] ReviewModel review();
[[nodiscard]] CallListModel call_list();
[[nodiscard]] CallModel call();
[[nodiscard]] InboxModel inbox();
[[nodiscard]] InboxModel inbox_with_alarms();
[[nodiscard]] DeskRecordModel record();
[[nodiscard]] SavedModel saved();
[[nodiscard]] LockWarning warning();

// Takes every answer and keeps none.
struct NoAnswering : Answering {
    void choose(std::string_view, std::string_view) override {}
    void toggle(std::string_view, std::string_view, bool) override {}
    void type(std::string_view, std::string_view) override {}
    void set_absence(std::string_view, std::string_view) override {}
    void add(std::string_view) override {}
    void remove(std::string_view) override {}
    void keep(std::string_view) override {}
    void entered(std::string_view) override {}
    void moved(std::string_view, std::int64_t) override {}
    void left(std::string_view) override {}
};

} // namespace suoja::kiosk::views::canned
