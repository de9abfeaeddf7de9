// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/filling_in.h"

#include <algorithm>
#include <stdexcept>

namespace suoja::form::oracle {
namespace {

using Texts = std::vector<std::string>;

// something that fits the question; "" takes the answer back
std::string answer_for(const Entry& entry, const Path& path, Random& random) {
    static const Texts kTexts = {"", "abc", "x", "yes", "7", "0", "12.5", "2026-02-03", "Äiti"};
    static const Texts kIntegers = {"", "0", "1", "2", "3", "7", "15", "18", "40"};
    static const Texts kDecimals = {"", "0.5", "2", "-1.25", "100"};
    static const Texts kDates = {"", "2026-02-03", "2010-05-06", "2000-02-29", "2026-11-25"};
    const Question& question = *entry.question(path);
    switch (question.type) {
    case Type::integer:
        return random.of(kIntegers);
    case Type::decimal:
        return random.of(kDecimals);
    case Type::date:
        return random.of(kDates);
    case Type::time:
        return "";
    case Type::date_time:
        return random.of(Texts{"", "2026-11-25T09:00:00.000Z", "2026-11-24T22:00:00.000Z"});
    case Type::acknowledge:
        return random.of(Texts{"", "OK"});
    case Type::select_one:
    case Type::select_multiple: {
        const auto choices = entry.choices(path);
        if (choices.empty() || random.one_in(6))
            return "";
        std::string chosen = random.of(choices)->name;
        if (question.type == Type::select_multiple && random.one_in(2))
            if (const auto& other = random.of(choices)->name; other != chosen)
                chosen += " " + other;
        return chosen;
    }
    case Type::text:
    case Type::hidden:
        if (question.partial_date())
            return random.of(Texts{"", "2010", "2009-11", "2007-11-26", "1990-01-02"});
        if (question.phone())
            return random.of(Texts{"", "+358401234567"});
        return random.of(kTexts);
    case Type::note:
    case Type::calculate:
    case Type::group:
    case Type::repeat:
        break;
    }
    return "";
}

class Filler {
  public:
    Filler(const std::shared_ptr<const Form>& form, Random& random)
        : random_(random), form_(form), entry_(form, context()),
          counts_(std::any_of(form->questions.begin(), form->questions.end(),
                              [](const Question& one) { return one.repeat_count != nullptr; })),
          filters_(std::any_of(form->questions.begin(), form->questions.end(),
                               [](const Question& one) { return one.choice_filter != nullptr; })) {}

    Round round(std::size_t most) {
        steps_.clear();
        for (std::size_t i = 1 + random_.below(most); i > 0; --i)
            step();
        return std::move(steps_);
    }

  private:
    void step() {
        const auto paths = places(entry_);
        for (int tries = 0; tries < 20; ++tries) {
            const Path& path = random_.of(paths);
            const Question& question = *entry_.question(path);
            if (!entry_.relevant(path))
                continue;
            if (question.type == Type::repeat && !question.repeat_count) {
                const std::size_t count = entry_.count(path);
                if (count > 0 && (count > 2 || random_.one_in(3)))
                    return take(
                        {"remove", path + "[" + number(1 + random_.below(count)) + "]", ""});
                return take({"add", path, ""});
            }
            if (question.settable())
                return take({"set", path, answer_for(entry_, path, random_)});
        }
    }

    static std::string number(std::size_t n) { return std::to_string(n); }

    // The engines keep different things of what an answer hides (differences.h): before instances
    // go and after a choice is filtered out, the answers there are taken back.
    void take(const Step& wanted) {
        if (counts_ && wanted.what != "remove")
            clear_what_goes(wanted);
        record(wanted);
        if (!filters_)
            return;
        for (const Path& path : places(entry_)) {
            const auto kept = entry_.draft().find(path);
            if (entry_.question(path)->choice_filter && kept != entry_.draft().end() &&
                answered(kept->second) && kept->second != entry_.value(path))
                record({"set", path, ""});
        }
    }
    void clear_what_goes(const Step& wanted) {
        Entry after(form_, context(), entry_.draft());
        act(after, wanted);
        for (const Path& path : places(entry_)) {
            const Question* question = entry_.question(path); // gone with one around it?
            if (question == nullptr || question->type != Type::repeat)
                continue;
            for (std::size_t i = after.count(path) + 1; i <= entry_.count(path); ++i)
                clear_under(path + "[" + number(i) + "]/");
        }
    }
    void clear_under(const Path& prefix) {
        for (const Path& path : places(entry_))
            if (const Question* question = entry_.question(path);
                path.starts_with(prefix) && question != nullptr && question->type == Type::repeat &&
                !question->repeat_count)
                while (entry_.count(path) > 0)
                    record({"remove", path + "[1]", ""});
        std::vector<Path> filled;
        for (const auto& [path, value] : entry_.draft())
            if (path.starts_with(prefix) && answered(value))
                if (const Question* question = entry_.question(path);
                    question != nullptr && question->settable())
                    filled.push_back(path);
        for (const Path& path : filled)
            record({"set", path, ""});
    }
    void record(const Step& step) {
        act(entry_, step);
        steps_.push_back(step);
    }

    Random& random_;
    std::shared_ptr<const Form> form_;
    Entry entry_;
    bool counts_, filters_;
    Round steps_;
};

} // namespace

Context context() {
    return {std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(kNow)), 0,
            "user", "joutseno/kiosk-1"};
}

void act(Entry& entry, const Step& step) {
    const auto done = step.what == "add"      ? entry.add(step.path)
                      : step.what == "remove" ? entry.remove(step.path)
                                              : entry.set_text(step.path, step.text);
    if (!done)
        throw std::runtime_error(step.what + " " + step.path + " to \"" + step.text +
                                 "\": " + done.error().what);
}

std::vector<Path> places(const Entry& entry, const Path& from) {
    std::vector<Path> all;
    for (const Path& path : entry.members(from)) {
        all.push_back(path);
        if (entry.question(path)->type == Type::group)
            for (Path& inside : places(entry, path))
                all.push_back(std::move(inside));
        for (std::size_t i = 1; i <= entry.count(path); ++i)
            for (Path& inside : places(entry, path + "[" + std::to_string(i) + "]"))
                all.push_back(std::move(inside));
    }
    return all;
}

std::vector<Round> fill_in(const std::shared_ptr<const Form>& form, std::size_t rounds,
                           std::size_t most, Random& random) {
    Filler filler(form, random);
    std::vector<Round> all(1); // the first shows the form as it begins
    for (std::size_t i = 0; i < rounds; ++i)
        all.push_back(filler.round(most));
    return all;
}

} // namespace suoja::form::oracle
