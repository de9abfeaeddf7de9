// SPDX-License-Identifier: Apache-2.0
#include "core/form/filling.h"

#include "core/form/answers.h"
#include "core/form/dependencies.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <functional>

namespace suoja::form {
namespace {

Moment local_moment(const Context& context) {
    return {context.now.time_since_epoch().count() + context.utc_offset_minutes * 60'000LL,
            context.utc_offset_minutes};
}

// takes what the filter does not leave out of what is shown
void narrow(Place& here) {
    const auto left = [&](const std::string& name) {
        return std::any_of(here.choices.begin(), here.choices.end(),
                           [&](const Choice* choice) { return choice->name == name; });
    };
    if (const auto* name = std::get_if<std::string>(&here.shown)) {
        if (!here.malformed && !left(*name))
            here.shown = Absence::not_asked;
    } else if (auto* names = std::get_if<std::vector<std::string>>(&here.shown)) {
        std::erase_if(*names, [&](const std::string& chosen) { return !left(chosen); });
        if (names->empty())
            here.shown = Absence::not_asked;
    }
}

} // namespace

Value tidy(const Form& form, const Question& question, Value value) {
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && trim(*text).empty())
        return Absence::not_asked;
    const auto* names = std::get_if<std::vector<std::string>>(&value);
    if (names != nullptr && names->empty())
        return Absence::not_asked;
    if (!fits(form, question, value))
        return value;
    if (const auto* number = std::get_if<std::int64_t>(&value);
        number != nullptr && question.type == Type::decimal)
        return static_cast<double>(*number);
    if (names != nullptr)
        return read_answer(form, question, join(*names, " "), 0).value_or(Absence::not_asked);
    return value;
}

class Filling::Here final : public Scope {
  public:
    explicit Here(const Filling& filling, std::size_t place = Question::kNone,
                  const Choice* choice = nullptr)
        : filling_(filling), place_(place), choice_(choice) {}
    void values(std::size_t question, TextSet& into) const override {
        into.push_back(filling_.places_[question].text);
    }
    [[nodiscard]] std::string_view self() const override {
        return place_ == Question::kNone ? std::string_view() : filling_.places_[place_].text;
    }
    [[nodiscard]] const Form& form() const override { return *filling_.form_; }
    [[nodiscard]] Moment now() const override { return local_moment(filling_.context_); }
    [[nodiscard]] const Choice* choice() const override { return choice_; }

  private:
    const Filling& filling_;
    std::size_t place_;
    const Choice* choice_;
};

Filling::Filling(std::shared_ptr<const Form> form, Context context, const Answers& answers)
    : form_(std::move(form)), context_(std::move(context)), places_(form_->questions.size()) {
    if (answers.empty())
        put_in_defaults();
    else
        take(answers);
    for (const std::size_t place : form_->dependencies->order)
        (void)follow(place, true);
    for (std::size_t place = 0; place < places_.size(); ++place)
        judge(place);
}

const Place* Filling::at(std::string_view path) const {
    const std::size_t place = find(path);
    return place == Question::kNone ? nullptr : &places_[place];
}

bool Filling::holds(const Expression& expression, const Scope& scope) const {
    ++evaluations_;
    return Evaluation(scope).boolean(expression.root());
}

std::string Filling::text(const Expression& expression, const Scope& scope) const {
    ++evaluations_;
    return Evaluation(scope).text(expression.root());
}

void Filling::keep(std::size_t place, Value value) {
    Place& here = places_[place];
    here.malformed = answered(value) && !fits(*form_, question(place), value);
    here.kept = std::move(value);
    // a default that was cleared must not look like one never put in
    if (here.kept != Value(Absence::not_asked) || question(place).initial)
        draft_[path(place)] = here.kept;
    else
        draft_.erase(path(place));
}

void Filling::put_in_defaults() {
    for (std::size_t place = 0; place < places_.size(); ++place) {
        const Question& asked = question(place);
        if (!asked.initial)
            continue;
        const auto value = read_answer(*form_, asked, text(*asked.initial, Here(*this)),
                                       context_.utc_offset_minutes);
        if (!value || !answered(*value))
            continue;
        keep(place, *value);
        places_[place].text = string_value(*value); // later defaults may read it
    }
}

void Filling::take(const Answers& answers) {
    for (const auto& [where, value] : answers) {
        const std::size_t place = find(where);
        if (place == Question::kNone)
            draft_.emplace(where, value);
        else if (question(place).stores() && !question(place).calculated())
            keep(place, tidy(*form_, question(place), value));
    }
}

void Filling::calculate(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = question(place);
    Value value = Absence::not_asked;
    if (here.relevant)
        value = read_answer(*form_, asked, text(*asked.calculation, Here(*this, place)),
                            context_.utc_offset_minutes)
                    .value_or(Absence::not_asked);
    here.kept = std::move(value);
    if (answered(here.kept))
        draft_[path(place)] = here.kept;
    else
        draft_.erase(path(place));
}

void Filling::filter(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = question(place);
    for (const Choice& choice : form_->lists.find(asked.list)->second)
        if (holds(*asked.choice_filter, Here(*this, place, &choice)))
            here.choices.push_back(&choice);
}

// Relevance, choices and value of a place, when what it reads has changed; without `reads_changed`
// only its own answer is new.
Filling::Change Filling::follow(std::size_t place, bool reads_changed) {
    Place& here = places_[place];
    const Question& asked = question(place);
    const bool was_relevant = here.relevant;
    const std::string had = here.text;
    const Value showed = here.shown;
    const std::vector<const Choice*> offered = here.choices;
    if (reads_changed) {
        here.relevant = asked.parent == Question::kNone || places_[asked.parent].relevant;
        if (here.relevant && asked.relevant)
            here.relevant = holds(*asked.relevant, Here(*this, place));
        if (asked.calculated())
            calculate(place);
        here.choices.clear();
        if (asked.choice_filter && here.relevant)
            filter(place);
    }
    here.shown = here.kept;
    if (asked.choice_filter && here.relevant)
        narrow(here);
    here.text = here.relevant && !here.malformed ? string_value(here.shown) : std::string();
    const bool moved = here.relevant != was_relevant, said = here.text != had;
    return {moved || said || here.shown != showed || here.choices != offered,
            asked.section() ? moved : said};
}

void Filling::judge(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = question(place);
    here.required = false;
    here.constraint_holds = true;
    if (!here.relevant)
        return;
    const Here scope(*this, place);
    if (asked.required)
        here.required = holds(*asked.required, scope);
    if (asked.constraint && !here.text.empty())
        here.constraint_holds = holds(*asked.constraint, scope);
}

std::vector<Path> Filling::change(std::size_t start, Value value) {
    keep(start, std::move(value));
    const Dependencies& graph = *form_->dependencies;
    std::vector<std::size_t> waiting = {graph.rank[start]}, touched = {start};
    std::vector<bool> queued(places_.size()), judged(places_.size());
    queued[start] = judged[start] = true;
    const auto touch = [&](std::size_t place) {
        if (!judged[place])
            touched.push_back(place);
        judged[place] = true;
    };
    // in the order of the graph, so that each place is followed once, after all it reads
    while (!waiting.empty()) {
        std::pop_heap(waiting.begin(), waiting.end(), std::greater<>());
        const std::size_t place = graph.order[waiting.back()];
        waiting.pop_back();
        const Change change = follow(place, place != start);
        if (change.seen)
            touch(place);
        if (!change.read)
            continue;
        std::for_each(graph.judgements[place].begin(), graph.judgements[place].end(), touch);
        for (const std::size_t reader : graph.states[place])
            if (!queued[reader]) {
                queued[reader] = true;
                waiting.push_back(graph.rank[reader]);
                std::push_heap(waiting.begin(), waiting.end(), std::greater<>());
            }
    }
    std::sort(touched.begin(), touched.end());
    std::vector<Path> paths;
    for (const std::size_t place : touched) {
        judge(place);
        paths.push_back(path(place));
    }
    return paths;
}

std::optional<Problem> Filling::problem(std::size_t place) const {
    const Place& here = places_[place];
    const Question& asked = question(place);
    if (!here.relevant)
        return std::nullopt;
    if (here.malformed)
        return Problem{path(place), Fault::malformed, false};
    if (const auto* text = std::get_if<std::string>(&here.shown);
        text != nullptr && asked.max_length &&
        code_points(*text) > static_cast<std::size_t>(*asked.max_length))
        return Problem{path(place), Fault::too_long, false};
    if (!here.constraint_holds)
        return Problem{path(place), Fault::constraint, false};
    if (here.required && here.shown == Value(Absence::not_asked))
        return Problem{path(place), Fault::required, true};
    return std::nullopt;
}

bool Filling::may_forward() const {
    return !form_->forward_when || holds(*form_->forward_when, Here(*this));
}

std::string Filling::fill(const Text& from, std::string_view language) const {
    const std::string& words = from.in(language);
    std::string filled;
    for (std::size_t at = 0; filled.size() <= kMaxTextBytes;) {
        const std::size_t open = words.find("${", at);
        const std::size_t close =
            open == std::string::npos ? std::string::npos : words.find('}', open);
        filled.append(words, at, close == std::string::npos ? close : open - at);
        if (close == std::string::npos)
            break;
        const auto name = std::string_view(words).substr(open + 2, close - open - 2);
        if (const Place* read = this->at(trim(name)))
            filled += read->text;
        at = close + 1;
    }
    cut_utf8(filled, kMaxTextBytes);
    return filled;
}

} // namespace suoja::form
