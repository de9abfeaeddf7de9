// SPDX-License-Identifier: Apache-2.0
// Time-outs, lock and hide: saved first, covered at once, then the
// process ends.
#include "kiosk/presenters/frame.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/store/audit_batches.h"

namespace suoja::kiosk {

std::chrono::seconds FramePresenter::lock_limit() const {
    return call_.running() ? session_->limits().lock_after_in_call : session_->limits().lock_after;
}

bool FramePresenter::touched() {
    idle_.touched(session_->clock().steady());
    if (!warned_)
        return false;
    warned_ = false;
    warning_.reset();
    if (view_ != nullptr)
        view_->show_warning(std::nullopt);
    show_keys();
    return true;
}

void FramePresenter::stay() {
    (void)touched();
}

void FramePresenter::save_now() {
    intake_.save_now();
    call_.save_now();
}

void FramePresenter::lock() {
    if (!ending_)
        end(Ending::locked);
}

void FramePresenter::hide() {
    if (hidden_ || ending_)
        return;
    hidden_ = true; // before anything else: nothing may be painted after it
    hidden_since_ = session_->clock().steady();
    held_ = HeldKey();
    warned_ = false;
    show_notice();
    save_now();
}

void FramePresenter::show_notice() {
    noticed_at_ = session_->clock().now();
    if (view_ != nullptr)
        view_->show_notice(notice(noticed_at_));
}

void FramePresenter::end(Ending ending) {
    ending_ = true;
    save_now();
    keep_place();
    session_->store().ask(
        [user = session_->user().id, outgoing = session_->outgoing()](Store& store) {
            database::Transaction transaction(store.database());
            store.audit().append(store.clock().now(), database::Act::locked, user.str(), "");
            transaction.commit();
            // what cannot be sealed now waits for the next time
            static_cast<void>(send_audit(store, outgoing, AuditWhen::now));
        },
        [](const Result<void>&) {});
    if (view_ != nullptr)
        view_->end(ending);
}

void FramePresenter::tick() {
    if (ending_)
        return;
    const auto now = session_->clock().steady();
    call_.tick(); // an undo that runs out is finished also while hidden
    if (hidden_) {
        if (held_.held(now))
            return end(Ending::locked);
        if (now - hidden_since_ >= session_->limits().hidden_lock)
            return end(Ending::hidden);
        if (!same_minute(noticed_at_, session_->clock().now()))
            show_notice();
        return;
    }
    idle_.set_limit(lock_limit());
    const auto left = idle_.left(now);
    if (left && left->count() == 0)
        return end(Ending::locked);
    if (left) {
        const bool first = !warned_;
        warned_ = true;
        warning_ =
            LockWarning{countdown_words(*left),
                        tr("Locking soon, because nothing has been touched for a while"),
                        tr("Your draft is saved. Press any key or touch the screen to stay.")};
        if (view_ != nullptr)
            view_->show_warning(warning_);
        if (first)
            announce(warning_->title);
    }
    switch (page_) {
    case Page::home:
        home_.tick();
        break;
    case Page::intake:
        intake_.tick();
        break;
    case Page::call:
        break;
    case Page::inbox:
        inbox_.tick();
        break;
    }
    if (session_->connection().word != connection_word_)
        show_header();
}

} // namespace suoja::kiosk
