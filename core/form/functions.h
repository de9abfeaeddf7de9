// SPDX-License-Identifier: Apache-2.0
#pragma once
// The functions of expressions, by name: one table. Meaning: XPath 1.0 section 4 and OpenRosa
// (https://getodk.github.io/xforms-spec/#xpath-functions), read as ODK's own engine reads them.
// Pure; any thread.
#include "core/form/operand.h"

#include <limits>

namespace suoja::form {

class Evaluation; // core/form/evaluate.h

struct Function {
    static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
    enum class Arguments {
        values,
        questions,   // every one must be a reference, to questions or repeats
        choice_name, // a value and the text '${question}'
        ancestor,    // a path of parents, "..": the group above that is an instance of a repeat
        indexed,     // a question, then repeats around it, each with a number
    };
    std::string_view name;
    std::size_t least = 0, most = 0;
    Arguments arguments = Arguments::values;
    // arguments are evaluated by the function, so that if() leaves one branch alone
    Operand (*apply)(const Evaluation& evaluation, const ExpressionNode& call) = nullptr;
};

[[nodiscard]] const Function* find_function(std::string_view name); // null when there is none
// why, with the nearest one that there is
[[nodiscard]] std::string no_such_function(std::string_view name);

} // namespace suoja::form
