// SPDX-License-Identifier: Apache-2.0
#pragma once
// What was seen after each round, by either engine, and where the two differ. A question that is
// not relevant is not seen; of one that is: "r" (required) or "-", then "c" (constraint broken),
// "m" (required and missing) or "-", then its value, and with a choice_filter " of " the codes
// left.
#include "core/failure.h"
#include "tests/oracle/cases.h"

#include <optional>

namespace suoja::form::oracle {

using Seen = std::map<std::string, std::string, std::less<>>; // by path
struct Told {
    std::string form, error;
    std::vector<std::map<std::string, std::optional<std::string>, std::less<>>> rounds; // changes
};

[[nodiscard]] Told ask_ours(const Asked& asked);
[[nodiscard]] Result<std::vector<Told>> read_told(std::string_view json_lines);

struct Difference {
    std::string form;
    std::size_t round;
    std::string path, ours, theirs;
};
struct Compared {
    std::size_t results = 0; // that were compared: every question of every round
    std::vector<Difference> differences;
};
[[nodiscard]] Compared compare(const std::vector<Told>& ours, const std::vector<Told>& theirs);

} // namespace suoja::form::oracle
