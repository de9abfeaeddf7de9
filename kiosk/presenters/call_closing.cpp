// SPDX-License-Identifier: Apache-2.0
// What one press does in a call: closing a contact that is no call for help, and reasons by number.
#include "kiosk/presenters/call_state.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr std::chrono::seconds kUndo{10};
constexpr std::size_t kMostReasons = 3; // beside the main one

} // namespace

// The draft is ended and kept as it is for 10 s; then it is finalised like any other. A crash or a
// lock in between leaves an ended draft with its type, so nothing is lost either way.
void CallPresenter::close_as(std::string_view choice) {
    if (!filling_ || busy_)
        return;
    auto closed = std::make_unique<Closed>();
    closed->before = snapshot();
    changed(filling_->choose(kCallType, choice));
    if (!record::check(filling_->entry()).open()) // a form that asks more for this type
        return end_call();
    if (!filling_->draft().ended_at) {
        filling_->draft().ended_at = session_->clock().now();
        (void)filling_->set(kEndedAt, local_date_time(session_->clock().now()));
    }
    saver_->changed();
    saver_->flush();
    closed->after = snapshot();
    closed->label = filling_->answer_words(kCallType);
    closed->until = session_->clock().steady() + kUndo;
    close();
    closed_ = std::move(closed);
    show_list();
    show_call();
    show_undo();
    navigator_->situation_changed();
    navigator_->announce(
        fill(tr("Closed as {type}. Undo within 10 seconds."), {{"type", closed_->label}}));
}

void CallPresenter::undo() {
    if (!closed_)
        return;
    auto before = std::move(closed_->before);
    closed_.reset();
    show_undo();
    opened(std::move(before), false);
    saver_->changed();
    show_list();
}

void CallPresenter::finish_closed() {
    if (!closed_)
        return;
    const auto draft = std::move(closed_->after);
    closed_.reset();
    show_undo();
    send(draft, [this](const Result<Finalised>& finalised) {
        if (!finalised)
            return refused(finalised.error());
        session_->nudge();
        session_->changed();
    });
}

void CallPresenter::reason(int number) {
    if (!filling_ || busy_ || number < 1)
        return;
    const auto reasons = filling_->entry().choices(kReason);
    if (static_cast<std::size_t>(number) > reasons.size())
        return;
    const auto& name = reasons[static_cast<std::size_t>(number) - 1]->name;
    const auto* main = std::get_if<std::string>(&filling_->entry().value(kReason));
    const auto* others =
        std::get_if<std::vector<std::string>>(&filling_->entry().value(kOtherReasons));
    if (main == nullptr) {
        // the first is the main reason; it is not one of the others too
        if (others != nullptr && std::find(others->begin(), others->end(), name) != others->end())
            changed(filling_->toggle(kOtherReasons, name, false));
        return changed(filling_->choose(kReason, name));
    }
    if (*main == name) {
        auto paths = filling_->set(kReason, form::Absence::not_asked);
        return changed(paths);
    }
    const bool on =
        others == nullptr || std::find(others->begin(), others->end(), name) == others->end();
    if (on && others != nullptr && others->size() >= kMostReasons) {
        navigator_->announce(tr("One main reason and up to three others."));
        return;
    }
    changed(filling_->toggle(kOtherReasons, name, on));
}

void CallPresenter::relabel() {
    message_.reset();
    if (closed_ && !closed_->after.answers.empty())
        if (const auto form =
                session_->forms().find(closed_->after.form, closed_->after.form_version))
            closed_->label = answer_words(*form, *form->find(kCallType),
                                          closed_->after.answers.find(kCallType)->second);
}

} // namespace suoja::kiosk
