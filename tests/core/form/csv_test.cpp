// SPDX-License-Identifier: Apache-2.0
#include "core/form/csv.h"

#include <gtest/gtest.h>

namespace suoja::form {
namespace {

struct Read {
    Table table;
    std::vector<TableProblem> problems;
};

Read read(std::string_view bytes) {
    Read result;
    result.table = read_table("survey.csv", bytes, result.problems);
    return result;
}

std::string first(const Read& result) {
    return result.problems.empty() ? "" : result.problems[0].str();
}

TEST(Csv, ReadsQuotesLineEndsAndByteOrderMark) {
    const Read result = read("\xEF\xBB\xBF"
                             "a,b,c\r\n"
                             "1,\"two, \"\"quoted\"\"\nsecond line\",\r\n"
                             ",,\n"
                             " spaced ,,last");
    ASSERT_TRUE(result.problems.empty()) << first(result);
    EXPECT_EQ(result.table.header, (std::vector<std::string>{"a", "b", "c"}));
    ASSERT_EQ(result.table.rows.size(), 2U);
    EXPECT_EQ(result.table.cell(result.table.rows[0], "b"), "two, \"quoted\"\nsecond line");
    EXPECT_EQ(result.table.cell(result.table.rows[0], "c"), "");
    EXPECT_EQ(result.table.cell(result.table.rows[1], "a"), "spaced");
    EXPECT_EQ(result.table.cell(result.table.rows[1], "c"), "last");
    EXPECT_EQ(result.table.cell(result.table.rows[1], "d"), "") << "no such column";
}

TEST(Csv, NumbersRowsAsASpreadsheetDoes) {
    const Read result = read("a\n\n\"x\ny\"\n\nz\n");
    ASSERT_EQ(result.table.rows.size(), 2U);
    EXPECT_EQ(result.table.rows[0].number, 3);
    EXPECT_EQ(result.table.rows[1].number, 5) << "a cell of two lines is one row";
}

struct Refusal {
    const char* why;
    std::string bytes, told, corrected;
};

class CsvRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(CsvRefusal, NamesRowAndColumnAndTakesTheCorrectedTable) {
    const Refusal& refusal = GetParam();
    EXPECT_EQ(first(read(refusal.bytes)), refusal.told) << refusal.why;
    EXPECT_EQ(first(read(refusal.corrected)), "") << refusal.why;
}

const std::string kQuoteInside =
    "A quotation mark stands inside a cell that does not begin with one. Save the table as CSV "
    "(UTF-8) from the spreadsheet.";

std::string acts(const std::string& code) {
    return "survey.csv, row 2, column b: The cell holds a control character (" + code +
           ") that cannot be seen. Write the cell anew.";
}

INSTANTIATE_TEST_SUITE_P(
    All, CsvRefusal,
    ::testing::Values(
        Refusal{"open quote", "a,b\n1,\"x\n",
                "survey.csv, row 2, column b: A quotation mark opens this cell and nothing closes "
                "it.",
                "a,b\n1,\"x\"\n"},
        Refusal{"quote inside", "a,b\n1,x\"y\"\n", "survey.csv, row 2, column b: " + kQuoteInside,
                "a,b\n1,\"x\"\"y\"\"\"\n"},
        Refusal{"after the quote", "a,b\n\"1\"x,2\n",
                "survey.csv, row 2, column a: Something follows the closing quotation mark of this "
                "cell.",
                "a,b\n\"1x\",2\n"},
        Refusal{"lone CR", "a,b\r1,2\n",
                "survey.csv, row 1, column 2: A row ends with a carriage return alone; rows end "
                "with a line feed, or both.",
                "a,b\r\n1,2\n"},
        Refusal{"Latin-1", "a,b\n1,p\xE4\n",
                "survey.csv, row 2, column b: The cell is not UTF-8. Save the table as CSV "
                "(UTF-8).",
                "a,b\n1,p\xC3\xA4\n"},
        Refusal{"zero byte", std::string("a,b\n1,p\0q\n", 10),
                "survey.csv, row 2, column b: The cell holds a zero byte.", "a,b\n1,pq\n"},
        Refusal{"escape", "a,b\n1,p\x1b[2J\n", acts("U+001B"), "a,b\n1,p[2J\n"},
        Refusal{"bell in quotes", "a,b\n1,\"p\x07\"\n", acts("U+0007"), "a,b\n1,\"p\tq\r\nr\"\n"},
        Refusal{"delete", "a,b\n1,p\x7f\n", acts("U+007F"), "a,b\n1,p~\n"},
        Refusal{"C1", "a,b\n1,p\u009b2J\n", acts("U+009B"), "a,b\n1,p\u00a02J\n"},
        Refusal{"override", "a,b\n1,p\u202eq\n", acts("U+202E"), "a,b\n1,p\u2029q\n"},
        Refusal{"embedding", "a,b\n1,p\u202aq\n", acts("U+202A"), "a,b\n1,\u05d0\u200fq\n"},
        Refusal{"isolate", "a,b\n1,p\u2066q\n", acts("U+2066"), "a,b\n1,p\u2065q\n"},
        Refusal{"end of isolate", "a,b\n1,\u2069\n", acts("U+2069"), "a,b\n1,\u206a\n"},
        Refusal{"long cell", "a\n" + std::string(8193, 'x'),
                "survey.csv, row 2, column a: The cell is longer than 8 KiB.",
                "a\n" + std::string(8192, 'x')},
        Refusal{"cell outside", "a,b\n1,2,3\n",
                "survey.csv, row 2, column 3: The cell stands in a column without a name in row 1.",
                "a,b\n1,2,\n"},
        Refusal{"two of a name", "a,a\n",
                "survey.csv, row 1, column 2: Two columns are called “a”.", "a,b\n"},
        Refusal{"semicolons", "type;name\ntext;x\n",
                "survey.csv, row 1, column type;name: The columns are separated by semicolons. "
                "Save the table as CSV with commas.",
                "type,name\ntext,x\n"},
        Refusal{"columns", std::string(256, ',') + "x\n",
                "survey.csv, row 1, column 257: The table has more than 256 columns.",
                std::string(255, ',') + "x\n"},
        Refusal{"empty", "", "survey.csv, row 1: The file has no header row.", "a\n"},
        Refusal{"size", std::string(kMaxTableBytes + 1, '\n'),
                "survey.csv, row 1: The file is larger than 4 MiB.",
                "a" + std::string(kMaxTableBytes - 1, '\n')}));

TEST(Csv, StopsAtFiftyProblems) {
    std::string bytes = "a\n";
    for (int i = 0; i < 1000; ++i)
        bytes += ",x\n";
    EXPECT_EQ(read(bytes).problems.size(), kMaxProblems);
}

TEST(Csv, KeepsMemoryInProportionToWhatIsThere) {
    std::string bytes = "a" + std::string(255, ',') + "\n";
    while (bytes.size() < kMaxTableBytes - 300)
        bytes += std::string(255, ',') + "\n";
    const Read result = read(bytes);
    EXPECT_TRUE(result.problems.empty());
    EXPECT_TRUE(result.table.rows.empty());
}

} // namespace
} // namespace suoja::form
