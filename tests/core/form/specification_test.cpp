// SPDX-License-Identifier: Apache-2.0
// The forms that ship, against the questions and codes that were asked for, and against the data
// standard that they map to.
#include "core/form/expression.h"
#include "tests/core/form/shipped.h"

#include <algorithm>
#include <set>

namespace suoja::form::test {
namespace {

// Questions of ours beside those asked for, with the reason.
const std::map<std::string, std::set<std::string>> kOwn = {
    {"intake", {"no_representative_reason"}}, // the written reason of the consent gate
    {"call",
     {"is_data", "person_minor", // read by other rows only
      "silent_note",             // the optional note on a silent call
      // the one person of an anonymous consultation
      "age_group", "gender", "exploitation_forms", "exploitation_place", "exploitation_ongoing"}},
    {"assessment",
     {"intake_residence_status", "intake_referrer_type", "intake_citizenship", "intake_age_group",
      "intake_birth_date", // answers of the linked intake
      "age_at_admission", "dimension_summary"}}};
// what the record holds by itself and a form may hold too, for a time that people may correct
const std::set<std::string> kTimes = {"started_at", "ended_at"};

// "d1_strong", "d1_medium", "d1_weak": the counts of the support calculation, one row each
bool counts(const std::string& name) {
    return name.size() > 3 && name[0] == 'd' && name[1] >= '1' && name[1] <= '6' && name[2] == '_';
}

class Specification : public ::testing::TestWithParam<const char*> {
  protected:
    Specification() : table(expected("questions")), form(shipped(GetParam())) {
        for (const Row& row : table.rows)
            if (table.cell(row, "form") == GetParam())
                rows.push_back(&row);
    }
    std::string cell(const Row& row, std::string_view column) const {
        return std::string(table.cell(row, column));
    }
    const Question* find(const Row& row) const {
        const auto name = cell(row, "name");
        return form->find(name.substr(name.rfind('/') + 1)); // "children/birth_year"
    }

    Table table;
    std::vector<const Row*> rows;
    std::shared_ptr<const Form> form;
};

TEST_P(Specification, IsAskedWholeAndNothingElseIs) {
    ASSERT_TRUE(form);
    std::set<std::string> wanted = kOwn.at(GetParam());
    std::size_t asked = 0;
    for (const Row* row : rows) {
        const Question* question = find(*row);
        if (cell(*row, "by") == "record") {
            EXPECT_TRUE(question == nullptr || kTimes.count(question->name) == 1)
                << cell(*row, "name");
            continue;
        }
        ASSERT_NE(question, nullptr) << cell(*row, "name");
        wanted.insert(question->name);
        ++asked;
        const bool inside = in_repeat(*form, *question);
        EXPECT_EQ(inside, cell(*row, "name").find('/') != std::string::npos) << question->name;
        // a program's answer is nobody's to give
        if (cell(*row, "by") == "program") {
            EXPECT_TRUE(!question->settable() || question->type == Type::hidden ||
                        question->name == "consent_at")
                << question->name;
        }
    }
    for (const Question& question : form->questions)
        if (question.stores() && kTimes.count(question.name) == 0 && !counts(question.name)) {
            EXPECT_EQ(wanted.count(question.name), 1U) << question.name << " was not asked for";
        }
    const std::map<std::string, std::size_t> counts = {
        {"intake", 58 + 3}, {"call", 32 + 8}, {"assessment", 59 + 5}};
    EXPECT_EQ(asked, counts.at(GetParam()));
}

TEST_P(Specification, KeepsClassesAndWords) {
    ASSERT_TRUE(form);
    const std::map<std::string, Class> classes = {
        {"D", Class::identifying}, {"S9", Class::sensitive}, {"N", Class::other}};
    for (const Row* row : rows) {
        const Question* question = find(*row);
        if (question == nullptr)
            continue;
        if (question->stores()) {
            EXPECT_EQ(question->cls, classes.at(cell(*row, "class"))) << question->name;
        }
        for (const auto* language : {"en", "fi", "sv"})
            if (const auto words = cell(*row, language); !words.empty()) {
                EXPECT_EQ(question->label.in(language), words) << question->name;
            }
    }
}

// R: always, and without a way out; C: while it is relevant; O: never
TEST_P(Specification, RequiresWhatItSays) {
    ASSERT_TRUE(form);
    for (const Row* row : rows) {
        const Question* question = find(*row);
        const auto needed = cell(*row, "needed");
        if (question == nullptr || !question->settable() || question->type == Type::hidden)
            continue;
        if (kTimes.contains(question->name))
            continue; // the window's clock gives them; a consultation has none
        const bool always = question->required && question->required->references().empty();
        if (needed == "R" || (needed == "C" && question->name != "consent_at")) {
            EXPECT_TRUE(always) << question->name;
            EXPECT_TRUE(question->absence.empty()) << question->name;
        } else if (needed == "O") {
            EXPECT_FALSE(question->required) << question->name;
            EXPECT_FALSE(question->absence.empty()) << question->name;
        }
        if (needed == "C") {
            EXPECT_TRUE(question->relevant) << question->name << " is needed only at times";
        }
    }
}

TEST_P(Specification, OffersTheCodesItSays) {
    ASSERT_TRUE(form);
    const Table codes = expected("choices");
    std::map<std::string, std::set<std::string>> wanted;
    for (const Row& row : codes.rows)
        wanted[std::string(codes.cell(row, "list"))].emplace(codes.cell(row, "code"));
    for (const auto& [list, choices] : form->lists) {
        std::set<std::string> offered;
        for (const Choice& choice : choices)
            offered.insert(choice.name);
        if (const auto found = wanted.find(list); found != wanted.end()) {
            EXPECT_EQ(offered, found->second) << list;
        }
    }
    for (const Question& question : form->questions)
        if (!question.list.empty() && !question.list.ends_with(".csv")) {
            EXPECT_TRUE(wanted.count(question.list) == 1 || question.list == "delphi" ||
                        question.list == "dimension_status")
                << question.list;
        }
}

// "prs_MobilePhone / prs_Email", "cas_Status=FollowUp"
TEST_P(Specification, MapsToTheDataStandardAndOnlyToIt) {
    ASSERT_TRUE(form);
    const Table standard = expected("htcds_2_0");
    std::map<std::string, std::set<std::string>> fields;
    for (const Row& row : standard.rows) {
        const auto values = split(standard.cell(row, "values"), " ");
        fields[std::string(standard.cell(row, "field"))].insert(values.begin(), values.end());
    }
    for (const Row* row : rows)
        if (const Question* question = find(*row);
            question != nullptr && cell(*row, "name").find('/') == std::string::npos) {
            EXPECT_EQ(question->htcds, cell(*row, "htcds")) << question->name;
        }
    for (const Question& question : form->questions) {
        EXPECT_EQ(question.ictip, "") << question.name << ": its codes are not at hand";
        std::set<std::string> values; // that an answer may map to
        for (const std::string& mapping : split(question.htcds, " / ")) {
            const auto parts = split(mapping, "=");
            ASSERT_TRUE(fields.count(parts[0]) == 1) << question.name << ": " << mapping;
            const auto& known = fields.at(parts[0]);
            EXPECT_TRUE(parts.size() == 1 || known.count(parts[1]) == 1) << mapping;
            values.insert(known.begin(), known.end());
        }
        if (question.list.empty() || question.htcds.empty())
            continue;
        for (const Choice& choice : form->lists.at(question.list))
            if (const auto mapped = choice.columns.find("htcds"); mapped != choice.columns.end()) {
                EXPECT_EQ(values.count(mapped->second), 1U)
                    << question.name << " " << choice.name << ": " << mapped->second;
            }
    }
    // and no choice maps to something that no question's field has
    for (const auto& [list, choices] : form->lists)
        for (const Choice& choice : choices)
            if (const auto mapped = choice.columns.find("htcds"); mapped != choice.columns.end()) {
                EXPECT_TRUE(std::any_of(
                    fields.begin(), fields.end(),
                    [&](const auto& field) { return field.second.count(mapped->second) == 1; }))
                    << list << " " << choice.name << ": " << mapped->second;
            }
}

INSTANTIATE_TEST_SUITE_P(Forms, Specification, ::testing::Values("intake", "call", "assessment"),
                         [](const auto& which) { return std::string(which.param); });

} // namespace
} // namespace suoja::form::test
