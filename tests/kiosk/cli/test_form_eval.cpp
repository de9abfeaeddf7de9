// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/cli/program.h"

namespace suoja::test {
namespace {

namespace bj = boost::json;

class FormEval : public ::testing::Test {
  protected:
    FormEval() {
        std::filesystem::create_directories(suoja.path("form"));
        suoja.write(suoja.path("form") / "survey.csv", kSurvey, 0644);
        suoja.write(suoja.path("form") / "choices.csv", kChoices, 0644);
        suoja.write(suoja.path("form") / "settings.csv", kSettings, 0644);
    }
    [[nodiscard]] Ran eval(const std::string& answers) const {
        return suoja({"form", "eval", suoja.path("form"), "--json", "-", "--now",
                      "2026-11-25T12:30:00.000Z"},
                     answers);
    }
    static bj::object at(const bj::value& told, std::string_view path) {
        for (const auto& one : told.at("questions").as_array())
            if (one.at("path").as_string() == path)
                return one.as_object();
        ADD_FAILURE() << path;
        return {};
    }
    static bj::value parsed(std::string_view text) { return *json::parse_strict(text, 4096); }
    static constexpr const char* kSurvey =
        "type,name,label::English (en),label::Suomi (fi),suoja_class,relevant,required,constraint,"
        "constraint_message::English (en),calculation,choice_filter,suoja_absence\n"
        "text,who,Who,Kuka,D,,yes,,,,,declined\n"
        "integer,age,Age of ${who},,S9,,,. < 120,Too old,,,\n"
        "select_one areas,area,Area,,N,,,,,,,\n"
        "select_one towns,town,Town,,N,,,,,,area = ${area},\n"
        "text,minor_note,Note,,N,${age} < 18,yes,,,,,\n"
        "begin_group,family,Family,,,,,,,,,\n"
        "begin_repeat,children,Child,,,,,,,,,\n"
        "text,name,Name,,D,,yes,,,,,\n"
        "integer,born,Born,,S9,${name} != '',,. > 1900,,,,\n"
        "end_repeat,,,,,,,,,,,\n"
        "end_group,,,,,,,,,,,\n"
        "calculate,oldest,,,N,,,,,min(${born}),,\n"
        "calculate,day,,,N,,,,,today(),,\n";
    static constexpr const char* kChoices = "list_name,name,label::English (en),area\n"
                                            "areas,east,East,\nareas,west,West,\n"
                                            "towns,imatra,Imatra,east\ntowns,turku,Turku,west\n";
    static constexpr const char* kSettings =
        "form_id,version,form_title::English (en),default_language,forward_when\n"
        "small,3,Small,English (en),${age} >= 18\n";
    const Program suoja;
};

TEST_F(FormEval, SaysOfEveryQuestionWhatTheFormMakesOfIt) {
    const auto ran = eval(R"({"answers":{"who":"Ann","age":130,"area":"east","children":[
                  {"name":"Bo","born":2010},{"name":"Cy","born":1850},{}]},
                 "missing":{"town":"not_asked"}})");
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto told = ran.json();
    EXPECT_EQ(told.at("form").as_string(), "small");
    EXPECT_EQ(told.at("version").as_string(), "3");
    EXPECT_TRUE(told.at("may_forward").as_bool());
    std::vector<std::string> paths;
    for (const auto& one : told.at("questions").as_array()) {
        paths.emplace_back(one.at("path").as_string());
        EXPECT_EQ(one.as_object().size(), 12U);
    }
    EXPECT_EQ(paths,
              (std::vector<std::string>{"who", "age", "area", "town", "minor_note", "family",
                                        "children", "children[1]/name", "children[1]/born",
                                        "children[2]/name", "children[2]/born", "children[3]/name",
                                        "children[3]/born", "oldest", "day"}));
    const auto age = at(told, "age");
    EXPECT_EQ(bj::value(age), parsed(R"({"path":"age","type":"integer","relevant":true,
        "required":false,"valid":false,"problem":"constraint","value":130,"missing":null,
        "label":{"en":"Age of Ann"},"message":{"en":"Too old"},"choices":null,"count":null})"));
    EXPECT_EQ(at(told, "who").at("label"), parsed(R"({"en":"Who","fi":"Kuka"})"));
    EXPECT_EQ(at(told, "town").at("choices"), parsed(R"(["imatra"])"));
    EXPECT_FALSE(at(told, "minor_note").at("relevant").as_bool());
    EXPECT_FALSE(at(told, "minor_note").at("required").as_bool());
    EXPECT_EQ(at(told, "children").at("count").as_int64(), 3);
    EXPECT_EQ(at(told, "children[1]/born").at("value").as_int64(), 2010);
    EXPECT_TRUE(at(told, "children[1]/born").at("valid").as_bool());
    EXPECT_EQ(at(told, "children[2]/born").at("problem").as_string(), "constraint");
    EXPECT_EQ(at(told, "children[3]/name").at("problem").as_string(), "required");
    EXPECT_FALSE(at(told, "children[3]/born").at("relevant").as_bool());
    EXPECT_EQ(at(told, "day").at("value").as_string(), "2026-11-25");
}

TEST_F(FormEval, ReadsAFileAsWellAndSaysWhatIsMissing) {
    const auto file = suoja.write(suoja.path("given.json"),
                                  R"({"answers":{"age":9},"missing":{"who":"declined"}})", 0644);
    const auto ran = suoja({"form", "eval", suoja.path("form"), "--json", file});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto told = ran.json();
    EXPECT_FALSE(told.at("may_forward").as_bool());
    EXPECT_TRUE(at(told, "who").at("valid").as_bool()) << "declined is an answer to required";
    EXPECT_EQ(at(told, "who").at("missing").as_string(), "declined");
    EXPECT_TRUE(at(told, "who").at("value").is_null());
    EXPECT_EQ(at(told, "minor_note").at("problem").as_string(), "required");
    EXPECT_EQ(at(told, "children").at("count").as_int64(), 0);
}

TEST_F(FormEval, RefusesWhatIsNoAnswerAndAFormThatIsNone) {
    for (const char* wrong :
         {R"({"answers":{"age":"x"}})", R"({"answers":{"nobody":1}})",
          R"({"answers":{"oldest":1}})", R"({"missing":{"age":"declined"}})", R"({"age":1})"}) {
        const auto ran = eval(wrong);
        EXPECT_EQ(ran.code, 1) << wrong;
        EXPECT_EQ(ran.out, "");
        expect_sentence(ran.err);
    }
    for (const char* none : {"{", "[]", ""})
        EXPECT_EQ(eval(none).code, 1) << "what a person wrote is refused, as by record add";
    EXPECT_EQ(eval("{\"answers\":{},\"x\":\"" + std::string(std::size_t{1} << 20U, 'x')).code, 1);
    EXPECT_EQ(eval(R"({"answers":{}})").code, 0);
    const auto form = suoja.path("form");
    EXPECT_EQ(suoja({"form", "eval", form}).code, 2);
    EXPECT_EQ(suoja({"form", "eval", form, "--json", suoja.path("none")}).code, 1);
    EXPECT_EQ(suoja({"form", "eval", form, "--json", "-", "--now", "noon"}, "{}").code, 2);
    suoja.write(form / "settings.csv", "form_id\nsmall\n", 0644);
    const auto ran = eval(R"({"answers":{}})");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("settings.csv, row "), std::string::npos) << ran.err;
}

TEST(FormEvalShipped, TakesTheSamples) {
    const Program suoja;
    const std::string config = std::string(SUOJA_SOURCE_DIR) + "/config";
    for (const std::string id : {"intake", "call"}) {
        const auto ran = suoja({"form", "eval", config + "/forms/" + id, "--json",
                                config + "/samples/" + id + ".json"});
        ASSERT_EQ(ran.code, 0) << ran.err;
        const auto told = ran.json();
        EXPECT_TRUE(told.at("may_forward").as_bool());
        for (const auto& one : told.at("questions").as_array())
            EXPECT_TRUE(one.at("valid").as_bool()) << one.at("path");
    }
}

} // namespace
} // namespace suoja::test
