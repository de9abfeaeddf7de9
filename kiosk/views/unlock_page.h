// SPDX-License-Identifier: Apache-2.0
#pragma once
// The unlock page (pictures 01 and 01b): clock and place on the left, user name and passphrase on
// the right, or the pause after wrong tries. The passphrase goes from the native field into a
// Secret and nowhere else. GUI thread.
#include "core/secret.h"
#include "kiosk/presenters/unlock.h"
#include "kiosk/views/surface.h"

#include <functional>

namespace suoja::kiosk::views {

class Button;
class Label;
class MessageView;
class TextField;

struct UnlockActions {
    std::function<void(std::string_view user, Secret passphrase)> unlock = [](auto, auto) {};
    std::function<void(std::string_view)> language = [](auto) {};
    std::function<void(bool)> contrast = [](bool) {};
    std::function<void()> hide = [] {};
};

class UnlockPage : public Surface {
  public:
    UnlockPage(wxWindow* parent, UnlockActions actions, const UnlockModel& model,
               const std::string& user);
    ~UnlockPage() override;
    void show(const UnlockModel& model);
    void clear_passphrase();
    [[nodiscard]] std::string user() const;
    void focus_first();

  private:
    void build_left(const UnlockModel& model);
    void build_right(const UnlockModel& model);
    wxSizer* build_tools(wxWindow* parent, const UnlockModel& model);
    void build_card(const UnlockModel& model);
    void build_pause(const UnlockModel& model);
    void build_foot(const UnlockModel& model);
    void submit();
    void show_caps();

    UnlockActions actions_;
    UnlockModel model_;
    std::string typed_user_;
    wxWindow* right_ = nullptr;
    Surface* card_ = nullptr;
    Surface* foot_ = nullptr;
    Surface* ring_ = nullptr;
    Label* time_ = nullptr;
    Label* date_ = nullptr;
    Label* again_ = nullptr;
    Label* caps_ = nullptr;
    TextField* user_ = nullptr;
    TextField* passphrase_ = nullptr;
    Button* unlock_ = nullptr;
    MessageView* message_ = nullptr;
    unsigned long caps_signal_ = 0;
};

} // namespace suoja::kiosk::views
