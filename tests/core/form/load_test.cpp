// SPDX-License-Identifier: Apache-2.0
#include "core/form/expression.h"
#include "tests/core/form/tables.h"
#include "tests/support/temporary_directory.h"

#include <fstream>

namespace suoja::form::test {
namespace {

TEST(Load, ReadsAWholeForm) {
    Files tables =
        files("begin_group,who,Who,Kuka,\n"
              "select_one yn,known,Known,Tunnettu,S9,,yes,,,,,,quick horizontal,unknown\n"
              "text,given,Given,Etunimi,D,${known} = 'yes',,. != 'x',,,,,,\"unknown "
              "declined\",80\n"
              "end_group,who\n"
              "calculate,sum,,,N,,,,1 + 1\n");
    tables["settings.csv"] =
        "form_id,version,form_title::English (en),default_language,copy_to_consultation\n"
        "intake,2026-11,Intake,Suomi (fi),known sum\n";
    const Loaded loaded = parse_form(tables);
    ASSERT_TRUE(loaded.form) << told(loaded);
    const Form& form = *loaded.form;
    EXPECT_EQ(form.id, "intake");
    EXPECT_EQ(form.version, "2026-11");
    EXPECT_EQ(form.default_language, "fi");
    EXPECT_EQ(form.languages, (std::vector<std::string>{"fi", "en"}));
    ASSERT_EQ(form.questions.size(), 4U);
    EXPECT_EQ(form.sections(), (std::vector<std::size_t>{0}));
    EXPECT_EQ(form.children(0), (std::vector<std::size_t>{1, 2}));
    const Question& known = form.questions[1];
    EXPECT_EQ(known.type, Type::select_one);
    EXPECT_EQ(known.list, "yn");
    EXPECT_EQ(known.cls, Class::sensitive);
    EXPECT_EQ(known.label.in("fi"), "Tunnettu");
    EXPECT_TRUE(known.looks("horizontal"));
    EXPECT_EQ(known.row, 3);
    const Question& given = form.questions[2];
    EXPECT_EQ(given.cls, Class::identifying);
    EXPECT_EQ(given.absence, (std::vector<Absence>{Absence::unknown, Absence::declined}));
    EXPECT_EQ(given.max_length, 80);
    EXPECT_EQ(given.relevant->source(), "${known} = 'yes'");
    EXPECT_EQ(form.choice("yn", "no")->label.in("fi"), "Ei");
    EXPECT_EQ(form.copy_to_consultation, (std::vector<std::string>{"known", "sum"}));
}

TEST(Load, ReadsFilesOfAFolder) {
    const suoja::test::TemporaryDirectory directory;
    const Loaded none = load_form(directory.path());
    ASSERT_EQ(none.problems.size(), 2U);
    EXPECT_EQ(none.problems[0].str(), "survey.csv: The file is missing.");
    for (const auto& [name, bytes] : files("text,words,Words,,N\n"))
        std::ofstream(directory / name, std::ios::binary) << bytes;
    const Loaded loaded = load_form(directory.path());
    EXPECT_TRUE(loaded.form) << told(loaded);
    std::filesystem::remove(directory / "choices.csv");
    EXPECT_TRUE(load_form(directory.path()).form) << "nothing is chosen from";
    std::ofstream(directory / "choices.csv") << std::string(5 * 1024 * 1024, '\n');
    EXPECT_EQ(load_form(directory.path()).problems.at(0).str(),
              "choices.csv, row 1: The file is larger than 4 MiB.");
}

TEST(Load, IgnoresColumnsOfOthers) {
    Files tables = files("");
    tables["survey.csv"] = "type,name,label,suoja_class,kuid,remarks for the team\n"
                           "text,words,Words,N,abc,Ask Mia\n"
                           ",,,,,only a remark\n";
    const Loaded loaded = parse_form(tables);
    EXPECT_TRUE(loaded.form) << told(loaded);
}

TEST(Load, SkipsDisabledRows) {
    Files tables = files("");
    tables["survey.csv"] = "type,name,label,suoja_class,disabled\n"
                           "text,words,Words,N,\n"
                           "geopoint,place,Place,N,yes\n";
    const Loaded loaded = parse_form(tables);
    ASSERT_TRUE(loaded.form) << told(loaded);
    EXPECT_EQ(loaded.form->questions.size(), 1U);
}

// A survey row that is refused, what is said, and the row put right.
struct RowRefusal {
    const char *row, *told, *corrected;
};

class Refusal : public ::testing::TestWithParam<RowRefusal> {};

TEST_P(Refusal, SaysFileRowColumnAndReasonAndTakesTheCorrectedRow) {
    const RowRefusal& refusal = GetParam();
    const Loaded loaded = parse_form(files(refusal.row));
    EXPECT_FALSE(loaded.form);
    ASSERT_FALSE(loaded.problems.empty()) << refusal.row;
    EXPECT_EQ(loaded.problems[0].str(), refusal.told);
    const Loaded again = parse_form(files(refusal.corrected));
    EXPECT_TRUE(again.form) << refusal.corrected << told(again);
}

// type,name,en,fi,class,relevant,required,constraint,calculation,choice_filter,default,read_only,
// appearance,absence,length
const RowRefusal kRows[] = {
    {"txet,a,A,,N\n",
     "survey.csv, row 2, column type: The type “txet” is not supported; the nearest is text.",
     "text,a,A,,N\n"},
    {"begin repeat,a,A,,\nend group\nend repeat\n",
     "survey.csv, row 3, column type: The repeat “a” is open here; close it by end_repeat first.",
     "begin repeat,a,A,,\nend repeat\n"},
    {"begin repeat,a,A,,\n", "survey.csv, row 2, column type: The repeat “a” has no end_repeat.",
     "begin repeat,a,A,,\nend_repeat\n"},
    {"select_one_from_file towns.csv,a,A,,N\n",
     "survey.csv, row 2, column type: There is no file “towns.csv” beside the form or in the "
     "folder lists next to it.",
     "select_one towns,a,A,,N\n"},
    {"select_one_from_file ../towns.csv,a,A,,N\n",
     "survey.csv, row 2, column type: A list's file is a plain name ending in .csv (letters, "
     "digits, “_”, “-”, “.”), beside the form or in the folder lists next to it.",
     "select_one towns,a,A,,N\n"},
    {"select_one twons,a,A,,N\n",
     "survey.csv, row 2, column type: choices.csv has no list “twons”; the nearest is “towns”.",
     "select_one towns,a,A,,N\n"},
    {"select_one,a,A,,N\n",
     "survey.csv, row 2, column type: Write the list's name after “select_one”.",
     "select_one yn,a,A,,N\n"},
    {"select_one yn or_other,a,A,,N\n",
     "survey.csv, row 2, column type: “or_other” is not supported here; add a choice “other” and a "
     "text question relevant when it is selected.",
     "select_one yn,a,A,,N\n"},
    {"text list,a,A,,N\n",
     "survey.csv, row 2, column type: “text” is followed by nothing; this names something after "
     "it.",
     "text,a,A,,N\n"},
    {",a,A,,N\n", "survey.csv, row 2, column type: The row has no type.", "text,a,A,,N\n"},
    {"text,,A,,N\n", "survey.csv, row 2, column name: The row has no name.", "text,a,A,,N\n"},
    {"text,1a,A,,N\n",
     "survey.csv, row 2, column name: A name begins with a letter or “_” and goes on with letters, "
     "digits, “_”, “-” or “.”, at most 100.",
     "text,a1,A,,N\n"},
    {"text,a,A,,N\ntext,a,A,,N\n", "survey.csv, row 3, column name: Row 2 has this name already.",
     "text,a,A,,N\ntext,b,A,,N\n"},
    {"text,a,,,N\n", "survey.csv, row 2, column label: A question that people see needs a label.",
     "hidden,a,,,N\n"},
    {"text,a,A,,\n",
     "survey.csv, row 2, column suoja_class: Every row that stores an answer needs a class: D "
     "(identifying), S9 (sensitive) or N (other).",
     "note,a,A,,\n"},
    {"calculate,a,,,,,,,1\n",
     "survey.csv, row 2, column suoja_class: Every row that stores an answer needs a class: D "
     "(identifying), S9 (sensitive) or N (other).",
     "calculate,a,,,D,,,,1\n"},
    {"text,a,A,,S\n",
     "survey.csv, row 2, column suoja_class: The class is D (identifying), S9 (sensitive) or N "
     "(other).",
     "text,a,A,,S9\n"},
    {"text,a,A,,N,,,,,,,,,refused\n",
     "survey.csv, row 2, column suoja_absence: Kinds of absence are unknown, declined and "
     "not_applicable.",
     "text,a,A,,N,,,,,,,,,declined\n"},
    {"text,a,A,,N,,,,,,,,,,0\n",
     "survey.csv, row 2, column suoja_length: The length is a whole number of characters, 1 to "
     "100000.",
     "text,a,A,,N,,,,,,,,,,1\n"},
    {"integer,a,A,,N,,,,,,,,,,5\n",
     "survey.csv, row 2, column suoja_length: Only a text has a length.",
     "text,a,A,,N,,,,,,,,,,5\n"},
    {"integer,a,A,,N,,,,,,,,phone\n",
     "survey.csv, row 2, column appearance: “phone” is an appearance of a text.",
     "text,a,A,,N,,,,,,,,phone\n"},
    {"begin_group,a,A,,\ntext,b,B,,N\n",
     "survey.csv, row 2, column type: The group “a” has no end_group.",
     "begin_group,a,A,,\ntext,b,B,,N\nend_group\n"},
    {"text,b,B,,N\nend_group\n", "survey.csv, row 3, column type: No group is open here.",
     "begin_group,a,A,,\ntext,b,B,,N\nend_group\n"},
    {"begin_group,a,A,,\nend_group,b\n",
     "survey.csv, row 3, column name: The group that ends here is “a”.",
     "begin_group,a,A,,\nend_group,a\n"},
    {"note,a,A,,,,yes\n",
     "survey.csv, row 2, column required: A group or a note has no answer, so this says nothing.",
     "acknowledge,a,A,,N,,yes\n"},
    {"calculate,a,,,N\n", "survey.csv, row 2, column calculation: A calculate needs a calculation.",
     "calculate,a,,,N,,,,1\n"},
    {"text,a,A,,N,,,,1\n",
     "survey.csv, row 2, column calculation: People answer this question, so a calculation would "
     "overwrite what they say; the nearest is read_only yes, or a default.",
     "text,a,A,,N,,,,1,,,yes\n"},
    {"text,a,A,,N,,,,,true()\n",
     "survey.csv, row 2, column choice_filter: Only a select has choices to filter.",
     "select_one yn,a,A,,N,,,,,true()\n"},
    {"integer,a,A,,N,,,,,,many\n",
     "survey.csv, row 2, column default: The default cannot be an answer of this type, or is not "
     "in "
     "its list.",
     "integer,a,A,,N,,,,,,3\n"},
    {"select_one yn,a,A,,N,,,,,,maybe\n",
     "survey.csv, row 2, column default: The default cannot be an answer of this type, or is not "
     "in "
     "its list.",
     "select_one yn,a,A,,N,,,,,,yes\n"},
    {"text,a,A,,N,,,,,,,maybe\n", "survey.csv, row 2, column read_only: Write yes or no.",
     "text,a,A,,N,,,,,,,no\n"},
    {"text,abc,A,,N\ntext,b,B,,N,${abd} = 1\n",
     "survey.csv, row 3, column relevant: There is no question “abd”; the nearest is ${abc}.",
     "text,abc,A,,N\ntext,b,B,,N,${abc} = 1\n"},
    {"begin_group,g,G,,\nend_group\ntext,b,B,,N,${g} = 1\n",
     "survey.csv, row 4, column relevant: “g” is a group; only questions have a value.",
     "text,g,G,,N\ntext,b,B,,N,${g} = 1\n"},
    {"text,a,A of ${b},,N\n", "survey.csv, row 2, column label::en: There is no question “b”.",
     "text,b,B,,N\ntext,a,A of ${b},,N\n"},
    {"text,a,A,,N,once(1)\n",
     "survey.csv, row 2, column relevant: once() has a meaning only in a calculation; a default is "
     "set once.",
     "text,a,A,,N,number(1)\n"},
    {"text,a,A,,N,select('x')\n",
     "survey.csv, row 2, column relevant: “select()” is not supported; the nearest is selected().",
     "text,a,A,,N,\"selected('x', 'y')\"\n"},
    {"text,a,A,,N,selected('x')\n",
     "survey.csv, row 2, column relevant: selected() takes 2 values, not 1.",
     "text,a,A,,N,\"selected('x', 'y')\"\n"},
    {"text,a,A,,N,. = 1\n",
     "survey.csv, row 2, column relevant: “.” means the answer itself and has a meaning only in a "
     "constraint; name the question as ${name}.",
     "text,a,A,,N,,,. = 1\n"},
    {"text,a,A,,N,,,\"regex(., '(')\"\n",
     "survey.csv, row 2, column constraint: The second value of regex() is not a regular "
     "expression.",
     "text,a,A,,N,,,\"regex(., '()')\"\n"},
    {"select_one towns,a,A,,N,,,,,aera = 'east'\n",
     "survey.csv, row 2, column choice_filter: choices.csv has no column “aera”; the nearest is "
     "“area”.",
     "select_one towns,a,A,,N,,,,,area = 'east'\n"},
};

INSTANTIATE_TEST_SUITE_P(Rows, Refusal, ::testing::ValuesIn(kRows));

TEST(Load, SpellsOutACircle) {
    const Loaded loaded = parse_form(files("text,free,Free,,N\n"
                                           "text,a,A,,N,${c} = 'x'\n"
                                           "calculate,b,,,N,,,,\"concat(${a}, ${free})\"\n"
                                           "begin_group,g,G,,,${b} != ''\n"
                                           "text,c,C,,N\n"
                                           "end_group\n"));
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(
        loaded.problems[0].str(),
        "survey.csv, row 3, column relevant: Questions depend on each other in a circle: "
        "a (relevant) reads c; c stands in g; g (relevant) reads b; b (calculation) reads a.");
    EXPECT_TRUE(parse_form(files("text,free,Free,,N\n"
                                 "text,a,A,,N,${free} = 'x'\n"
                                 "calculate,b,,,N,,,,\"concat(${a}, ${free})\"\n"
                                 "begin_group,g,G,,,${b} != ''\n"
                                 "text,c,C,,N\n"
                                 "end_group\n"))
                    .form);
}

TEST(Load, TakesAQuestionThatReadsItselfOnlyInItsConstraint) {
    EXPECT_EQ(parse_form(files("text,a,A,,N,${a} = 'x'\n")).problems[0].str(),
              "survey.csv, row 2, column relevant: Questions depend on each other in a circle: a "
              "(relevant) reads a.");
    EXPECT_TRUE(parse_form(files("text,a,A,,N,,,${a} = 'x'\n")).form);
    EXPECT_TRUE(parse_form(files("text,a,A,,N,,${b} = '',\ntext,b,B,,N,,${a} = ''\n")).form)
        << "two may ask for each other: nobody reads what is required";
}

// A header or a settings or choices table that is refused, and put right.
struct FileRefusal {
    const char *file, *bytes, *told, *corrected;
};

class TableRefusal : public ::testing::TestWithParam<FileRefusal> {};

TEST_P(TableRefusal, SaysWhereAndTakesTheCorrectedTable) {
    const FileRefusal& refusal = GetParam();
    Files tables = files("select_one yn,a,A,,N\n");
    tables[refusal.file] = refusal.bytes;
    const Loaded loaded = parse_form(tables);
    ASSERT_FALSE(loaded.problems.empty()) << refusal.bytes;
    EXPECT_EQ(loaded.problems[0].str(), refusal.told);
    tables[refusal.file] = refusal.corrected;
    const Loaded again = parse_form(tables);
    EXPECT_TRUE(again.form) << refusal.corrected << told(again);
}

const FileRefusal kTables[] = {
    {"survey.csv", "type,name,label,suoja_class,relevnt\ntext,a,A,N,\n",
     "survey.csv, row 1, column relevnt: There is no such column; the nearest is “relevant”.",
     "type,name,label,suoja_class,relevant\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,lable::English (en),suoja_class\ntext,a,A,N\n",
     "survey.csv, row 1, column lable::English (en): There is no such column; the nearest is "
     "“label”.",
     "type,name,label::English (en),suoja_class\ntext,a,A,N\n"},
    {"survey.csv", "type,name,label::English,suoja_class\ntext,a,A,N\n",
     "survey.csv, row 1, column label::English: The column names no language code; write "
     "“label::English (en)”.",
     "type,name,label::en,suoja_class\ntext,a,A,N\n"},
    {"survey.csv", "type,name,label,suoja_class,Required\ntext,a,A,N,\n",
     "survey.csv, row 1, column Required: There is no such column; the nearest is “required”.",
     "type,name,label,suoja_class,required\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,label,suoja_class,suoja_secret\ntext,a,A,N,\n",
     "survey.csv, row 1, column suoja_secret: There is no such column; columns of ours are type, "
     "name, required, relevant, constraint, calculation, choice_filter, appearance, default, "
     "read_only, disabled, suoja_class, suoja_absence, suoja_length, htcds, ictip, repeat_count, "
     "label, hint, required_message, constraint_message, guidance_hint, trigger, parameters, "
     "image, big-image, audio, video, autoplay, media, bind, body, instance, control, save_to, "
     "intent, query, accuracyThreshold.",
     "type,name,label,suoja_class,secret\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,label,suoja_class,relevant::English (en)\ntext,a,A,N,\n",
     "survey.csv, row 1, column relevant::English (en): “relevant” does not come in languages.",
     "type,name,label,suoja_class,relevant\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,label,suoja_class,trigger\ntext,a,A,N,${a}\n",
     "survey.csv, row 2, column trigger: “trigger” is not supported; empty the column.",
     "type,name,label,suoja_class,trigger\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,label,suoja_class,media::image::English (en)\ntext,a,A,N,x.png\n",
     "survey.csv, row 2, column media::image::English (en): “media” is not supported; empty the "
     "column.",
     "type,name,label,suoja_class,media::image::English (en)\ntext,a,A,N,\n"},
    {"survey.csv", "type,name,label,label::English (en),suoja_class\ntext,a,A,A,N\n",
     "survey.csv, row 2, column label: The text in this language stands in another column too.",
     "type,name,label,label::English (en),suoja_class\ntext,a,,A,N\n"},
    {"survey.csv", "type,label,suoja_class\ntext,A,N\n",
     "survey.csv, row 1, column name: The column is missing.",
     "type,name,label,suoja_class\ntext,a,A,N\n"},
    {"survey.csv", "type,name,label,suoja_class\n",
     "survey.csv, row 2, column type: The form has no questions.",
     "type,name,label,suoja_class\ntext,a,A,N\n"},
    {"choices.csv", "list_name,name,label\nyn,yes,Yes\nyn,yes,Yes\n",
     "choices.csv, row 3, column name: The list has this name twice.",
     "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"},
    {"choices.csv", "list_name,name,label\nyn,quite so,Yes\n",
     "choices.csv, row 2, column name: A choice's name holds no spaces; the text people see is its "
     "label.",
     "list_name,name,label\nyn,quite_so,Yes\n"},
    {"choices.csv", "list_name,name,label\nyn,yes,\n",
     "choices.csv, row 2, column label: The choice has no label.",
     "list_name,name,label\nyn,yes,Yes\n"},
    {"choices.csv", "list name,name,label\nyn,yes,Yes\n",
     "choices.csv, row 1, column list name: There is no such column; the nearest is “list_name”.",
     "list_name,name,label\nyn,yes,Yes\n"},
    {"settings.csv", "form_id,version,form_title\n",
     "settings.csv, row 2, column form_id: settings.csv needs exactly one row under its header.",
     "form_id,version,form_title\nsmall,1,Small\n"},
    {"settings.csv", "form_id,version,form_title\nsmall,,Small\n",
     "settings.csv, row 2, column version: The form has no version.",
     "form_id,version,form_title\nsmall,1,Small\n"},
    {"settings.csv", "form_id,version,form_title\n../small,1,Small\n",
     "settings.csv, row 2, column form_id: An id is made of a to z, 0 to 9, “_” and “-”.",
     "form_id,version,form_title\nsmall,1,Small\n"},
    {"settings.csv", "form_id,version,form_title,default_language\nsmall,1,Small,Finnish\n",
     "settings.csv, row 2, column default_language: The default language has no code; write "
     "“English (en)” or “en”.",
     "form_id,version,form_title,default_language\nsmall,1,Small,Finnish (fi)\n"},
    {"settings.csv", "form_id,version,form_title,forward_when\nsmall,1,Small,${b} = 'yes'\n",
     "settings.csv, row 2, column forward_when: There is no question “b”.",
     "form_id,version,form_title,forward_when\nsmall,1,Small,${a} = 'yes'\n"},
    {"settings.csv", "form_id,version,form_title,copy_to_consultation\nsmall,1,Small,a b\n",
     "settings.csv, row 2, column copy_to_consultation: There is no question “b”.",
     "form_id,version,form_title,copy_to_consultation\nsmall,1,Small,a\n"},
    {"settings.csv", "form_id,version,form_title,public_key\nsmall,1,Small,MIIB\n",
     "settings.csv, row 2, column public_key: “public_key” is not supported; empty the column.",
     "form_id,version,form_title,public_key\nsmall,1,Small,\n"},
};

INSTANTIATE_TEST_SUITE_P(Tables, TableRefusal, ::testing::ValuesIn(kTables));

TEST(Load, CopiesNothingIdentifyingIntoAConsultation) {
    Files tables = files("text,who,Who,,D\n");
    tables["settings.csv"] = "form_id,version,form_title,copy_to_consultation\nsmall,1,S,who\n";
    EXPECT_EQ(
        parse_form(tables).problems[0].str(),
        "settings.csv, row 2, column copy_to_consultation: “who” is identifying (class D) and "
        "may not go into an anonymous consultation.");
    tables["survey.csv"] = std::string(kHeader) + "text,who,Who,,N\n";
    EXPECT_TRUE(parse_form(tables).form);
}

TEST(Load, FindsEveryProblemAtOnceUpToFifty) {
    std::string rows = "txt,a,A,,N\ntext,b,,,N\ntext,c,C,,X\n";
    EXPECT_EQ(parse_form(files(rows)).problems.size(), 3U);
    for (int i = 0; i < 100; ++i)
        rows += "txt,a" + std::to_string(i) + ",A,,N\n";
    EXPECT_EQ(parse_form(files(rows)).problems.size(), 50U);
}

TEST(Load, HoldsToItsBounds) {
    std::string rows;
    for (int i = 0; i < 2000; ++i)
        rows += "text,q" + std::to_string(i) + ",Q,,N\n";
    EXPECT_TRUE(parse_form(files(rows)).form);
    EXPECT_EQ(parse_form(files(rows + "text,more,Q,,N\n")).problems[0].str(),
              "survey.csv, row 2002, column type: There are more than 2,000 questions.");
    const auto nested = [](std::size_t depth) {
        return parse_form(
            files("text,a,A,,N," + std::string(depth, '(') + "1" + std::string(depth, ')') + "\n"));
    };
    EXPECT_TRUE(nested(64).form);
    EXPECT_EQ(nested(65).problems[0].str(),
              "survey.csv, row 2, column relevant: The expression is nested deeper than 64 levels; "
              "split it over calculate rows.");
    EXPECT_FALSE(nested(4000).form);
    std::string chain = "1";
    for (int i = 0; i < 1500; ++i)
        chain += " or 1";
    EXPECT_TRUE(parse_form(files("text,a,A,,N," + chain + "\n")).form)
        << "a long chain is not deep";
}

} // namespace
} // namespace suoja::form::test
