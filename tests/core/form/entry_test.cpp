// SPDX-License-Identifier: Apache-2.0
#include "tests/core/form/tables.h"

#include <algorithm>
#include <cmath>

namespace suoja::form::test {
namespace {

using Paths = std::vector<Path>;
using Names = std::vector<std::string>;

Fault fault(const Entry& entry, const std::string& path) {
    const auto problem = entry.problem(path);
    EXPECT_TRUE(problem) << path;
    return problem ? problem->fault : Fault::required;
}

// type,name,en,fi,class,relevant,required,constraint,calculation,choice_filter,default,read_only,
// appearance,absence,length
const char* const kPerson = "select_one yn,known,Known,,N\n"
                            "begin_group,person,Person,,,${known} = 'yes'\n"
                            "text,given,Given name,,D,,yes,,,,,,,declined\n"
                            "text,alias,Alias of ${given},Peitenimi,N,${given} != ''\n"
                            "end_group\n"
                            "calculate,shout,,,N,,,,\"concat(${given}, '!')\"\n";

TEST(Entry, HasNoAnswerInExpressionsWhereAQuestionIsNotRelevant) {
    Entry entry = entry_of(kPerson);
    ASSERT_TRUE(entry.set("known", "yes"));
    ASSERT_TRUE(entry.set("given", "Mai"));
    EXPECT_EQ(text_of(entry, "shout"), "Mai!");
    ASSERT_TRUE(entry.set("known", "no"));
    EXPECT_FALSE(entry.relevant("given"));
    EXPECT_FALSE(entry.relevant("alias"));
    EXPECT_EQ(text_of(entry, "shout"), "!");
    EXPECT_FALSE(entry.answers().contains("given"));
    EXPECT_EQ(entry.draft().at("given"), Value("Mai"));
    ASSERT_TRUE(entry.set("known", "yes"));
    EXPECT_EQ(text_of(entry, "shout"), "Mai!");
    EXPECT_TRUE(entry.relevant("alias"));
    EXPECT_EQ(entry.answers().at("given"), Value("Mai"));
}

TEST(Entry, RequiresOnlyWhatIsRelevant) {
    Entry entry = entry_of(kPerson);
    EXPECT_TRUE(entry.problems().empty());
    ASSERT_TRUE(entry.set("known", "yes"));
    ASSERT_EQ(entry.problems().size(), 1U);
    EXPECT_EQ(entry.problems()[0].path, "given");
    EXPECT_EQ(entry.problems()[0].fault, Fault::required);
    EXPECT_TRUE(entry.problems()[0].missing_only);
    EXPECT_TRUE(entry.required("given"));
    ASSERT_TRUE(entry.set("known", "no"));
    EXPECT_TRUE(entry.problems().empty());
    EXPECT_FALSE(entry.required("given"));
}

TEST(Entry, TakesAnOfferedReasonForHavingNoAnswerInsteadOfARequiredOne) {
    Entry entry = entry_of(kPerson);
    ASSERT_TRUE(entry.set("known", "yes"));
    EXPECT_EQ(entry.set("given", Absence::unknown).error().code, "absence_not_offered");
    EXPECT_EQ(fault(entry, "given"), Fault::required);
    ASSERT_TRUE(entry.set("given", Absence::declined));
    EXPECT_FALSE(entry.problem("given"));
    EXPECT_EQ(text_of(entry, "shout"), "!") << "a reason is '' in expressions";
    EXPECT_EQ(entry.answers().at("given"), Value(Absence::declined));
    ASSERT_TRUE(entry.set("given", Absence::not_asked));
    EXPECT_FALSE(entry.answers().contains("given"));
}

TEST(Entry, TellsWhatMayHaveChanged) {
    Entry entry = entry_of(kPerson);
    EXPECT_EQ(entry.set("known", "yes").value(), (Paths{"known", "person", "given"}))
        << "alias waits for a name";
    EXPECT_EQ(entry.set("given", "Mai").value(), (Paths{"given", "alias", "shout"}));
    EXPECT_EQ(entry.set("alias", "M").value(), (Paths{"alias"}));
}

TEST(Entry, PutsAnswersIntoLabels) {
    Entry entry = entry_of(kPerson);
    EXPECT_EQ(entry.label("alias", "en"), "Alias of ");
    ASSERT_TRUE(entry.set("known", "yes"));
    ASSERT_TRUE(entry.set("given", "Mai"));
    EXPECT_EQ(entry.label("alias", "en"), "Alias of Mai");
    EXPECT_EQ(entry.label("alias", "fi"), "Peitenimi");
    EXPECT_EQ(entry.label("alias", "sv"), "Alias of Mai") << "English where a language is missing";
}

TEST(Entry, KeepsAnAnswerThatBreaksAConstraintAndSaysSo) {
    Entry entry = entry_of("integer,age,Age,,N,,,. >= 0 and . < 130\n");
    EXPECT_TRUE(entry.problems().empty()) << "a constraint is silent where nothing is answered";
    ASSERT_TRUE(entry.set("age", std::int64_t{130}));
    EXPECT_EQ(fault(entry, "age"), Fault::constraint);
    EXPECT_FALSE(entry.problem("age")->missing_only);
    EXPECT_EQ(entry.value("age"), Value(std::int64_t{130}));
    ASSERT_TRUE(entry.set("age", std::int64_t{129}));
    EXPECT_TRUE(entry.problems().empty());
}

TEST(Entry, FollowsAConstraintThatReadsAnotherQuestion) {
    Entry entry = entry_of("date,from,From,,N\n"
                           "date,to,To,,N,,,. >= ${from}\n");
    ASSERT_TRUE(entry.set("to", "2026-02-01"));
    EXPECT_EQ(fault(entry, "to"), Fault::constraint) << "no number is greater than none (NaN)";
    EXPECT_EQ(entry.set("from", "2026-02-02").value(), (Paths{"from", "to"}));
    EXPECT_EQ(fault(entry, "to"), Fault::constraint);
    ASSERT_TRUE(entry.set("from", "2026-02-01"));
    EXPECT_FALSE(entry.problem("to"));
}

TEST(Entry, CountsCharactersNotBytes) {
    Entry entry = entry_of("text,note,Note,,N,,,,,,,,,,4\n");
    ASSERT_TRUE(entry.set("note", "äöå😀"));
    EXPECT_FALSE(entry.problem("note"));
    ASSERT_TRUE(entry.set("note", "äöå😀!"));
    EXPECT_EQ(fault(entry, "note"), Fault::too_long);
    EXPECT_EQ(text_of(entry, "note"), "äöå😀!");
}

TEST(Entry, RefusesWhatCannotBeAnAnswer) {
    Entry entry = entry_of("select_one yn,one,One,,N\n"
                           "select_multiple towns,many,Many,,N\n"
                           "integer,number,Number,,N\n"
                           "decimal,share,Share,,N\n"
                           "text,words,Words,,N\n"
                           "date,day,Day,,N\n"
                           "dateTime,moment,Moment,,N\n"
                           "time,hour,Hour,,N\n"
                           "acknowledge,read,Read,,N\n");
    const auto refused = [&](const char* path, Value value) {
        const Answers before = entry.draft();
        const auto result = entry.set(path, std::move(value));
        EXPECT_TRUE(result.has_error()) << path;
        EXPECT_EQ(entry.draft(), before) << path;
        return result.has_error() ? result.error().code : "";
    };
    EXPECT_EQ(refused("one", "maybe"), "wrong_type");
    EXPECT_EQ(refused("one", std::int64_t{1}), "wrong_type");
    EXPECT_EQ(refused("many", Names{"joutseno", "espoo"}), "wrong_type");
    EXPECT_EQ(refused("number", "4"), "wrong_type");
    EXPECT_EQ(refused("number", 4.5), "wrong_type");
    EXPECT_EQ(refused("number", std::int64_t{1} << 53), "wrong_type");
    EXPECT_EQ(refused("share", HUGE_VAL), "wrong_type");
    EXPECT_EQ(refused("words", std::int64_t{4}), "wrong_type");
    EXPECT_EQ(refused("words", std::string("\xC3")), "wrong_type");
    EXPECT_EQ(refused("day", "2026-02-30"), "wrong_type");
    EXPECT_EQ(refused("moment", "2026-02-28T14:30:00"), "wrong_type") << "no offset";
    EXPECT_EQ(refused("hour", "24:00:00"), "wrong_type");
    EXPECT_EQ(refused("read", "maybe"), "wrong_type");
    EXPECT_EQ(refused("nothing", "x"), "unknown_question");

    EXPECT_TRUE(entry.set("one", "yes"));
    EXPECT_TRUE(entry.set("many", Names{"turku", "joutseno", "turku"}));
    EXPECT_EQ(entry.value("many"), Value(Names{"joutseno", "turku"})) << "list order, each once";
    EXPECT_TRUE(entry.set("number", (std::int64_t{1} << 53) - 1));
    EXPECT_TRUE(entry.set("share", std::int64_t{4}));
    EXPECT_EQ(entry.value("share"), Value(4.0));
    EXPECT_TRUE(entry.set("words", "4"));
    EXPECT_TRUE(entry.set("day", "2026-02-28"));
    EXPECT_TRUE(entry.set("moment", "2026-02-28T14:30:00+02:00"));
    EXPECT_TRUE(entry.set("hour", "23:59:59"));
    EXPECT_TRUE(entry.set("read", "OK"));
    EXPECT_EQ(entry.answers().size(), 9U);
    EXPECT_TRUE(entry.set("many", Names{}));
    EXPECT_TRUE(entry.set("words", "  "));
    EXPECT_EQ(entry.answers().size(), 7U) << "nothing chosen and nothing written is no answer";
}

TEST(Entry, ReadsWhatPeopleType) {
    Entry entry = entry_of("select_multiple towns,many,Many,,N\n"
                           "integer,number,Number,,N\n"
                           "decimal,share,Share,,N\n"
                           "date,day,Day,,N\n"
                           "dateTime,moment,Moment,,N\n"
                           "time,hour,Hour,,N\n"
                           "text,born,Born,,D,,,,,,,,partial-date\n"
                           "text,phone,Phone,,D,,,,,,,,phone\n");
    const auto typed = [&](const char* path, const char* text) {
        EXPECT_TRUE(entry.set_text(path, text)) << path;
        EXPECT_FALSE(entry.problem(path)) << path;
        return entry.value(path);
    };
    EXPECT_EQ(typed("many", "turku  joutseno"), Value(Names{"joutseno", "turku"}));
    EXPECT_EQ(typed("number", " -12 "), Value(std::int64_t{-12}));
    EXPECT_EQ(typed("share", "1,5"), Value(1.5));
    EXPECT_EQ(typed("day", "3.2.2026"), Value("2026-02-03"));
    EXPECT_EQ(typed("moment", "3.2.2026 14.30"), Value("2026-02-03T14:30:00+02:00"));
    EXPECT_EQ(typed("hour", "9.05"), Value("09:05:00"));
    EXPECT_EQ(typed("born", "1999"), Value("1999"));
    EXPECT_EQ(typed("born", "2/1999"), Value("1999-02"));
    EXPECT_EQ(typed("phone", "040 123 4567"), Value("+358401234567"));
    EXPECT_EQ(typed("number", ""), Value(Absence::not_asked));
}

TEST(Entry, KeepsWhatIsHalfTyped) {
    const auto form = form_of("date,day,Day,,N,,yes\n"
                              "calculate,echo,,,N,,,,${day}\n");
    Entry entry(form, context());
    ASSERT_TRUE(entry.set_text("day", "2026-02-3x"));
    EXPECT_EQ(fault(entry, "day"), Fault::malformed);
    EXPECT_EQ(text_of(entry, "day"), "2026-02-3x");
    EXPECT_EQ(text_of(entry, "echo"), "") << "it is no answer yet";
    EXPECT_TRUE(entry.answers().empty());
    const Entry again(form, context(), entry.draft());
    EXPECT_EQ(text_of(again, "day"), "2026-02-3x");
    EXPECT_EQ(fault(again, "day"), Fault::malformed);
    ASSERT_TRUE(entry.set_text("day", "2026-02-03"));
    EXPECT_FALSE(entry.problem("day"));
    EXPECT_EQ(text_of(entry, "echo"), "2026-02-03");
}

TEST(Entry, TakesNoAnswerForWhatTheFormFillsIn) {
    Entry entry = entry_of("note,hello,Hello,,\n"
                           "begin_group,g,Group,,\n"
                           "end_group\n"
                           "calculate,sum,,,N,,,,1 + 1\n"
                           "text,fixed,Fixed,,N,,,,,,here,yes\n"
                           "hidden,from_call,,,N\n");
    for (const char* path : {"hello", "g", "sum", "fixed"}) {
        EXPECT_EQ(entry.set(path, "x").error().code, "not_answerable") << path;
        EXPECT_EQ(entry.set_text(path, "x").error().code, "not_answerable") << path;
    }
    EXPECT_EQ(text_of(entry, "sum"), "2");
    EXPECT_EQ(text_of(entry, "fixed"), "here");
    ASSERT_TRUE(entry.set("from_call", "x")) << "answers of a linked record arrive as hidden";
    EXPECT_EQ(entry.answers().size(), 3U);
}

TEST(Entry, OffersTheChoicesAFilterLeaves) {
    Entry entry = entry_of("select_one areas,area,Area,,N\n"
                           "select_one towns,town,Town,,N,,yes,,,area = ${area}\n"
                           "calculate,echo,,,N,,,,${town}\n");
    EXPECT_TRUE(entry.choices("town").empty());
    EXPECT_EQ(entry.choices("area").size(), 2U);
    ASSERT_TRUE(entry.set("area", "east"));
    ASSERT_EQ(entry.choices("town").size(), 2U);
    EXPECT_EQ(entry.choices("town")[1]->name, "imatra");
    ASSERT_TRUE(entry.set("town", "imatra"));
    EXPECT_EQ(text_of(entry, "echo"), "imatra");
    ASSERT_TRUE(entry.set("area", "west"));
    EXPECT_EQ(text_of(entry, "echo"), "") << "what is filtered out is not chosen";
    EXPECT_EQ(fault(entry, "town"), Fault::required);
    EXPECT_FALSE(entry.answers().contains("town"));
    ASSERT_TRUE(entry.set("area", "east"));
    EXPECT_EQ(text_of(entry, "town"), "imatra") << "and comes back";
}

TEST(Entry, PutsInDefaultsOnceAndNeverAgain) {
    const auto form = form_of("date,day,Day,,N,,,,,,today()\n"
                              "select_one yn,sure,Sure,,N,,,,,,yes\n"
                              "text,when,When,,N,,,,,,\"concat('on ', ${day})\"\n"
                              "integer,other,Other,,N\n");
    Entry entry(form, context());
    EXPECT_EQ(text_of(entry, "day"), "2026-11-25");
    EXPECT_EQ(text_of(entry, "sure"), "yes");
    EXPECT_EQ(text_of(entry, "when"), "on 2026-11-25");
    ASSERT_TRUE(entry.set("sure", Absence::not_asked));
    const Entry again(form, context(), entry.draft());
    EXPECT_EQ(again.value("sure"), Value(Absence::not_asked));
    EXPECT_EQ(text_of(again, "day"), "2026-11-25");
}

TEST(Entry, KeepsAnswersTheFormNoLongerHas) {
    const auto form = form_of("select_one yn,sure,Sure,,N\n");
    Entry entry(form, context(), {{"gone", Value("words")}, {"sure", Value("perhaps")}});
    EXPECT_EQ(entry.draft().at("gone"), Value("words"));
    EXPECT_EQ(fault(entry, "sure"), Fault::malformed);
    EXPECT_TRUE(entry.answers().empty());
    ASSERT_TRUE(entry.set("sure", "yes"));
    EXPECT_EQ(entry.answers(), (Answers{{"sure", Value("yes")}}));
    EXPECT_EQ(entry.draft().at("gone"), Value("words"));
}

TEST(Entry, ListsProblemsInFormOrder) {
    Entry entry = entry_of("text,b,B,,N,,yes\n"
                           "begin_group,g,Group,,\n"
                           "integer,a,A,,N,,,. > 1\n"
                           "end_group\n"
                           "text,c,C,,N,,yes\n");
    ASSERT_TRUE(entry.set("a", std::int64_t{1}));
    Paths paths;
    for (const Problem& problem : entry.problems())
        paths.push_back(problem.path);
    EXPECT_EQ(paths, (Paths{"b", "a", "c"}));
}

TEST(Entry, MayForwardWhenTheFormsRuleHolds) {
    Files tables = files("select_one yn,consent,Consent,,N\n");
    tables["settings.csv"] =
        "form_id,version,form_title,forward_when,forward_message::English (en)\n"
        "small,1,Small,${consent} = 'yes',Ask first\n";
    const Loaded loaded = parse_form(tables);
    ASSERT_TRUE(loaded.form) << told(loaded);
    Entry entry(loaded.form, context());
    EXPECT_FALSE(entry.may_forward());
    ASSERT_TRUE(entry.set("consent", "no"));
    EXPECT_FALSE(entry.may_forward());
    ASSERT_TRUE(entry.set("consent", "yes"));
    EXPECT_TRUE(entry.may_forward());
    EXPECT_EQ(loaded.form->forward_message.in("fi"), "Ask first");
}

TEST(Entry, SaysItsOwnWordsForAProblem) {
    Files tables = files("");
    tables["survey.csv"] = "type,name,label,suoja_class,required,required_message,constraint,"
                           "constraint_message::Suomi (fi)\n"
                           "integer,age,Age,N,yes,Ask the age,. < 130,Ikä ei voi olla ${age}\n";
    const Loaded loaded = parse_form(tables);
    ASSERT_TRUE(loaded.form) << told(loaded);
    Entry entry(loaded.form, context());
    EXPECT_EQ(entry.message("age", "en"), "Ask the age");
    ASSERT_TRUE(entry.set("age", std::int64_t{200}));
    EXPECT_EQ(entry.message("age", "fi"), "Ikä ei voi olla 200");
    ASSERT_TRUE(entry.set("age", std::int64_t{20}));
    EXPECT_EQ(entry.message("age", "fi"), "");
}

// 200 questions, each relevant by the one before in its own chain of ten.
TEST(Entry, EvaluatesOnlyWhatDependsOnAnAnswer) {
    std::string rows;
    for (int chain = 0; chain < 20; ++chain)
        for (int link = 0; link < 10; ++link) {
            const std::string name = "q" + std::to_string(chain) + "_" + std::to_string(link);
            const std::string before = "q" + std::to_string(chain) + "_" + std::to_string(link - 1);
            rows += "text," + name + ",Q,,N,";
            rows += (link > 0 ? "${" + before + "} != ''" : "") + ",,. != 'bad'\n";
        }
    Entry entry = entry_of(rows);
    const auto cost = [&](const char* path, const char* text) {
        const std::size_t before = entry.evaluations();
        EXPECT_TRUE(entry.set(path, text));
        return entry.evaluations() - before;
    };
    EXPECT_EQ(cost("q3_9", "x"), 0U) << "not relevant: nothing asks";
    EXPECT_EQ(cost("q3_0", "x"), 2U) << "its own constraint, and the relevance of the next";
    EXPECT_EQ(cost("q3_0", "x"), 1U) << "nothing changed, so nobody who reads it is asked";
    EXPECT_EQ(cost("q3_0", "y"), 2U) << "the next stays relevant and goes no further";
}

TEST(Entry, EvaluatesEachReaderOnceHoweverManyWaysLeadToIt) {
    std::string rows = "integer,a,A,,N\n";
    // a diamond: each layer reads the layer before twice
    for (int i = 0; i < 20; ++i) {
        const std::string before = i == 0 ? "a" : "c" + std::to_string(i - 1);
        rows += "calculate,b" + std::to_string(i) + ",,,N,,,,${" + before + "} + 1\n";
        rows += "calculate,c" + std::to_string(i) + ",,,N,,,,${" + before + "} + ${b" +
                std::to_string(i) + "}\n";
    }
    Entry entry = entry_of(rows);
    const std::size_t before = entry.evaluations();
    ASSERT_TRUE(entry.set("a", std::int64_t{0}));
    EXPECT_EQ(entry.evaluations() - before, 40U);
    EXPECT_EQ(text_of(entry, "c19"), "1048575");
}

} // namespace
} // namespace suoja::form::test
