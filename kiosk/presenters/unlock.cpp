// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/unlock.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

namespace suoja::kiosk {

namespace {

Message message_for(const Failure& failure) {
    switch (failure.reason) {
    case Reason::locked:
        return {Tone::attention, tr("The user name and the passphrase do not match."),
                tr("Drafts are saved and encrypted."),
                tr("Try again. Look whether Caps Lock is on.")};
    case Reason::busy:
        return {Tone::waiting, tr("Another program is using this device’s records."),
                tr("Nothing is lost."), tr("Wait a moment and try again.")};
    case Reason::full:
        return {Tone::attention, tr("The disk is full."), tr("What was saved is safe."),
                tr("Call the administrator.")};
    case Reason::damaged:
    case Reason::untrusted:
        return {Tone::attention, tr("The records of this device do not open as they should."),
                tr("Nothing was changed. What has been sent is safe at the centre."),
                tr("Call the administrator before you do anything else.")};
    case Reason::refused:
    case Reason::not_found:
    case Reason::usage:
    case Reason::unreachable:
    case Reason::too_large:
        break;
    }
    return {Tone::attention, tr("Unlocking did not work."), tr("Nothing was changed."),
            tr("Call the administrator.")};
}

} // namespace

UnlockPresenter::UnlockPresenter(Parts parts, Executor executor, const Clock& clock)
    : parts_(std::move(parts)), executor_(std::move(executor)), clock_(&clock) {
    pause_ = whole_pause_ = parts_.pause();
}

void UnlockPresenter::attach(UnlockView& view) {
    view_ = &view;
    show();
}

void UnlockPresenter::show() {
    if (view_ != nullptr && !hidden_)
        view_->show(model());
}

UnlockModel UnlockPresenter::model() const {
    const auto now = clock_->now();
    UnlockModel model;
    model.time = clock_words(now);
    model.date = weekday_words(now);
    model.site = site_words(parts_.locked.device);
    model.place = device_words(parts_.locked.device);
    model.busy = busy_;
    model.message = message_;
    if (pause_.count() > 0) {
        model.pause = UnlockModel::Pause{
            countdown_words(pause_),
            fill(tr("You can try again at {time}"), {{"time", clock_words(now + pause_)}}),
            whole_pause_.count() > 0
                ? static_cast<double>(pause_.count()) / static_cast<double>(whole_pause_.count())
                : 0};
        model.message.reset();
    }
    const auto connection = parts_.connection();
    model.connection = connection_words(connection, now);
    if (parts_.locked.device.kind == "desk" && connection.status.new_entries > 0)
        model.new_entries =
            trn("{n} new entry waits", "{n} new entries wait", connection.status.new_entries);
    model.language = language();
    model.high_contrast = high_contrast_;
    return model;
}

void UnlockPresenter::unlock(std::string_view user, Secret passphrase) {
    if (busy_ || hidden_ || pause_.count() > 0)
        return;
    if (user.empty() || passphrase.empty()) {
        message_ =
            Message{Tone::waiting, tr("Write both the user name and the passphrase."), "", ""};
        show();
        return;
    }
    busy_ = true;
    message_.reset();
    show();
    auto work = [unlock = parts_.unlock, name = std::string(user),
                 secret = std::make_shared<Secret>(std::move(passphrase)), post = executor_.post,
                 done = living_.guard([this](const std::shared_ptr<Result<Opened>>& opened) {
                     busy_ = false;
                     if (*opened) {
                         message_.reset();
                         parts_.opened(std::move(**opened));
                         return;
                     }
                     message_ = message_for(opened->error());
                     pause_ = whole_pause_ = parts_.pause();
                     show();
                     if (view_ != nullptr && !hidden_)
                         view_->clear_passphrase();
                 })]() {
        auto opened = std::make_shared<Result<Opened>>(unlock(name, *secret));
        post([done, opened]() mutable { done(opened); });
    };
    executor_.background(std::move(work));
}

void UnlockPresenter::choose_language(std::string_view code) {
    if (!known_language(code) || code == language())
        return;
    set_language(code);
    message_.reset(); // it was said in the other language
    if (view_ != nullptr)
        view_->rebuild();
    show();
}

void UnlockPresenter::set_contrast(bool high) {
    if (high == high_contrast_)
        return;
    high_contrast_ = high;
    if (view_ != nullptr)
        view_->rebuild();
    show();
}

bool UnlockPresenter::press(const Chord& chord) {
    const auto now = clock_->steady();
    if (hidden_) {
        held_.down(chord, now);
        tick();
        return true;
    }
    const bool hide_key = chord == Chord{Key::f12, false, false, false, 0};
    if (hide_key && still_down_)
        return true; // its repeats would lead straight back
    if (shifts_.pressed(chord, now) || hide_key) {
        hide();
        return true;
    }
    if (chord == Chord{Key::f4, true, false, false, 0}) {
        set_contrast(!high_contrast_);
        return true;
    }
    return false;
}

void UnlockPresenter::released(const Chord& chord) {
    held_.up(chord);
    if (chord.key == Key::f12)
        still_down_ = false;
}

void UnlockPresenter::hide() {
    hidden_ = true;
    held_ = HeldKey();
    noticed_at_ = clock_->now();
    if (view_ != nullptr) {
        view_->show_notice(notice(noticed_at_));
        view_->clear_passphrase();
    }
}

void UnlockPresenter::tick() {
    if (hidden_) {
        if (held_.held(clock_->steady())) {
            hidden_ = false;
            held_ = HeldKey();
            still_down_ = true;
            if (view_ != nullptr)
                view_->leave_notice();
            show();
        } else if (view_ != nullptr && !same_minute(noticed_at_, clock_->now())) {
            noticed_at_ = clock_->now();
            view_->show_notice(notice(noticed_at_));
        }
        return;
    }
    if (!busy_) {
        const auto pause = parts_.pause();
        if (pause > whole_pause_ || pause_.count() == 0)
            whole_pause_ = pause;
        pause_ = pause;
    }
    show();
}

} // namespace suoja::kiosk
