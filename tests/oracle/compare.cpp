// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/compare.h"

#include "core/form/answers.h"
#include "core/json.h"
#include "tests/oracle/differences.h"
#include "tests/oracle/filling_in.h"

namespace suoja::form::oracle {
namespace {

Seen seen(const Entry& entry, bool gate) {
    Seen all;
    for (const Path& path : places(entry)) {
        const Question& question = *entry.question(path);
        if (question.section() || !entry.relevant(path))
            continue;
        const auto problem = entry.problem(path);
        const auto fault = problem ? std::optional(problem->fault) : std::nullopt;
        std::string one(entry.required(path) ? "r" : "-");
        one += fault == Fault::constraint ? 'c' : fault == Fault::required ? 'm' : '-';
        if (fault != Fault::malformed)
            one += string_value(entry.value(path));
        if (question.choice_filter) {
            one += " of ";
            for (std::size_t i = 0; const Choice* choice : entry.choices(path))
                one += (i++ > 0 ? " " : "") + choice->name;
        }
        all.emplace(path, std::move(one));
    }
    if (gate)
        all.emplace(kGate, entry.may_forward() ? "--true" : "--false");
    return all;
}

bool same(const std::string* ours, const std::string* theirs) {
    if (ours == nullptr || theirs == nullptr)
        return ours == theirs;
    return *ours == *theirs ||
           (ours->substr(0, 2) == theirs->substr(0, 2) &&
            same_value(std::string_view(*ours).substr(2), std::string_view(*theirs).substr(2)));
}

void apply(const decltype(Told::rounds)::value_type& changes, Seen& to) {
    for (const auto& [path, one] : changes)
        if (one)
            to[path] = *one;
        else
            to.erase(path);
}

const std::string* find(const Seen& seen, const std::string& path) {
    const auto found = seen.find(path);
    return found == seen.end() ? nullptr : &found->second;
}

} // namespace

Told ask_ours(const Asked& asked) {
    Told told{asked.name, "", {}};
    Entry entry(asked.form, context());
    Seen before;
    for (const Round& round : asked.rounds) {
        for (const Step& step : round)
            act(entry, step);
        const Seen now = seen(entry, asked.form->forward_when != nullptr);
        auto& changes = told.rounds.emplace_back();
        for (const auto& [path, one] : now)
            if (const auto* was = find(before, path); was == nullptr || *was != one)
                changes.emplace(path, one);
        for (const auto& [path, one] : before)
            if (!now.contains(path))
                changes.emplace(path, std::nullopt);
        before = now;
    }
    return told;
}

Result<std::vector<Told>> read_told(std::string_view json_lines) {
    std::vector<Told> all;
    while (!json_lines.empty()) {
        const std::size_t end = std::min(json_lines.find('\n'), json_lines.size());
        auto line = json::parse_object(json_lines.substr(0, end), std::size_t{64} << 20U);
        if (!line)
            return line.error();
        json_lines.remove_prefix(std::min(end + 1, json_lines.size()));
        Told told{json::text_of(*line, "form").value_or(""),
                  json::text_of(*line, "error").value_or(""),
                  {}};
        if (const auto* rounds = json::array_of(*line, "rounds"))
            for (const auto& round : *rounds) {
                auto& changes = told.rounds.emplace_back();
                for (const auto& member : round.as_object())
                    changes.emplace(std::string(member.key()),
                                    member.value().is_null()
                                        ? std::nullopt
                                        : std::optional(std::string(member.value().as_string())));
            }
        all.push_back(std::move(told));
    }
    return all;
}

Compared compare(const std::vector<Told>& ours, const std::vector<Told>& theirs) {
    Compared compared;
    const auto differ = [&](const Told& of, std::size_t round, std::string path, std::string mine,
                            std::string other) {
        compared.differences.push_back(
            {of.form, round, std::move(path), std::move(mine), std::move(other)});
    };
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
        if (i >= ours.size() || i >= theirs.size() || ours[i].form != theirs[i].form ||
            ours[i].rounds.size() != theirs[i].rounds.size()) {
            differ(i < ours.size() ? ours[i] : theirs[i], 0, "", "",
                   i < theirs.size() ? "(not the same rounds) " + theirs[i].error : "(not there)");
            continue;
        }
        Seen mine;
        Seen other;
        for (std::size_t round = 0; round < ours[i].rounds.size(); ++round) {
            apply(ours[i].rounds[round], mine);
            apply(theirs[i].rounds[round], other);
            for (const auto& [path, one] : mine) {
                ++compared.results;
                const auto* there = find(other, path);
                if (!same(&one, there))
                    differ(ours[i], round, path, one, there ? *there : "(not seen)");
            }
            for (const auto& [path, one] : other)
                if (!mine.contains(path))
                    differ(ours[i], round, path, "(not seen)", one);
        }
    }
    return compared;
}

} // namespace suoja::form::oracle
