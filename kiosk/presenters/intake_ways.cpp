// SPDX-License-Identifier: Apache-2.0
// How an intake leaves the page: finalised, kept, turned into a consultation, erased.
#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/intake.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

void IntakePresenter::finalise() {
    if (!filling_ || busy_ || !review_)
        return;
    if (!record::check(filling_->entry()).open()) {
        filling_->show_all_messages();
        return show_middle();
    }
    busy_ = true;
    message_.reset();
    saver_->flush();
    saver_->stop(); // the draft is gone once this has come through
    show_middle();
    const bool urgent = filling_->entry().value(kUrgency) == form::Value(std::string("urgent"));
    session_->store().ask(
        [draft = snapshot(), user = session_->user(), out = session_->outgoing(),
         form = session_->forms().find(filling_->form().id, filling_->form().version),
         context = context(),
         hold = urgent ? std::chrono::seconds(0) : session_->limits().hold](Store& store) {
            form::Entry entry(form, context, draft.answers);
            return kiosk::finalise(store, out, user, draft, entry, hold);
        },
        living_.guard([this](const Result<Finalised>& finalised) {
            if (!finalised)
                return refused(finalised.error());
            const auto words = fill(tr("{code} is locked, signed and waits to be sent."),
                                    {{"code", finalised->case_code}});
            close();
            session_->nudge();
            session_->changed();
            navigator_->go(Page::home);
            navigator_->announce(words);
        }));
}

void IntakePresenter::refused(const Failure& failure) {
    busy_ = false;
    const auto kept = tr("The draft is saved.");
    if (failure.code == "no_centre_key")
        message_ = Message{Tone::waiting, tr("This device does not have the centre’s key yet."),
                           kept, tr("Finalise later; tell the administrator.")};
    else if (failure.code == "not_allowed")
        message_ = Message{Tone::attention, tr("Your role may not finalise this."), kept,
                           tr("Ask a colleague whose role may.")};
    else if (failure.reason == Reason::too_large)
        message_ = Message{Tone::attention, tr("There is too much text for one record."), kept,
                           tr("Make the longest text shorter.")};
    else
        message_ = Message{Tone::attention, tr("Finalising did not work."), kept,
                           tr("Try again. If it does not help, call the administrator.")};
    saver_->resume();
    show_middle();
}

void IntakePresenter::keep_as_draft() {
    if (!filling_ || busy_)
        return;
    filling_->draft().keep_until = session_->clock().now() + session_->limits().draft_term;
    saver_->changed();
    navigator_->go(Page::home);
}

void IntakePresenter::consultation() {
    const auto form = session_->forms().newest(kConsultationForm);
    if (!filling_ || busy_ || !form)
        return;
    busy_ = true;
    show_middle();
    filling_->draft().keep_until = session_->clock().now() + session_->limits().draft_term;
    saver_->changed();
    session_->store().ask(
        [answers = filling_->entry().draft(), user = session_->user(), form,
         intake = session_->forms().find(filling_->form().id, filling_->form().version),
         context = context()](Store& store) {
            return make_consultation(store, user, form::Entry(intake, context, answers), form,
                                     context);
        },
        living_.guard([this](Result<Draft> draft) {
            busy_ = false;
            if (!draft)
                return refused(draft.error());
            session_->changed();
            navigator_->announce(tr("An anonymous consultation was started."));
            replaced();
            opened(std::move(*draft));
        }));
}

void IntakePresenter::erase() {
    if (!filling_ || busy_)
        return;
    erase_asked_ = true;
    show_middle();
}

void IntakePresenter::cancel_erase() {
    erase_asked_ = false;
    show_middle();
}

void IntakePresenter::confirm_erase() {
    if (!filling_ || busy_ || !erase_asked_)
        return;
    busy_ = true;
    saver_->stop();
    session_->store().ask([id = filling_->draft().id, user = session_->user()](
                              Store& store) { return erase_draft(store, user, id); },
                          living_.guard([this](const Result<void>& erased) {
                              erase_asked_ = false;
                              if (!erased)
                                  return refused(erased.error());
                              close();
                              session_->changed();
                              navigator_->go(Page::home);
                              navigator_->announce(tr("The draft was erased."));
                          }));
}

} // namespace suoja::kiosk
