// SPDX-License-Identifier: Apache-2.0
#include "core/form/filling.h"

#include "core/form/answers.h"
#include "core/form/dependencies.h"
#include "core/form/utf8.h"

#include <algorithm>
#include <cmath>

namespace suoja::form {
namespace {

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

Moment local_moment(const Context& context) {
    return {context.now.time_since_epoch().count() + context.utc_offset_minutes * 60'000LL,
            context.utc_offset_minutes};
}

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
        : places_(filling.places_), context_(filling.context_), place_(place),
          frame_(place == Question::kNone ? Places::kRoot : places_[place].frame), choice_(choice) {
    }
    void values(std::size_t question, TextSet& into) const override {
        places_.each(places_.common(frame_, question), question,
                     [&](std::size_t place) { read(place, into); });
    }
    void indexed(std::size_t question, std::span<const Instance> instances,
                 TextSet& into) const override {
        places_.each(
            Places::kRoot, question, [&](std::size_t place) { read(place, into); },
            [&](std::size_t repeat, std::size_t number) {
                const auto named =
                    std::find_if(instances.begin(), instances.end(),
                                 [&](const Instance& one) { return one.repeat == repeat; });
                return named == instances.end() || named->number == static_cast<double>(number);
            });
    }
    [[nodiscard]] std::size_t position(std::size_t repeat) const override {
        const std::size_t frame = places_.around(frame_, repeat);
        return frame == Question::kNone ? 0 : places_.frame(frame).number;
    }
    [[nodiscard]] std::string_view self() const override {
        return place_ == Question::kNone ? std::string_view() : places_[place_].text;
    }
    [[nodiscard]] const Form& form() const override { return places_.form(); }
    [[nodiscard]] Moment now() const override { return local_moment(context_); }
    [[nodiscard]] const Choice* choice() const override { return choice_; }

  private:
    void read(std::size_t place, TextSet& into) const {
        const Place& there = places_[place];
        if (places_.question(place).type == Type::repeat)
            into.resize(into.size() + there.used); // relevant or not, as in ODK
        else
            into.push_back(there.text);
    }

    const Places& places_;
    const Context& context_;
    std::size_t place_, frame_;
    const Choice* choice_;
};

Filling::Filling(std::shared_ptr<const Form> form, Context context, const Answers& answers)
    : places_(std::move(form)), context_(std::move(context)) {
    if (answers.empty())
        put_in_defaults(Places::kRoot);
    else
        take(answers);
    for (const std::size_t question : this->form().dependencies->order)
        places_.each(Places::kRoot, question,
                     [&](std::size_t place) { (void)follow(place, true); });
    flipped_.clear(); // what came into use was followed after its repeat
    places_.walk(Places::kRoot, [&](std::size_t place) { judge(place); });
}

const Place* Filling::at(std::string_view path) const {
    const std::size_t place = places_.find(path);
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

void Filling::note(std::size_t place) {
    const Place& here = places_[place];
    // a default that was cleared must not look like one never put in
    if (here.kept != Value(Absence::not_asked) || places_.question(place).initial)
        draft_[places_.path(place)] = here.kept;
    else
        draft_.erase(places_.path(place));
}

void Filling::note_count(std::size_t repeat) {
    const Path path = places_.path(repeat) + "[]";
    if (const std::size_t used = places_[repeat].used; used > 0)
        draft_[path] = static_cast<std::int64_t>(used);
    else
        draft_.erase(path);
}

void Filling::keep(std::size_t place, Value value) {
    Place& here = places_[place];
    here.malformed = answered(value) && !fits(form(), places_.question(place), value);
    here.kept = std::move(value);
    note(place);
}

void Filling::put_in(std::size_t place, Value value) {
    if (!answered(value))
        return;
    places_[place].text = string_value(value); // later defaults may read it
    keep(place, std::move(value));
}

void Filling::put_in_defaults(std::size_t frame) {
    places_.walk(frame, [&](std::size_t place) {
        const Question& asked = places_.question(place);
        const Moment now = local_moment(context_);
        switch (asked.metadata) {
        case Metadata::start:
            return put_in(place, now.date_time());
        case Metadata::today:
            return put_in(place, print_date(now.date()));
        case Metadata::device:
            return put_in(place, context_.device);
        case Metadata::user:
            return put_in(place, context_.user);
        case Metadata::end:
        case Metadata::none:
            break;
        }
        if (asked.initial)
            put_in(place, read_answer(form(), asked, text(*asked.initial, Here(*this, place)),
                                      context_.utc_offset_minutes)
                              .value_or(Absence::not_asked));
    });
}

// Counts stand behind the instances' own answers in the order of paths, and may leave the last of
// these out of use.
void Filling::take(const Answers& answers) {
    for (const auto& [where, value] : answers) {
        const bool counts = where.ends_with("[]");
        const auto* number = std::get_if<std::int64_t>(&value);
        const std::size_t place = places_.find_or_make(
            counts ? std::string_view(where).substr(0, where.size() - 2) : where);
        if (place == Question::kNone) {
            draft_.emplace(where, value);
            continue;
        }
        const Question& asked = places_.question(place);
        if (counts && asked.type == Type::repeat && number != nullptr && *number >= 0)
            (void)places_.use(place, static_cast<std::size_t>(*number));
        else if (asked.stores() && !counts &&
                 (!asked.calculated() || asked.calculation->remembers()))
            keep(place, tidy(form(), asked, value));
    }
    places_.walk(Places::kRoot, [&](std::size_t place) {
        if (places_.question(place).type == Type::repeat)
            note_count(place);
    });
}

void Filling::calculate(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = places_.question(place);
    const bool remembers = asked.calculation->remembers();
    if (remembers) // it reads itself, and comes back when it is relevant again
        here.text = string_value(here.kept);
    Value value = remembers ? here.kept : Value(Absence::not_asked);
    if (here.relevant)
        value = read_answer(form(), asked, text(*asked.calculation, Here(*this, place)),
                            context_.utc_offset_minutes)
                    .value_or(Absence::not_asked);
    here.kept = std::move(value);
    note(place);
}

void Filling::leave(std::size_t place) {
    const Question& asked = places_.question(place);
    if (!asked.calculated() || asked.calculation->remembers())
        return;
    places_[place].kept = Absence::not_asked;
    note(place);
}

// the instances that a repeat_count asks for
void Filling::count(std::size_t repeat) {
    ++evaluations_;
    const Here scope(*this, repeat);
    const double asked = Evaluation(scope).number(places_.question(repeat).repeat_count->root());
    const double wanted = std::isnan(asked) || asked < 0 ? 0 : std::floor(asked);
    const std::size_t before = places_.frames();
    const auto flipped = places_.use(
        repeat, static_cast<std::size_t>(std::min(wanted, static_cast<double>(kMaxInstances))));
    places_[repeat].too_many = static_cast<double>(places_[repeat].used) < wanted;
    for (const std::size_t frame : flipped)
        if (frame >= before)
            put_in_defaults(frame);
    flipped_.insert(flipped_.end(), flipped.begin(), flipped.end());
    note_count(repeat);
}

void Filling::filter(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = places_.question(place);
    for (const Choice& choice : form().lists.find(asked.list)->second)
        if (holds(*asked.choice_filter, Here(*this, place, &choice)))
            here.choices.push_back(&choice);
}

// Relevance, choices, instances and value of a place, when what it reads has changed; without
// `reads_changed` only its own answer is new.
Filling::Change Filling::follow(std::size_t place, bool reads_changed) {
    Place& here = places_[place];
    const Question& asked = places_.question(place);
    const bool was_relevant = here.relevant;
    const std::size_t stood = here.used;
    const std::string had = here.text;
    const Value showed = here.shown;
    const std::vector<const Choice*> offered = here.choices;
    if (reads_changed) {
        here.relevant = surrounding(place);
        if (here.relevant && asked.relevant)
            here.relevant = holds(*asked.relevant, Here(*this, place));
        if (asked.repeat_count)
            count(place);
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
    const bool moved = here.relevant != was_relevant || here.used != stood, said = here.text != had;
    return {moved || said || here.shown != showed || here.choices != offered,
            asked.section() ? moved : said};
}

// whether the group or instance around the place is relevant
bool Filling::surrounding(std::size_t place) const {
    const std::size_t parent = places_.question(place).parent;
    const std::size_t frame = places_[place].frame;
    if (parent == Question::kNone)
        return true;
    return places_[parent == places_.frame(frame).repeat ? places_.frame(frame).owner
                                                         : places_.place(frame, parent)]
        .relevant;
}

void Filling::judge(std::size_t place) {
    Place& here = places_[place];
    const Question& asked = places_.question(place);
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

std::optional<Problem> Filling::problem(std::size_t place) const {
    const Place& here = places_[place];
    const Question& asked = places_.question(place);
    const auto wrong = [&](Fault fault, bool missing = false) {
        return Problem{places_.path(place), fault, missing};
    };
    if (!here.relevant)
        return std::nullopt;
    if (here.malformed)
        return wrong(Fault::malformed);
    if (here.too_many)
        return wrong(Fault::too_many);
    if (const auto* text = std::get_if<std::string>(&here.shown);
        text != nullptr && asked.max_length &&
        code_points(*text) > static_cast<std::size_t>(*asked.max_length))
        return wrong(Fault::too_long);
    if (!here.constraint_holds)
        return wrong(Fault::constraint);
    if (here.required && here.shown == Value(Absence::not_asked))
        return wrong(Fault::required, true);
    return std::nullopt;
}

bool Filling::may_forward() const {
    return !form().forward_when || holds(*form().forward_when, Here(*this));
}

std::string Filling::fill(const Text& from, std::string_view language, std::size_t place) const {
    const std::string& words = from.in(language);
    const Here scope(*this, place);
    std::string filled;
    for (std::size_t at = 0; filled.size() <= kMaxTextBytes;) {
        const std::size_t open = words.find("${", at);
        const std::size_t close =
            open == std::string::npos ? std::string::npos : words.find('}', open);
        filled.append(words, at, close == std::string::npos ? close : open - at);
        if (close == std::string::npos)
            break;
        const auto name = std::string_view(words).substr(open + 2, close - open - 2);
        TextSet read;
        if (const std::size_t asked = form().index(trim(name)); asked != Question::kNone)
            scope.values(asked, read);
        if (!read.empty())
            filled += read.front();
        at = close + 1;
    }
    cut_utf8(filled, kMaxTextBytes);
    return filled;
}

} // namespace suoja::form
