// SPDX-License-Identifier: Apache-2.0
// Forms made to hurt: each is refused with a sentence, or works, within hard limits of processor
// time and memory that the kernel keeps. The limits are wide; what they are against needs minutes
// or gigabytes. Under a sanitizer, which needs terabytes of addresses, only the time is limited.
#include "core/form/expression.h"
#include "core/form/regex.h"
#include "tests/core/form/tables.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace suoja::form::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
constexpr rlim_t kSeconds = 60, kBytes = rlim_t{768} << 20U;

// what the first problem says, or "a form"; "" when it was ended by its limits
template <class F> std::string bounded(F&& act) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit time{kSeconds, kSeconds};
        const rlimit memory{kBytes, kBytes};
        ::setrlimit(RLIMIT_CPU, &time);
        if (!kSanitized)
            ::setrlimit(RLIMIT_AS, &memory);
        std::string said;
        try {
            said = act();
        } catch (const std::bad_alloc&) {
            ::_exit(1);
        }
        const auto sent = ::write(ends[1], said.data(), std::min<std::size_t>(said.size(), 4000));
        ::_exit(sent < 0 ? 1 : 0);
    }
    ::close(ends[1]);
    std::string said(4000, '\0');
    const auto got = ::read(ends[0], said.data(), said.size());
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "ended by its limits";
    said.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return said;
}

std::string first(const Loaded& loaded) {
    return loaded.form ? "a form" : loaded.problems.front().str();
}

std::string many(int count, const std::function<std::string(int)>& one) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += one(i);
    return all;
}

TEST(Hostile, TenMegabytesOfParenthesesAreRefusedByTheirSizeAtEveryDoor) {
    const auto relevant = [](std::size_t depth) {
        return bounded([&] {
            return first(parse_form(files("text,a,A,,N," + std::string(depth, '(') + "\n")));
        });
    };
    EXPECT_EQ(relevant(std::size_t{10} << 20U),
              "survey.csv, row 1: The file is larger than 4 MiB.");
    EXPECT_EQ(relevant(std::size_t{4'000'000}),
              "survey.csv, row 2, column relevant: The cell is longer than 8 KiB.");
    EXPECT_EQ(relevant(8000), "survey.csv, row 2, column relevant: The expression is nested deeper "
                              "than 64 levels; split it over calculate rows.");
    EXPECT_EQ(bounded([] { return parse_expression(std::string(10U << 20U, '('), {}).reason; }),
              "The expression is longer than 8 KiB; split it over calculate rows.");
    const std::string small(64, '(');
    EXPECT_EQ(first(parse_form(files("text,a,A,,N," + small + "1" + std::string(64, ')') + "\n"))),
              "a form");
}

std::string choices(int count) {
    return "list_name,name,label\n" +
           many(count, [](int i) { return "l," + std::to_string(i) + ",x\n"; });
}

Files choosing(const std::string& list, const std::string& more = "") {
    return {{"survey.csv", kHeader + ("select_one l,a,A,,N\n" + more)},
            {"choices.csv", list},
            {"settings.csv", kSettings}};
}

TEST(Hostile, AMillionChoicesAreRefused) {
    EXPECT_EQ(bounded([] {
                  return first(parse_form(
                      choosing("list_name,name,label\n" +
                               many(1'000'000, [](int) { return std::string("l,1,x\n"); }))));
              }),
              "choices.csv, row 1: The file is larger than 4 MiB.");
    EXPECT_EQ(bounded([] { return first(parse_form(choosing(choices(330'000)))); }),
              "choices.csv, row 200002, column list_name: There are more than 200,000 rows.");
    EXPECT_EQ(bounded([] {
                  const Loaded loaded = parse_form(choosing(choices(200'000)));
                  Entry entry(loaded.form, context());
                  return std::string(entry.set_text("a", "199999") && !entry.set_text("a", "200000")
                                         ? "chosen"
                                         : "not chosen");
              }),
              "chosen");
}

TEST(Hostile, ListsInFilesTogetherAreBounded) {
    const auto with = [](int lists, int each) {
        return bounded([&] {
            Files all = {{"survey.csv", kHeader}, {"settings.csv", kSettings}};
            for (int i = 0; i < lists; ++i) {
                const std::string name = "list" + std::to_string(i);
                all["survey.csv"] +=
                    "select_one_from_file " + name + ".csv,a" + std::to_string(i) + ",A,,N\n";
                all[name + ".csv"] =
                    "name,label\n" + many(each, [](int j) { return std::to_string(j) + ",x\n"; });
            }
            return first(parse_form(all));
        });
    };
    EXPECT_EQ(with(50, 10), "a form");
    EXPECT_EQ(with(51, 10), "survey.csv, row 52, column type: A form reads at most 50 lists from "
                            "files; put the rest into choices.csv.");
    EXPECT_EQ(with(3, 100'000), "list2.csv, row 2, column list_name: There are more than 200,000 "
                                "choices.");
}

TEST(Hostile, FiltersOverEndlessListsAreRefused) {
    const auto filtering = [](int size, const std::string& before, const std::string& after) {
        return first(parse_form(
            choosing(choices(size),
                     "text,b,B,,N\n" + before + "select_one l,c,C,,N,,,,,name != ${b}\n" + after)));
    };
    EXPECT_EQ(filtering(50'000, "", ""), "a form");
    const std::string refused = "column choice_filter: The choice filters up to here go over more "
                                "than 50,000 choices (in a repeat each counts 20 times); filter "
                                "shorter lists.";
    EXPECT_EQ(filtering(50'001, "", ""), "survey.csv, row 4, " + refused);
    EXPECT_EQ(filtering(26'000, "", "select_one l,d,D,,N,,,,,name != ${b}\n"),
              "survey.csv, row 5, " + refused);
    EXPECT_EQ(filtering(2'500, "begin_repeat,r,R\n", "end_repeat\n"), "a form");
    EXPECT_EQ(filtering(2'501, "begin_repeat,r,R\n", "end_repeat\n"),
              "survey.csv, row 5, " + refused);
}

TEST(Hostile, PatternsThatBlowUpGiveUpOneByOneAndAllTogether) {
    const std::string text = std::string(60'000, 'a') + "!";
    for (const char* pattern :
         {"(a+)+$", "(a|aa)+$", "((a{0,1000}){0,1000}){0,1000}", "(.*a){30}", "(a*)*(a*)*(a*)*b",
          "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:a{1,2147483647}){1,2147483647}"})
        EXPECT_EQ(bounded([&] {
                      return std::string(matches(text, pattern).value_or(false) ? "yes" : "no");
                  }),
                  "no")
            << pattern;
    EXPECT_EQ(bounded([] {
                  return std::string(
                      is_pattern(std::string(4000, '(') + "a" + std::string(4000, ')'))
                          ? "a pattern"
                          : "none");
              }),
              "none");
    // 1,900 of them behind one answer: after twenty no more are tried, and the next answer begins
    // anew, so that an honest pattern in another form of answers is tried again
    EXPECT_EQ(
        bounded([] {
            const Loaded loaded = parse_form(files("text,b,B,,N\n" + many(1900, [](int i) {
                                                       return "calculate,c" + std::to_string(i) +
                                                              ",,,N,,,,\"regex(${b}, '(a+)+$')\"\n";
                                                   })));
            Entry entry(loaded.form, context());
            for (int i = 0; i < 10; ++i)
                if (!entry.set_text("b", std::string(60U + static_cast<unsigned>(i), 'a') + "!"))
                    return std::string("refused");
            if (!entry.set_text("b", "aaa"))
                return std::string("refused");
            return text_of(entry, "c1899");
        }),
        "true");
}

TEST(Hostile, EndlessTablesAreRefusedOrShort) {
    const auto survey = [](const std::string& bytes) {
        return bounded([&] {
            return first(parse_form({{"survey.csv", bytes}, {"settings.csv", kSettings}}));
        });
    };
    constexpr std::size_t kAlmost = (std::size_t{4} << 20U) - 1000;
    EXPECT_EQ(survey(std::string(kAlmost, ',')), "survey.csv, row 1: The file has no header row.");
    EXPECT_EQ(survey(std::string(kAlmost, '\n')), "survey.csv, row 1: The file has no header row.");
    EXPECT_EQ(survey(kHeader + std::string(kAlmost, '"')),
              "survey.csv, row 2, column type: The cell is longer than 8 KiB.");
    EXPECT_EQ(
        survey(kHeader +
               many(60'000, [](int i) { return "begin_group,g" + std::to_string(i) + ",G\n"; })),
        "survey.csv, row 34, column type: Groups are nested deeper than 32.");
    EXPECT_EQ(survey(kHeader + many(250'000, [](int) { return std::string("x\n"); })),
              "survey.csv, row 200002, column type: There are more than 200,000 rows.");
}

TEST(Hostile, TextsThatDoubleAreCut) {
    EXPECT_EQ(bounded([] {
                  const Loaded loaded = parse_form(
                      files("text,c0,B,,N\n" + many(1900, [](int i) {
                                const std::string before = "${c" + std::to_string(i) + "}";
                                return "calculate,c" + std::to_string(i + 1) + ",,,N,,,,\"concat(" +
                                       before + ", " + before + ")\"\n";
                            })));
                  Entry entry(loaded.form, context());
                  if (!entry.set_text("c0", "abc"))
                      return std::string("refused");
                  return std::to_string(text_of(entry, "c1900").size());
              }),
              "65536");
}

TEST(Hostile, WhatIsNotUtf8IsRefusedInEveryTable) {
    const Files good = choosing(choices(3));
    ASSERT_EQ(first(parse_form(good)), "a form");
    for (const auto& [file, bytes] : good)
        for (const char* wrong :
             {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
            Files broken = good;
            broken[file].insert(broken[file].size() - 1, wrong);
            EXPECT_NE(
                first(parse_form(broken)).find("is not UTF-8. Save the table as CSV (UTF-8)."),
                std::string::npos)
                << file << ": " << first(parse_form(broken));
            broken = good;
            broken[file].insert(0, wrong); // in the header
            EXPECT_NE(first(parse_form(broken)), "a form") << file;
        }
}

// A table is opened in a spreadsheet by whoever edits it next, and exports carry its words.
TEST(Hostile, CellsThatASpreadsheetWouldRunAreRefused) {
    const auto labelled = [](const std::string& label) {
        return first(parse_form(files("text,a,\"" + label + "\",,N\n")));
    };
    const std::string where =
        "survey.csv, row 2, column label::English (en): The cell begins with “";
    const std::string why =
        "”, and a spreadsheet would run it as a formula; begin it with another character.";
    EXPECT_EQ(labelled("=HYPERLINK(\"\"http://x\"\")"), where + "=" + why);
    EXPECT_EQ(labelled("=1"), where + "=" + why);
    EXPECT_EQ(labelled(" \t=1"), where + "=" + why) << "what stands before it is trimmed off";
    EXPECT_EQ(labelled("@SUM(1)"), where + "@" + why);
    EXPECT_EQ(labelled("+cmd|' /C calc'!A0"), where + "+" + why);
    EXPECT_EQ(labelled("-1+cmd|' /C calc'!A0"), where + "-" + why);
    EXPECT_EQ(labelled("＝1"), where + "＝" + why) << "some spreadsheets read the wide forms too";
    for (const char* harmless : {"A = B", "-5", "+358 40 123", "1-2", "'=1'", "– none –"})
        EXPECT_EQ(labelled(harmless), "a form") << harmless;

    const auto row = [](const std::string& cells) {
        return first(parse_form(files(cells + "\n")));
    };
    EXPECT_EQ(row("integer,a,A,,N,,,,,,-5"), "a form") << "a default";
    EXPECT_EQ(row("integer,b,B,,N\ncalculate,a,,,N,,,,-${b}"), "a form") << "an expression";
    EXPECT_NE(row("calculate,a,,,N,,,,-1+cmd|' /C calc'!A0"), "a form") << "none";
    EXPECT_EQ(row("calculate,a,,,N,,,,=1"),
              "survey.csv, row 2, column calculation: The cell begins with “=" + why);
    EXPECT_EQ(first(parse_form(choosing("list_name,name,label,=cmd\nl,x,X,\n"))),
              "choices.csv, row 1, column =cmd: The cell begins with “=" + why);
    EXPECT_EQ(first(parse_form(choosing("list_name,name,label,note\nl,x,X,@cmd\n"))),
              "choices.csv, row 2, column note: The cell begins with “@" + why);
    EXPECT_EQ(first(parse_form(choosing("list_name,name,label\nl,-99,Not said\n"))), "a form");
}

} // namespace
} // namespace suoja::form::test
