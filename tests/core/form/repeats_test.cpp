// SPDX-License-Identifier: Apache-2.0
#include "tests/core/form/tables.h"

namespace suoja::form::test {
namespace {

using Paths = std::vector<Path>;

// type,name,en,fi,class,relevant,required,constraint,calculation,choice_filter,default,read_only,
// appearance,absence,length,repeat_count
std::string table(const std::string& rows) {
    std::string header = kHeader;
    header.insert(header.size() - 1, ",repeat_count");
    return header + rows;
}

Loaded load(const std::string& rows, const Files& lists = {}) {
    Files files = {
        {"survey.csv", table(rows)}, {"choices.csv", kChoices}, {"settings.csv", kSettings}};
    files.insert(lists.begin(), lists.end());
    return parse_form(files);
}

Entry entry(const std::string& rows, const Answers& answers = {}) {
    const Loaded loaded = load(rows);
    EXPECT_TRUE(loaded.form) << told(loaded);
    return Entry(loaded.form, context(), answers);
}

std::string refused(const std::string& rows) {
    const Loaded loaded = load(rows);
    return loaded.problems.empty() ? "" : loaded.problems[0].str();
}

const char* const kFamily =
    "begin_repeat,child,Child\n"
    "text,name,Name,,D\n"
    "integer,age,Age of ${name},,N,${name} != '',,. < ${oldest}\n"
    "calculate,place,,,N,,,,\"concat(position(..), '/', count(${child}))\"\n"
    "begin_repeat,toy,Toy\n"
    "text,what,What,,N\n"
    "calculate,whose,,,N,,,,\"concat(${name}, ':', position(..), ':', position(../..))\"\n"
    "end_repeat\n"
    "calculate,toys,,,N,,,,count(${toy})\n"
    "end_repeat\n"
    "integer,oldest,Oldest,,N,,,,,,18\n"
    "calculate,sum,,,N,,,,sum(${age})\n"
    "calculate,all_toys,,,N,,,,count(${toy})\n"
    "calculate,minor,,,N,,,,\"if(${age} < 18, 'yes', 'no')\"\n"
    "calculate,second,,,N,,,,\"indexed-repeat(${name}, ${child}, 2)\"\n";

TEST(Repeats, BeginEmptyAndGrowByOne) {
    Entry family = entry(kFamily);
    EXPECT_EQ(family.count("child"), 0U);
    EXPECT_EQ(family.add("child").value(),
              (Paths{"child", "child[1]/name", "child[1]/age", "child[1]/place", "child[1]/toy",
                     "child[1]/toys", "sum"}));
    EXPECT_EQ(family.count("child"), 1U);
    EXPECT_EQ(family.members(""), (Paths{"child", "oldest", "sum", "all_toys", "minor", "second"}));
    EXPECT_EQ(family.members("child[1]"), (Paths{"child[1]/name", "child[1]/age", "child[1]/place",
                                                 "child[1]/toy", "child[1]/toys"}));
    EXPECT_TRUE(family.members("child[2]").empty());
    EXPECT_EQ(family.question("child[1]/age")->name, "age");
    EXPECT_EQ(family.question("age"), nullptr) << "it stands in the repeat only";
    EXPECT_EQ(family.set("age", std::int64_t{3}).error().code, "unknown_question");
    EXPECT_EQ(family.add("oldest").error().code, "unknown_repeat");
    EXPECT_EQ(family.remove("child[2]").error().code, "unknown_instance");
}

Entry two_children() {
    Entry family = entry(kFamily);
    EXPECT_TRUE(family.add("child"));
    EXPECT_TRUE(family.add("child"));
    EXPECT_TRUE(family.set("child[1]/name", "Mai"));
    EXPECT_TRUE(family.set("child[2]/name", "Olli"));
    EXPECT_TRUE(family.set_text("child[1]/age", "4"));
    EXPECT_TRUE(family.set_text("child[2]/age", "30"));
    EXPECT_TRUE(family.add("child[2]/toy"));
    EXPECT_TRUE(family.set("child[2]/toy[1]/what", "car"));
    return family;
}

TEST(Repeats, ReadTheirOwnInstanceFromWithinAndAllFromOutside) {
    Entry family = two_children();
    EXPECT_EQ(text_of(family, "child[1]/place"), "1/2");
    EXPECT_EQ(text_of(family, "child[2]/place"), "2/2");
    EXPECT_EQ(text_of(family, "sum"), "34");
    EXPECT_EQ(text_of(family, "minor"), "yes") << "any of them";
    EXPECT_EQ(text_of(family, "second"), "Olli");
    EXPECT_EQ(text_of(family, "child[1]/toys"), "0");
    EXPECT_EQ(text_of(family, "child[2]/toys"), "1");
    EXPECT_EQ(text_of(family, "all_toys"), "1");
    EXPECT_EQ(text_of(family, "child[2]/toy[1]/whose"), "Olli:1:2");
    EXPECT_EQ(family.label("child[1]/age", "en"), "Age of Mai");
    EXPECT_FALSE(family.problem("child[1]/age"));
    EXPECT_EQ(family.problem("child[2]/age")->path, "child[2]/age");
    EXPECT_EQ(family.problem("child[2]/age")->fault, Fault::constraint);
}

TEST(Repeats, MoveUpWhenOneBeforeThemIsRemoved) {
    Entry family = two_children();
    ASSERT_TRUE(family.remove("child[1]"));
    EXPECT_EQ(family.count("child"), 1U);
    EXPECT_EQ(text_of(family, "child[1]/name"), "Olli");
    EXPECT_EQ(text_of(family, "child[1]/place"), "1/1");
    EXPECT_EQ(text_of(family, "child[1]/toy[1]/whose"), "Olli:1:1");
    EXPECT_EQ(text_of(family, "sum"), "30");
    EXPECT_EQ(text_of(family, "second"), "");
    EXPECT_EQ(family.draft().at("child[]"), Value(std::int64_t{1}));
    EXPECT_EQ(family.draft().at("child[1]/toy[1]/what"), Value("car"));
    EXPECT_FALSE(family.draft().contains("child[2]/name"));
    // as if it had been filled in so
    Entry again = entry(kFamily, family.draft());
    EXPECT_EQ(again.answers(), family.answers());
    EXPECT_EQ(again.draft(), family.draft());
}

TEST(Repeats, KeepInTheDraftWhatTheFormDoesNotKnowAndMoveItToo) {
    Entry family = entry(kFamily, {{"child[2]/nickname", "O"},
                                   {"child[1]/name", "Mai"},
                                   {"child[2]/name", "Olli"},
                                   {"child[]", std::int64_t{2}}});
    EXPECT_EQ(family.draft().at("child[2]/nickname"), Value("O"));
    ASSERT_TRUE(family.remove("child[1]"));
    EXPECT_EQ(family.draft().at("child[1]/nickname"), Value("O"));
}

const char* const kCounted = "integer,n,N,,N,,,,,,2\n"
                             "begin_repeat,child,Child,,,${n} != 9,,,,,,,,,,${n}\n"
                             "text,name,Name,,D,,,,,,kid\n"
                             "end_repeat\n"
                             "calculate,names,,,N,,,,concat(${name})\n";

TEST(Repeats, FollowTheirCountAndBringBackWhatItLeftOut) {
    Entry family = entry(kCounted);
    EXPECT_EQ(family.count("child"), 2U);
    EXPECT_EQ(text_of(family, "child[2]/name"), "kid");
    ASSERT_TRUE(family.set("child[2]/name", "Olli"));
    EXPECT_EQ(text_of(family, "names"), "kidOlli");
    ASSERT_TRUE(family.set_text("n", "1"));
    EXPECT_EQ(text_of(family, "names"), "kid");
    EXPECT_FALSE(family.answers().contains("child[2]/name"));
    EXPECT_EQ(family.draft().at("child[2]/name"), Value("Olli"));
    ASSERT_TRUE(family.set_text("n", ""));
    EXPECT_EQ(family.count("child"), 0U);
    Entry again = entry(kCounted, family.draft());
    EXPECT_EQ(again.count("child"), 0U);
    ASSERT_TRUE(again.set_text("n", "3"));
    EXPECT_EQ(text_of(again, "names"), "kidOllikid");
    ASSERT_TRUE(again.set_text("n", "9"));
    EXPECT_FALSE(again.answers().contains("child[]")) << "not relevant";
    EXPECT_EQ(text_of(again, "names"), "");
    EXPECT_EQ(again.add("child").error().code, "counted");
    EXPECT_EQ(again.remove("child[1]").error().code, "counted");
}

TEST(Repeats, SayWhenTheyAreCountedBeyondWhatARecordHolds) {
    Entry family = entry(kCounted);
    ASSERT_TRUE(family.set_text("n", "200"));
    EXPECT_FALSE(family.problem("child"));
    ASSERT_TRUE(family.set_text("n", "201"));
    EXPECT_EQ(family.count("child"), 200U);
    EXPECT_EQ(family.problem("child")->fault, Fault::too_many);
    ASSERT_TRUE(family.set_text("n", "-1"));
    EXPECT_EQ(family.count("child"), 0U);
    EXPECT_FALSE(family.problem("child"));
    Entry free = entry(kFamily);
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(free.add("child"));
    EXPECT_EQ(free.add("child").error().code, "too_many");
}

TEST(Repeats, StoreAnInstanceWithoutAnswers) {
    Entry family = entry(kFamily);
    ASSERT_TRUE(family.add("child"));
    EXPECT_EQ(family.answers().at("child[]"), Value(std::int64_t{1}));
    EXPECT_EQ(entry(kFamily, family.answers()).count("child"), 1U);
}

TEST(Repeats, AreCountedAlsoWhereTheyAreNotRelevant) {
    Entry asked = entry("text,a,A,,N\n"
                        "begin_repeat,child,Child,,,${a} = 'yes'\n"
                        "integer,age,Age,,N\n"
                        "end_repeat\n"
                        "calculate,counted,,,N,,,,\"concat(count(${child}), '/', ${age})\"\n");
    EXPECT_TRUE(asked.set("a", "yes"));
    EXPECT_TRUE(asked.add("child"));
    EXPECT_TRUE(asked.set("child[1]/age", std::int64_t{4}));
    EXPECT_EQ(text_of(asked, "counted"), "1/4");
    EXPECT_TRUE(asked.set("a", "no"));
    EXPECT_EQ(text_of(asked, "counted"), "1/") << "there as in ODK, without its answers";
    EXPECT_FALSE(asked.answers().contains("child[]"));
}

TEST(Repeats, EvaluateOnlyWhatReadsTheChangedInstance) {
    std::string rows = "begin_repeat,r,R\ninteger,a,A,,N\ncalculate,b,,,N,,,,${a} + 1\n"
                       "end_repeat\n";
    Entry many = entry(rows);
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(many.add("r"));
    const std::size_t before = many.evaluations();
    EXPECT_EQ(many.set("r[50]/a", std::int64_t{1}).value(), (Paths{"r[50]/a", "r[50]/b"}));
    EXPECT_EQ(many.evaluations() - before, 1U);
}

TEST(Repeats, AreRefusedWhereTheyMeanNothing) {
    EXPECT_EQ(
        refused("begin_repeat,r,R\ntext,a,A,,N\nend_repeat\ntext,b,B,,N,${r} = 1\n"),
        "survey.csv, row 5, column relevant: A repeat has no value: count(${…}) says how many "
        "instances it has, and a question in it has their values.");
    EXPECT_EQ(refused("begin_repeat,r,R\nbegin_group,g,G\ntext,a,A,,N,position(..) = 1\nend_group\n"
                      "end_repeat\n"),
              "survey.csv, row 4, column relevant: position(..) counts the instances of a repeat, "
              "and this path leads to none; here it is position(../..).");
    EXPECT_EQ(refused("text,a,A,,N,position(..) = 1\n"),
              "survey.csv, row 2, column relevant: position(..) counts the instances of a repeat, "
              "and this path leads to none.");
    EXPECT_EQ(refused("begin_repeat,r,R\ntext,a,A,,N\nend_repeat\ntext,b,B,,N\n"
                      "calculate,c,,,N,,,,\"indexed-repeat(${b}, ${r}, 1)\"\n"),
              "survey.csv, row 6, column calculation: The question that indexed-repeat() asks for "
              "does not stand in that repeat.");
    EXPECT_EQ(refused("begin_repeat,r,R,,,count(${r}) > 1\ntext,a,A,,N\nend_repeat\n"),
              "survey.csv, row 2, column relevant: Questions depend on each other in a circle: r "
              "(relevant) reads r.");
    EXPECT_EQ(refused("begin_repeat,r,R,,,,,,,,,,,,,${a}\ninteger,a,A,,N\nend_repeat\n"),
              "survey.csv, row 2, column repeat_count: Questions depend on each other in a circle: "
              "r (repeat_count) reads a; a stands in r.");
    EXPECT_EQ(
        refused("text,a,A,,N,,,,,,,,,,,3\n"),
        "survey.csv, row 2, column repeat_count: Only a begin_repeat has instances to count.");
    std::string deep;
    for (int i = 0; i < 5; ++i)
        deep += "begin_repeat,r" + std::to_string(i) + ",R\n";
    for (int i = 0; i < 5; ++i)
        deep += "end_repeat\n";
    EXPECT_EQ(refused(deep), "survey.csv, row 6, column type: Repeats are nested deeper than 4.");
}

TEST(Once, KeepsItsFirstResultThroughIrrelevanceAndTheDraft) {
    const char* const rows = "integer,n,N,,N\n"
                             "calculate,first,,,N,${n} != 9,,,once(${n})\n";
    Entry form = entry(rows);
    ASSERT_TRUE(form.set_text("n", "5"));
    EXPECT_EQ(text_of(form, "first"), "5");
    ASSERT_TRUE(form.set_text("n", "6"));
    EXPECT_EQ(text_of(form, "first"), "5");
    ASSERT_TRUE(form.set_text("n", "9"));
    EXPECT_FALSE(form.answers().contains("first"));
    ASSERT_TRUE(form.set_text("n", "7"));
    EXPECT_EQ(text_of(form, "first"), "5");
    EXPECT_EQ(text_of(entry(rows, form.draft()), "first"), "5");
}

TEST(Metadata, IsAnsweredByTheEntryItself) {
    const char* const rows = "start,begun,,,N\nend,ended,,,N\ntoday,day,,,N\ndeviceid,where,,,N\n"
                             "username,who,,,N\ntext,a,A,,N\n";
    Entry form = entry(rows);
    EXPECT_EQ(text_of(form, "begun"), "2026-11-25T14:30:00.000+02:00");
    EXPECT_EQ(text_of(form, "day"), "2026-11-25");
    EXPECT_EQ(text_of(form, "where"), "joutseno/kiosk-1");
    EXPECT_EQ(text_of(form, "who"), "user");
    EXPECT_EQ(text_of(form, "ended"), "");
    EXPECT_EQ(form.set("who", "somebody else").error().code, "not_answerable");
    EXPECT_EQ(form.finish(context().now + std::chrono::minutes(5)), (Paths{"ended"}));
    EXPECT_EQ(text_of(form, "ended"), "2026-11-25T14:35:00.000+02:00");
    Context later = context();
    later.now += std::chrono::hours(5);
    EXPECT_EQ(text_of(Entry(load(rows).form, later, form.draft()), "begun"),
              "2026-11-25T14:30:00.000+02:00");
}

TEST(ListFile, HoldsTheChoicesOfASelect) {
    const char* const rows = "select_one_from_file towns.csv,t,T,,N\n"
                             "select_multiple_from_file towns.csv,u,U,,N,,,,,area = 'east'\n";
    const Loaded loaded =
        load(rows, {{"towns.csv", "name,label,label::Suomi (fi),area\n"
                                  "turku,Åbo,Turku,west\nimatra,Imatra,,east\n"}});
    ASSERT_TRUE(loaded.form) << told(loaded);
    Entry form(loaded.form, context());
    EXPECT_TRUE(form.set("t", "turku"));
    EXPECT_EQ(form.set("t", "espoo").error().code, "wrong_type");
    EXPECT_EQ(form.choices("u").size(), 1U);
    EXPECT_EQ(loaded.form->choice("towns.csv", "turku")->label.in("fi"), "Turku");
    const auto wrong = [&](const std::string& list) {
        return load(rows, {{"towns.csv", list}}).problems.at(0).str();
    };
    EXPECT_EQ(wrong("label,area\nTurku,west\n"),
              "towns.csv, row 1, column name: The column is missing.");
    EXPECT_EQ(wrong("name,label,area\na,A,x\na,B,y\n"),
              "towns.csv, row 3, column name: The list has this name twice.");
}

} // namespace
} // namespace suoja::form::test
