// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/review.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

std::size_t section_with(const form::Form& form, std::string_view name) {
    auto index = form.index(name);
    if (index == form::Question::kNone)
        return index;
    while (form.questions[index].parent != form::Question::kNone)
        index = form.questions[index].parent;
    return index;
}

// The review is dense: few short choices stand joined in one strip.
QuestionModel dense(QuestionModel model) {
    if (model.control == Control::tiles)
        model.control = model.choices.size() <= 4 ? Control::strip : Control::drop_down;
    return model;
}

std::string where(const Filling& filling, const std::string& path) {
    const auto& form = filling.form();
    const auto section = filling.section(path);
    const auto& question = *filling.entry().question(path);
    std::string words;
    if (section != form::Question::kNone && section != form.index(path))
        words = filling.section_label(section) + " · ";
    const auto problem = filling.entry().problem(path);
    if (problem && !problem->missing_only)
        return words + tr("to look at");
    return words + (question.type == form::Type::select_multiple ? tr("none chosen yet")
                                                                 : tr("not asked yet"));
}

struct Unanswered {
    std::size_t not_asked = 0, declined = 0, other = 0;
    std::vector<UnansweredModel> list;
};

Unanswered unanswered(const Filling& filling) {
    Unanswered result;
    for (const auto section : filling.form().sections())
        for (const auto& name : filling.questions(section)) {
            const auto& question = *filling.entry().question(name);
            const auto* absence = std::get_if<form::Absence>(&filling.entry().value(name));
            if (question.type == form::Type::note || absence == nullptr ||
                !filling.entry().relevant(name))
                continue;
            ++(*absence == form::Absence::not_asked  ? result.not_asked
               : *absence == form::Absence::declined ? result.declined
                                                     : result.other);
            result.list.push_back({name, filling.name_of(name), absence_words(*absence)});
        }
    return result;
}

void add_about(ReviewModel& model, std::string label, std::string words) {
    if (!words.empty())
        model.about.emplace_back(std::move(label), std::move(words));
}

} // namespace

std::size_t consent_section(const form::Form& form) {
    return section_with(form, kConsent);
}
std::size_t sending_section(const form::Form& form) {
    return section_with(form, kUrgency);
}

ReviewModel review(const Filling& filling, const ReviewState& state) {
    const auto& form = filling.form();
    const auto gate = record::check(filling.entry());
    ReviewModel model;
    model.title = tr("Review and finalise");
    for (const auto& problem : gate.problems)
        model.needed.push_back(
            {problem.path, filling.name_of(problem.path), where(filling, problem.path)});
    const auto needed = model.needed.size();
    model.needed_title = needed == 0 ? tr("Everything needed to send is answered")
                                     : trn("{n} answer is needed before sending",
                                           "{n} answers are needed before sending", needed);
    const auto consent = consent_section(form);
    if (consent != form::Question::kNone) {
        model.consent_section = filling.section_label(consent);
        for (const auto& name : filling.questions(consent))
            model.consent.push_back(dense(filling.model(name)));
    }
    if (!gate.consent && filling.entry().value(kConsent) != form::Value(form::Absence::not_asked)) {
        const auto& own = form.forward_message.in(language());
        model.consent_message = own.empty()
                                    ? Message{Tone::waiting, tr("Consent is not given."), "", ""}
                                    : in_three_parts(own);
        model.consent_message->tone = Tone::waiting;
        if (model.consent_message->advice.empty()) {
            model.consent_message->safe = tr("The draft is saved.");
            model.consent_message->advice = tr("Choose one of the three ways on.");
        }
    }
    // a form that asks for no consent has the same ways out of it
    model.without_consent = !gate.consent || consent == form::Question::kNone;
    model.may_consult = state.may_consult;
    model.keep_label =
        fill(tr("Keep as draft until {date}"), {{"date", day_words(state.now + state.draft_term)}});
    if (state.erase_asked)
        model.erase_question = Message{
            Tone::attention, tr("Erase this draft from this device?"),
            tr("Its answers can’t be brought back; that a draft was erased is counted."), ""};
    const auto sending = sending_section(form);
    if (sending != form::Question::kNone)
        for (const auto& name : filling.questions(sending))
            model.urgency.push_back(dense(filling.model(name)));

    const auto open = unanswered(filling);
    if (open.not_asked + open.declined + open.other > 0) {
        model.unanswered = trn("{n} question not asked", "{n} questions not asked", open.not_asked);
        if (open.declined > 0)
            model.unanswered += ", " + trn("{n} declined", "{n} declined", open.declined);
        if (open.other > 0)
            model.unanswered += ", " + trn("{n} not known", "{n} not known", open.other);
        model.unanswered += ".";
        model.unanswered_advice = tr("That is fine. They can be added later as a new version.");
        if (state.see_unanswered)
            model.unanswered_list = open.list;
    }
    add_about(model, tr("Language"),
              filling.answer_words(filling.form().find(kContactLanguage) ? kContactLanguage
                                                                         : kCallLanguage));
    add_about(model, tr("Interpreting"), filling.answer_words("interpreter_mode"));
    add_about(model, tr("Time taken"), age_words(state.now - state.started));
    model.steps = {
        {Tone::relay, tr("The record is locked and signed"), "",
         tr("by this device. It can’t be changed, only added to. For one minute you can take it "
            "back.")},
        {Tone::relay, tr("It waits here, encrypted,"), "",
         tr("until there is a connection. You don’t need to stay.")},
        {Tone::relay, tr("You get a receipt"), "", tr("when the centre has it. See it on Home.")}};
    model.busy = state.busy;
    model.may_finalise = gate.open() && !state.busy;
    if (needed > 0)
        model.why_not = trn("{n} answer still needed", "{n} answers still needed", needed);
    else if (!gate.consent)
        model.why_not = tr("Without consent it can’t be sent");
    else if (state.busy)
        model.why_not = tr("Being locked and signed …");
    model.message = state.message;
    return model;
}

} // namespace suoja::kiosk
