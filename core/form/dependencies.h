// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who reads whom: computed once when a form is loaded. The *state* of a question is its relevance,
// the choices left to it and its value; what it is *judged* by (required, constraint, text of its
// label) nobody else reads. So only states can form a cycle, and a form with one is refused.
// The graph is one of questions; an entry maps it onto the places where they stand.
// Any thread.
#include "core/form/form.h"

namespace suoja::form {

struct Dependencies {
    std::vector<std::size_t> order;                   // every question after those it reads
    std::vector<std::size_t> rank;                    // position in `order`
    std::vector<std::vector<std::size_t>> states;     // states to follow when this one changes
    std::vector<std::vector<std::size_t>> judgements; // judgements to follow
    std::vector<bool> anywhere; // questions that read other instances than their own
};

// The names "${…}" in a label, hint or message.
[[nodiscard]] std::vector<std::string> names_in(std::string_view text);

struct Cycle {
    std::vector<std::size_t> questions; // each reads the next, the last the first
};

// Null and a cycle when there is one.
[[nodiscard]] std::shared_ptr<const Dependencies> find_dependencies(const Form& form, Cycle& cycle);

} // namespace suoja::form
