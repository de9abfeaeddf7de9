// SPDX-License-Identifier: Apache-2.0
// Finnish and Swedish are equal in law: no text may be missing, doubtful or differ in its
// placeholders. The texts are what xgettext finds in the sources of the window.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Text {
    std::string id, plural;
    std::vector<std::string> translations;
    bool fuzzy = false;
};
using Texts = std::map<std::string, Text>; // by context and id

std::string unquoted(const std::string& line) {
    std::string text;
    const auto begin = line.find('"'), end = line.rfind('"');
    for (auto i = begin + 1; i < end; ++i) {
        if (line[i] != '\\') {
            text += line[i];
            continue;
        }
        ++i;
        text += line[i] == 'n' ? '\n' : line[i];
    }
    return text;
}

Texts read_po(std::istream& in) {
    Texts texts;
    Text now;
    std::string context, line;
    std::string* into = nullptr;
    bool any = false;
    const auto finish = [&] {
        if (any && !now.id.empty())
            texts[context + '\004' + now.id] = now;
        now = Text();
        context.clear();
        into = nullptr;
        any = false;
    };
    while (std::getline(in, line)) {
        if (line.empty()) {
            finish();
        } else if (line.rfind("#,", 0) == 0) {
            now.fuzzy = line.find("fuzzy") != std::string::npos;
        } else if (line[0] == '#') {
            continue;
        } else {
            if (line.rfind("msgctxt", 0) == 0) {
                into = &context;
            } else if (line.rfind("msgid_plural", 0) == 0) {
                into = &now.plural;
            } else if (line.rfind("msgid", 0) == 0) {
                into = &now.id;
                any = true;
            } else if (line.rfind("msgstr", 0) == 0) {
                now.translations.emplace_back();
                into = &now.translations.back();
            }
            if (into != nullptr)
                *into += unquoted(line);
        }
    }
    finish();
    return texts;
}

std::string command_output(const std::string& command) {
    std::string output;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
        output += buffer.data();
    return output;
}

const Texts& used() {
    static const Texts texts = [] {
        std::string files;
        for (const auto* folder : {"/kiosk/presenters", "/kiosk/views"})
            for (const auto& each :
                 fs::recursive_directory_iterator(fs::path(SUOJA_SOURCE_DIR + std::string(folder))))
                if (each.path().extension() == ".cpp" || each.path().extension() == ".h")
                    files += " " + each.path().string();
        std::istringstream out(
            command_output("xgettext --from-code=UTF-8 --language=C++ --keyword --keyword=tr:1 "
                           "--keyword=trc:1c,2 --keyword=trn:1,2 --no-wrap -o -" +
                           files));
        return read_po(out);
    }();
    return texts;
}

Texts translated(const std::string& language) {
    std::ifstream in(SUOJA_SOURCE_DIR + std::string("/config/translations/") + language + ".po");
    return read_po(in);
}

std::multiset<std::string> placeholders(const std::string& text) {
    std::multiset<std::string> names;
    for (std::size_t at = 0; (at = text.find('{', at)) != std::string::npos; ++at) {
        const auto end = text.find('}', at);
        if (end != std::string::npos)
            names.insert(text.substr(at, end - at + 1));
    }
    return names;
}

struct Translation : testing::TestWithParam<std::string> {};

TEST_P(Translation, HasEveryTextOfTheSources) {
    ASSERT_GT(used().size(), 100U) << "xgettext found nothing";
    const auto texts = translated(GetParam());
    for (const auto& [key, text] : used())
        EXPECT_TRUE(texts.count(key) == 1) << "missing: " << text.id;
}

TEST_P(Translation, HasNoTextThatNobodyUses) {
    for (const auto& [key, text] : translated(GetParam()))
        EXPECT_TRUE(used().count(key) == 1) << "unused: " << text.id;
}

TEST_P(Translation, IsWholeAndCertain) {
    for (const auto& [key, text] : translated(GetParam())) {
        EXPECT_FALSE(text.fuzzy) << text.id;
        EXPECT_EQ(text.translations.size(), text.plural.empty() ? 1U : 2U) << text.id;
        for (const auto& each : text.translations)
            EXPECT_FALSE(each.empty()) << text.id;
    }
}

TEST_P(Translation, KeepsEveryPlaceholder) {
    for (const auto& [key, text] : translated(GetParam()))
        for (std::size_t form = 0; form < text.translations.size(); ++form) {
            const auto wanted =
                placeholders(form == 0 || text.plural.empty() ? text.id : text.plural);
            EXPECT_EQ(placeholders(text.translations[form]), wanted) << text.id;
        }
}

INSTANTIATE_TEST_SUITE_P(OfEveryLanguage, Translation, testing::Values("fi", "sv"),
                         [](const auto& each) { return each.param; });

TEST(Po, ReadingSeesWhatIsWrong) {
    std::istringstream in("#, fuzzy\nmsgid \"One {n}\"\nmsgid_plural \"Many {n}\"\n"
                          "msgstr[0] \"Yksi\"\nmsgstr[1] \"\"\n\nmsgctxt \"a page\"\n"
                          "msgid \"\"\n\"Home\"\nmsgstr \"Etusivu\"\n");
    const auto texts = read_po(in);
    ASSERT_EQ(texts.size(), 2U);
    const auto& doubtful = texts.at(std::string("\004One {n}"));
    EXPECT_TRUE(doubtful.fuzzy);
    EXPECT_EQ(doubtful.translations, (std::vector<std::string>{"Yksi", ""}));
    EXPECT_NE(placeholders(doubtful.translations[0]), placeholders(doubtful.id));
    EXPECT_EQ(texts.at("a page\004Home").translations.front(), "Etusivu");
}

} // namespace
