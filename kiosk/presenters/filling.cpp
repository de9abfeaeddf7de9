// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/filling.h"

#include "core/form/expression.h"
#include "kiosk/presenters/filling_shown.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/presenters/typed_date.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

bool plain_text(const form::Question& question) {
    return question.type == form::Type::text && !has_appearance(question, "partial-date") &&
           !has_appearance(question, "phone");
}

// Times that the clock gives, not the hand: the page's timer shows them.
bool kept_by_the_clock(const form::Question& question) {
    return question.name == kStartedAt || question.name == kEndedAt;
}

bool carries(const form::Form& form, std::string_view code) {
    return std::any_of(form.questions.begin(), form.questions.end(),
                       [&](const form::Question& each) { return each.label.has(code); });
}

std::string text_of(const form::Value& value) {
    if (const auto* words = std::get_if<std::string>(&value))
        return *words;
    return "";
}

// What a text field shows for a stored value.
std::string typed_words(const form::Question& question, const form::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    auto stored = text_of(value);
    switch (control_of(question, 0)) {
    case Control::date:
    case Control::partial_date:
        return typed_date(stored);
    case Control::time:
        return typed_time(stored);
    case Control::date_time:
        return typed_date_time(stored);
    case Control::tiles:
    case Control::check_tiles:
    case Control::strip:
    case Control::drop_down:
    case Control::check_list:
    case Control::text:
    case Control::multiline:
    case Control::phone:
    case Control::integer:
    case Control::decimal:
    case Control::note:
    case Control::instance:
    case Control::repeat:
        break;
    }
    return stored;
}

// "${reason} = 'yes'": the words of that choice; "" for any other rule.
std::string wanted_answer(const form::Form& form, const form::Question& reason,
                          const form::ExpressionNode& rule) {
    using Kind = form::ExpressionNode::Kind;
    if (rule.kind != Kind::chain || rule.operators.size() != 1 ||
        rule.operators.front() != form::Operator::equal ||
        rule.operands[0].kind != Kind::question || rule.operands[1].kind != Kind::text)
        return "";
    const auto* choice = form.choice(reason.list, rule.operands[1].text);
    return choice != nullptr ? choice->label.in(language()) : "";
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace

bool shown(const form::Question& question) {
    if (kept_by_the_clock(question))
        return false;
    switch (question.type) {
    case form::Type::text:
    case form::Type::integer:
    case form::Type::decimal:
    case form::Type::date:
    case form::Type::time:
    case form::Type::date_time:
    case form::Type::select_one:
    case form::Type::select_multiple:
    case form::Type::note:
    case form::Type::acknowledge:
        return true;
    case form::Type::calculate:
    case form::Type::hidden:
    case form::Type::group:
    case form::Type::repeat:
        return false;
    }
    return false;
}

// top-level group that a question stands in
std::size_t section_of(const form::Form& form, std::size_t index) {
    while (index != form::Question::kNone && form.questions[index].parent != form::Question::kNone)
        index = form.questions[index].parent;
    return index;
}

Filling::Filling(Draft draft, std::shared_ptr<const form::Form> form, form::Context context)
    : draft_(std::move(draft)), form_(form), entry_(form, context, draft_.answers),
      fresh_(std::move(form), std::move(context)) {}

std::vector<form::Path> Filling::take(std::string_view path,
                                      Result<std::vector<form::Path>> changed) {
    std::vector<form::Path> paths;
    if (changed)
        paths = std::move(*changed);
    const auto add = [&](std::string_view each) {
        if (std::find(paths.begin(), paths.end(), each) == paths.end())
            paths.emplace_back(each);
    };
    add(path);
    // a repeat that is asked for now, or no more, shows or hides its headings and its button
    for (const auto& question : form_->questions)
        if (question.type == form::Type::repeat)
            for (const auto& repeat : everywhere(question)) {
                add(repeat);
                for (std::size_t i = 1; i <= entry_.count(repeat); ++i)
                    add(repeat + "[" + std::to_string(i) + "]");
            }
    // "Shown because the answer above is …" follows the answer even where relevance stays
    const auto* answered = entry_.question(path);
    if (answered == nullptr)
        return paths;
    const auto index = form_->index(answered->name);
    for (const auto& question : form_->questions)
        if (question.relevant && !question.section() &&
            std::binary_search(question.relevant->references().begin(),
                               question.relevant->references().end(), index))
            for (const auto& each : everywhere(question))
                add(each);
    return paths;
}

std::vector<form::Path> Filling::choose(std::string_view path, std::string_view choice) {
    return take(path, entry_.set(form::Path(path), std::string(choice)));
}

std::vector<form::Path> Filling::toggle(std::string_view path, std::string_view choice, bool on) {
    std::vector<std::string> chosen;
    if (const auto* now = std::get_if<std::vector<std::string>>(&entry_.value(path)))
        chosen = *now;
    const auto at = std::find(chosen.begin(), chosen.end(), choice);
    if (on && at == chosen.end())
        chosen.emplace_back(choice);
    if (!on && at != chosen.end())
        chosen.erase(at);
    if (chosen.empty())
        return take(path, entry_.set(form::Path(path), form::Absence::not_asked));
    return take(path, entry_.set(form::Path(path), std::move(chosen)));
}

std::vector<form::Path> Filling::type(std::string_view path, std::string_view text) {
    const auto* question = entry_.question(path);
    if (question == nullptr)
        return {};
    const form::Path at(path);
    left_.erase(at); // not while typing
    typed_.insert_or_assign(at, std::string(text));
    unread_.erase(at);
    if (text.empty())
        return take(path, entry_.set(at, form::Absence::not_asked));
    if (plain_text(*question))
        return take(path, entry_.set(at, std::string(text)));
    auto changed = entry_.set_text(at, text);
    if (!changed) { // half a date: kept on the screen, and no older answer in its place
        unread_.insert(at);
        changed = entry_.set(at, form::Absence::not_asked);
    }
    return take(path, std::move(changed));
}

std::vector<form::Path> Filling::set_absence(std::string_view path, std::string_view kind) {
    const auto absence = form::parse_absence(kind);
    if (!absence)
        return {};
    const form::Path at(path);
    typed_.erase(at);
    unread_.erase(at);
    return take(path, entry_.set(at, *absence));
}

std::vector<form::Path> Filling::set(std::string_view path, form::Value value) {
    if (entry_.question(path) == nullptr)
        return {};
    return take(path, entry_.set(form::Path(path), std::move(value)));
}

std::vector<form::Path> Filling::left(std::string_view path) {
    left_.emplace(path);
    if (unread_.find(path) == unread_.end()) // shown as read from now on
        typed_.erase(std::string(path));
    return {form::Path(path)};
}

void Filling::show_all_messages() {
    all_messages_ = true;
    for (const auto group : form_->sections())
        for (auto& path : rows(group))
            left_.insert(std::move(path));
}

QuestionModel Filling::model(std::string_view path) const {
    QuestionModel model;
    if (path.ends_with(']'))
        return heading(path);
    const auto* found = entry_.question(path);
    if (found == nullptr)
        return model;
    const auto& question = *found;
    if (question.type == form::Type::repeat)
        return repeat_end(path);
    const auto& value = entry_.value(path);
    const auto second = second_language();
    const auto choices = entry_.choices(path);
    model.path = std::string(path);
    model.control = control_of(question, choices.size());
    model.within = heading_words(path, language());
    model.label = entry_.label(path, language());
    model.hint = entry_.hint(path, language());
    if (!second.empty() && question.label.has(second)) {
        model.second_label = entry_.label(path, second);
        model.second_hint = question.hint.has(second) ? entry_.hint(path, second) : "";
        model.second_language = second;
    }
    for (const auto* choice : choices) {
        ChoiceModel each{choice->name, choice->label.in(language()), "", false};
        if (!model.second_language.empty() && choice->label.has(second))
            each.second = choice->label.in(second);
        if (const auto* one = std::get_if<std::string>(&value))
            each.chosen = *one == choice->name;
        else if (const auto* many = std::get_if<std::vector<std::string>>(&value))
            each.chosen = std::find(many->begin(), many->end(), choice->name) != many->end();
        model.choices.push_back(std::move(each));
    }
    const auto typed = typed_.find(path);
    model.text = typed != typed_.end() ? typed->second
                 : choices.empty()     ? typed_words(question, value)
                                       : "";
    model.placeholder = placeholder_words(model.control);
    const auto* absence = std::get_if<form::Absence>(&value);
    if (!question.absence.empty()) {
        model.absences.push_back({std::string(form::name(form::Absence::not_asked)),
                                  absence_words(form::Absence::not_asked),
                                  absence != nullptr && *absence == form::Absence::not_asked});
        for (const auto kind : question.absence)
            if (kind != form::Absence::not_asked)
                model.absences.push_back({std::string(form::name(kind)), absence_words(kind),
                                          absence != nullptr && *absence == kind});
    }
    model.absent = absence != nullptr && *absence != form::Absence::not_asked;
    model.absence = model.absent ? absence_words(*absence) : tr("No answer");
    model.needed = entry_.required(path);
    model.read_only = question.read_only;
    model.visible = entry_.relevant(path);
    block(question, model);
    model.message = message(question, form::Path(path));
    if (question.max_length) {
        model.max_length = *question.max_length;
        if (model.control == Control::multiline)
            model.length =
                std::to_string(characters(model.text)) + " / " + std::to_string(model.max_length);
    }
    for (const auto& part :
         {model.second_label, model.hint, model.message ? model.message->fact : std::string(),
          model.message ? model.message->safe : std::string(),
          model.message ? model.message->advice : std::string()})
        if (!part.empty())
            model.accessible_description +=
                (model.accessible_description.empty() ? "" : " ") + part;
    return model;
}

// A question that hangs on answers of its own section stands on a soft ground that says why.
void Filling::block(const form::Question& question, QuestionModel& model) const {
    if (!question.relevant || question.relevant->references().empty())
        return;
    const auto& references = question.relevant->references();
    const auto index = form_->index(question.name);
    const auto section = section_of(*form_, index);
    for (const auto each : references)
        if (!shown(form_->questions[each]) || section_of(*form_, each) != section)
            return;
    model.block = question.relevant->source();
    // the first of the block carries the words; `above` is the row before it
    std::string above;
    bool inside = false; // the run of rows with this rule that the row before belongs to
    for (const auto& path : rows_beside(model.path)) {
        const auto* each = path.ends_with(']') ? nullptr : entry_.question(path);
        const bool same = each != nullptr && !each->section() && each->relevant &&
                          each->relevant->source() == model.block;
        if (path == model.path) {
            if (inside)
                return;
            break;
        }
        inside = same;
        above = path;
    }
    if (references.size() != 1) {
        model.shown_because = tr("Shown because of the answers above");
        return;
    }
    const auto& reason = form_->questions[references.front()];
    const auto at = seen_from(model.path, reason);
    if (at.empty()) { // of other instances than its own
        model.shown_because = tr("Shown because of the answers above");
        return;
    }
    // what the rule asks for, also before it is given; else what was answered
    auto answer = wanted_answer(*form_, reason, question.relevant->root());
    if (answer.empty() && entry_.relevant(model.path))
        answer = answer_words(at);
    const bool select = reason.type == form::Type::select_one;
    const auto label = entry_.label(at, language());
    if (!select || answer.empty())
        model.shown_because =
            at == above && !select
                ? tr("Shown because the question above is answered")
                : fill(tr("Shown because of the answer to “{question}”"), {{"question", label}});
    else if (at == above)
        model.shown_because =
            fill(tr("Shown because the answer above is {answer}"), {{"answer", answer}});
    else
        model.shown_because = fill(tr("Shown because the answer to “{question}” is {answer}"),
                                   {{"question", label}, {"answer", answer}});
}

std::optional<Message> Filling::message(const form::Question& question,
                                        const form::Path& path) const {
    if (left_.find(path) == left_.end() || !entry_.relevant(path))
        return std::nullopt;
    if (unread_.find(path) != unread_.end())
        return fault_message(question, form::Fault::malformed);
    const auto problem = entry_.problem(path);
    if (!problem)
        return privacy_hint(question, text_of(entry_.value(path)));
    if (problem->missing_only && !all_messages_)
        return std::nullopt; // the tag says it; nobody is told off for going on
    return fault_message(question, problem->fault);
}

std::string Filling::section_label(std::size_t group) const {
    return form_->questions[group].label.in(language());
}

std::string Filling::second_section_label(std::size_t group) const {
    const auto second = second_language();
    const auto& label = form_->questions[group].label;
    return !second.empty() && label.has(second) ? label.in(second) : "";
}

std::size_t Filling::to_look_at(std::size_t group) const {
    std::size_t count = 0;
    for (const auto& problem : entry_.problems())
        if (section(problem.path) == group)
            ++count;
    for (const auto& path : unread_)
        if (section(path) == group && entry_.relevant(path) && !entry_.problem(path))
            ++count;
    return count;
}

bool Filling::started(std::size_t group) const {
    for (const auto& path : rows(group)) {
        if (path.ends_with(']')) { // an instance that nobody has counted was added by hand
            if (!form_->find(repeat_name(path))->repeat_count)
                return true;
            continue;
        }
        if (entry_.value(path) != fresh_.value(path) || typed_.find(path) != typed_.end())
            return true;
    }
    return false;
}

std::string Filling::person_language() const {
    for (const auto name : {kContactLanguage, kCallLanguage})
        if (form_->find(name) != nullptr)
            if (const auto* code = std::get_if<std::string>(&entry_.value(name)))
                return *code;
    return "";
}

std::string Filling::second_language() const {
    auto code = person_language();
    return code != language() && carries(*form_, code) ? code : "";
}

std::string Filling::answer_words(std::string_view path) const {
    const auto* question = entry_.question(path);
    return question == nullptr ? "" : kiosk::answer_words(*form_, *question, entry_.value(path));
}

Draft Filling::snapshot() const {
    auto draft = draft_;
    draft.answers = entry_.draft();
    return draft;
}

} // namespace suoja::kiosk
