// SPDX-License-Identifier: Apache-2.0
#pragma once
// The unlock page. The derivation (scrypt, 0.4 s) runs off the window's thread; the pause after
// wrong tries is the key slots' own count, so it survives a restart. Nothing here tells a wrong
// name from a wrong passphrase.
#include "kiosk/presenters/notice.h"
#include "kiosk/presenters/session.h"
#include "kiosk/store/slots.h"

namespace suoja::kiosk {

// What is known before an unlock.
struct LockedDevice {
    std::filesystem::path data;
    DeviceFile device;
};
// takes the data directory for a moment
[[nodiscard]] Result<LockedDevice> locked_device(const std::filesystem::path& data);

struct UnlockModel {
    std::string time, date;  // "14:06", "Thursday 12 March 2026"
    std::string site, place; // "Joutseno reception centre", "kiosk 1"
    bool busy = false;       // unlocking: fields rest, the button says so
    std::optional<Message> message;
    struct Pause {
        std::string left;    // "4:32"
        std::string again;   // "You can try again at 14:11"
        double fraction = 0; // of the pause, still to go
    };
    std::optional<Pause> pause; // the card of picture 01b instead of the fields
    ConnectionModel connection;
    std::string new_entries; // at a desk: "3 new entries wait", or ""
    std::string language;    // "fi"
    bool high_contrast = false;
};

struct UnlockView {
    virtual ~UnlockView() = default;
    virtual void show(const UnlockModel& model) = 0;
    virtual void clear_passphrase() = 0; // and put the cursor there
    virtual void rebuild() = 0; // language or contrast changed: new labels, same texts typed
    virtual void show_notice(const NoticeModel& model) = 0; // covers everything, at once
    virtual void leave_notice() = 0;                        // back to the passphrase
};

class UnlockPresenter {
  public:
    // `work` runs in the background. The real one is unlocker() below.
    using Unlocker = std::function<Result<Opened>(std::string_view user, const Secret& passphrase)>;
    struct Parts {
        LockedDevice locked;
        Unlocker unlock;
        std::function<std::chrono::seconds()> pause;     // Slots::pause
        std::function<Courier::Connection()> connection; // the locked courier's
        std::function<void(Opened)> opened;              // window's thread: the session begins
    };
    UnlockPresenter(Parts parts, Executor executor, const Clock& clock);
    void attach(UnlockView& view); // shows everything
    void detach() { view_ = nullptr; }

    void unlock(std::string_view user, Secret passphrase);
    void choose_language(std::string_view code);
    void set_contrast(bool high);
    [[nodiscard]] bool high_contrast() const { return high_contrast_; }
    // F12 and Ctrl+F4, Shift; true when taken. With the notice shown every key is taken.
    bool press(const Chord& chord);
    void released(const Chord& chord);
    void hide();
    [[nodiscard]] bool hidden() const { return hidden_; }
    void tick(); // once a second

  private:
    void show();
    [[nodiscard]] UnlockModel model() const;
    Parts parts_;
    Executor executor_;
    const Clock* clock_;
    UnlockView* view_ = nullptr;
    bool busy_ = false, hidden_ = false, high_contrast_ = false;
    std::optional<Message> message_;
    std::chrono::seconds pause_{0}, whole_pause_{0};
    Millis noticed_at_{};
    ShiftThrice shifts_;
    HeldKey held_;
    bool still_down_ = false; // the key that led back from the notice
    Living living_;
};

// Takes the data directory, unlocks, loads the forms.
[[nodiscard]] UnlockPresenter::Unlocker unlocker(LockedDevice locked, std::filesystem::path forms,
                                                 const Clock& clock);

} // namespace suoja::kiosk
