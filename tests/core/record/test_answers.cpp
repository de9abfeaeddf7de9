// SPDX-License-Identifier: Apache-2.0
#include "core/form/load.h"
#include "core/record/consent.h"
#include "core/record/document.h"
#include "tests/support/small_form.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

using form::Absence;
using form::Entry;

Entry entry_of(const std::string& id) {
    return Entry(small_form(id), {});
}

Entry shipped(const std::string& id) {
    auto loaded = form::load_form(std::string(SUOJA_SOURCE_DIR) + "/config/forms/" + id);
    if (!loaded.form)
        throw std::runtime_error("a form that ships does not load");
    return Entry(loaded.form, {});
}

std::string error_of(const char* json) {
    auto entry = entry_of("intake");
    const auto set = record::answers_from_json(json, entry);
    return set ? "" : set.error().code;
}

constexpr const char* kGood = R"({"answers":{"first_name":"Aino","children":2,)"
                              R"("needs":["medical"],"consent_referral":"yes"},)"
                              R"("missing":{"narrative":"declined"}})";

TEST(Answers, GoInAndComeOutAsTheSameJson) {
    auto entry = entry_of("intake");
    ASSERT_TRUE(record::answers_from_json(kGood, entry));
    EXPECT_EQ(std::get<std::int64_t>(entry.value("children")), 2);
    EXPECT_EQ(std::get<Absence>(entry.value("narrative")), Absence::declined);
    const auto json = record::answers_to_json(entry.answers());
    auto again = entry_of("intake");
    ASSERT_TRUE(record::answers_from_json(json::canonical(json), again));
    EXPECT_EQ(again.answers(), entry.answers());
    EXPECT_EQ(json::canonical(json), json::canonical(*json::parse_object(kGood, 4096)));
}

// a form that fills in three answers by itself
Entry counting() {
    const auto loaded = form::parse_form(
        {{"survey.csv", "type,name,label::English (en),suoja_class,calculation,read_only,default,"
                        "relevant\n"
                        "integer,children,Children,N,,,,\n"
                        "calculate,persons,,N,${children} + 1,,,\n"
                        "calculate,share,,N,${children} div 4,,,\n"
                        "text,place,Place,N,,yes,Joutseno,\n"
                        "calculate,alone,,N,'yes',,,${children} = 0\n"},
         {"choices.csv", "list_name,name,label::English (en)\n"},
         {"settings.csv", "form_title,form_id,version,default_language\n"
                          "Counting,counting,1,English (en)\n"}});
    if (!loaded.form)
        throw std::runtime_error(loaded.problems.front().str());
    return Entry(loaded.form, {});
}

TEST(Answers, WhatTheFormCalculatesComesOutAndGoesInAgain) {
    auto entry = counting();
    ASSERT_TRUE(record::answers_from_json(R"({"answers":{"children":3}})", entry));
    const auto out = record::answers_to_json(entry.answers());
    EXPECT_TRUE(out.at("answers").as_object().contains("persons"));
    EXPECT_TRUE(out.at("answers").as_object().contains("place"));
    auto again = counting();
    const auto read = record::answers_from_json(json::canonical(out), again);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(again.answers(), entry.answers());
}

TEST(Answers, WhatTheFormCalculatesOtherwiseIsRefusedByName) {
    const auto error = [](const std::string& json) {
        auto entry = counting();
        const auto read = record::answers_from_json(json, entry);
        return read ? "" : read.error().code + ": " + read.error().what;
    };
    EXPECT_EQ(error(R"({"answers":{"children":3,"persons":"4"}})"), "");
    EXPECT_EQ(error(R"({"answers":{"persons":"4","children":3}})"), "") << "in any order";
    const auto wrong = error(R"({"answers":{"children":3,"persons":"5"}})");
    EXPECT_NE(wrong.find("calculated: The question \"persons\""), std::string::npos) << wrong;
    EXPECT_EQ(error(R"({"answers":{"children":3,"place":"Joutseno"}})"), "");
    EXPECT_NE(error(R"({"answers":{"children":3,"place":"Oulu"}})"), "");
    EXPECT_EQ(error(R"({"answers":{"children":0,"alone":"yes"}})"), "");
    EXPECT_NE(error(R"({"answers":{"children":3,"alone":"yes"}})"), "") << "not asked then";
    EXPECT_NE(error(R"({"answers":{"children":3,"persons":["4"]}})"), "");
    EXPECT_NE(error(R"({"missing":{"persons":"declined"}})"), "");
}

TEST(Answers, EitherMemberAloneIsEnough) {
    EXPECT_EQ(error_of(R"({"answers":{"first_name":"Aino"}})"), "");
    EXPECT_EQ(error_of(R"({"missing":{"first_name":"declined"}})"), "");
    EXPECT_EQ(error_of("{}"), "answers_shape");
}

TEST(Answers, RefusesWhatTheFormDoesNotHave) {
    EXPECT_EQ(error_of(R"({"answers":{"first_nam":"Aino"}})"), "unknown_question");
    EXPECT_EQ(error_of(R"({"missing":{"first_nam":"declined"}})"), "unknown_question");
    EXPECT_EQ(error_of(R"({"missing":{"first_name":"refused"}})"), "unknown_absence");
    EXPECT_EQ(error_of(R"({"missing":{"first_name":1}})"), "unknown_absence");
    EXPECT_NE(error_of(R"({"missing":{"first_name":"unknown"}})"), ""); // not offered by it
    EXPECT_NE(error_of(R"({"answers":{"consent_referral":"perhaps"}})"), "");
    EXPECT_NE(error_of(R"({"answers":{"needs":["shelter","gold"]}})"), "");
    EXPECT_EQ(error_of(R"({"answers":{"first_name":"A"},"missing":{"first_name":"declined"}})"),
              "answered_and_missing");
}

TEST(Answers, RefusesWrongTypes) {
    EXPECT_EQ(error_of(R"({"answers":{"first_name":7}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"first_name":null}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"children":"2"}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"children":2.5}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"children":9007199254740992}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"children":9007199254740991}})"), "");
    EXPECT_EQ(error_of(R"({"answers":{"needs":"medical"}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"needs":[1]}})"), "wrong_type");
    EXPECT_EQ(error_of(R"({"answers":{"first":"x"}})"), "wrong_type"); // a group
    EXPECT_EQ(error_of(R"({"answers":[]})"), "answers_shape");
    EXPECT_EQ(error_of(R"({"answers":{},"more":1})"), "answers_shape");
    EXPECT_EQ(error_of("[]"), "json");
}

TEST(Answers, AFailureNamesTheQuestionAndNeverTheAnswer) {
    auto entry = entry_of("intake");
    const auto set = record::answers_from_json(R"({"answers":{"children":"seven"}})", entry);
    ASSERT_FALSE(set);
    EXPECT_NE(set.error().what.find("children"), std::string::npos);
    EXPECT_EQ(set.error().what.find("seven"), std::string::npos);
}

TEST(Answers, IdentifyingOnesStandApart) {
    const auto form = small_form("intake");
    const form::Answers answers{{"first_name", "Aino"},
                                {"narrative", Absence::declined},
                                {"children", std::int64_t{2}},
                                {"of_an_older_form", "x"}};
    const auto split = record::split_by_class(*form, answers);
    EXPECT_EQ(split.rest,
              (form::Answers{{"narrative", Absence::declined}, {"children", std::int64_t{2}}}));
    EXPECT_EQ(split.identity, (form::Answers{{"first_name", "Aino"}, {"of_an_older_form", "x"}}));
}

TEST(Answers, EveryIdentifyingQuestionOfTheFormsThatShipIsSplitOff) {
    for (const char* id : {"intake", "call"}) {
        const auto entry = shipped(id);
        form::Answers all;
        for (const auto& question : entry.form().questions)
            if (question.stores())
                all.emplace(question.name, "x");
        const auto split = record::split_by_class(entry.form(), all);
        EXPECT_FALSE(split.rest.empty());
        EXPECT_EQ(split.rest.size() + split.identity.size(), all.size());
        for (const auto& [name, value] : split.rest)
            EXPECT_NE(entry.form().find(name)->cls, form::Class::identifying) << name;
    }
}

TEST(Gate, IsShutWithoutConsentAndOpensWithIt) {
    auto entry = entry_of("intake");
    EXPECT_FALSE(record::check(entry).consent);
    EXPECT_FALSE(record::check(entry).open());
    ASSERT_TRUE(entry.set("consent_referral", "yes"));
    EXPECT_TRUE(record::check(entry).open());
    ASSERT_TRUE(entry.set("consent_referral", "no"));
    EXPECT_FALSE(record::check(entry).open());
}

TEST(Consultation, TakesWhatTheFormNamesAndNothingElse) {
    auto intake = shipped("intake");
    const auto call = shipped("call");
    ASSERT_TRUE(intake.set_text("age_group", "adult"));
    ASSERT_TRUE(intake.set_text("contact_language", "fi"));
    const auto taken = record::consultation_answers(intake, call.form());
    ASSERT_TRUE(taken.contains("age_group"));
    EXPECT_EQ(taken.at("age_group"), intake.value("age_group"));
    for (const auto& [name, value] : taken) {
        const auto* question = call.form().find(name);
        ASSERT_NE(question, nullptr) << name;
        EXPECT_NE(question->cls, form::Class::identifying) << name;
        EXPECT_NE(question->type, form::Type::text) << name;
    }
}

// a form whose copy_to_consultation asks for too much
std::shared_ptr<const form::Form> greedy() {
    const auto loaded = form::parse_form(
        {{"survey.csv", "type,name,label::English (en),suoja_class,appearance\n"
                        "text,first_name,First name,D,\n"
                        "select_one sex,gender_d,Gender as in the passport,D,\n"
                        "text,narrative,Story,S9,\n"
                        "text,mobile,Phone,N,phone\n"
                        "hidden,from_call,From the call,N,\n"
                        "select_one sex,gender,Gender,S9,\n"
                        "integer,children,Children,N,\n"},
         {"choices.csv", "list_name,name,label::English (en)\nsex,f,Woman\nsex,m,Man\n"},
         {"settings.csv", "form_title,form_id,version,default_language,copy_to_consultation\n"
                          "Greedy,greedy,1,English (en),narrative mobile "
                          "from_call gender children\n"}});
    if (!loaded.form)
        throw std::runtime_error(loaded.problems.front().str());
    auto more = std::make_shared<form::Form>(*loaded.form); // the loader refuses these two
    more->copy_to_consultation.insert(more->copy_to_consultation.begin(),
                                      {"first_name", "gender_d"});
    return more;
}

TEST(Consultation, NeverTakesClassDNorFreeTextWhateverTheSettingSays) {
    const auto form = greedy();
    Entry entry(form, {});
    for (const char* name : {"first_name", "narrative"})
        ASSERT_TRUE(entry.set(name, "Aino"));
    ASSERT_TRUE(entry.set_text("mobile", "+358401234567"));
    ASSERT_TRUE(entry.set("gender", "f"));
    ASSERT_TRUE(entry.set("gender_d", "f"));
    ASSERT_TRUE(entry.set("children", std::int64_t{1}));
    EXPECT_EQ(record::consultation_answers(entry, *form),
              (form::Answers{{"gender", "f"}, {"children", std::int64_t{1}}}));
}

std::shared_ptr<const form::Form> family_form() {
    const auto loaded = form::parse_form(
        {{"survey.csv", "type,name,label,suoja_class,suoja_absence,repeat_count\n"
                        "integer,n,N,N,,\nbegin_repeat,child,Child,,,${n}\n"
                        "text,name,Name,D,declined,\ninteger,age,Age,N,,\n"
                        "begin_repeat,toy,Toy,,,\ntext,what,What,N,,\nend_repeat\nend_repeat\n"},
         {"settings.csv", "form_id,version,form_title\nfamily,1,Family\n"}});
    if (!loaded.form)
        throw std::runtime_error(loaded.problems.at(0).str());
    return loaded.form;
}

std::string json_of(const form::Answers& answers) {
    return json::canonical(record::answers_to_json(answers));
}

constexpr const char* kFamilyJson =
    R"({"answers":{"child":[{"age":4,"name":"Mai","toy":[{"what":"car"}]},{"age":9}],"n":2},)"
    R"("missing":{"child[2]/name":"declined"}})";

TEST(RepeatedAnswers, GoInAndComeOutAsTheSameJson) {
    Entry entry(family_form(), {});
    const auto set = record::answers_from_json(kFamilyJson, entry);
    ASSERT_TRUE(set) << set.error().what;
    EXPECT_EQ(json_of(entry.answers()), kFamilyJson);
    const auto given = json::parse_object(kFamilyJson, 4096);
    form::Answers flat;
    ASSERT_TRUE(record::flatten_answers(given->at("answers").as_object(), "", flat));
    flat.emplace("child[2]/name", form::Absence::declined);
    EXPECT_EQ(flat, entry.answers());
}

TEST(RepeatedAnswers, AreSplitByClassWithTheirInstancesInStep) {
    Entry entry(family_form(), {});
    ASSERT_TRUE(record::answers_from_json(kFamilyJson, entry));
    const auto split = record::split_by_class(*family_form(), entry.answers());
    EXPECT_EQ(json_of(split.identity), R"({"answers":{"child":[{"name":"Mai"},{}]},)"
                                       R"("missing":{"child[2]/name":"declined"}})");
    EXPECT_EQ(json_of(split.rest),
              R"({"answers":{"child":[{"age":4,"toy":[{"what":"car"}]},{"age":9}],"n":2},)"
              R"("missing":{}})");
}

TEST(RepeatedAnswers, AreRefusedWhereTheyDoNotFit) {
    const auto error = [](const std::string& answers) {
        Entry entry(family_form(), {});
        const auto set = record::answers_from_json("{\"answers\":" + answers + "}", entry);
        return set ? std::string() : set.error().code;
    };
    EXPECT_EQ(error(R"({"n":1,"child":[{"age":4}]})"), "");
    EXPECT_EQ(error(R"({"n":2,"child":[{"age":4}]})"), "wrong_count");
    EXPECT_EQ(error(R"({"n":1,"child":[{"agee":4}]})"), "unknown_question");
    EXPECT_EQ(error(R"({"n":1,"child":{"age":4}})"), "wrong_type");
    EXPECT_EQ(error(R"({"n":1,"child":[4]})"), "wrong_type");
    EXPECT_EQ(error(R"({"n":1,"age":4})"), "unknown_question");
    EXPECT_EQ(error(R"({"n":1,"child[1]/age":4})"), "answers_shape");
}

} // namespace
} // namespace suoja::test
