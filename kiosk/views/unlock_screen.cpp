// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/unlock_screen.h"

#include "kiosk/views/theme.h"
#include "kiosk/views/ui_thread.h"
#include "kiosk/views/unlock_page.h"
#include "kiosk/views/window.h"

namespace suoja::kiosk::views {

UnlockScreen::UnlockScreen(Window& window, UnlockPresenter& presenter)
    : window_(&window), presenter_(&presenter) {}

UnlockScreen::~UnlockScreen() {
    presenter_->detach();
}

void UnlockScreen::build() {
    UnlockActions actions;
    actions.unlock = [this](std::string_view user, Secret passphrase) {
        presenter_->unlock(user, std::move(passphrase));
    };
    actions.language = [this](std::string_view code) { presenter_->choose_language(code); };
    actions.contrast = [this](bool high) { presenter_->set_contrast(high); };
    actions.hide = [this] { presenter_->hide(); };
    page_ = new UnlockPage(window_, std::move(actions), model_, user_);
    window_->show_whole(page_);
    page_->focus_first();
}

void UnlockScreen::show(const UnlockModel& model) {
    model_ = model;
    if (page_ == nullptr)
        build();
    else
        page_->show(model);
}

void UnlockScreen::clear_passphrase() {
    if (page_ != nullptr)
        page_->clear_passphrase();
}

void UnlockScreen::rebuild() {
    if (page_ != nullptr)
        user_ = page_->user();
    page_ = nullptr; // show() follows and builds it
    apply({presenter_->high_contrast(), window_->scale()});
}

void UnlockScreen::show_notice(const NoticeModel& model) {
    window_->cover(model);
}

void UnlockScreen::leave_notice() {
    window_->uncover();
    if (page_ != nullptr)
        page_->focus_first();
}

} // namespace suoja::kiosk::views
