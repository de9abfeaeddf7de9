// SPDX-License-Identifier: Apache-2.0
#pragma once
// An expression of a form as a tree: the XPath 1.0 subset that XLSForm authors use, with the
// OpenRosa functions. Names are resolved to questions when it is parsed; afterwards immutable.
// Source: XPath 1.0 section 3.7 (lexing), https://docs.getodk.org/form-operators-functions/.
// Depth (parentheses, calls, signs) is at most 64; a chain "a or b or c" is one level, however
// long. Any thread.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suoja::form {

inline constexpr int kMaxExpressionDepth = 64;
inline constexpr std::size_t kMaxExpressionBytes = std::size_t{8} << 10; // a cell of a table

enum class Operator {
    logical_or,
    logical_and,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    add,
    subtract,
    multiply,
    divide,
    modulo,
};

struct Function; // core/form/functions.h

struct ExpressionNode {
    enum class Kind {
        number,   // `number`
        text,     // `text`
        self,     // "."
        question, // "${name}", `target` is its index
        column,   // a choice's column in a choice_filter: "name", "label" or `text`
        chain,    // operands joined by operators of one precedence, left to right
        negate,   // unary minus of operands[0]; `number` is -1 or, for an even count, 1
        call,     // `function` of the operands; jr:choice-name has its question in `target`,
                  // position its repeat
    };
    Kind kind = Kind::number;
    double number = 0;
    std::string text;
    std::size_t target = 0;
    const Function* function = nullptr;
    std::vector<Operator> operators;
    std::vector<ExpressionNode> operands;
};

class Expression {
  public:
    Expression(std::string source, ExpressionNode root);

    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] const ExpressionNode& root() const { return root_; }
    // questions whose values it reads and repeats whose instances it counts, each once, ascending
    [[nodiscard]] const std::vector<std::size_t>& references() const { return references_; }
    // indexed-repeat(): what it reads may stand in any instance
    [[nodiscard]] bool reads_anywhere() const { return anywhere_; }
    // once(): its last result is part of its meaning
    [[nodiscard]] bool remembers() const { return remembers_; }

  private:
    std::string source_;
    ExpressionNode root_;
    std::vector<std::size_t> references_;
    bool anywhere_ = false, remembers_ = false;
};

// What names mean where an expression stands.
struct Names {
    // index of the question or repeat "${name}", or why it may not be read here
    std::function<std::optional<std::size_t>(std::string_view name, std::string& reason)> question;
    // the same for the second argument of jr:choice-name: must be a select
    std::function<std::optional<std::size_t>(std::string_view name, std::string& reason)> select;
    bool self = false;                                 // "." means something (constraint)
    const std::vector<std::string>* columns = nullptr; // of a choice_filter's list
    bool once = false;                                 // once() does (calculation)
    // the repeat that is the group `levels` above the row ("..", "../.."), for position()
    std::function<std::optional<std::size_t>(std::size_t levels, std::string& reason)> ancestor;
    // the innermost repeat around a question, and whether it is a repeat itself
    std::function<std::optional<std::size_t>(std::size_t question)> around;
    std::function<bool(std::size_t question)> repeats;
};

struct Parsed {
    std::shared_ptr<const Expression> expression; // null when it does not parse
    std::string reason;                           // then why, as one sentence or two
};

[[nodiscard]] Parsed parse_expression(std::string_view source, const Names& names);
// a constant: what a plain default is
[[nodiscard]] std::shared_ptr<const Expression> text_expression(std::string_view text);

} // namespace suoja::form
