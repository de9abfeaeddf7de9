// SPDX-License-Identifier: Apache-2.0
#pragma once
// What both engines are asked: forms as rows of tables, and rounds of answers. The same each time,
// whatever machine or library: one seeded engine, no distributions. In: config/forms for those that
// ship. Out: forms, and the same as JSON lines for odk.mjs. Single thread.
#include "core/form/load.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace suoja::form::oracle {

using Row = std::map<std::string, std::string, std::less<>>;
struct Step {
    std::string what, path, text; // "set" a question to a text; "add" a repeat; "remove" "child[2]"
};
using Round = std::vector<Step>;

struct Asked {
    std::string name;
    std::vector<Row> rows; // columns of survey.csv; the languages and classes are put in
    std::shared_ptr<const Form> form;
    std::vector<Round> rounds;
};

// 2026-11-25T12:30:00Z on a clock of UTC: in ODK's engine the days of a date depend on the zone
inline constexpr std::int64_t kNow = 1'795'609'800'000;

// `times` as many made by chance; those of once come first
[[nodiscard]] std::vector<Asked> all_cases(int times = 1);
[[nodiscard]] std::vector<Asked> some_cases(); // a few of them
[[nodiscard]] std::string as_json_lines(const std::vector<Asked>& cases);
// the rows as a form of ours; asserts that they are one
[[nodiscard]] std::shared_ptr<const Form> form_of(const std::vector<Row>& rows);

} // namespace suoja::form::oracle
