// SPDX-License-Identifier: Apache-2.0
#pragma once
// Splits an expression into tokens by the rules of XPath 1.0 section 3.7: names may hold "-" and
// ".", and "*", and, or, div, mod are operators only after an operand. Pure; any thread.
#include "core/form/expression.h"

namespace suoja::form {

struct Token {
    enum class Kind { number, text, reference, name, self, parent, open, close, comma, op, end };
    Kind kind = Kind::end;
    std::string_view text; // of names and references the name, of texts what the quotes hold
    Operator op = Operator::add;
    double number = 0; // of a parent ("..", "../..") how many levels up
};

struct Tokens {
    std::vector<Token> list; // closed by one of kind end; views into the source
    std::string reason;      // not empty: what could not be read
};

[[nodiscard]] Tokens tokenize(std::string_view source);

// A number as XPath writes it, white space around it allowed: "-1.5", ".5", "5."; else none.
// No exponent, no "+", no "0x".
[[nodiscard]] std::optional<double> xpath_number(std::string_view text);

} // namespace suoja::form
