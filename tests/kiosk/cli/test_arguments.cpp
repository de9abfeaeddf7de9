// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/cli/program.h"

namespace suoja::test {
namespace {

std::string forms() {
    return std::string(SUOJA_SOURCE_DIR) + "/config/forms";
}

TEST(Arguments, HelpNamesWhatIsThereAndNothingElse) {
    const Program suoja;
    const auto help = suoja({"--help"});
    EXPECT_EQ(help.code, 0);
    for (const char* there : {"init", "user", "group", "record", "sync", "draft", "desk", "audit",
                              "form", "envelope", "Exit codes"})
        EXPECT_NE(help.out.find(there), std::string::npos) << there;
    for (const char* later : {"stats", "export", "backup", "restore", "unlock"})
        EXPECT_EQ(help.out.find(later), std::string::npos) << later;
    const auto version = suoja({"--version"});
    EXPECT_EQ(version.code, 0);
    EXPECT_TRUE(version.out.starts_with("suoja ")) << version.out;
}

TEST(Arguments, EveryCommandHasAnExampleThatNamesIt) {
    const Program suoja;
    const std::vector<std::vector<std::string>> commands{{"init"},
                                                         {"user", "add"},
                                                         {"user", "list"},
                                                         {"group", "new"},
                                                         {"group", "install"},
                                                         {"record", "add"},
                                                         {"record", "list"},
                                                         {"record", "show"},
                                                         {"record", "verify"},
                                                         {"sync"},
                                                         {"draft", "list"},
                                                         {"draft", "erase"},
                                                         {"desk", "list"},
                                                         {"desk", "show"},
                                                         {"audit", "list"},
                                                         {"audit", "verify"},
                                                         {"form", "check"},
                                                         {"form", "eval"},
                                                         {"envelope", "open"}};
    for (auto command : commands) {
        std::string words = "suoja";
        for (const auto& word : command)
            words += " " + word;
        command.emplace_back("--help");
        const auto help = suoja(command);
        EXPECT_EQ(help.code, 0) << words;
        EXPECT_NE(help.out.find("Example:\n  " + words), std::string::npos) << help.out;
        EXPECT_NE(help.out.find("--passphrase-file FILE"), std::string::npos) << help.out;
    }
}

TEST(Arguments, WrongUseIsTwoAndSaysWhat) {
    const Program suoja;
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {},
             {"sing"},
             {"record"},
             {"record", "add"},
             {"sync", "--wait", "-1"},
             {"record", "show"},
             {"record", "show", "abc", "--user", "a"},
             {"group", "new", "friends", "--csr-out", "x"},
             {"record", "list", "--nonsense"},
             {"record", "list"},
             {"record", "list", "--state", "lost", "--user", "a"},
             {"record", "list", "--state", "draft", "--user", "a"},
             {"draft", "erase", "abc", "--yes", "--user", "a"}}) {
        const auto ran = suoja(wrong);
        EXPECT_EQ(ran.code, 2) << (wrong.empty() ? "" : wrong.front()) << ran.err;
        EXPECT_FALSE(ran.err.empty());
        EXPECT_EQ(ran.out, "");
    }
}

TEST(Arguments, AnUnknownWordIsNamedWithTheNearest) {
    const Program suoja;
    const auto says = [&](const std::vector<std::string>& arguments, const std::string& what) {
        const auto ran = suoja(arguments);
        EXPECT_EQ(ran.code, 2);
        expect_sentence(ran.err);
        EXPECT_NE(ran.err.find(what), std::string::npos) << ran.err;
    };
    says({"rekord", "list"}, "\"suoja rekord\"; the nearest is \"suoja record\"");
    says({"--data", "x", "syncc"}, "\"suoja syncc\"; the nearest is \"suoja sync\"");
    says({"record", "lst"}, "\"suoja record lst\"; the nearest is \"suoja record list\"");
    says({"desk", "list", "--jsno"}, "--jsno of \"suoja desk list\"; the nearest is --json");
    says({"sync", "--passphrase", "x"}, "the nearest is --passphrase-file");
    says({"record"}, "missing after \"suoja record\"");
    says({"\x1b[31mred"}, "\\u001b[31mred");
    EXPECT_EQ(suoja({"record", "list", "--help"}).code, 0);
}

TEST(Arguments, ADirectoryWithoutADeviceIsOne) {
    const Program suoja;
    const auto ran = suoja({"record", "list", "--data", suoja.path("none"), "--user", "aino"});
    EXPECT_EQ(ran.code, 1);
    expect_sentence(ran.err);
    EXPECT_NE(ran.err.find("suoja init"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(suoja.path("none")));
}

TEST(Arguments, InitWithoutARelayIsFiveAndLeavesNothing) {
    const Program suoja;
    const auto phrase =
        suoja.write(suoja.path("phrase"), "varpunen-kuusikko-lankku-meteli\n", 0600);
    const auto ran = suoja({"init", "--data", suoja.path("data"), "--relay",
                            "unix:" + suoja.path("nobody.sock").string(), "--user", "aino",
                            "--passphrase-file", phrase});
    EXPECT_EQ(ran.code, 5);
    expect_sentence(ran.err);
    EXPECT_FALSE(std::filesystem::exists(suoja.path("data")));
}

TEST(Arguments, APassphraseFileThatOthersMayReadIsRefusedByName) {
    const Program suoja;
    const auto init = [&](const std::filesystem::path& phrase) {
        return suoja({"init", "--data", suoja.path("data"), "--relay", "unix:/nobody", "--user",
                      "aino", "--passphrase-file", phrase});
    };
    const auto open =
        init(suoja.write(suoja.path("phrase"), "varpunen-kuusikko-lankku-meteli\n", 0644));
    EXPECT_EQ(open.code, 1);
    EXPECT_NE(open.err.find("phrase"), std::string::npos);
    EXPECT_EQ(open.err.find("varpunen"), std::string::npos);
    EXPECT_EQ(init(suoja.path("missing")).code, 1);
    // the same file with its rights put right gets as far as the relay
    const auto good =
        init(suoja.write(suoja.path("phrase2"), "varpunen-kuusikko-lankku-meteli\n", 0600));
    EXPECT_EQ(good.code, 5);
}

TEST(Arguments, WithoutATerminalOrAFileThereIsNoPassphrase) {
    const Program suoja;
    const auto ran =
        suoja({"init", "--data", suoja.path("data"), "--relay", "unix:/nobody", "--user", "aino"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_NE(ran.err.find("--passphrase-file"), std::string::npos);
}

TEST(FormCheck, TakesTheFormsThatShip) {
    const Program suoja;
    for (const char* id : {"intake", "call"}) {
        const auto ran = suoja({"form", "check", forms() + "/" + id});
        EXPECT_EQ(ran.code, 0) << ran.out;
        EXPECT_NE(ran.out.find(id), std::string::npos);
    }
}

TEST(FormCheck, SaysFileRowColumnAndReason) {
    const Program suoja;
    std::filesystem::create_directories(suoja.path("form"));
    for (const char* file : {"survey.csv", "choices.csv", "settings.csv"})
        std::filesystem::copy_file(forms() + "/intake/" + file, suoja.path("form") / file);
    EXPECT_EQ(suoja({"form", "check", suoja.path("form")}).code, 1) << "its lists are not there";
    std::filesystem::copy(forms() + "/lists", suoja.path("lists"));
    EXPECT_EQ(suoja({"form", "check", suoja.path("form")}).code, 0);
    auto survey = std::string(text(*read_file(suoja.path("form") / "survey.csv", 1U << 22U)));
    survey += "wish,made_up,Made up\n";
    suoja.write(suoja.path("form") / "survey.csv", survey, 0644);
    const auto ran = suoja({"form", "check", suoja.path("form")});
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.out.find("survey.csv, row "), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("column type"), std::string::npos) << ran.out;
    EXPECT_EQ(suoja({"form", "check", suoja.path("nowhere")}).code, 1);
}

} // namespace
} // namespace suoja::test
