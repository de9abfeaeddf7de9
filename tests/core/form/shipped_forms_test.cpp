// SPDX-License-Identifier: Apache-2.0
// The forms that ship, as they stand in config/forms.
#include "core/form/expression.h"
#include "core/json.h"
#include "tests/core/form/shipped.h"

#include <boost/json/array.hpp>

namespace suoja::form::test {
namespace {

class Shipped : public ::testing::TestWithParam<const char*> {};

TEST_P(Shipped, SpeaksThreeLanguagesEverywhere) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    EXPECT_EQ(form->id, GetParam());
    const auto complete = [](const Text& text) {
        return text.has("en") && text.has("fi") && text.has("sv");
    };
    EXPECT_TRUE(complete(form->title));
    EXPECT_TRUE(complete(form->forward_message) || !form->forward_when);
    for (const Question& question : form->questions) {
        const bool seen = question.type != Type::hidden && question.type != Type::calculate;
        EXPECT_TRUE(complete(question.label) || !seen) << question.name;
        for (const Text* text :
             {&question.hint, &question.required_message, &question.constraint_message})
            EXPECT_TRUE(text->by_language.empty() || complete(*text)) << question.name;
        EXPECT_TRUE(!question.constraint || complete(question.constraint_message)) << question.name;
    }
    // The one exception: the indicators are not checked against their original yet, and what is
    // unverified is not translated.
    for (const auto& [list, choices] : form->lists)
        for (const Choice& choice : choices)
            if (list == "delphi") {
                EXPECT_EQ(choice.columns.at("status"), "unverified") << choice.name;
                EXPECT_EQ(choice.label.by_language.size(), 1U) << choice.name;
                EXPECT_TRUE(choice.label.has("en")) << choice.name;
            } else {
                EXPECT_TRUE(complete(choice.label)) << list << " " << choice.name;
            }
}

TEST_P(Shipped, KeepsNamesAndContactsInTheIdentifyingClass) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    for (const Question& question : form->questions)
        if (question.phone() || question.name.ends_with("_name") || question.name == "birth_date" ||
            question.name == "given_names" || question.name == "uma_number" ||
            question.name.ends_with("_contact")) {
            EXPECT_EQ(question.cls, Class::identifying) << question.name;
        }
    for (const std::string& name : form->copy_to_consultation)
        EXPECT_NE(form->find(name)->type, Type::text) << name << " is free text";
}

TEST_P(Shipped, OffersNoReasonForAnAnswerThatIsAlwaysRequired) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    for (const Question& question : form->questions)
        if (question.required && question.required->references().empty()) {
            EXPECT_TRUE(question.absence.empty()) << question.name;
        }
}

// what a sample says of one answer, as the entry takes it
void take(Entry& entry, const Path& path, const boost::json::value& value) {
    const auto* list = value.if_array();
    const Question* question = entry.question(path);
    if (list != nullptr && question != nullptr && question->type == Type::repeat) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (entry.count(path) <= i) {
                ASSERT_TRUE(entry.add(path)) << path;
            }
            const Path instance = path + "[" + std::to_string(i + 1) + "]";
            for (const auto& [key, inner] : (*list)[i].as_object())
                take(entry, instance + "/" + std::string(key), inner);
        }
    } else if (list != nullptr) {
        std::vector<std::string> names;
        for (const auto& name : *list)
            names.emplace_back(name.as_string());
        EXPECT_TRUE(entry.set(path, names)) << path;
    } else if (value.is_int64()) {
        EXPECT_TRUE(entry.set(path, value.as_int64())) << path;
    } else {
        EXPECT_TRUE(entry.set(path, std::string(value.as_string()))) << path;
    }
}

// as many answers as the sample has, those inside repeats counted one by one
std::size_t answers_in(const boost::json::object& object) {
    std::size_t count = 0;
    for (const auto& [key, value] : object) {
        const auto* list = value.if_array();
        if (list != nullptr && !list->empty() && list->front().is_object())
            for (const auto& instance : *list)
                count += answers_in(instance.as_object());
        else
            ++count;
    }
    return count;
}

// the sample of the demo is complete, and nothing of it is dropped
TEST_P(Shipped, TakesItsSampleWhole) {
    const auto form = shipped(GetParam());
    ASSERT_TRUE(form);
    const std::string text = contents(kConfig / "samples" / (std::string(GetParam()) + ".json"));
    const auto sample = json::parse_object(text, 1 << 20);
    ASSERT_TRUE(sample);
    Entry entry(form, context());
    const auto* answers = json::object_of(*sample, "answers");
    const auto* missing = json::object_of(*sample, "missing");
    ASSERT_TRUE(answers != nullptr && missing != nullptr);
    // twice: a repeat's instances are there once the answer that counts them is
    for (int pass = 0; pass < 2; ++pass)
        for (const auto& [key, value] : *answers)
            if (const auto* list = value.if_array();
                pass == 1 || list == nullptr || list->empty() || !list->front().is_object())
                take(entry, Path(key), value);
    for (const auto& [key, value] : *missing)
        EXPECT_TRUE(entry.set(Path(key), *parse_absence(std::string(value.as_string())))) << key;
    for (const Problem& problem : entry.problems())
        ADD_FAILURE() << problem.path;
    EXPECT_TRUE(entry.may_forward());
    std::size_t stored = 0;
    for (const auto& [path, value] : entry.answers())
        if (!path.ends_with("[]") && entry.question(path)->settable())
            ++stored;
    // the defaults of the form may stand beside the sample's answers
    EXPECT_GE(stored, answers_in(*answers) + missing->size());
    for (const auto* part : {answers, missing})
        for (const auto& [key, value] : *part)
            EXPECT_TRUE(entry.relevant(std::string(key))) << key << " is not relevant";
}

INSTANTIATE_TEST_SUITE_P(Forms, Shipped, ::testing::Values("intake", "call", "assessment"),
                         [](const auto& which) { return std::string(which.param); });

} // namespace
} // namespace suoja::form::test
