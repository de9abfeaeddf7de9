// SPDX-License-Identifier: Apache-2.0
// One changed answer in a large form, beside filling in the same answers from scratch in the same
// run: what an engine without dependencies would do at each keystroke. The argument is the number
// of questions; every second one carries an expression (relevant, calculation, constraint in turn)
// that reads answers before it, some from far off, and sections are relevant by answers too.
// `evaluations` counts expressions a change; `of_scratch` is the mean time of a change over that of
// a whole evaluation.
#include "core/form/entry.h"
#include "core/form/load.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <stdexcept>

namespace {

using namespace suoja::form;

constexpr int kSection = 50;

std::string name(int number) {
    return "q" + std::to_string(number);
}

std::string row_of(int number) {
    // the third answer before it, and one far off; both plain
    const auto plain = [](int before) { return "${" + name(std::max(before, 0) / 2 * 2) + "}"; };
    const std::string near = plain(number - 3), far = plain(number / 2);
    const std::string begin = number % 2 == 0   ? "integer,"
                              : number % 6 == 3 ? "calculate,"
                                                : "text,";
    std::string row = begin + name(number) + (number % 6 == 3 ? ",,N" : ",Question,N");
    if (number % 2 == 0 || number < 3)
        return row + "\n";
    switch (number % 6) {
    case 1:
        return row + "," + near + " > 3 or " + far + " = 7\n";
    case 3:
        return row + ",,,\"if(" + near + " > 1, " + near + " + coalesce(" + far + ", 0), 0)\"\n";
    default:
        return row + ",,string-length(.) < " + near + " + 20\n";
    }
}

std::shared_ptr<const Form> form_of(int questions) {
    std::string survey = "type,name,label,suoja_class,relevant,constraint,calculation\n";
    const int sections = std::max(1, questions / kSection);
    // sections count among the questions of a form, of which there may be 2,000
    for (int number = 0; number < questions - sections; ++number) {
        if (number % kSection == 0)
            survey += (number > 0 ? "end_group,,\n" : "") + std::string("begin_group,s") +
                      std::to_string(number) + ",Section,," +
                      (number > 0 ? "${" + name(number - kSection) + "} != 99" : "") + "\n";
        survey += row_of(number);
    }
    survey += "end_group,,\n";
    const Loaded loaded = parse_form(
        {{"survey.csv", survey},
         {"settings.csv", "form_id,version,form_title,default_language\nf,1,F,English (en)\n"}});
    if (!loaded.form)
        throw std::runtime_error(loaded.problems.front().str());
    return loaded.form;
}

const Context kContext{std::chrono::sys_days(std::chrono::year(2026) / 11 / 25), 120, "u", "d"};

// every plain question is answered
struct Filled {
    explicit Filled(int questions) : form(form_of(questions)), entry(form, kContext) {
        for (const Question& question : form->questions)
            if (question.type == Type::integer) {
                plain.push_back(question.name);
                (void)entry.set(question.name, std::int64_t{5}).value();
            }
    }
    void change() {
        const std::string& path = plain[next % plain.size()];
        (void)entry.set(path, static_cast<std::int64_t>(next++ / plain.size() % 2 == 0 ? 2 : 5))
            .value();
    }
    std::shared_ptr<const Form> form;
    Entry entry;
    std::vector<std::string> plain;
    std::size_t next = 0;
};

void change_one_answer(benchmark::State& state) {
    Filled filled(static_cast<int>(state.range(0)));
    const auto timed = [](auto&& act) {
        const auto began = std::chrono::steady_clock::now();
        act();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    const double scratch = timed([&] {
                               for (int i = 0; i < 5; ++i) {
                                   const Entry entry(filled.form, kContext, filled.entry.draft());
                                   benchmark::DoNotOptimize(&entry);
                               }
                           }) /
                           5;
    const std::size_t before = filled.entry.evaluations();
    const double took = timed([&] {
        for (auto _ : state)
            filled.change();
    });
    const auto changes = static_cast<double>(state.iterations());
    state.counters["evaluations"] =
        static_cast<double>(filled.entry.evaluations() - before) / changes;
    state.counters["of_scratch"] = took / changes / scratch;
}

void from_scratch(benchmark::State& state) {
    const Filled filled(static_cast<int>(state.range(0)));
    std::size_t evaluations = 0;
    for (auto _ : state) {
        const Entry entry(filled.form, kContext, filled.entry.draft());
        evaluations = entry.evaluations();
    }
    state.counters["evaluations"] = static_cast<double>(evaluations);
}

void load(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(form_of(static_cast<int>(state.range(0))));
}

BENCHMARK(change_one_answer)->Arg(20)->Arg(200)->Arg(2'000);
BENCHMARK(from_scratch)->Arg(20)->Arg(200)->Arg(2'000);
BENCHMARK(load)->Arg(20)->Arg(200)->Arg(2'000);

} // namespace

BENCHMARK_MAIN();
