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
        refuse_repeats_as_values(root);
        return root;
    }

  private:
    [[nodiscard]] const Token& token() const { return tokens_[at_]; }

    static std::string shown(const Token& token) {
        switch (token.kind) {
        case Token::Kind::reference:
            return "${" + std::string(token.text) + "}";
        case Token::Kind::text:
            return "'" + beginning(token.text) + "'";
        case Token::Kind::open:
            return "(";
        case Token::Kind::close:
            return ")";
        case Token::Kind::comma:
            return ",";
        case Token::Kind::self:
            return ".";
        case Token::Kind::parent:
            return std::string(token.text);
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
            throw Refused{"“" + beginning(node.text) +
                          "” stands in quotation marks; write "
                          "${name} without them, and concat() to join texts."};
        for (const ExpressionNode& operand : node.operands)
            refuse_quoted_references(operand);
    }

    [[nodiscard]] bool repeats(std::size_t question) const {
        return names_.repeats && names_.repeats(question);
    }

    // a repeat has instances, not a value
    void refuse_repeats_as_values(const ExpressionNode& node) const {
        using Arguments = Function::Arguments;
        const auto taken = [&](std::size_t i) {
            return node.kind == ExpressionNode::Kind::call &&
                   (node.function->arguments == Arguments::questions ||
                    (node.function->arguments == Arguments::indexed && i % 2 == 1));
        };
        for (std::size_t i = 0; i < node.operands.size(); ++i)
            if (!taken(i))
                refuse_repeats_as_values(node.operands[i]);
        if (node.kind == ExpressionNode::Kind::question && repeats(node.target))
            throw Refused{"A repeat has no value: count(${…}) says how many instances it has, and "
                          "a question in it has their values."};
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
        case Token::Kind::parent:
            throw Refused{"“" + std::string(here.text) + "” has a meaning only in position(" +
                          std::string(here.text) + "); name a question as ${name}."};
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
        if (node.function->arguments == Function::Arguments::ancestor)
            return position(std::move(node));
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

    ExpressionNode position(ExpressionNode node) {
        if (token().kind != Token::Kind::parent)
            throw Refused{"position() takes a path of parents; write position(..) in a repeat."};
        std::string reason = "position() has a meaning only in a repeat.";
        const auto found = names_.ancestor
                               ? names_.ancestor(static_cast<std::size_t>(token().number), reason)
                               : std::nullopt;
        if (!found)
            throw Refused{reason};
        node.target = *found;
        ++at_;
        close();
        return node;
    }

    // indexed-repeat(${question}, ${repeat}, number, …): each repeat must be around the question
    void check_indexed(const ExpressionNode& node) const {
        const std::string usage = "indexed-repeat() takes a question, then a repeat around it and "
                                  "which instance: indexed-repeat(${name}, ${repeat}, 1).";
        if (node.operands.size() % 2 == 0 ||
            node.operands[0].kind != ExpressionNode::Kind::question ||
            repeats(node.operands[0].target))
            throw Refused{usage};
        for (std::size_t i = 1; i < node.operands.size(); i += 2) {
            const ExpressionNode& repeat = node.operands[i];
            if (repeat.kind != ExpressionNode::Kind::question || !repeats(repeat.target))
                throw Refused{usage};
            auto around = names_.around(node.operands[0].target);
            while (around && *around != repeat.target)
                around = names_.around(*around);
            if (!around)
                throw Refused{"The question that indexed-repeat() asks for does not stand in that "
                              "repeat."};
        }
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
                    throw Refused{name + "() counts questions and repeats; name each as ${name}."};
        if (function.name == "once" && !names_.once)
            throw Refused{"once() has a meaning only in a calculation; a default is set once."};
        if (function.arguments == Function::Arguments::indexed)
            check_indexed(node);
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
    if (node.kind == ExpressionNode::Kind::question ||
        (node.kind == ExpressionNode::Kind::call &&
         node.function->arguments == Function::Arguments::ancestor))
        references.push_back(node.target);
    for (const ExpressionNode& operand : node.operands)
        collect(operand, references);
}

bool calls(const ExpressionNode& node, std::string_view function) {
    return (node.kind == ExpressionNode::Kind::call && node.function->name == function) ||
           std::any_of(node.operands.begin(), node.operands.end(),
                       [&](const ExpressionNode& operand) { return calls(operand, function); });
}

} // namespace

Expression::Expression(std::string source, ExpressionNode root)
    : source_(std::move(source)), root_(std::move(root)) {
    collect(root_, references_);
    anywhere_ = calls(root_, "indexed-repeat");
    remembers_ = calls(root_, "once");
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
