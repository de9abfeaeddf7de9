// SPDX-License-Identifier: Apache-2.0
#pragma once
// Somebody fills in a form by chance: rounds of answers, instances that come and go, and what an
// entry of ours says after each round. Also makes the forms with sections and repeats.
#include "core/form/entry.h"
#include "tests/oracle/cases.h"
#include "tests/oracle/random.h"

namespace suoja::form::oracle {

inline constexpr const char* kGate = "forward_when__"; // a row that says whether the gate is open

[[nodiscard]] Context context();
// `rounds` of up to `most` answers that fit, where the question is relevant
[[nodiscard]] std::vector<Round> fill_in(const std::shared_ptr<const Form>& form,
                                         std::size_t rounds, std::size_t most, Random& random);
void add_structures(std::vector<Asked>& cases, int first, int last);
void act(Entry& entry, const Step& step);
// paths of all that stands in the entry, sections and instances' members included
[[nodiscard]] std::vector<Path> places(const Entry& entry, const Path& from = "");

} // namespace suoja::form::oracle
