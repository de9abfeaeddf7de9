// SPDX-License-Identifier: Apache-2.0
// Our engine and ODK's own over the same forms and answers. With Node and the modules of
// package.json (scripts/test --oracle puts them into build/oracle) ODK's is asked anew; without,
// its recorded answers are taken, which name the cases they belong to. The test prints which it
// did.
#include "core/digest.h"
#include "core/files.h"
#include "tests/oracle/compare.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <set>

namespace suoja::form::oracle {
namespace {

namespace fs = std::filesystem;

const fs::path kHere = fs::path(SUOJA_SOURCE_DIR) / "tests/oracle";
const fs::path kRecorded = kHere / "recorded.jsonl.gz";
constexpr std::size_t kMost = std::size_t{256} << 20U;

// NOLINTBEGIN(concurrency-mt-unsafe): one thread
std::string environment(const char* name, const std::string& otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}
void run(const std::string& command) {
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
}
// NOLINTEND(concurrency-mt-unsafe)

std::string quoted(const fs::path& path) {
    return "'" + path.string() + "'";
}

std::string text_in(const fs::path& path) {
    const auto bytes = read_file(path, kMost);
    EXPECT_TRUE(bytes) << path;
    return bytes ? std::string(text(*bytes)) : std::string();
}

std::string hex(const Hash& hash) {
    std::string digits;
    for (const auto byte : hash)
        for (const auto half :
             {static_cast<unsigned>(byte) >> 4U, static_cast<unsigned>(byte) & 15U})
            digits += "0123456789abcdef"[half];
    return digits;
}

std::vector<Told> asked_of_ours(const std::vector<Asked>& cases) {
    std::vector<Told> told;
    told.reserve(cases.size());
    for (const Asked& asked : cases)
        told.push_back(ask_ours(asked));
    return told;
}

std::string head_of(const std::string& lines) {
    return "{\"cases\":\"" + hex(sha256(view(lines))) +
           "\",\"engine\":\"@getodk/xforms-engine 0.22.0\"}\n";
}

// the head and the answers
std::pair<std::string, std::vector<Told>> recorded() {
    const test::TemporaryDirectory place;
    run("gzip -dc " + quoted(kRecorded) + " > " + quoted(place / "told"));
    const std::string told = text_in(place / "told");
    const std::size_t head = std::min(told.find('\n') + 1, told.size());
    auto read = read_told(std::string_view(told).substr(head));
    EXPECT_TRUE(read);
    return {told.substr(0, head), read ? std::move(*read) : std::vector<Told>()};
}

// where Node and the modules are
std::optional<fs::path> modules() {
    const fs::path folder =
        environment("SUOJA_ORACLE_MODULES", (fs::path(SUOJA_SOURCE_DIR) / "build/oracle").string());
    if (!fs::exists(folder / "node_modules/@getodk/xforms-engine/package.json") ||
        std::system("node --version >/dev/null 2>&1") != 0) // NOLINT(concurrency-mt-unsafe)
        return std::nullopt;
    return folder;
}

std::vector<Told> asked_anew(const fs::path& folder, const std::string& lines) {
    const test::TemporaryDirectory place;
    write_durable(place / "cases", view(lines), Mode::readable);
    run("node " + quoted(kHere / "odk.mjs") + " " + quoted(folder) + " " + quoted(place / "cases") +
        " " + quoted(place / "told"));
    const std::string told = text_in(place / "told");
    if (environment("SUOJA_ORACLE_RECORD", "") == "1") {
        write_durable(place / "recorded", view(head_of(lines) + told), Mode::readable);
        run("gzip -9nc " + quoted(place / "recorded") + " > " + quoted(kRecorded));
    }
    auto read = read_told(told);
    EXPECT_TRUE(read);
    return read ? std::move(*read) : std::vector<Told>();
}

const Row* row_of(const Asked& asked, const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    for (const Row& row : asked.rows)
        if (const auto named = row.find("name"); named != row.end() && named->second == name)
            return &row;
    return nullptr;
}

void print(const std::vector<Difference>& differences, const std::vector<Asked>& cases) {
    std::size_t printed = 0;
    std::set<std::string> shown;
    for (const auto& one : differences) {
        if (!shown.insert(one.form + one.path).second || ++printed > 80)
            continue;
        std::cout << one.form << ", round " << one.round << ", " << one.path << ": ours “"
                  << one.ours << "”, ODK's “" << one.theirs << "”\n";
        for (const Asked& asked : cases)
            if (const Row* row = asked.name == one.form ? row_of(asked, one.path) : nullptr)
                for (const auto& [column, text] : *row)
                    if (column != "name" && column != "suoja_class")
                        std::cout << "    " << column << ": " << text << '\n';
    }
}

TEST(FormOracle, OursSaysWhatOdksEngineSays) {
    const auto folder = modules();
    const auto cases = all_cases(folder ? std::stoi(environment("SUOJA_ORACLE_TIMES", "1")) : 1);
    const std::string lines = as_json_lines(cases);
    std::vector<Told> theirs;
    if (folder) {
        theirs = asked_anew(*folder, lines);
    } else {
        auto kept = recorded();
        ASSERT_EQ(kept.first, head_of(lines))
            << "The recorded answers are those of other cases; scripts/test --oracle records them "
               "again.";
        theirs = std::move(kept.second);
    }
    const Compared compared = compare(asked_of_ours(cases), theirs);
    std::cout << (folder ? "ODK's engine was asked anew"
                         : "Without Node and its modules ODK's recorded answers were taken")
              << ": " << compared.results << " results of " << cases.size() << " forms compared\n";
    EXPECT_GT(compared.results, 100'000U);
    EXPECT_TRUE(compared.differences.empty()) << compared.differences.size() << " differ";
    print(compared.differences, cases);
}

// some of the cases, and of the recorded answers those
struct Some {
    std::vector<Asked> cases = some_cases();
    std::vector<Told> ours = asked_of_ours(cases), theirs;
    Some() {
        for (Told& told : recorded().second)
            if (std::any_of(cases.begin(), cases.end(),
                            [&](const Asked& asked) { return asked.name == told.form; }))
                theirs.push_back(std::move(told));
    }
};

// The control: a comparison that finds nothing wrong must be able to.
TEST(FormOracle, FindsOneFlippedResultOfEachKind) {
    const Some some;
    ASSERT_EQ(some.ours.size(), some.theirs.size());
    EXPECT_TRUE(compare(some.ours, some.theirs).differences.empty());
    std::set<std::string> kinds;
    for (std::size_t form = 0; form < some.theirs.size(); ++form) {
        const auto& rounds = some.theirs[form].rounds;
        for (std::size_t round = 0; round < rounds.size(); ++round)
            for (const auto& [path, one] : rounds[round]) {
                if (!kinds.insert(!one ? "gone" : one->substr(0, 2)).second)
                    continue;
                std::vector<Told> wrong{some.theirs[form]};
                auto& flipped = wrong.front().rounds[round].at(path);
                if (!one)
                    flipped = "--"; // relevant after all
                else
                    flipped->replace(0, 2, one->substr(0, 2) == "--" ? "r-" : "--");
                const auto found = compare({some.ours[form]}, wrong).differences;
                ASSERT_FALSE(found.empty()) << some.ours[form].form << " " << path;
                EXPECT_EQ(found.front().path, path);
                EXPECT_EQ(found.front().round, round);
                flipped = one ? std::nullopt : std::optional<std::string>("--x");
                EXPECT_FALSE(compare({some.ours[form]}, wrong).differences.empty());
                if (!one)
                    continue;
                flipped = *one + "1"; // another value
                EXPECT_FALSE(compare({some.ours[form]}, wrong).differences.empty());
            }
    }
    EXPECT_EQ(kinds, (std::set<std::string>{"gone", "--", "r-", "-c", "rc", "rm"}));
}

TEST(FormOracle, FindsAnExpressionThatMeansSomethingElse) {
    Some some;
    Asked& other = some.cases.front();
    ASSERT_EQ(other.name, "hand 0");
    for (Row& row : other.rows)
        if (const auto calculation = row.find("calculation");
            calculation != row.end() && calculation->second == "${n} + 1")
            calculation->second = "${n} + 2";
    other.form = form_of(other.rows);
    EXPECT_FALSE(compare({ask_ours(other)}, {some.theirs.front()}).differences.empty());
    EXPECT_TRUE(compare({some.ours.front()}, {some.theirs.front()}).differences.empty());
}

} // namespace
} // namespace suoja::form::oracle
