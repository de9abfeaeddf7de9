// SPDX-License-Identifier: Apache-2.0
#include "core/form/entry.h"

#include "core/form/answers.h"
#include "core/form/filling.h"
#include "core/form/utf8.h"

namespace suoja::form {

namespace {

Failure counted() {
    return fail(Reason::refused, "counted",
                "An answer says how many of these there are; change that answer. Nothing was "
                "changed.");
}

} // namespace

struct Entry::State : Filling {
    using Filling::Filling;
};

Entry::Entry(std::shared_ptr<const Form> form, Context context, const Answers& answers)
    : state_(std::make_unique<State>(std::move(form), std::move(context), answers)) {}

Entry::~Entry() = default;
Entry::Entry(Entry&&) noexcept = default;
Entry& Entry::operator=(Entry&&) noexcept = default;

Result<std::vector<Path>> Entry::set(const Path& path, Value value) {
    const std::size_t place = state_->places().find(path);
    if (place == Question::kNone)
        return fail(Reason::not_found, "unknown_question",
                    "The form has no such question. Nothing was changed.");
    const Question& question = state_->places().question(place);
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
    return state_->change(place, std::move(value));
}

Result<std::vector<Path>> Entry::set_text(const Path& path, std::string_view text) {
    const std::size_t place = state_->places().find(path);
    if (place == Question::kNone || !state_->places().question(place).settable())
        return set(path, std::string(text));
    const Question& question = state_->places().question(place);
    if (auto value = read_answer(form(), question, text, state_->context().utc_offset_minutes))
        return set(path, *std::move(value));
    if (!typed_with_a_form(question) || !valid_utf8(text) ||
        text.find('\0') != std::string_view::npos)
        return fail(Reason::refused, "wrong_type",
                    "This cannot be an answer to the question: it is not among the choices, or not "
                    "text. Nothing was changed.");
    return state_->change(place, std::string(text));
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
    const std::size_t place = state_->places().find(path);
    return place == Question::kNone ? std::nullopt : state_->problem(place);
}

std::vector<Problem> Entry::problems() const {
    std::vector<Problem> all;
    state_->places().walk(Places::kRoot, [&](std::size_t place) {
        if (auto problem = state_->problem(place))
            all.push_back(*std::move(problem));
    });
    return all;
}

bool Entry::may_forward() const {
    return state_->may_forward();
}

std::vector<const Choice*> Entry::choices(std::string_view path) const {
    const std::size_t place = state_->places().find(path);
    if (place == Question::kNone)
        return {};
    const Question& question = state_->places().question(place);
    if (question.choice_filter)
        return state_->places()[place].choices;
    std::vector<const Choice*> all;
    if (const auto list = form().lists.find(question.list); list != form().lists.end())
        for (const Choice& choice : list->second)
            all.push_back(&choice);
    return all;
}

std::string Entry::label(std::string_view path, std::string_view language) const {
    const std::size_t place = state_->places().find(path);
    return place == Question::kNone
               ? std::string()
               : state_->fill(state_->places().question(place).label, language, place);
}
std::string Entry::hint(std::string_view path, std::string_view language) const {
    const std::size_t place = state_->places().find(path);
    return place == Question::kNone
               ? std::string()
               : state_->fill(state_->places().question(place).hint, language, place);
}
std::string Entry::message(std::string_view path, std::string_view language) const {
    const auto wrong = problem(path);
    if (!wrong || (wrong->fault != Fault::required && wrong->fault != Fault::constraint))
        return {};
    const std::size_t place = state_->places().find(path);
    const Question& question = state_->places().question(place);
    return state_->fill(wrong->fault == Fault::required ? question.required_message
                                                        : question.constraint_message,
                        language, place);
}

std::size_t Entry::count(std::string_view repeat) const {
    const Place* here = state_->at(repeat);
    return here == nullptr ? 0 : here->used;
}

Result<std::vector<Path>> Entry::add(const Path& repeat) {
    const std::size_t place = state_->places().find(repeat);
    if (place == Question::kNone || state_->places().question(place).type != Type::repeat)
        return fail(Reason::not_found, "unknown_repeat",
                    "The form has no such repeat. Nothing was changed.");
    if (state_->places().question(place).repeat_count)
        return counted();
    const std::size_t used = state_->places()[place].used;
    auto changed = state_->resize(place, used + 1);
    if (state_->places()[place].used == used)
        return fail(Reason::too_large, "too_many",
                    "One record can hold no more of these. Nothing was changed.");
    return changed;
}

Result<std::vector<Path>> Entry::remove(const Path& instance) {
    const std::size_t frame = state_->places().find_frame(instance);
    if (frame == Question::kNone)
        return fail(Reason::not_found, "unknown_instance",
                    "There is no such instance. Nothing was changed.");
    if (form().questions[state_->places().frame(frame).repeat].repeat_count)
        return counted();
    return state_->remove(frame);
}

std::vector<Path> Entry::members(std::string_view path) const {
    const Places& places = state_->places();
    std::size_t frame = Places::kRoot, parent = Question::kNone;
    if (!path.empty()) {
        if (const std::size_t place = places.find(path);
            place != Question::kNone && places.question(place).type == Type::group) {
            frame = places[place].frame;
            parent = places[place].question;
        } else if (frame = places.find_frame(path); frame != Question::kNone) {
            parent = places.frame(frame).repeat;
        } else {
            return {};
        }
    }
    std::vector<Path> found;
    for (const std::size_t question : form().layout->members.at(places.frame(frame).repeat))
        if (form().questions[question].parent == parent)
            found.push_back(places.path(places.place(frame, question)));
    return found;
}

const Question* Entry::question(std::string_view path) const {
    const std::size_t place = state_->places().find(path);
    return place == Question::kNone ? nullptr : &state_->places().question(place);
}

std::vector<Path> Entry::finish(std::chrono::sys_time<std::chrono::milliseconds> now) {
    return state_->finish(now);
}

Answers Entry::answers() const {
    const Places& places = state_->places();
    Answers stored;
    places.walk(Places::kRoot, [&](std::size_t place) {
        const Place& here = places[place];
        if (here.relevant && here.used > 0)
            stored.emplace(places.path(place) + "[]", static_cast<std::int64_t>(here.used));
        if (here.relevant && !here.malformed && here.shown != Value(Absence::not_asked) &&
            places.question(place).stores())
            stored.emplace(places.path(place), here.shown);
    });
    return stored;
}

const Answers& Entry::draft() const {
    return state_->draft();
}
const Form& Entry::form() const {
    return state_->form();
}
std::size_t Entry::evaluations() const {
    return state_->evaluations();
}

} // namespace suoja::form
