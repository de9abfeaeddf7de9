// SPDX-License-Identifier: Apache-2.0
// Tables that somebody broke: every one is either refused with a place and a reason, or is a form
// that can be filled in. The same bytes each time, so that a failure can be found again.
#include "tests/core/form/shipped.h"

#include <algorithm>
#include <random>

namespace suoja::form::test {
namespace {

Files tables_of(const std::string& name) {
    const auto files = read_form_files(kConfig / "forms" / name); // the lists it names too
    EXPECT_TRUE(files);
    return *files;
}

void use(const std::shared_ptr<const Form>& form) {
    Entry entry(form, context());
    for (const Question& question : form->questions) {
        for (const char* text : {"yes", "3", "given", "minor", "2026-02-30", "040 1234567", ""})
            (void)entry.set_text(question.name, text);
        (void)entry.label(question.name, "sv");
        (void)entry.message(question.name, "fi");
    }
    (void)entry.problems();
    (void)entry.may_forward();
    (void)entry.answers();
}

class Hostile : public ::testing::TestWithParam<const char*> {};

TEST_P(Hostile, TablesAreRefusedOrWork) {
    const Files whole = tables_of(GetParam());
    std::mt19937 random(20261125); // NOLINT(cert-msc51-cpp): the same each time on purpose
    const auto below = [&](std::size_t end) { return random() % std::max<std::size_t>(end, 1); };
    const std::string strange = "\"',;(){}$.<>=!*-+\n\r\t \xFF\x80\xE2:/0";
    int refused = 0;
    for (int i = 0; i < 120; ++i) {
        Files tables = whole;
        // the survey three times out of four; the choices are long and dull
        std::string& bytes =
            tables[i % 4 == 3 ? (i % 8 == 3 ? "choices.csv" : "settings.csv") : "survey.csv"];
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            const std::size_t at = below(bytes.size());
            switch (below(5)) {
            case 0:
                bytes[at] = strange[below(strange.size())];
                break;
            case 1:
                bytes.erase(at, 1 + below(30));
                break;
            case 2:
                bytes.insert(at, 1, strange[below(strange.size())]);
                break;
            case 3:
                bytes.insert(at, bytes.substr(below(bytes.size()), below(200)));
                break;
            default:
                bytes.resize(at);
            }
        }
        const Loaded loaded = parse_form(tables);
        ASSERT_EQ(loaded.form == nullptr, !loaded.problems.empty());
        ASSERT_LE(loaded.problems.size(), 50U);
        for (const TableProblem& problem : loaded.problems)
            ASSERT_TRUE(!problem.file.empty() && !problem.reason.empty());
        refused += loaded.form ? 0 : 1;
        if (loaded.form)
            use(loaded.form);
    }
    EXPECT_GT(refused, 30);
    EXPECT_LT(refused, 120);
    use(parse_form(whole).form);
}

INSTANTIATE_TEST_SUITE_P(Forms, Hostile, ::testing::Values("intake", "call"),
                         [](const auto& which) { return std::string(which.param); });

} // namespace
} // namespace suoja::form::test
