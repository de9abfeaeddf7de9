// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/notice.h"

#include "kiosk/presenters/local_time.h"

#include <algorithm>
#include <chrono>

namespace suoja::kiosk {

namespace {

// ISO 8601: week 1 has the year's first Thursday; `thursday` is that of the week asked for.
int week_number(std::chrono::sys_days thursday) {
    const std::chrono::year_month_day date(thursday);
    const auto new_year = std::chrono::sys_days(date.year() / std::chrono::January / 1);
    return static_cast<int>((thursday - new_year).count() / 7 + 1);
}

std::string capital(std::string word) {
    if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
        word.front() = static_cast<char>(word.front() - 'a' + 'A');
    return word;
}

std::string two(int n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}

} // namespace

// The page speaks as a Finnish notice board does, whatever language the staff use: it must not
// change with the user behind it.
NoticeModel notice(Millis now) {
    using namespace std::chrono;
    const auto at = local(now);
    NoticeModel model;
    model.title = "Tervetuloa";
    model.subtitle = "Välkommen · Welcome";
    model.time = two(at.hour) + "." + two(at.minute);
    model.date = weekday_name(at.weekday, "fi") + " " + std::to_string(at.day) + "." +
                 std::to_string(at.month) + "." + std::to_string(at.year);
    model.hours = {"Palveluajat",
                   "Öppettider · Opening hours",
                   {{"Infopiste", "9.00–16.00"},
                    {"Ruokala, lounas", "11.00–13.00"},
                    {"Ruokala, päivällinen", "16.30–18.00"},
                    {"Pyykkitupa", "8.00–20.00"},
                    {"Kirjasto", "12.00–18.00"},
                    {"Hiljaisuus", "22.00–7.00"}}};
    model.week = {"Joka viikko",
                  "Varje vecka · Every week",
                  {{"keskiviikko klo 17.00", "Kielikahvila, aula"},
                   {"torstai klo 15.00", "Suomen kielen ryhmä"},
                   {"perjantai klo 10.00", "Talokokous, ruokala"},
                   {"lauantai klo 12.00", "Ulkoilu"},
                   {"sunnuntai klo 14.00", "Elokuva, aula"}}};
    model.month = capital(month_words(at.month, "fi")) + " " + std::to_string(at.year);
    model.month_subtitle =
        capital(month_words(at.month, "sv")) + " · " + month_words(at.month, "en");
    model.week_head = "Vk";
    model.day_heads = {"Ma", "Ti", "Ke", "To", "Pe", "La", "Su"};
    model.today = at.day;
    const year_month month = year(at.year) / std::chrono::month(static_cast<unsigned>(at.month));
    const sys_days first(month / 1), last(month / std::chrono::last);
    const auto lead = (weekday(first).c_encoding() + 6) % 7;
    for (sys_days monday = first - days(lead); monday <= last; monday += days(7)) {
        NoticeModel::Week week;
        week.number = week_number(monday + days(3));
        for (int i = 0; i < 7; ++i) {
            const sys_days day = monday + days(i);
            const bool inside = day >= first && day <= last;
            week.days.push_back(
                inside ? static_cast<int>(static_cast<unsigned>(year_month_day(day).day())) : 0);
        }
        model.weeks.push_back(std::move(week));
    }
    model.footer =
        "Kysy lisää infopisteestä · Fråga mer vid infodisken · Ask at the information desk";
    return model;
}

bool ShiftThrice::pressed(const Chord& chord, Steady now) {
    if (chord.key != Key::shift) {
        presses_.clear();
        return false;
    }
    std::erase_if(presses_, [&](Steady at) { return now - at > std::chrono::seconds(1); });
    presses_.push_back(now);
    if (presses_.size() < 3)
        return false;
    presses_.clear();
    return true;
}

void HeldKey::down(const Chord& chord, Steady now) {
    if (chord.key != Key::f12)
        since_.reset();
    else if (!since_)
        since_ = now;
}

void HeldKey::up(const Chord& chord) {
    if (chord.key == Key::f12)
        since_.reset();
}

bool HeldKey::held(Steady now) const {
    return since_ && now - *since_ >= std::chrono::seconds(2);
}

} // namespace suoja::kiosk
