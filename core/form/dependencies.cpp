// SPDX-License-Identifier: Apache-2.0
#include "core/form/dependencies.h"

#include "core/form/expression.h"
#include "core/form/utf8.h"

#include <algorithm>

namespace suoja::form {
namespace {

void add(std::vector<std::vector<std::size_t>>& readers,
         const std::shared_ptr<const Expression>& of, std::size_t reader) {
    if (of)
        for (const std::size_t read : of->references())
            readers[read].push_back(reader);
}

void add(std::vector<std::vector<std::size_t>>& readers, const Text& text, const Form& form,
         std::size_t reader) {
    for (const auto& [language, words] : text.by_language)
        for (const std::string& name : names_in(words))
            if (const std::size_t read = form.index(name); read != Question::kNone)
                readers[read].push_back(reader);
}

void tidy(std::vector<std::vector<std::size_t>>& readers) {
    for (auto& list : readers) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
}

// Among questions that no order could place each has one before it that could not be placed
// either: walking back must come round.
Cycle spell_out(const std::vector<std::vector<std::size_t>>& states,
                const std::vector<std::size_t>& waiting) {
    std::vector<std::size_t> reads(states.size(), Question::kNone);
    std::size_t at = Question::kNone;
    for (std::size_t read = 0; read < states.size(); ++read)
        if (waiting[read] > 0)
            for (const std::size_t reader : states[read])
                if (waiting[reader] > 0) {
                    reads[reader] = read;
                    at = reader;
                }
    std::vector<bool> seen(states.size());
    while (!seen[at]) {
        seen[at] = true;
        at = reads[at];
    }
    Cycle cycle;
    for (const std::size_t start = at; cycle.questions.empty() || at != start; at = reads[at])
        cycle.questions.push_back(at);
    return cycle;
}

} // namespace

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos)
            break;
        names.emplace_back(trim(text.substr(at + 2, end - at - 2)));
        at = end;
    }
    return names;
}

std::shared_ptr<const Dependencies> find_dependencies(const Form& form, Cycle& cycle) {
    const std::size_t count = form.questions.size();
    auto found = std::make_shared<Dependencies>();
    found->states.resize(count);
    found->judgements.resize(count);
    found->anywhere.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Question& question = form.questions[i];
        if (question.parent != Question::kNone)
            found->states[question.parent].push_back(i);
        for (const auto& expression : {question.relevant, question.calculation,
                                       question.choice_filter, question.repeat_count})
            add(found->states, expression, i);
        for (const auto& expression : {question.required, question.constraint})
            add(found->judgements, expression, i);
        for (const auto& expression :
             {question.relevant, question.calculation, question.choice_filter,
              question.repeat_count, question.required, question.constraint})
            if (expression && expression->reads_anywhere())
                found->anywhere[i] = true;
        for (const Text* text : {&question.label, &question.hint, &question.required_message,
                                 &question.constraint_message})
            add(found->judgements, *text, form, i);
    }
    tidy(found->states);
    tidy(found->judgements);

    // Kahn's algorithm; of those that may come next the first in the table, so that the order is
    // the table's where nothing else is asked for
    std::vector<std::size_t> waiting(count);
    for (const auto& readers : found->states)
        for (const std::size_t reader : readers)
            ++waiting[reader];
    std::vector<std::size_t> ready;
    for (std::size_t i = count; i-- > 0;)
        if (waiting[i] == 0)
            ready.push_back(i);
    std::make_heap(ready.begin(), ready.end(), std::greater<>());
    found->rank.resize(count);
    while (!ready.empty()) {
        std::pop_heap(ready.begin(), ready.end(), std::greater<>());
        const std::size_t next = ready.back();
        ready.pop_back();
        found->rank[next] = found->order.size();
        found->order.push_back(next);
        for (const std::size_t reader : found->states[next])
            if (--waiting[reader] == 0) {
                ready.push_back(reader);
                std::push_heap(ready.begin(), ready.end(), std::greater<>());
            }
    }
    if (found->order.size() == count)
        return found;
    cycle = spell_out(found->states, waiting);
    return nullptr;
}

} // namespace suoja::form
