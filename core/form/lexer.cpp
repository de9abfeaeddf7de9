// SPDX-License-Identifier: Apache-2.0
#include "core/form/lexer.h"

#include "core/form/utf8.h"

#include <charconv>
#include <cmath>

namespace suoja::form {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool name_char(char c) {
    return name_start(c) || digit(c) || c == '-' || c == '.';
}

class Lexer {
  public:
    explicit Lexer(std::string_view source) : source_(source) {}

    Tokens run() {
        while (tokens_.reason.empty()) {
            while (at_ < source_.size() && is_space(source_[at_]))
                ++at_;
            if (at_ >= source_.size())
                break;
            next();
        }
        tokens_.list.push_back({});
        return std::move(tokens_);
    }

  private:
    // XPath 3.7: after an operand, "*" multiplies and a name must be an operator
    [[nodiscard]] bool after_operand() const {
        if (tokens_.list.empty())
            return false;
        const Token::Kind kind = tokens_.list.back().kind;
        return kind != Token::Kind::open && kind != Token::Kind::comma && kind != Token::Kind::op;
    }
    [[nodiscard]] char peek(std::size_t ahead) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }
    void push(Token::Kind kind, std::size_t length, std::string_view text = {}) {
        tokens_.list.push_back({kind, text, Operator::add, 0});
        at_ += length;
    }
    void push(Operator op, std::size_t length) {
        tokens_.list.push_back({Token::Kind::op, source_.substr(at_, length), op, 0});
        at_ += length;
    }
    void refuse(std::string reason) { tokens_.reason = std::move(reason); }

    void next() {
        const char c = source_[at_];
        if (digit(c) || (c == '.' && digit(peek(1))))
            return number();
        if (c == '\'' || c == '"')
            return text(c);
        if (c == '$')
            return reference();
        if (name_start(c))
            return name();
        switch (c) {
        case '(':
            return push(Token::Kind::open, 1);
        case ')':
            return push(Token::Kind::close, 1);
        case ',':
            return push(Token::Kind::comma, 1);
        case '+':
            return push(Operator::add, 1);
        case '-':
            return push(Operator::subtract, 1);
        case '=':
            if (peek(1) == '=')
                return refuse("“==” is not an operator here; write “=”.");
            return push(Operator::equal, 1);
        case '<':
            return peek(1) == '=' ? push(Operator::less_equal, 2) : push(Operator::less, 1);
        case '>':
            return peek(1) == '=' ? push(Operator::greater_equal, 2) : push(Operator::greater, 1);
        case '!':
            if (peek(1) == '=')
                return push(Operator::not_equal, 2);
            return refuse("“!” alone is not an operator; write “!=” or not(…).");
        case '*':
            if (after_operand())
                return push(Operator::multiply, 1);
            return refuse("“*” as a path is not supported; name the question as ${name}.");
        case '.':
            if (peek(1) == '.')
                return parent();
            return push(Token::Kind::self, 1);
        default:
            return refuse(strange(c));
        }
    }

    [[nodiscard]] std::string strange(char c) const {
        const std::string_view rest = source_.substr(at_);
        if (c == '/' || c == '[' || c == ']' || c == '@' || c == '|')
            return std::string("“") + c +
                   "”: paths are not supported; name the question as "
                   "${name}. To divide, write div.";
        for (const std::string_view quote :
             {"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D"})
            if (rest.starts_with(quote))
                return "A typographic quotation mark; write ' or \".";
        if (rest.starts_with("\xC2\xA0"))
            return "A no-break space; write an ordinary space.";
        if (c == '&')
            return "“&” is not an operator; write and.";
        if (c == '%')
            return "“%” is not an operator; write mod.";
        std::string shown(rest.substr(0, 4));
        std::size_t length = 1;
        while (length < shown.size() && (static_cast<unsigned char>(shown[length]) & 0xC0) == 0x80)
            ++length;
        return "“" + shown.substr(0, length) + "” has no meaning here.";
    }

    void number() {
        std::size_t length = 0;
        while (digit(peek(length)))
            ++length;
        if (peek(length) == '.') {
            ++length;
            while (digit(peek(length)))
                ++length;
        }
        Token token{Token::Kind::number, source_.substr(at_, length), Operator::add, 0};
        token.number = xpath_number(token.text).value_or(0);
        tokens_.list.push_back(token);
        at_ += length;
    }

    void parent() {
        std::size_t length = 2, levels = 1;
        while (peek(length) == '/' && peek(length + 1) == '.' && peek(length + 2) == '.') {
            length += 3;
            ++levels;
        }
        if (peek(length) == '/')
            return refuse("Paths (“../”) are not supported; name the question as ${name}.");
        tokens_.list.push_back({Token::Kind::parent, source_.substr(at_, length), Operator::add,
                                static_cast<double>(levels)});
        at_ += length;
    }

    void text(char quote) {
        const std::size_t end = source_.find(quote, at_ + 1);
        if (end == std::string_view::npos)
            return refuse(std::string("A text begins with ") + quote + " and nothing closes it.");
        push(Token::Kind::text, end + 1 - at_, source_.substr(at_ + 1, end - at_ - 1));
    }

    void reference() {
        const std::size_t end = source_.find('}', at_);
        if (peek(1) != '{' || end == std::string_view::npos)
            return refuse("“$” begins a question's name; write ${name}.");
        const std::string_view name = trim(source_.substr(at_ + 2, end - at_ - 2));
        push(Token::Kind::reference, end + 1 - at_, name);
    }

    void name() {
        std::size_t length = 1;
        while (name_char(peek(length)))
            ++length;
        // one prefix: jr:choice-name
        if (peek(length) == ':' && name_start(peek(length + 1))) {
            ++length;
            while (name_char(peek(length)))
                ++length;
        }
        const std::string_view word = source_.substr(at_, length);
        if (!after_operand())
            return push(Token::Kind::name, length, word);
        if (word == "or")
            return push(Operator::logical_or, length);
        if (word == "and")
            return push(Operator::logical_and, length);
        if (word == "div")
            return push(Operator::divide, length);
        if (word == "mod")
            return push(Operator::modulo, length);
        refuse("“" + std::string(word) +
               "” stands where an operator must; operators are and, or, "
               "div, mod, + - * = != < <= > >=.");
    }

    std::string_view source_;
    std::size_t at_ = 0;
    Tokens tokens_;
};

} // namespace

Tokens tokenize(std::string_view source) {
    return Lexer(source).run();
}

std::optional<double> xpath_number(std::string_view text) {
    text = trim(text);
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    std::size_t count = 0, points = 0;
    for (const char c : digits) {
        if (digit(c))
            ++count;
        else if (c == '.')
            ++points;
        else
            return std::nullopt;
    }
    if (count == 0 || points > 1)
        return std::nullopt;
    double number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (read.ec == std::errc::result_out_of_range)
        return text.starts_with('-') ? -HUGE_VAL : HUGE_VAL;
    return number;
}

} // namespace suoja::form
