// SPDX-License-Identifier: Apache-2.0
// Random answers in random order leave an entry as if it were evaluated from scratch. 100 runs;
// more by RC_PARAMS="max_success=3000".
#include "tests/core/form/tables.h"

#include <rapidcheck.h>
#include <set>

namespace suoja::form::test {
namespace {

// A form where everything reads something: relevance chains through groups, calculations of
// calculations, a filter, constraints and required that look elsewhere, both up and down.
const char* const kRows =
    "select_one yn,s,S of ${n},,N,,,,,,yes\n"
    "begin_group,g,G,,,${s} = 'yes'\n"
    "integer,n,N,,N,,${s} = 'yes',. < ${m}\n"
    "integer,m,M,,N,${n} > 2,,. > 0\n"
    "begin_group,h,H,,,${n} != '' and ${late} = 'no'\n"
    "text,words,Words,,N,,yes,\"regex(., '[a-z ]+')\",,,,,,declined,6\n"
    "select_multiple towns,towns,Towns,,N,,,count-selected(.) <= 2,,\"area = ${area}\",,,,unknown\n"
    "end_group\n"
    "end_group\n"
    "select_one areas,area,Area,,N\n"
    "calculate,sum,,,N,,,,\"sum(${n}, coalesce(${m}, 1))\"\n"
    "calculate,twice,,,N,${sum} != '',,,${sum} * 2\n"
    "date,day,Day,,N,\"${twice} > 8 or selected(${towns}, 'turku')\",,. <= today(),,,today()\n"
    "text,phone,Phone,,D,,\"selected(${towns}, 'imatra')\",,,,,,phone\n"
    "calculate,all,,,N,,,,\"concat(${s}, ${words}, ${towns}, ${day}, ${phone}, ${twice})\"\n"
    "select_one yn,late,Late,,N\n";

// what may be typed there: what fits, what does not, and what moves the others
const std::map<std::string, std::vector<std::string>> kTyped = {
    {"s", {"yes", "yes", "no", "", "maybe"}},
    {"n", {"1", "3", "5", "9", "", "12x"}},
    {"m", {"0", "2", "4", "7", "", "1,5"}},
    {"words", {"abc", "much longer", "ABC", "", " "}},
    {"towns", {"turku", "imatra", "joutseno turku imatra", "joutseno imatra", "", "espoo"}},
    {"area", {"east", "west", "", "north"}},
    {"day", {"2026-11-24", "1.1.2027", "24.11.", ""}},
    {"phone", {"040 1234567", "040", ""}},
    {"late", {"no", "no", "yes", ""}}};

std::vector<std::string> settable() {
    std::vector<std::string> paths;
    for (const auto& [path, texts] : kTyped)
        paths.push_back(path);
    return paths;
}

void expect_same(const Entry& left, const Entry& right) {
    RC_ASSERT(left.draft() == right.draft());
    RC_ASSERT(left.answers() == right.answers());
    for (const Question& question : left.form().questions) {
        const std::string& path = question.name;
        RC_ASSERT(left.relevant(path) == right.relevant(path));
        RC_ASSERT(left.required(path) == right.required(path));
        RC_ASSERT(left.value(path) == right.value(path));
        RC_ASSERT(left.label(path, "en") == right.label(path, "en"));
        if (!question.list.empty())
            RC_ASSERT(left.choices(path) == right.choices(path));
        const auto one = left.problem(path), other = right.problem(path);
        RC_ASSERT(one.has_value() == other.has_value());
        RC_ASSERT(!one || one->fault == other->fault);
    }
}

struct Seen { // what a screen shows of a question
    Value value;
    bool relevant, required;
    std::optional<Fault> fault;
    std::string label;
    std::vector<const Choice*> choices;
    bool operator==(const Seen&) const = default;
};

std::map<std::string, Seen> seen(const Entry& entry) {
    std::map<std::string, Seen> all;
    for (const Question& question : entry.form().questions) {
        const auto problem = entry.problem(question.name);
        all[question.name] = {entry.value(question.name),
                              entry.relevant(question.name),
                              entry.required(question.name),
                              problem ? std::optional(problem->fault) : std::nullopt,
                              entry.label(question.name, "en"),
                              entry.choices(question.name)};
    }
    return all;
}

TEST(RandomEntry, EqualsOneEvaluatedFromScratch) {
    const auto form = form_of(kRows);
    ASSERT_TRUE(form);
    EXPECT_TRUE(rc::check("incremental = from scratch", [&] {
        Entry entry(form, context());
        const int steps = *rc::gen::inRange(1, 40);
        for (int i = 0; i < steps; ++i) {
            const std::string path = *rc::gen::elementOf(settable());
            const auto before = seen(entry);
            const auto told =
                *rc::gen::inRange(0, 8) == 0
                    ? entry.set(path, *rc::gen::element(Absence::not_asked, Absence::declined,
                                                        Absence::unknown))
                    : entry.set_text(path, *rc::gen::elementOf(kTyped.at(path)));
            const auto after = seen(entry);
            if (told.has_error()) {
                RC_ASSERT(before == after);
                continue;
            }
            // whatever looks different was told
            for (const auto& [name, view] : after)
                if (name == path || !(view == before.at(name)))
                    RC_ASSERT(std::set(told->begin(), told->end()).contains(name));
        }
        if (!entry.draft().empty())
            expect_same(entry, Entry(form, context(), entry.draft()));
    }));
}

TEST(RandomEntry, DoesNotDependOnTheOrderOfAnswers) {
    const auto form = form_of(kRows);
    ASSERT_TRUE(form);
    EXPECT_TRUE(rc::check("order", [&] {
        std::vector<std::pair<std::string, std::string>> answers;
        for (const auto& [path, texts] : kTyped)
            answers.emplace_back(path, *rc::gen::elementOf(texts));
        Entry first(form, context()), second(form, context());
        for (const auto& [path, text] : answers)
            (void)first.set_text(path, text);
        std::vector<std::size_t> order(answers.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
        for (const std::size_t i : order)
            (void)second.set_text(answers[i].first, answers[i].second);
        expect_same(first, second);
    }));
}

} // namespace
} // namespace suoja::form::test
