// SPDX-License-Identifier: Apache-2.0
#pragma once
// Between the unlock presenter and its page: the page is built anew when language, contrast or text
// size change; what was typed as user name stays. GUI thread.
#include "kiosk/presenters/unlock.h"

namespace suoja::kiosk::views {

class UnlockPage;
class Window;

class UnlockScreen : public UnlockView {
  public:
    UnlockScreen(Window& window, UnlockPresenter& presenter);
    ~UnlockScreen() override;
    void show(const UnlockModel& model) override;
    void clear_passphrase() override;
    void rebuild() override;
    void show_notice(const NoticeModel& model) override;
    void leave_notice() override;
    [[nodiscard]] const UnlockModel& model() const { return model_; }

  private:
    void build();
    Window* window_;
    UnlockPresenter* presenter_;
    UnlockPage* page_ = nullptr;
    UnlockModel model_;
    std::string user_;
};

} // namespace suoja::kiosk::views
