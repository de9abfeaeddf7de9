// SPDX-License-Identifier: Apache-2.0
#pragma once
// Small forms for tests: rows of a survey under a header, with choices and settings that fit.
#include "core/form/entry.h"
#include "core/form/load.h"

#include <gtest/gtest.h>

namespace suoja::form::test {

using Files = std::map<std::string, std::string, std::less<>>;

inline constexpr const char* kHeader =
    "type,name,label::English (en),label::Suomi (fi),suoja_class,relevant,required,constraint,"
    "calculation,choice_filter,default,read_only,appearance,suoja_absence,suoja_length\n";
inline constexpr const char* kChoices =
    "list_name,name,label::English (en),label::Suomi (fi),area\n"
    "yn,yes,Yes,Kyllä,\n"
    "yn,no,No,Ei,\n"
    "towns,joutseno,Joutseno,Joutseno,east\n"
    "towns,imatra,Imatra,Imatra,east\n"
    "towns,turku,Turku,Turku,west\n"
    "areas,east,East,Itä,\n"
    "areas,west,West,Länsi,\n";
inline constexpr const char* kSettings =
    "form_id,version,form_title::English (en),form_title::Suomi (fi),default_language\n"
    "small,1,Small,Pieni,English (en)\n";

inline Files files(const std::string& rows) {
    return {{"survey.csv", kHeader + rows}, {"choices.csv", kChoices}, {"settings.csv", kSettings}};
}

inline std::string told(const Loaded& loaded) {
    std::string all;
    for (const TableProblem& problem : loaded.problems)
        all += problem.str() + "\n";
    return all;
}

inline std::shared_ptr<const Form> form_of(const std::string& rows) {
    const Loaded loaded = parse_form(files(rows));
    EXPECT_TRUE(loaded.problems.empty()) << told(loaded);
    return loaded.form;
}

// 2026-11-25T14:30:00+02:00
inline Context context() {
    return {std::chrono::sys_days(std::chrono::year(2026) / 11 / 25) + std::chrono::minutes(750),
            120, "user", "joutseno/kiosk-1"};
}

inline Entry entry_of(const std::string& rows) {
    return Entry(form_of(rows), context());
}

inline std::string text_of(const Entry& entry, const std::string& path) {
    const auto* text = std::get_if<std::string>(&entry.value(path));
    return text == nullptr ? "" : *text;
}

} // namespace suoja::form::test
