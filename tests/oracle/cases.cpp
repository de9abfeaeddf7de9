// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/cases.h"

#include "core/form/csv.h"
#include "core/json.h"
#include "tests/oracle/expressions.h"
#include "tests/oracle/filling_in.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace suoja::form::oracle {
namespace {

namespace bj = boost::json;

constexpr std::string_view kMadeForm = "made";
// of survey.csv, that say what an expression is about
constexpr std::array<std::string_view, 9> kColumns = {"type",      "name",         "relevant",
                                                      "required",  "constraint",   "calculation",
                                                      "read_only", "repeat_count", "choice_filter"};

// ---- many expressions over the same few questions

const std::vector<std::string> kTexts = {
    "",   "apple", "Äiti", "0",   "1",    "-2.5", "12",    "abc",  "yes", "no", "x",         "true",
    "10", "9",     "007",  "x'y", "7.50", "-",    "false", "äiti", "e",   "1.", "2026-02-03"};
const std::map<std::string, std::vector<std::string>> kAnswers = {
    {"a", kTexts},
    {"b", kTexts},
    {"n", {"", "0", "7", "-3", "120", "1000000", "1", "5"}},
    {"k", {"", "0", "3", "-1", "4", "9"}},
    {"x", {"", "0", "1.5", "-0.25", "1000.125", "2.345", "-7.5", "3"}},
    {"d", {"", "2026-02-03", "2000-02-29", "1969-12-31", "2026-11-25", "2026-11-26"}},
    {"t",
     {"", "2026-02-03T06:00:00Z", "2026-02-03T06:00:00+02:00", "2026-02-03", "2026-02-03T23:30",
      "12:00", "x", "2026-11-25T12:30:00.000Z", "2026-02-03T23:59:59.999-05:00", "1970-01-01"}},
    {"l", {"", "x", "y", "x y", "x y z", "xy", "z  x"}}};

const std::vector<Named> kNames = {
    {"a", Named::Kind::text},   {"b", Named::Kind::text},   {"n", Named::Kind::number},
    {"k", Named::Kind::number}, {"x", Named::Kind::number}, {"d", Named::Kind::date},
    {"t", Named::Kind::date},   {"l", Named::Kind::text},   {"gone", Named::Kind::text}};

Asked asked_of(const std::string& name, const std::vector<std::string>& expressions,
               std::size_t rounds, Random& random) {
    Asked asked;
    asked.name = name;
    for (const char* text : {"a", "b", "t", "l"})
        asked.rows.push_back({{"type", "text"}, {"name", text}});
    for (const char* number : {"n", "k"})
        asked.rows.push_back({{"type", "integer"}, {"name", number}});
    asked.rows.push_back({{"type", "decimal"}, {"name", "x"}});
    asked.rows.push_back({{"type", "date"}, {"name", "d"}});
    asked.rows.push_back({{"type", "text"}, {"name", "gone"}, {"relevant", "false()"}});
    Round first{{"set", "gone", "yes"}};
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        const std::string number = std::to_string(i), expression = expressions[i];
        asked.rows.push_back(
            {{"type", "calculate"}, {"name", "v" + number}, {"calculation", expression}});
        asked.rows.push_back({{"type", "text"}, {"name", "r" + number}, {"relevant", expression}});
        asked.rows.push_back({{"type", "text"},
                              {"name", "c" + number},
                              {"constraint", expression},
                              {"required", expression}});
        first.push_back({"set", "c" + number, "x"});
    }
    asked.form = form_of(asked.rows);
    for (std::size_t i = 0; i < rounds; ++i) {
        Round round = i == 0 ? first : Round();
        for (const auto& [question, texts] : kAnswers)
            round.push_back({"set", question, random.of(texts)});
        asked.rounds.push_back(std::move(round));
    }
    return asked;
}

void add_written(std::vector<Asked>& cases, std::size_t forms) {
    Random random(20'261'125);
    const auto& hand = written_by_hand();
    for (std::size_t begin = 0; begin < std::min(hand.size(), 40 * forms); begin += 40) {
        const auto first = hand.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto size = std::min<std::size_t>(40, hand.size() - begin);
        cases.push_back(asked_of("hand " + std::to_string(begin / 40),
                                 {first, first + static_cast<std::ptrdiff_t>(size)}, 30, random));
    }
}

void add_made(std::vector<Asked>& cases, int first, int last) {
    for (int form = first; form < last; ++form) {
        Random random(static_cast<std::uint64_t>(form) + 1);
        Maker maker(random, kNames);
        std::vector<std::string> made;
        for (int i = 0; i < 40; ++i)
            made.push_back(maker.any(3));
        cases.push_back(asked_of("made " + std::to_string(form), made, 10, random));
    }
}

// ---- the forms that ship

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void add_shipped(std::vector<Asked>& cases) {
    const std::filesystem::path forms = std::filesystem::path(SUOJA_SOURCE_DIR) / "config/forms";
    for (const std::string name : {"intake", "call", "assessment"}) {
        Asked asked;
        asked.name = name;
        asked.form = load_form(forms / name).form;
        if (!asked.form)
            throw std::runtime_error(name + " does not load");
        std::vector<TableProblem> problems;
        for (const char* file : {"survey.csv", "settings.csv"}) {
            const Table table = read_table(file, contents(forms / name / file), problems);
            for (const auto& row : table.rows) {
                Row named;
                for (const auto& [column, text] : row.cells)
                    if (const std::string& header = table.header[column];
                        header == "default" || header == "forward_when" ||
                        std::find(kColumns.begin(), kColumns.end(), header) != kColumns.end())
                        named[header] = text;
                if (file == std::string_view("survey.csv"))
                    asked.rows.push_back(std::move(named));
                else if (const auto gate = named.find("forward_when"); gate != named.end())
                    asked.rows.push_back({{"type", "calculate"},
                                          {"name", kGate},
                                          {"calculation", "boolean(" + gate->second + ")"}});
            }
        }
        Random random(29);
        asked.rounds = fill_in(asked.form, 150, 4, random);
        cases.push_back(std::move(asked));
    }
}

} // namespace

std::shared_ptr<const Form> form_of(const std::vector<Row>& rows) {
    std::string survey = "label,suoja_class";
    for (const std::string_view column : kColumns)
        survey += "," + std::string(column);
    for (const Row& row : rows) {
        const std::string& type = row.at("type");
        survey += type == "calculate" || type.starts_with("end") ? "\n," : "\nLabel,";
        survey += type.starts_with("begin") || type.starts_with("end") ? "" : "N";
        for (const std::string_view column : kColumns) {
            survey += ",\"";
            if (const auto cell = row.find(column); cell != row.end())
                for (const char c : cell->second)
                    survey += c == '"' ? std::string("\"\"") : std::string(1, c);
            survey += '"';
        }
    }
    const Loaded loaded = parse_form(
        {{"survey.csv", survey},
         {"choices.csv", "list_name,name,label,area\ntowns,joutseno,J,east\ntowns,imatra,I,east\n"
                         "towns,turku,T,west\nareas,east,E,\nareas,west,W,\n"},
         {"settings.csv", "form_id,version,form_title,default_language\n" + std::string(kMadeForm) +
                              ",1,A,English (en)\n"}});
    for (const TableProblem& problem : loaded.problems)
        std::fprintf(stderr, "%s\n", problem.str().c_str());
    if (!loaded.form)
        throw std::runtime_error("a form of the oracle does not load");
    return loaded.form;
}

std::vector<Asked> all_cases(int times) {
    constexpr int kMade = 30;
    constexpr int kStructures = 60;
    std::vector<Asked> cases;
    add_written(cases, 1000);
    add_shipped(cases);
    add_made(cases, 0, kMade);
    add_structures(cases, 0, kStructures);
    add_made(cases, kMade, kMade * times);
    add_structures(cases, kStructures, kStructures * times);
    return cases;
}

std::vector<Asked> some_cases() {
    std::vector<Asked> cases;
    add_written(cases, 1);
    add_structures(cases, 0, 8);
    return cases;
}

std::string as_json_lines(const std::vector<Asked>& cases) {
    std::string lines = "{\"now\":" + std::to_string(kNow) + "}\n";
    for (const Asked& asked : cases) {
        bj::array rows;
        for (const Row& row : asked.rows) {
            bj::object cells;
            for (const auto& [column, text] : row)
                cells[column] = text;
            rows.push_back(std::move(cells));
        }
        bj::object lists;
        for (const auto& [name, choices] : asked.form->lists) {
            bj::array list;
            for (const Choice& choice : choices) {
                // the words of the forms that ship are nobody's expression
                const auto& label = choice.label.in(asked.form->default_language);
                bj::object one{{"name", choice.name},
                               {"label", asked.form->id == kMadeForm ? label : choice.name}};
                for (const auto& [column, text] : choice.columns)
                    one[column] = text;
                list.push_back(std::move(one));
            }
            lists[name] = std::move(list);
        }
        bj::array rounds;
        for (const Round& round : asked.rounds) {
            bj::array steps;
            for (const Step& step : round)
                steps.push_back(bj::array{step.what, step.path, step.text});
            rounds.push_back(std::move(steps));
        }
        lines += json::canonical(bj::object{{"form", asked.name},
                                            {"rows", std::move(rows)},
                                            {"lists", std::move(lists)},
                                            {"rounds", std::move(rounds)}}) +
                 "\n";
    }
    return lines;
}

} // namespace suoja::form::oracle
