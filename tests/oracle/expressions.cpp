// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/expressions.h"

namespace suoja::form::oracle {

const std::vector<std::string>& written_by_hand() {
    static const std::vector<std::string> kList = {
        // values as they are
        "${a}", "${n}", "${x}", "${d}", "${t}", "${l}", "${gone}", "'yes'", "12.50", "-0", "-${n}",
        "0.1 + 0.2", "1000000 * 1000000", "123456789 * 1000", "1 div 3", "2 div 3", "1 div 8",
        "100 div 7", "-1 div 3", "0.000001", "5 div 1000000", "1 div 0", "-1 div 0", "0 div 0",
        "string(1 div 0)", "string(-1 div 0)", "string(0 div 0)", "concat(1 div 0, 0 div 0)",
        // arithmetic
        "${n} + 1", "${a} + 1", "${d} + 1", "${gone} + 1", "${n} + ${k}", "${n} - ${k}",
        "${n} * ${k}", "${n} div ${k}", "${n} mod ${k}", "${x} mod 3", "${x} mod 0.5",
        "-${n} mod ${k}", "${n} mod -3", "${n} mod 0", "${k} div ${n} * ${n}", "${n} - -${k}",
        "-(${n} + ${x})", "${n} * 2 + ${k} * 3", "(${n} + ${k}) * (${n} - ${k})", "${x} * ${x}",
        "${x} + 0.1", "${n} div 2 div 2", "10 - ${n} - ${k}", "'3' + '4'", "'x' + 1", "true() + 1",
        "false() * 5", "${t} + 0", "${d} - ${t}", "1 - true()", "-'3'", "-true()", "-''",
        // number, string, boolean
        "number(${a})", "number(${n})", "number(${x})", "number(${d})", "number(${t})",
        "number(${l})", "number(${gone})", "number('')", "number(' 12 ')", "number('-.5')",
        "number('5.')", "number('.5')", "number('-')", "number('.')", "number('1 2')",
        "number('--1')", "number('1-')", "number(true())", "number(false())", "number('12abc')",
        "number('2026-02-03')", "number('2026-2-3')", "number('2026-02')", "number('2026')",
        "string(${n})", "string(${x})", "string(${n} = ${k})", "string(${d})", "string(1.0)",
        "string(01)", "string(-0)", "string(1.10)", "string(true())", "string('')", "boolean(${a})",
        "boolean(${n})", "boolean(${gone})", "boolean(string(${a}))", "boolean(number(${n}))",
        "boolean(0)", "boolean(-1)", "boolean('')", "boolean('false')", "boolean(number(''))",
        "boolean(' ')", "boolean(1 div 0)", "not(${a})", "not(${n})", "not(string(${a}))",
        "not(${gone})", "not(0)", "not('')", "not(not(${n}))",
        // int, round
        "int(${n})", "int(${x})", "int(${a})", "int(-${x})", "int(1.9)", "int(-1.9)", "int(0.5)",
        "int(-0.5)", "int('')", "int('2.7')", "int(1 div 0)", "round(${x})", "round(-${x})",
        "round(${a})", "round(2.5)", "round(-2.5)", "round(0.5)", "round(-0.5)", "round(1.5)",
        "round(${x}, 1)", "round(${x}, 2)", "round(${n} div ${k}, 3)", "round(${n}, -1)",
        "round(12345.678, -2)", "round(1.005, 2)", "round(2.675, 2)", "round('')", "round('x', 2)",
        "round(1.25, '')", "round(0.1 + 0.2, 10)", "round(1 div 0)", "round(-12.345, 1)",
        // sums and extremes
        "sum(${n})", "sum(${a})", "sum(${gone})", "min(${n}, ${k})", "max(${n}, ${k})",
        "min(${n}, ${a})", "max(${x}, 3)", "min(1, 2, 3)", "max(-1, -2, ${n})", "max(${a})",
        "min('')", "max('3', '20')", "min(true(), 5)", "max(${d}, ${t})", "min(${gone}, 1)",
        "count(${a})", "count(${gone})", "count(${n}) + count(${k})",
        // comparisons
        "${a} = ''", "${a} != ''", "'' != ${a}", "${a} = 'yes'", "${a} != 'yes'", "${n} = 7",
        "${n} != 7", "${n} > 7", "${n} >= 7", "${n} < 7", "${n} <= 7", "7 < ${n}", "${n} = '7'",
        "${n} = '7.0'", "${n} = 7.0", "${x} = '1.50'", "${x} = 1.5", "${n} = ${k}", "${n} != ${k}",
        "${n} < ${k}", "${n} >= ${k}", "${a} = ${b}", "${a} != ${b}", "${a} < ${b}", "${a} > ${b}",
        "${a} <= ${b}", "${a} = ${n}", "${a} < ${n}", "${a} >= ${n}", "${gone} = ''",
        "${gone} != 'yes'", "${gone} = 0", "${gone} < 1", "${gone} > 1", "${gone} = ${a}",
        "'abc' < 'abd'", "'2' < '10'", "'10' < '9'", "'a' = 'A'", "'1' = '1.0'", "1 = '1.0'",
        "'' = 0", "'' != 0", "'' < 0", "'' = ''", "0 = false()", "'' = false()", "'x' = true()",
        "true() = 'x'", "true() = 1", "true() = 2", "false() != 0", "true() > false()",
        "true() < 2", "'true' = true()", "string(true()) = 'true'", "${a} = true()",
        "${a} = false()", "${a} != true()", "${n} = true()", "${gone} = true()",
        "${gone} = false()", "${n} > true()", "number('') = number('')", "number('') != number('')",
        "number('') < 1", "number(${a}) != number(${a})", "${n} = ${n}", "1 < 2 < 3", "3 > 2 > 1",
        "1 = 1 = 1", "2 = 2 = 2", "2 < 10 = true()", "1 != 2 != 3", "${n} > 1 and ${n} < 100",
        "1 div 0 > 1000000", "-1 div 0 < 0", "1 div 0 = 1 div 0",
        // logic, in a context that wants a truth
        "boolean(${a} and ${b})", "boolean(${a} or ${b})", "boolean(${n} = 7 or ${k} = 3)",
        "boolean(${n} > 3 and ${k} > 3 or ${a} = 'yes')", "boolean(true() or false() and false())",
        "boolean((true() or false()) and false())", "not(${a} = 'yes' or ${b} = 'yes')",
        "boolean(${n} and ${k})", "boolean(0 or '')", "boolean(1 and 'x')",
        "boolean(${gone} or ${n} > 0)", "not(${n} > 5 and ${k} > 5)",
        // if, coalesce
        "if(${n} > 5, 'many', 'few')", "if(${a}, 1, 2)", "if(string(${a}), 1, 2)",
        "if(${gone}, 'x', 'y')", "if(${n} = '', 0, ${n})", "if(${n}, ${a}, ${b})",
        "if('', 'many', 'few')", "if(0, 1, 2)", "if('0', 1, 2)", "if(true(), ${d}, ${t})",
        "if(${n} > ${k}, ${n}, ${k}) + 1", "if(${a} = 'yes', if(${b} = 'yes', 3, 2), 1)",
        "if(${n} > 0, ${n} div 0, '')", "coalesce(${a}, ${b})", "coalesce(${b}, ${a})",
        "coalesce(${gone}, ${n})", "coalesce(${n}, 0) + 1", "coalesce('', '')",
        "coalesce(${gone}, 'none')", "coalesce(number(''), 'x')", "coalesce(${x}, ${n})",
        "coalesce(0, 5)", "coalesce(false(), 5)",
        // lists
        "selected(${l}, 'x')", "selected(${l}, 'xy')", "selected(${l}, '')", "selected(${l}, ${a})",
        "selected(${a}, 'yes')", "selected(${gone}, 'x')", "selected(${gone}, '')",
        "selected('a b', ' b ')", "selected('a b', 'a b')", "selected('a  b', 'b')",
        "selected('A', 'a')", "selected(${n}, '7')", "selected(${n}, 7)", "selected('', '')",
        "selected('a', '')", "count-selected(${l})", "count-selected(${a})",
        "count-selected(${gone})", "count-selected('')", "count-selected('  a   b ')",
        "count-selected(${l}) > 1", "count-selected(${n})",
        // texts
        "concat(${a}, ${b})", "concat(${a}, ' ', ${n}, ' ', ${x})", "concat()", "concat(${gone})",
        "concat(1, true(), false(), '')", "concat(${n} = 7, ${k})", "concat(1.50, -0)",
        "string-length(${a})", "string-length(${n})", "string-length('')", "string-length(${gone})",
        "string-length(12.50)", "string-length(true())", "string-length(' a ')",
        "string-length(${l})", "contains(${a}, 'e')", "contains(${a}, '')", "contains('', '')",
        "contains('', 'a')", "contains(${a}, ${b})", "contains(${l}, 'x')", "contains(${n}, 7)",
        "contains('Ä', 'ä')", "starts-with(${a}, 'a')", "starts-with(${a}, '')",
        "starts-with('', ${a})", "starts-with(${a}, ${b})", "starts-with(${n}, '1')",
        "starts-with('äiti', 'ä')", "regex(${a}, '^[a-z]+$')", "regex(${a}, '^$')",
        "regex(${n}, '^[0-9]{1,3}$')", "regex(${a}, '[0-9 ]*')", "regex('', 'x*')",
        "regex(${t}, '^\\d{4}-\\d{2}-\\d{2}.*$')", "regex('a.b', 'a\\.b')",
        "regex(${l}, '(x|y)( (x|y|z))*')", "regex('Äiti', '[A-ZÄÖa-zäö]+')",
        "regex('ab', 'a|ab|b')", "regex('aXb', '.[A-Z].')", "regex(${x}, '-?[0-9]+([.][0-9]+)?')",
        // dates
        "today()", "now()", "string(today())", "string(now())", "number(today())",
        "decimal-date-time(today())", "decimal-date-time(now())", "decimal-date-time(${d})",
        "decimal-date-time(${t})", "decimal-date-time('')", "decimal-date-time('x')",
        "decimal-date-time('1970-01-02T12:00:00Z')", "decimal-date-time(0)",
        "decimal-date-time(1.25)", "decimal-date-time('2026-02-03')", "decimal-date-time(${n})",
        "date(${d})", "date(${t})", "date('')", "date('2026-2-3')", "date('2026-12-1')", "date(0)",
        "date(1)", "date(-1)", "date(20487)", "date(20487.5)", "date('2026-02-03T10:20:30Z')",
        "date('2026-02-03T10:20')", "date(true())", "date(${n})", "date(${d} + 1)",
        "date(today() - 365)", "date(decimal-date-time(${d}) + 30)", "string(date(${d}))",
        "today() = '2026-11-25'", "today() > ${d}", "today() >= ${d}", "today() - ${d}",
        "${d} < today()", "${d} = today()", "${d} = '2026-02-03'", "${d} < '2026-02-04'",
        "${d} >= '2026-02-03'", "${d} != ${t}", "${d} < ${t}", "${t} >= ${d}",
        "${t} > '2026-02-03'", "now() > today()", "now() > ${t}", "today() + 1",
        "today() < now() + 1", "boolean(today())", "today() = date('2026-11-25')",
        "int((today() - ${d}) div 365.25)", "date(${d}) = ${d}",
        "int((today() - date('2008-11-24')) div 365.25)", "date('2026-02-03') < date('2026-02-04')",
        "format-date(${d}, '%Y-%m-%d')", "format-date(${d}, '%e.%n.%Y')", "format-date(${t}, '%y')",
        "format-date(${d}, '%a %d %b %y')", "format-date(${d}, '')",
        "format-date(${d}, 'no codes')", "format-date(${d}, '%%Y')", "format-date(${d}, '100%')",
        "format-date('x', '%Y')", "format-date('', '%Y')", "format-date(today(), '%d.%m.%Y')",
        "format-date(now(), '%b')", "format-date(date(${n}), '%Y')", "format-date(${gone}, '%Y')",
        "format-date(5, '%Y')", "format-date(today(), '%Y') - 2000",
        "number(format-date(${d}, '%Y')) < 2026", "format-date(${d}, '%Q%Y')",
        "format-date('2026-02-03T23:59:59Z', '%d')",
        // lexing and precedence
        "${n}-1", "${n} -1", "6 div 2div 3", "(${n})div(2)", "7mod 4", "2*${n}", "1<2",
        "  ( \n 1\t+ ${n} ) ", "\"it's\"", "'say \"hi\"'", "${ n }", "count-selected ( ${l} )",
        "1 + 2 * 3 - 4 div 2", "-2 * -3", "2 + 3 = 5", "1 + 1 > 1 = true()", "- 5", "5 - -5",
        "boolean(1 or 0 and 0)", "1 = 2 = false()", "((((${n}))))", "not(1 = 2) = true()"};
    return kList;
}

std::string Maker::reference() {
    return "${" + random_.of(names_).name + "}";
}

std::string Maker::reference(Named::Kind kind) {
    for (int tries = 0; tries < 8; ++tries)
        if (const Named& named = random_.of(names_); named.kind == kind)
            return "${" + named.name + "}";
    return reference();
}

std::string Maker::date(int depth) {
    switch (random_.below(depth > 0 ? 6 : 3)) {
    case 0:
        return "today()";
    case 1:
        return random_.of(std::vector<std::string>{"'2026-02-03'", "'2000-02-29'", "'1969-12-31'",
                                                   "'2026-11-25T06:00:00Z'"});
    case 2:
        return reference(Named::Kind::date);
    case 3:
        return "date(" + date(depth - 1) + ")";
    case 4:
        return "date(decimal-date-time(" + date(depth - 1) + ") + " + number(0) + ")";
    default:
        return "if(" + truth(depth - 1) + ", " + date(depth - 1) + ", " + date(depth - 1) + ")";
    }
}

std::string Maker::number(int depth) {
    static const std::vector<std::string> kLiterals = {"0",   "1",  "2",   "3",     "7", "0.5",
                                                       "2.5", "10", "100", "12.25", "18"};
    if (depth <= 0)
        return random_.one_in(2) ? random_.of(kLiterals) : reference(Named::Kind::number);
    const auto two = [&](const char* op) {
        return number(depth - 1) + " " + op + " " + number(depth - 1);
    };
    switch (random_.below(16)) {
    case 0:
        return two("+");
    case 1:
        return two("-");
    case 2:
        return two("*");
    case 3:
        return "(" + two("+") + ") div " + number(0); // not by round(), whose zeros differ in sign
    case 4:
        return "(" + two("-") + ") mod " + number(depth - 1);
    case 5:
        return "-" + number(0);
    case 6:
        return "number(" + any(depth - 1) + ")";
    case 7:
        return "int(" + number(depth - 1) + ")";
    case 8:
        return "round(" + number(depth - 1) + ")";
    case 9:
        return "round(" + number(depth - 1) + ", " + std::to_string(random_.below(4)) + ")";
    case 10:
        return (random_.one_in(2) ? "min(" : "max(") + number(depth - 1) + ", " +
               number(depth - 1) + ")";
    case 11:
        return "count-selected(" + text(depth - 1) + ")";
    case 12:
        return "string-length(" + text(depth - 1) + ")";
    case 13:
        return "decimal-date-time(" + date(depth - 1) + ")";
    case 14:
        return "if(" + truth(depth - 1) + ", " + number(depth - 1) + ", " + number(depth - 1) + ")";
    default:
        return (random_.one_in(2) ? "sum(" : "count(") + reference(Named::Kind::number) + ")";
    }
}

std::string Maker::text(int depth) {
    static const std::vector<std::string> kLiterals = {"''",    "'yes'", "'x'", "'7'",
                                                       "'a b'", "'0'",   "'Ä'", "'no'"};
    if (depth <= 0)
        return random_.one_in(3) ? random_.of(kLiterals) : reference(Named::Kind::text);
    switch (random_.below(7)) {
    case 0:
        return "concat(" + any(depth - 1) + ", " + text(depth - 1) + ")";
    case 1:
        return "string(" + any(depth - 1) + ")";
    case 2:
        return "coalesce(" + text(depth - 1) + ", " + any(depth - 1) + ")";
    case 3:
        return "if(" + truth(depth - 1) + ", " + text(depth - 1) + ", " + text(depth - 1) + ")";
    case 4:
        return "format-date(" + date(depth - 1) + ", " +
               random_.of(std::vector<std::string>{"'%Y-%m-%d'", "'%e.%n.%y'", "'%b'"}) + ")";
    case 5:
        return "concat(" + text(depth - 1) + ", '-', " + number(depth - 1) + ")";
    default:
        return reference();
    }
}

std::string Maker::truth(int depth) {
    static const std::vector<std::string> kOperators = {" = ",  " != ", " < ",
                                                        " <= ", " > ",  " >= "};
    const std::string op = random_.of(kOperators);
    if (depth <= 0) {
        if (self_ && random_.one_in(2))
            return "." + op + number(0);
        return random_.one_in(2) ? reference(Named::Kind::text) + " != ''"
                                 : reference(Named::Kind::number) + op + number(0);
    }
    switch (random_.below(14)) {
    case 0:
    case 1:
        return number(depth - 1) + op + number(depth - 1);
    case 2:
        return text(depth - 1) + (random_.one_in(2) ? " = " : " != ") + text(depth - 1);
    case 3:
        return any(depth - 1) + op + any(depth - 1);
    case 4:
        return date(depth - 1) + op + date(depth - 1);
    case 5:
        return "(" + truth(depth - 1) + " and " + truth(depth - 1) + ")";
    case 6:
        return "(" + truth(depth - 1) + " or " + truth(depth - 1) + ")";
    case 7:
        return "not(" + truth(depth - 1) + ")";
    case 8:
        return "selected(" + text(depth - 1) + ", " + text(0) + ")";
    case 9:
        return (random_.one_in(2) ? "contains(" : "starts-with(") + text(depth - 1) + ", " +
               text(depth - 1) + ")";
    case 10:
        return "regex(" + text(0) + ", " +
               random_.of(std::vector<std::string>{"'^[a-z]*$'", "'^[0-9]+$'", "'^.?$'"}) + ")";
    case 11:
        return "boolean(" + any(depth - 1) + ")";
    case 12:
        return self_ ? "string-length(.) < 4" : "count-selected(" + text(depth - 1) + ") > 0";
    default:
        return truth(0);
    }
}

std::string Maker::any(int depth) {
    switch (random_.below(5)) {
    case 0:
        return number(depth);
    case 1:
        return text(depth);
    case 2:
        return "boolean(" + truth(depth) + ")";
    case 3:
        return date(depth);
    default:
        return reference();
    }
}

} // namespace suoja::form::oracle
