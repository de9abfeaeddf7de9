// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/call.h"

#include "kiosk/presenters/call_state.h"
#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/renewal.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

CallPresenter::CallPresenter(Session& session, Navigator& navigator)
    : session_(&session), navigator_(&navigator) {
    session.on_change(living_, [this] { reload(); });
}

CallPresenter::~CallPresenter() {
    save_now();
    finish_closed(); // an undo that nobody pressed
}

form::Context CallPresenter::context() const {
    const auto now = session_->clock().now();
    return context_for(session_->user(), session_->device().device, now,
                       local(now).utc_offset_minutes);
}

std::optional<DraftId> CallPresenter::draft() const {
    return filling_ ? std::optional(filling_->draft().id) : std::nullopt;
}

bool CallPresenter::running() const {
    return filling_ && !filling_->draft().ended_at;
}

void CallPresenter::attach(CallView& view) {
    view_ = &view;
    shown_saved_.reset();
    shown_clock_.reset();
    show_list();
    show_call();
    show_undo();
    if (filling_) {
        show_saved();
        const auto& place = filling_->draft().place;
        view.focus(place.question.empty() ? std::string(kNote) : place.question, place.cursor);
    }
    reload();
}

void CallPresenter::start() {
    const auto form = session_->forms().newest(kConsultationForm);
    if (opening_ || busy_)
        return;
    if (!form) {
        message_ = Message{Tone::attention, tr("The call form could not be read."),
                           tr("Drafts and records are safe."), tr("Call the administrator.")};
        return show_call();
    }
    finish_closed();
    save_now();
    close();
    opening_ = true;
    session_->store().ask(
        [form, context = context(), user = session_->user()](Store& store) {
            return make_draft(store, user, form, context);
        },
        living_.guard([this](Result<Draft> draft) {
            opening_ = false;
            if (!draft) {
                message_ = Message{Tone::attention, tr("The call could not be opened here."),
                                   tr("What was saved is safe."),
                                   tr("Write on paper and call the administrator.")};
                return show_call();
            }
            opened(std::move(*draft), true);
            session_->changed();
        }));
}

void CallPresenter::open(std::string_view id) {
    const auto draft = DraftId::parse(id);
    if (!draft || opening_ || busy_ || (filling_ && filling_->draft().id == *draft))
        return;
    finish_closed();
    save_now();
    close();
    opening_ = true;
    session_->store().ask(
        [id = *draft, user = session_->user().id](Store& store) -> Result<Draft> {
            auto found = store.drafts().find(id);
            if (!found)
                return fail(Reason::not_found, "draft", "This call is no longer here.");
            database::Transaction transaction(store.database());
            store.audit().append(store.clock().now(), database::Act::record_opened, user.str(),
                                 id.str());
            transaction.commit();
            return std::move(*found);
        },
        living_.guard([this](Result<Draft> found) {
            opening_ = false;
            if (found)
                return opened(std::move(*found), false);
            message_ = Message{Tone::attention, tr("The call could not be opened here."),
                               tr("What was saved is safe."), tr("Call the administrator.")};
            reload();
            show_call();
        }));
}

void CallPresenter::opened(Draft draft, bool fresh) {
    const auto renewal = renewal_of(session_->forms(), draft);
    const auto form = renewal.form;
    if (!form) {
        message_ = Message{Tone::attention, tr("This draft was made with another form."),
                           tr("It is safe on this device."), tr("Call the administrator.")};
        return show_call();
    }
    draft.form_version = form->version;
    const auto saved_at = draft.saved_at;
    const auto began = draft.created_at;
    filling_ = std::make_unique<Filling>(std::move(draft), form, context());
    saver_ = std::make_unique<Saver>(
        *session_, [this] { return snapshot(); }, [this](const SavedModel&) { show_saved(); });
    saver_->set_saved_at(saved_at);
    message_ = renewal_message(renewal);
    if (fresh) {
        (void)filling_->set(kStartedAt, local_date_time(began));
        saver_->changed();
        navigator_->announce(tr("Call in progress"));
    }
    show_list();
    show_call();
    if (view_ != nullptr) {
        const auto& place = filling_->draft().place;
        show_saved();
        view_->focus(place.question.empty() ? std::string(kNote) : place.question, place.cursor);
    }
    navigator_->situation_changed();
}

void CallPresenter::show_saved() {
    if (view_ == nullptr || !saver_)
        return;
    auto model = saver_->model();
    if (shown_saved_ == model)
        return;
    view_->show_saved(model);
    shown_saved_ = std::move(model);
}

void CallPresenter::show_clock() {
    auto model = clock_model();
    if (view_ == nullptr || shown_clock_ == model)
        return;
    view_->show_clock(model);
    shown_clock_ = std::move(model);
}

void CallPresenter::close() {
    filling_.reset();
    saver_.reset();
    busy_ = all_messages_ = false;
    message_.reset();
    shown_.clear();
    shown_saved_.reset();
    shown_clock_.reset();
}

void CallPresenter::end_call() {
    if (!running() || busy_)
        return;
    const auto now = session_->clock().now();
    filling_->draft().ended_at = now;
    (void)filling_->set(kEndedAt, local_date_time(now));
    saver_->changed();
    saver_->flush();
    show_list();
    show_call();
    navigator_->situation_changed();
    navigator_->announce(tr("The call has ended. The record stays open for the last notes."));
}

void CallPresenter::finalise() {
    if (!filling_ || busy_ || running())
        return;
    if (!record::check(filling_->entry()).open()) {
        all_messages_ = true;
        filling_->show_all_messages();
        return show_call();
    }
    busy_ = true;
    saver_->flush();
    saver_->stop();
    show_call();
    send(snapshot(), [this](const Result<Finalised>& finalised) {
        if (!finalised)
            return refused(finalised.error());
        const auto words = fill(tr("{code} is locked, signed and waits to be sent."),
                                {{"code", finalised->case_code}});
        close();
        session_->nudge();
        session_->changed();
        show_list();
        show_call();
        navigator_->situation_changed();
        navigator_->announce(words);
    });
}

void CallPresenter::send(const Draft& draft, std::function<void(Result<Finalised>)> then) {
    session_->store().ask(
        [draft, user = session_->user(), out = session_->outgoing(),
         form = session_->forms().find(draft.form, draft.form_version), context = context(),
         hold = session_->limits().hold](Store& store) {
            form::Entry entry(form, context, draft.answers);
            return kiosk::finalise(store, out, user, draft, entry, hold);
        },
        living_.guard(std::move(then)));
}

void CallPresenter::refused(const Failure& failure) {
    busy_ = false;
    const auto kept = tr("The draft is saved.");
    message_ = failure.code == "no_centre_key"
                   ? Message{Tone::waiting, tr("This device does not have the centre’s key yet."),
                             kept, tr("Finalise later; tell the administrator.")}
                   : Message{Tone::attention, tr("Finalising did not work."), kept,
                             tr("Try again. If it does not help, call the administrator.")};
    if (saver_)
        saver_->resume();
    reload();
    show_call();
}

void CallPresenter::discard() {
    if (!filling_ || busy_ || !blank())
        return;
    busy_ = true;
    saver_->stop();
    session_->store().ask([id = filling_->draft().id, user = session_->user()](
                              Store& store) { return erase_draft(store, user, id); },
                          living_.guard([this](const Result<void>& erased) {
                              if (!erased)
                                  return refused(erased.error());
                              close();
                              session_->changed();
                              show_list();
                              show_call();
                              navigator_->situation_changed();
                          }));
}

void CallPresenter::time_stamp() {
    if (filling_ && !busy_ && view_ != nullptr && filling_->form().find(kNote) != nullptr)
        view_->insert_in_note(clock_words(session_->clock().now()) + " ");
}

void CallPresenter::go_to_answer(std::string_view path) {
    if (view_ != nullptr)
        view_->focus(path, 0);
}

void CallPresenter::choose(std::string_view path, std::string_view choice) {
    if (filling_ && !busy_)
        changed(filling_->choose(path, choice));
}

void CallPresenter::toggle(std::string_view path, std::string_view choice, bool on) {
    if (filling_ && !busy_)
        changed(filling_->toggle(path, choice, on));
}

void CallPresenter::type(std::string_view path, std::string_view text) {
    if (filling_ && !busy_)
        changed(filling_->type(path, text));
}

void CallPresenter::set_absence(std::string_view path, std::string_view kind) {
    if (filling_ && !busy_)
        changed(filling_->set_absence(path, kind));
}

void CallPresenter::add(std::string_view repeat) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->entry().count(repeat);
    changed(filling_->add(repeat));
    const auto count = filling_->entry().count(repeat);
    if (view_ != nullptr && count > before)
        view_->focus(form::Path(repeat) + "[" + std::to_string(count) + "]", 0);
}

void CallPresenter::remove(std::string_view instance) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->model(instance);
    changed(filling_->remove(instance));
    const auto now = filling_->model(instance);
    if (now.message)
        return navigator_->announce(now.message->fact + " " + now.message->safe);
    navigator_->announce(fill(tr("“{name}” was removed."), {{"name", before.label}}));
    if (view_ != nullptr)
        view_->focus(instance.substr(0, instance.rfind('[')), 0);
}

void CallPresenter::keep(std::string_view instance) {
    if (filling_ && !busy_)
        changed(filling_->keep(instance));
}

void CallPresenter::entered(std::string_view path) {
    moved(path, 0);
}

void CallPresenter::moved(std::string_view path, std::int64_t cursor) {
    if (!filling_)
        return;
    filling_->draft().place.question = std::string(path);
    filling_->draft().place.cursor = cursor;
}

void CallPresenter::left(std::string_view path) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->model(path).message;
    changed(filling_->left(path));
    const auto now = filling_->model(path).message;
    if (now && now != before) // it is also said, once
        navigator_->announce(now->fact + " " + now->safe + " " + now->advice);
}

void CallPresenter::save_now() {
    if (!saver_ || busy_)
        return;
    saver_->changed();
    saver_->flush();
}

void CallPresenter::tick() {
    if (closed_ && session_->clock().steady() >= closed_->until)
        finish_closed();
    else if (closed_)
        show_undo();
    if (view_ == nullptr)
        return;
    if (filling_) {
        show_clock();
        show_saved();
    }
    if (!same_minute(listed_at_, session_->clock().now()))
        show_list();
}

} // namespace suoja::kiosk
