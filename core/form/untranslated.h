// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which texts of a form that reads are missing in one of its languages: people see them in another
// one then. No fault, but the author is to know. In: a form; out: table, row and column of each, in
// the order of the tables. Pure; any thread.
#include "core/form/load.h"

namespace suoja::form {

[[nodiscard]] std::vector<TableProblem> untranslated(const Form& form);

} // namespace suoja::form
