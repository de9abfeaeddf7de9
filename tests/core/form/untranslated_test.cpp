// SPDX-License-Identifier: Apache-2.0
#include "core/form/untranslated.h"
#include "tests/core/form/tables.h"

namespace suoja::form::test {
namespace {

std::string told_of(const Files& tables) {
    const Loaded loaded = parse_form(tables);
    EXPECT_TRUE(loaded.form) << told(loaded);
    std::string all;
    for (const auto& one :
         loaded.form ? untranslated(*loaded.form, tables) : std::vector<TableProblem>())
        all += one.str() + "\n";
    return all;
}

TEST(Untranslated, IsNamedWithTableRowAndColumn) {
    auto tables = files("text,given,Given,Etunimi,D,\n"
                        "text,family,Family,,D,\n"
                        "text,nick,,Lempinimi,D,\n");
    const std::string all = told_of(tables);
    EXPECT_NE(all.find("survey.csv, row 3, column label::Suomi (fi): "), std::string::npos) << all;
    EXPECT_NE(all.find("survey.csv, row 4, column label::English (en): "), std::string::npos)
        << all;
    EXPECT_EQ(all.find("row 2,"), std::string::npos) << all;
    tables["choices.csv"].replace(tables["choices.csv"].find("Kyllä"), 6, "");
    EXPECT_NE(told_of(tables).find("choices.csv, row 2, column label::Suomi (fi): "),
              std::string::npos);
}

TEST(Untranslated, IsNothingWhereEveryTextIsInEveryLanguageOrThereIsOneLanguage) {
    EXPECT_EQ(told_of(files("text,given,Given,Etunimi,D,\n")), "");
    EXPECT_EQ(told_of({{"survey.csv", "type,name,label,suoja_class\ntext,a,A,N\n"},
                       {"settings.csv", "form_id,version,form_title\nf,1,F\n"}}),
              "");
}

TEST(Untranslated, IsNothingInWhatTheUnitsFill) {
    for (const char* form : {"intake", "call"}) {
        const auto files = read_form_files(std::string(SUOJA_SOURCE_DIR) + "/config/forms/" + form);
        ASSERT_TRUE(files);
        const auto loaded = parse_form(*files);
        ASSERT_TRUE(loaded.form) << told(loaded);
        const auto missing = untranslated(*loaded.form, *files);
        EXPECT_TRUE(missing.empty())
            << form << ": " << (missing.empty() ? "" : missing.front().str());
    }
}

TEST(Load, AMissingFileOfChoicesIsNamed) {
    auto tables = files("select_one yn,known,Known,Tunnettu,N,\n");
    EXPECT_TRUE(parse_form(tables).form);
    tables.erase("choices.csv");
    EXPECT_EQ(told(parse_form(tables)),
              "choices.csv: The file is missing; row 2 of survey.csv asks for its list “yn”.\n");
}

} // namespace
} // namespace suoja::form::test
