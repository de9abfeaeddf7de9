// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which questions stand together. A *frame* is one instance of a repeat, or the form outside all
// repeats; it holds one place for each question whose innermost repeat that is. Immutable.
#include "core/form/form.h"

namespace suoja::form {

struct Layout {
    // by repeat (Question::kNone for the form itself): the questions of its frames in table order,
    // groups and the repeats inside it included
    std::map<std::size_t, std::vector<std::size_t>> members;
    std::vector<std::size_t> slot; // of each question among those
};

[[nodiscard]] std::shared_ptr<const Layout> lay_out(const Form& form);

} // namespace suoja::form
