// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which texts of a form that reads are missing in one of its languages: people see them in another
// one then. No fault, but the author is to know. In: the form and the tables it was read from; out:
// table, row and column of each, at most kMaxProblems. Pure; any thread.
#include "core/form/load.h"

namespace suoja::form {

[[nodiscard]] std::vector<TableProblem>
untranslated(const Form& form, const std::map<std::string, std::string, std::less<>>& files);

} // namespace suoja::form
