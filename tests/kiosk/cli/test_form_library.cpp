// SPDX-License-Identifier: Apache-2.0
// form pack: checked tables in one file, as the office signs it.
#include "core/envelope/form_package.h"
#include "tests/kiosk/cli/program.h"

#include <fstream>

namespace suoja::test {
namespace {

struct FormPack : ::testing::Test {
    const Program suoja;
    const std::string intake = std::string(SUOJA_SOURCE_DIR) + "/config/forms/intake";
    const std::string call = std::string(SUOJA_SOURCE_DIR) + "/config/forms/call";
};

TEST_F(FormPack, HoldsEveryTableAndListByteForByte) {
    const auto ran = suoja({"form", "pack", intake, call, "--out", suoja.path("packed")});
    ASSERT_EQ(ran.code, 0) << ran.err;
    std::size_t files = 0;
    for (const auto& each : std::filesystem::directory_iterator(suoja.path("packed"))) {
        const auto package = envelope::read_form(text(read_file(each.path(), 1U << 22U).value()));
        ASSERT_TRUE(package) << each.path();
        EXPECT_EQ(each.path().filename(), package->form + '~' + package->version + ".form");
        EXPECT_TRUE(package->files.contains("survey.csv"));
        for (const auto& [name, packed] : package->files) {
            auto table =
                std::filesystem::path(SUOJA_SOURCE_DIR) / "config/forms" / package->form / name;
            if (!std::filesystem::exists(table))
                table = std::filesystem::path(SUOJA_SOURCE_DIR) / "config/forms/lists" / name;
            EXPECT_EQ(text(read_file(table, 1U << 22U).value()), packed) << name;
        }
        ++files;
    }
    EXPECT_EQ(files, 2U);
}

TEST_F(FormPack, PacksNothingWhenOneOfTheFormsDoesNotParse) {
    std::filesystem::copy(intake, suoja.path("intake"), std::filesystem::copy_options::recursive);
    std::filesystem::copy(intake + "/../lists", suoja.path("lists"),
                          std::filesystem::copy_options::recursive);
    std::ofstream(suoja.path("intake") / "survey.csv", std::ios::app) << "nonsense,x\n";
    const std::vector<std::string> both{
        "form", "pack", call, suoja.path("intake"), "--out", suoja.path("packed")};
    const auto ran = suoja(both);
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_NE(ran.out.find("survey.csv, row"), std::string::npos) << ran.out;
    EXPECT_FALSE(std::filesystem::exists(suoja.path("packed")));
    std::filesystem::copy(intake + "/survey.csv", suoja.path("intake") / "survey.csv",
                          std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(suoja(both).code, 0);
}

TEST_F(FormPack, WarnsOfAVersionThatWouldBeTheLast) {
    std::filesystem::copy(call, suoja.path("call"), std::filesystem::copy_options::recursive);
    std::filesystem::copy(call + "/../lists", suoja.path("lists"),
                          std::filesystem::copy_options::recursive);
    const std::vector<std::string> words{"form", "pack", suoja.path("call"), "--out",
                                         suoja.path("packed")};
    const auto usual = suoja(words);
    EXPECT_EQ(usual.code, 0) << usual.err;
    EXPECT_EQ(usual.err, "");
    const auto file = suoja.path("call") / "settings.csv";
    std::string settings(text(read_file(file, 1U << 20U).value()));
    settings.replace(settings.find("2026-12"), 7, "20262-1");
    std::ofstream(file) << settings;
    const auto slip = suoja(words);
    EXPECT_EQ(slip.code, 0) << slip.err;
    EXPECT_NE(slip.err.find("Version 20262-1 of call is far above"), std::string::npos) << slip.err;
    EXPECT_TRUE(std::filesystem::exists(suoja.path("packed") / "call~20262-1.form"));
}

TEST_F(FormPack, AndCheckShowNoTableThatCommandsTheTerminal) {
    std::filesystem::copy(call, suoja.path("call"), std::filesystem::copy_options::recursive);
    std::filesystem::copy(call + "/../lists", suoja.path("lists"),
                          std::filesystem::copy_options::recursive);
    EXPECT_EQ(suoja({"form", "check", suoja.path("call")}).code, 0);
    std::ofstream(suoja.path("call") / "survey.csv", std::ios::app)
        << "text,\"a\x1b[2J\"\nselect_one no\u202Ewhere,b\n";
    const auto ran = suoja({"form", "check", suoja.path("call")});
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.out.find("(U+001B)"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("(U+202E)"), std::string::npos) << ran.out;
    EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
    EXPECT_EQ(ran.out.find("\u202E"), std::string::npos);
}

} // namespace
} // namespace suoja::test
