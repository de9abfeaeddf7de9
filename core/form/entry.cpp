// SPDX-License-Identifier: Apache-2.0
#include "core/form/entry.h"

#include "core/form/answers.h"
#include "core/form/dependencies.h"
#include "core/form/evaluate.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <functional>

namespace suoja::form {
namespace {

// A question where it stands. Without repeats there is one for each question, at its index.
struct Place {
    Value kept = Absence::not_asked;  // what was answered, whatever else holds
    Value shown = Absence::not_asked; // `kept` without the choices that are filtered out
    std::string text;                 // string-value in expressions
    bool malformed = false;           // `kept` does not fit the question
    bool relevant = true;             // its groups included
    bool required = false;
    bool constraint_holds = true;
    std::vector<const Choice*> choices; // of a select with a choice_filter
};

Moment local_moment(const Context& context) {
    return {context.now.time_since_epoch().count() + context.utc_offset_minutes * 60'000LL,
            context.utc_offset_minutes};
}

// White space alone and no choice at all are no answer. What fits takes its one stored form:
// numbers of a decimal as doubles, choices in list order.
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

} // namespace

struct Entry::State {
    std::shared_ptr<const Form> form;
    Context context;
    std::vector<Place> places;
    Answers draft;
    mutable std::size_t evaluations = 0;

    class Here final : public Scope {
      public:
        explicit Here(const State& state, std::size_t place = Question::kNone,
                      const Choice* choice = nullptr)
            : state_(state), place_(place), choice_(choice) {}
        void values(std::size_t question, TextSet& into) const override {
            into.push_back(state_.places[question].text);
        }
        std::string_view self() const override {
            return place_ == Question::kNone ? std::string_view() : state_.places[place_].text;
        }
        const Form& form() const override { return *state_.form; }
        Moment now() const override { return local_moment(state_.context); }
        const Choice* choice() const override { return choice_; }

      private:
        const State& state_;
        std::size_t place_;
        const Choice* choice_;
    };

    const Question& question(std::size_t place) const { return form->questions[place]; }
    const Path& path(std::size_t place) const { return question(place).name; }
    std::size_t find(std::string_view path) const { return form->index(path); }
    const Place* at(std::string_view path) const {
        const std::size_t place = find(path);
        return place == Question::kNone ? nullptr : &places[place];
    }

    bool holds(const Expression& expression, const Scope& scope) const {
        ++evaluations;
        return Evaluation(scope).boolean(expression.root());
    }
    std::string text(const Expression& expression, const Scope& scope) const {
        ++evaluations;
        return Evaluation(scope).text(expression.root());
    }

    void keep(std::size_t place, Value value) {
        Place& here = places[place];
        here.malformed = answered(value) && !fits(*form, question(place), value);
        here.kept = std::move(value);
        // a default that was cleared must not look like one never put in
        if (answered(here.kept) || std::get<Absence>(here.kept) != Absence::not_asked ||
            question(place).initial)
            draft[path(place)] = here.kept;
        else
            draft.erase(path(place));
    }

    void put_in_defaults() {
        for (std::size_t place = 0; place < places.size(); ++place) {
            const Question& asked = question(place);
            if (!asked.initial)
                continue;
            const auto value = read_answer(*form, asked, text(*asked.initial, Here(*this)),
                                           context.utc_offset_minutes);
            if (!value || !answered(*value))
                continue;
            keep(place, *value);
            places[place].text = string_value(*value); // later defaults may read it
        }
    }

    void take(Answers answers) {
        for (auto& [where, value] : answers) {
            const std::size_t place = find(where);
            if (place == Question::kNone)
                draft.emplace(where, std::move(value));
            else if (question(place).stores() && !question(place).calculated())
                keep(place, tidy(*form, question(place), std::move(value)));
        }
    }

    void calculate(std::size_t place) {
        Place& here = places[place];
        const Question& asked = question(place);
        Value value = Absence::not_asked;
        if (here.relevant)
            value = read_answer(*form, asked, text(*asked.calculation, Here(*this, place)),
                                context.utc_offset_minutes)
                        .value_or(Absence::not_asked);
        here.kept = std::move(value);
        if (answered(here.kept))
            draft[path(place)] = here.kept;
        else
            draft.erase(path(place));
    }

    void filter(std::size_t place) {
        Place& here = places[place];
        const Question& asked = question(place);
        here.choices.clear();
        for (const Choice& choice : form->lists.find(asked.list)->second)
            if (holds(*asked.choice_filter, Here(*this, place, &choice)))
                here.choices.push_back(&choice);
    }

    // takes what the filter does not leave out of what is shown
    static void narrow(Place& here) {
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

    struct Change {
        bool seen = false; // anything a screen shows
        bool read = false; // what others read: of a group its relevance, of a question its text
    };

    // Relevance, choices and value of a place, which were asked for by what it reads; without
    // `reads_changed` only its own answer is new.
    Change follow(std::size_t place, bool reads_changed) {
        Place& here = places[place];
        const Question& asked = question(place);
        const bool was_relevant = here.relevant;
        const std::string had = here.text;
        const Value showed = here.shown;
        const std::vector<const Choice*> offered = here.choices;
        if (reads_changed) {
            here.relevant = asked.parent == Question::kNone || places[asked.parent].relevant;
            if (here.relevant && asked.relevant)
                here.relevant = holds(*asked.relevant, Here(*this, place));
            if (asked.calculated())
                calculate(place);
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

    void judge(std::size_t place) {
        Place& here = places[place];
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

    std::vector<Path> changed(std::size_t start) {
        const Dependencies& graph = *form->dependencies;
        std::vector<std::size_t> waiting = {graph.rank[start]}, touched = {start};
        std::vector<bool> queued(places.size()), judged(places.size());
        queued[start] = judged[start] = true;
        while (!waiting.empty()) {
            std::pop_heap(waiting.begin(), waiting.end(), std::greater<>());
            const std::size_t place = graph.order[waiting.back()];
            waiting.pop_back();
            const Change change = follow(place, place != start);
            const auto touch = [&](std::size_t reader) {
                if (!judged[reader])
                    touched.push_back(reader);
                judged[reader] = true;
            };
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

    std::optional<Problem> problem(std::size_t place) const {
        const Place& here = places[place];
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

    std::string fill(const Text& from, std::string_view language) const {
        const std::string& words = from.in(language);
        std::string filled;
        for (std::size_t at = 0;;) {
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
            if (filled.size() > kMaxTextBytes)
                break;
        }
        cut_utf8(filled, kMaxTextBytes);
        return filled;
    }
};

Entry::Entry(std::shared_ptr<const Form> form, Context context, Answers answers)
    : state_(std::make_unique<State>()) {
    state_->form = std::move(form);
    state_->context = std::move(context);
    state_->places.resize(state_->form->questions.size());
    if (answers.empty())
        state_->put_in_defaults();
    else
        state_->take(std::move(answers));
    for (const std::size_t place : state_->form->dependencies->order)
        (void)state_->follow(place, true);
    for (std::size_t place = 0; place < state_->places.size(); ++place)
        state_->judge(place);
}

Entry::~Entry() = default;
Entry::Entry(Entry&&) noexcept = default;
Entry& Entry::operator=(Entry&&) noexcept = default;

Result<std::vector<Path>> Entry::set(const Path& path, Value value) {
    const std::size_t place = state_->find(path);
    if (place == Question::kNone)
        return fail(Reason::not_found, "unknown_question",
                    "The form has no such question. Nothing was changed.");
    const Question& question = state_->question(place);
    if (!question.settable())
        return fail(Reason::refused, "not_answerable",
                    "The form itself fills this in, so it takes no answer. Nothing was changed.");
    value = tidy(form(), question, std::move(value));
    if (!fits(form(), question, value))
        return answered(value)
                   ? fail(Reason::refused, "wrong_type",
                          "This cannot be an answer to the question: it is of another type or not "
                          "among the choices. Nothing was changed.")
                   : fail(Reason::refused, "absence_not_offered",
                          "The question does not offer this reason for having no answer. Nothing "
                          "was changed.");
    state_->keep(place, std::move(value));
    return state_->changed(place);
}

Result<std::vector<Path>> Entry::set_text(const Path& path, std::string_view text) {
    const std::size_t place = state_->find(path);
    if (place == Question::kNone || !state_->question(place).settable())
        return set(path, std::string(text));
    const Question& question = state_->question(place);
    if (auto value = read_answer(form(), question, text, state_->context.utc_offset_minutes))
        return set(path, *std::move(value));
    if (!typed_with_a_form(question) || !valid_utf8(text) ||
        text.find('\0') != std::string_view::npos)
        return fail(Reason::refused, "wrong_type",
                    "This cannot be an answer to the question: it is not among the choices, or not "
                    "text. Nothing was changed.");
    state_->keep(place, std::string(text));
    return state_->changed(place);
}

const Value& Entry::value(std::string_view path) const {
    static const Value none = Absence::not_asked;
    const Place* here = state_->at(path);
    return here == nullptr ? none : here->shown;
}
bool Entry::relevant(std::string_view path) const {
    const Place* here = state_->at(path);
    return here != nullptr && here->relevant;
}
bool Entry::required(std::string_view path) const {
    const Place* here = state_->at(path);
    return here != nullptr && here->required;
}

std::optional<Problem> Entry::problem(std::string_view path) const {
    const std::size_t place = state_->find(path);
    return place == Question::kNone ? std::nullopt : state_->problem(place);
}

std::vector<Problem> Entry::problems() const {
    std::vector<Problem> all;
    for (std::size_t place = 0; place < state_->places.size(); ++place)
        if (auto problem = state_->problem(place))
            all.push_back(*std::move(problem));
    return all;
}

bool Entry::may_forward() const {
    const auto& rule = form().forward_when;
    return !rule || state_->holds(*rule, State::Here(*state_));
}

std::vector<const Choice*> Entry::choices(std::string_view path) const {
    const std::size_t place = state_->find(path);
    if (place == Question::kNone)
        return {};
    const Question& question = state_->question(place);
    if (question.choice_filter)
        return state_->places[place].choices;
    std::vector<const Choice*> all;
    if (const auto list = form().lists.find(question.list); list != form().lists.end())
        for (const Choice& choice : list->second)
            all.push_back(&choice);
    return all;
}

std::string Entry::label(std::string_view path, std::string_view language) const {
    const Question* question = form().find(path);
    return question == nullptr ? std::string() : state_->fill(question->label, language);
}
std::string Entry::hint(std::string_view path, std::string_view language) const {
    const Question* question = form().find(path);
    return question == nullptr ? std::string() : state_->fill(question->hint, language);
}
std::string Entry::message(std::string_view path, std::string_view language) const {
    const auto wrong = problem(path);
    if (!wrong || (wrong->fault != Fault::required && wrong->fault != Fault::constraint))
        return {};
    const Question* question = form().find(path);
    return state_->fill(wrong->fault == Fault::required ? question->required_message
                                                        : question->constraint_message,
                        language);
}

Answers Entry::answers() const {
    Answers stored;
    for (std::size_t place = 0; place < state_->places.size(); ++place) {
        const Place& here = state_->places[place];
        if (here.relevant && !here.malformed && here.shown != Value(Absence::not_asked) &&
            state_->question(place).stores())
            stored.emplace(state_->path(place), here.shown);
    }
    return stored;
}

const Answers& Entry::draft() const {
    return state_->draft;
}
const Form& Entry::form() const {
    return *state_->form;
}
std::size_t Entry::evaluations() const {
    return state_->evaluations;
}

} // namespace suoja::form
