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

// the same with instances that come and go, a count, and one repeat in another
const char* const kRepeating =
    "type,name,label,suoja_class,relevant,required,constraint,calculation,default,repeat_count\n"
    "integer,n,N,N,,,,,1,\n"
    "begin_repeat,child,Child,,${n} != 4,,,,,${n}\n"
    "text,name,Name of ${n},N,,yes,,,,\n"
    "integer,age,Age of ${name},N,${name} != '',,. < sum(${oldest}),,3,\n"
    "calculate,line,,N,,,,\"concat(${name}, ${age}, position(..), count(${child}), ${best})\",,\n"
    "end_repeat\n"
    "begin_repeat,visit,Visit,,count(${child}) > 0,,,,,\n"
    "integer,oldest,Oldest,N,,,,,,\n"
    "begin_repeat,note,Note,,${oldest} > 1,,,,,\n"
    "text,words,Words of ${oldest},N,,\"indexed-repeat(${oldest}, ${visit}, 1) = 5\",,,,\n"
    "calculate,where,,N,,,,\"concat(position(..), '/', position(../..), '/', ${words})\",,\n"
    "end_repeat\n"
    "calculate,notes,,N,,,,\"concat(count(${note}), ${words})\",,\n"
    "end_repeat\n"
    "calculate,best,,N,,,,max(${oldest}),,\n"
    "calculate,all,,N,,,,\"concat(${where}, ${line}, sum(${age}), ${age} = 3)\",,\n";

std::vector<Path> places(const Entry& entry, const Path& from = "") {
    std::vector<Path> all;
    for (const Path& path : entry.members(from)) {
        all.push_back(path);
        for (std::size_t i = 1; i <= entry.count(path); ++i)
            for (const Path& inside : places(entry, path + "[" + std::to_string(i) + "]"))
                all.push_back(inside);
    }
    return all;
}

TEST(RandomEntry, WithInstancesEqualsOneEvaluatedFromScratch) {
    const Loaded loaded = parse_form({{"survey.csv", kRepeating}, {"settings.csv", kSettings}});
    ASSERT_TRUE(loaded.form) << told(loaded);
    EXPECT_TRUE(rc::check("incremental = from scratch, with repeats", [&] {
        Entry entry(loaded.form, context());
        const int steps = *rc::gen::inRange(1, 40);
        const auto seen = [&] {
            std::map<Path, std::tuple<Value, bool, bool, std::optional<Fault>, std::string>> all;
            for (const Path& path : places(entry)) {
                const auto problem = entry.problem(path);
                all[path] = {entry.value(path), entry.relevant(path), entry.required(path),
                             problem ? std::optional(problem->fault) : std::nullopt,
                             entry.label(path, "en")};
            }
            return all;
        };
        for (int i = 0; i < steps; ++i) {
            const auto paths = places(entry);
            const Path path = *rc::gen::elementOf(paths);
            const Question& question = *entry.question(path);
            const auto before = seen();
            const auto act = [&]() -> Result<std::vector<Path>> {
                if (question.type != Type::repeat)
                    return entry.set_text(path,
                                          *rc::gen::element(std::string("1"), std::string("2"),
                                                            std::string("3"), std::string("5"),
                                                            std::string("4"), std::string("")));
                if (entry.count(path) > 0 && *rc::gen::inRange(0, 3) == 0)
                    return entry.remove(
                        path + "[" +
                        std::to_string(*rc::gen::inRange<std::size_t>(1, entry.count(path) + 1)) +
                        "]");
                return entry.add(path);
            };
            const auto changed = act();
            if (changed.has_error())
                continue;
            const std::set<Path> told(changed->begin(), changed->end());
            const auto after = seen();
            for (const auto& [where, view] : after)
                if (const auto was = before.find(where); was == before.end() || view != was->second)
                    RC_ASSERT(told.contains(where));
            if (entry.draft().empty())
                continue;
            const Entry scratch(loaded.form, context(), entry.draft());
            RC_ASSERT(scratch.draft() == entry.draft());
            RC_ASSERT(scratch.answers() == entry.answers());
            for (const Path& where : places(entry)) {
                RC_ASSERT(scratch.value(where) == entry.value(where));
                RC_ASSERT(scratch.relevant(where) == entry.relevant(where));
                RC_ASSERT(scratch.required(where) == entry.required(where));
                RC_ASSERT(scratch.label(where, "en") == entry.label(where, "en"));
                RC_ASSERT(scratch.problem(where).has_value() == entry.problem(where).has_value());
            }
        }
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
