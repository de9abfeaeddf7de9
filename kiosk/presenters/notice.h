// SPDX-License-Identifier: Apache-2.0
#pragma once
// The neutral page behind F12: welcome, opening hours,
// calendar, no product name. It ignores every key but F12 held for 2 s. Also over the unlock page.
#include "core/clock.h"
#include "kiosk/presenters/accelerators.h"

namespace suoja::kiosk {

struct NoticeModel {
    std::string title, subtitle, time, date;
    struct Line {
        std::string left, right;
    };
    struct Card {
        std::string title, subtitle;
        std::vector<Line> lines; // `right` "" where the card has one column
    };
    Card hours, week;
    std::string month, month_subtitle, week_head; // "Maaliskuu 2026", "Mars · March", "Vk"
    std::vector<std::string> day_heads;           // "Ma" … "Su"
    struct Week {
        int number = 0;
        std::vector<int> days; // 7, 0 = none of this month
    };
    std::vector<Week> weeks;
    int today = 1;
    std::string footer;
};
[[nodiscard]] NoticeModel notice(Millis now);

// Three times Shift within a second; the third press says true.
class ShiftThrice {
  public:
    [[nodiscard]] bool pressed(const Chord& chord, Steady now);

  private:
    std::vector<Steady> presses_;
};

// F12 held for 2 s on the neutral page. Key repeats and ticks both count the time.
class HeldKey {
  public:
    void down(const Chord& chord, Steady now);
    void up(const Chord& chord);
    [[nodiscard]] bool held(Steady now) const;

  private:
    std::optional<Steady> since_;
};

} // namespace suoja::kiosk
