// SPDX-License-Identifier: Apache-2.0
// The anonymous consultation: the call form with channel = consultation.
#include "tests/core/form/shipped.h"

#include <random>
#include <set>

namespace suoja::form::test {
namespace {

struct AnonymousConsultation : ::testing::Test {
    const std::shared_ptr<const Form> call = shipped("call"), intake = shipped("intake");

    // an answer of the question's own type, of no meaning
    Value anything(const Entry& entry, const Question& question) {
        const auto one_of = [&](const std::vector<const Choice*>& list) {
            return list[random() % list.size()]->name;
        };
        switch (question.type) {
        case Type::select_one:
        case Type::select_multiple: {
            const auto offered = entry.choices(question.name);
            if (offered.empty())
                return Absence::not_asked;
            if (question.type == Type::select_one)
                return one_of(offered);
            return std::vector<std::string>{one_of(offered)};
        }
        case Type::integer:
            return static_cast<std::int64_t>(random() % 3);
        case Type::date_time:
            return std::string("2026-11-20T10:00:00.000+02:00");
        case Type::text:
            return std::string(question.phone() ? "+358401234567" : "Sample");
        case Type::decimal:
        case Type::date:
        case Type::time:
        case Type::note:
        case Type::calculate:
        case Type::acknowledge:
        case Type::hidden:
        case Type::group:
        case Type::repeat:
            break;
        }
        return Absence::not_asked;
    }

    std::mt19937 random{20261125};
};

TEST_F(AnonymousConsultation, HasNoQuestionOfClassDAndNoFreeTextWhateverIsAnswered) {
    std::set<std::string> hidden, asked; // over all rounds
    for (int round = 0; round < 400; ++round) {
        Entry entry(call, context());
        for (const Question& question : call->questions)
            if (question.settable() && !in_repeat(*call, question) && random() % 8 != 0) {
                EXPECT_TRUE(entry.set(question.name, anything(entry, question))) << question.name;
            }
        ASSERT_TRUE(entry.set("channel", std::string("consultation")));
        const auto personal = [](const Question& question) {
            return question.cls == Class::identifying ||
                   // the colleague who follows it up is written by name, the person is not
                   (question.type == Type::text && question.name != "followup_owner");
        };
        for (const Question& question : call->questions)
            if (personal(question)) {
                EXPECT_FALSE(entry.relevant(question.name)) << question.name;
                hidden.insert(question.name);
            }
        for (const auto& [path, value] : entry.answers())
            EXPECT_EQ(path.find("persons"), std::string::npos) << path;
        // the same call by telephone asks them
        ASSERT_TRUE(entry.set("channel", std::string("phone")));
        for (const Question& question : call->questions)
            if (personal(question) && entry.relevant(question.name))
                asked.insert(question.name);
    }
    for (const auto* name : {"caller_name", "callback_number", "summary", "callback_safe_note"})
        EXPECT_EQ(hidden.count(name) + asked.count(name), 2U) << name;
    for (const std::string& name : hidden)
        if (!in_repeat(*call, *call->find(name))) {
            EXPECT_EQ(asked.count(name), 1U) << name << " is never asked";
        }
}

TEST_F(AnonymousConsultation, TakesOverChoicesOnlyAndEachHasItsPlace) {
    ASSERT_FALSE(intake->copy_to_consultation.empty());
    for (const std::string& name : intake->copy_to_consultation) {
        const Question* from = intake->find(name);
        const Question* to = call->find(name == "contact_language" ? "language" : name);
        ASSERT_TRUE(from != nullptr && to != nullptr) << name;
        EXPECT_EQ(from->type, to->type) << name;
        for (const Question* question : {from, to}) {
            EXPECT_TRUE(question->type == Type::select_one ||
                        question->type == Type::select_multiple)
                << name << " is free text";
            EXPECT_NE(question->cls, Class::identifying) << name;
        }
        for (const Choice& choice : intake->lists.at(from->list))
            EXPECT_NE(call->choice(to->list, choice.name), nullptr) << name << " " << choice.name;
    }
}

TEST_F(AnonymousConsultation, CanBeFinalised) {
    Entry entry(call, context());
    for (const auto& [path, text] :
         std::map<std::string, std::string>{{"channel", "consultation"},
                                            {"direction", "in"},
                                            {"call_type", "professional"},
                                            {"immediate_danger", "no"},
                                            {"caller_type", "authority"},
                                            {"language", "fi"},
                                            {"interpreter_mode", "none"},
                                            {"reason_main", "rights"},
                                            {"advice_given", "info"},
                                            {"followup_needed", "no"}})
        answer(entry, path, text);
    for (const Problem& problem : entry.problems())
        ADD_FAILURE() << problem.path;
    EXPECT_TRUE(entry.may_forward());
    ASSERT_TRUE(entry.set("channel", std::string("phone")));
    EXPECT_FALSE(entry.problems().empty()) << "a call by telephone needs a summary";
}

// a child comes up: the child welfare notification is asked
TEST_F(AnonymousConsultation, AsksAboutChildWelfareForAMinor) {
    Entry entry(call, context());
    answer(entry, "channel", "consultation");
    answer(entry, "call_type", "professional");
    answer(entry, "age_group", "adult");
    EXPECT_FALSE(entry.relevant("child_welfare_notified"));
    answer(entry, "age_group", "minor");
    EXPECT_TRUE(entry.relevant("child_welfare_notified"));
}

} // namespace
} // namespace suoja::form::test
