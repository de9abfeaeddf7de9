// SPDX-License-Identifier: Apache-2.0
#include "core/form/expression.h"
#include "core/form/functions.h"
#include "core/form/lexer.h"
#include "core/form/spelling.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <array>

namespace suoja::form {
namespace {

// Lowest first, as in XPath 1.0 section 3.4 and 3.5.
enum Level { kOr, kAnd, kEquality, kRelation, kSum, kProduct, kUnary };

Level level_of(Operator op) {
    switch (op) {
    case Operator::logical_or:
        return kOr;
    case Operator::logical_and:
        return kAnd;
    case Operator::equal:
    case Operator::not_equal:
        return kEquality;
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal:
        return kRelation;
    case Operator::add:
    case Operator::subtract:
        return kSum;
    case Operator::multiply:
    case Operator::divide:
    case Operator::modulo:
        return kProduct;
    }
    return kUnary;
}

struct Refused {
    std::string reason;
};

class Parser {
  public:
    Parser(const std::vector<Token>& tokens, const Names& names) : tokens_(tokens), names_(names) {}

    ExpressionNode parse() {
        ExpressionNode root = chain(kOr);
        if (token().kind == Token::Kind::close)
            throw Refused{"A closing parenthesis has no opening one."};
        if (token().kind != Token::Kind::end)
            throw Refused{"An operator is missing before “" + shown(token()) + "”."};
        refuse_quoted_references(root);
        return root;
    }

  private:
    [[nodiscard]] const Token& token() const { return tokens_[at_]; }

    static std::string shown(const Token& token) {
        switch (token.kind) {
        case Token::Kind::reference:
            return "${" + std::string(token.text) + "}";
        case Token::Kind::text:
            return "'" + std::string(token.text.substr(0, 40)) + "'";
        case Token::Kind::open:
            return "(";
        case Token::Kind::close:
            return ")";
        case Token::Kind::comma:
            return ",";
        case Token::Kind::self:
            return ".";
        case Token::Kind::number:
        case Token::Kind::name:
        case Token::Kind::op:
        case Token::Kind::end:
            break;
        }
        return std::string(token.text);
    }

    // "'${a}'" is the text of five characters to us and the answer to some who write it
    static void refuse_quoted_references(const ExpressionNode& node) {
        if (node.kind == ExpressionNode::Kind::text && node.text.find("${") != std::string::npos)
            throw Refused{"“" + node.text.substr(0, 40) +
                          "” stands in quotation marks; write "
                          "${name} without them, and concat() to join texts."};
        for (const ExpressionNode& operand : node.operands)
            refuse_quoted_references(operand);
    }

    struct Deeper {
        explicit Deeper(Parser& owner) : parser(owner) {
            if (++parser.depth_ > kMaxExpressionDepth)
                throw Refused{"The expression is nested deeper than 64 levels; split it over "
                              "calculate rows."};
        }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        ~Deeper() { --parser.depth_; }
        Parser& parser;
    };

    ExpressionNode chain(int level) {
        if (level == kUnary)
            return unary();
        ExpressionNode first = chain(level + 1);
        if (token().kind != Token::Kind::op || level_of(token().op) != level)
            return first;
        ExpressionNode node;
        node.kind = ExpressionNode::Kind::chain;
        node.operands.push_back(std::move(first));
        while (token().kind == Token::Kind::op && level_of(token().op) == level) {
            node.operators.push_back(token().op);
            ++at_;
            node.operands.push_back(chain(level + 1));
        }
        return node;
    }

    ExpressionNode unary() {
        bool any = false, negative = false;
        while (token().kind == Token::Kind::op && token().op == Operator::subtract) {
            any = true;
            negative = !negative;
            ++at_;
        }
        if (!any)
            return primary();
        ExpressionNode node;
        node.kind = ExpressionNode::Kind::negate;
        node.number = negative ? -1 : 1;
        node.operands.push_back(primary());
        return node;
    }

    ExpressionNode primary() {
        const Token here = token();
        ExpressionNode node;
        switch (here.kind) {
        case Token::Kind::number:
            ++at_;
            node.number = here.number;
            return node;
        case Token::Kind::text:
            ++at_;
            node.kind = ExpressionNode::Kind::text;
            node.text = here.text;
            return node;
        case Token::Kind::self:
            if (!names_.self)
                throw Refused{"“.” means the answer itself and has a meaning only in a "
                              "constraint; name the question as ${name}."};
            ++at_;
            node.kind = ExpressionNode::Kind::self;
            return node;
        case Token::Kind::reference:
            ++at_;
            node.kind = ExpressionNode::Kind::question;
            node.target = resolve(names_.question, here.text);
            return node;
        case Token::Kind::name:
            ++at_;
            if (token().kind == Token::Kind::open)
                return call(here.text);
            return column(here.text);
        case Token::Kind::open: {
            const Deeper deeper(*this);
            ++at_;
            node = chain(kOr);
            close();
            return node;
        }
        case Token::Kind::end:
            throw Refused{tokens_.size() == 1 ? "The expression is empty."
                                              : "The expression ends where a value must follow."};
        case Token::Kind::close:
        case Token::Kind::comma:
        case Token::Kind::op:
            break;
        }
        throw Refused{"A value is missing before “" + shown(here) + "”."};
    }

    void close() {
        if (token().kind == Token::Kind::end)
            throw Refused{"An opening parenthesis is not closed."};
        if (token().kind != Token::Kind::close)
            throw Refused{"An operator or a closing parenthesis is missing before “" +
                          shown(token()) + "”."};
        ++at_;
    }

    static std::size_t resolve(const decltype(Names::question)& find, std::string_view name) {
        std::string reason = "There is no question “" + std::string(name) + "”.";
        const auto found = find ? find(name, reason) : std::nullopt;
        if (!found)
            throw Refused{reason};
        return *found;
    }

    ExpressionNode column(std::string_view name) {
        ExpressionNode node;
        node.kind = ExpressionNode::Kind::column;
        node.text = name;
        if (names_.columns == nullptr)
            throw Refused{"“" + std::string(name) +
                          "” is neither a function nor a question; write "
                          "${" +
                          std::string(name) + "} for a question, '" + std::string(name) +
                          "' for a text, " + std::string(name) + "() for a function."};
        if (std::find(names_.columns->begin(), names_.columns->end(), name) ==
            names_.columns->end()) {
            const std::vector<std::string_view> known(names_.columns->begin(),
                                                      names_.columns->end());
            const auto near = nearest(name, known);
            throw Refused{"choices.csv has no column “" + std::string(name) + "”" +
                          (near ? "; the nearest is “" + std::string(*near) + "”." : ".")};
        }
        return node;
    }

    ExpressionNode call(std::string_view name) {
        const Deeper deeper(*this);
        ExpressionNode node;
        node.kind = ExpressionNode::Kind::call;
        node.function = find_function(name);
        if (node.function == nullptr)
            throw Refused{no_such_function(name)};
        ++at_; // the parenthesis
        if (token().kind == Token::Kind::close) {
            ++at_;
        } else {
            for (;;) {
                node.operands.push_back(chain(kOr));
                if (token().kind != Token::Kind::comma)
                    break;
                ++at_;
            }
            close();
        }
        check_arguments(node);
        return node;
    }

    void check_arguments(ExpressionNode& node) const {
        const Function& function = *node.function;
        const std::string name(function.name);
        if (node.operands.size() < function.least || node.operands.size() > function.most)
            throw Refused{name + "() takes " + arity(function) + ", not " +
                          std::to_string(node.operands.size()) + "."};
        if (function.arguments == Function::Arguments::questions)
            for (const ExpressionNode& operand : node.operands)
                if (operand.kind != ExpressionNode::Kind::question)
                    throw Refused{name + "() counts questions; name each as ${name}."};
        if (function.arguments == Function::Arguments::choice_name) {
            // XLSForm writes the second argument as a text that holds a reference
            const ExpressionNode& second = node.operands[1];
            std::string_view question = trim(second.text);
            if (second.kind != ExpressionNode::Kind::text || !question.starts_with("${") ||
                !question.ends_with("}"))
                throw Refused{"jr:choice-name() takes the question as a text; write "
                              "jr:choice-name(${name}, '${name}')."};
            question.remove_prefix(2);
            question.remove_suffix(1);
            node.target = resolve(names_.select, trim(question));
            node.operands.pop_back();
        }
    }

    static std::string arity(const Function& function) {
        const auto count = [](std::size_t n) {
            return n == 0   ? std::string("no value")
                   : n == 1 ? std::string("1 value")
                            : std::to_string(n) + " values";
        };
        if (function.most == Function::kAny)
            return "at least " + count(function.least);
        if (function.least == function.most)
            return count(function.least);
        return std::to_string(function.least) + " to " + count(function.most);
    }

    const std::vector<Token>& tokens_;
    const Names& names_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

void collect(const ExpressionNode& node, std::vector<std::size_t>& references) {
    if (node.kind == ExpressionNode::Kind::question)
        references.push_back(node.target);
    for (const ExpressionNode& operand : node.operands)
        collect(operand, references);
}

} // namespace

Expression::Expression(std::string source, ExpressionNode root)
    : source_(std::move(source)), root_(std::move(root)) {
    collect(root_, references_);
    std::sort(references_.begin(), references_.end());
    references_.erase(std::unique(references_.begin(), references_.end()), references_.end());
}

Parsed parse_expression(std::string_view source, const Names& names) {
    const Tokens tokens = tokenize(source);
    if (!tokens.reason.empty())
        return {nullptr, tokens.reason};
    try {
        ExpressionNode root = Parser(tokens.list, names).parse();
        return {std::make_shared<const Expression>(std::string(source), std::move(root)), ""};
    } catch (const Refused& refused) {
        return {nullptr, refused.reason};
    }
}

std::shared_ptr<const Expression> text_expression(std::string_view text) {
    ExpressionNode node;
    node.kind = ExpressionNode::Kind::text;
    node.text = text;
    return std::make_shared<const Expression>(std::string(text), std::move(node));
}

} // namespace suoja::form
