// SPDX-License-Identifier: Apache-2.0
#include "core/form/evaluate.h"

#include "core/form/regex.h"
#include "core/form/utf8.h"

#include <cmath>

namespace suoja::form {
namespace {

double calculate(double left, Operator op, double right) {
    switch (op) {
    case Operator::add:
        return left + right;
    case Operator::subtract:
        return left - right;
    case Operator::multiply:
        return left * right;
    case Operator::divide:
        return left / right;
    case Operator::modulo:
        return std::fmod(left, right);
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::equal:
    case Operator::not_equal:
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal:
        break;
    }
    return 0;
}

bool arithmetic(Operator op) {
    return op >= Operator::add;
}

std::string column_of(const Choice& choice, const std::string& name, const Form& form) {
    if (name == "name")
        return choice.name;
    if (name == "label")
        return choice.label.in(form.default_language);
    const auto found = choice.columns.find(name);
    return found == choice.columns.end() ? std::string() : found->second;
}

} // namespace

Operand Evaluation::operator()(const ExpressionNode& node) const {
    switch (node.kind) {
    case ExpressionNode::Kind::number:
        return node.number;
    case ExpressionNode::Kind::text:
        return node.text;
    case ExpressionNode::Kind::self:
        return TextSet{scope_.self()};
    case ExpressionNode::Kind::question: {
        TextSet set;
        scope_.values(node.target, set);
        return set;
    }
    case ExpressionNode::Kind::column:
        return scope_.choice() == nullptr ? std::string()
                                          : column_of(*scope_.choice(), node.text, scope_.form());
    case ExpressionNode::Kind::chain:
        return chain(node);
    case ExpressionNode::Kind::negate:
        return node.number * number(node.operands[0]);
    case ExpressionNode::Kind::call:
        return node.function->apply(*this, node);
    }
    return std::string();
}

Operand Evaluation::chain(const ExpressionNode& node) const {
    const Operator first = node.operators.front();
    if (first == Operator::logical_or || first == Operator::logical_and) {
        const bool decides = first == Operator::logical_or;
        for (const ExpressionNode& operand : node.operands)
            if (boolean(operand) == decides)
                return decides;
        return !decides;
    }
    Operand result = (*this)(node.operands.front());
    for (std::size_t i = 0; i < node.operators.size(); ++i) {
        const Operand next = (*this)(node.operands[i + 1]);
        if (arithmetic(node.operators[i]))
            result =
                calculate(conversion_.number(result), node.operators[i], conversion_.number(next));
        else
            result = conversion_.compare(result, node.operators[i], next);
    }
    return result;
}

std::string Evaluation::text(const ExpressionNode& node) const {
    std::string text = to_text((*this)(node));
    cut_utf8(text, kMaxTextBytes);
    return text;
}
double Evaluation::number(const ExpressionNode& node) const {
    return conversion_.number((*this)(node));
}
bool Evaluation::match(std::string_view text, std::string_view pattern) const {
    if (gave_up_ || (shared_ != nullptr && *shared_ >= kMostGivenUp))
        return false;
    const std::optional<bool> matched = matches(text, pattern);
    gave_up_ = !matched;
    if (gave_up_ && shared_ != nullptr)
        ++*shared_;
    return matched.value_or(false);
}
bool Evaluation::boolean(const ExpressionNode& node) const {
    return to_boolean((*this)(node));
}

} // namespace suoja::form
