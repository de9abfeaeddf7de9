// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an unlocked device offers to the presenters: the store's thread, the courier, the forms, the
// user, the device. Made on the window's thread from what the unlock brought back; gone before the
// process ends, so that the data directory is free for the next one. Window's thread only.
#include "kiosk/exchange/setup.h"
#include "kiosk/presenters/forms.h"
#include "kiosk/presenters/models.h"

namespace suoja::kiosk {

struct Opened {
    Unlocked unlocked;
    Forms forms;
};

// The courier as presenters see it.
struct Carrier {
    std::function<void()> nudge = [] {};
    std::function<Courier::Connection()> connection = [] { return Courier::Connection{}; };
    std::shared_ptr<void> keep; // the Courier itself
};

// A running courier; with `settings.store` null that of a locked device, which only hands over.
// `changed` is called on the courier's thread.
[[nodiscard]] Carrier carry(Courier::Settings settings, const Clock& clock,
                            std::function<void()> changed);

struct TimeLimits { // set by administrators; defaults of interface.md section 12
    std::chrono::seconds lock_after{300}; // desks 600
    std::chrono::seconds lock_after_in_call{1200};
    std::chrono::seconds warn_before{30};
    std::chrono::seconds hidden_lock{60};
    std::chrono::seconds hold{60};    // a finalised record can be taken back
    std::chrono::days draft_term{30}; // without consent
};

class Session {
  public:
    Session(Opened opened, Executor executor, const Clock& clock);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session(); // stops the courier, finishes queued saves, closes the store

    // The courier runs from now on and tells `changed()` when something moved.
    void start_courier();
    void set_carrier(Carrier carrier); // tests

    [[nodiscard]] StoreThread& store() { return *store_; }
    [[nodiscard]] const Forms& forms() const { return forms_; }
    [[nodiscard]] const User& user() const { return user_; }
    [[nodiscard]] const DeviceFile& device() const { return device_; }
    [[nodiscard]] const std::filesystem::path& outgoing() const { return outgoing_; }
    [[nodiscard]] const Clock& clock() const { return *clock_; }
    [[nodiscard]] const Executor& executor() const { return executor_; }
    [[nodiscard]] TimeLimits& limits() { return limits_; }
    // what the unlock erased because its term was over, and what ends soon
    [[nodiscard]] const DraftTerms& draft_terms() const { return draft_terms_; }
    [[nodiscard]] bool may(Operation operation) const { return allowed(user_.roles, operation); }

    void nudge() { carrier_.nudge(); }
    [[nodiscard]] ConnectionModel connection() const;
    // saved for the user in records.db
    void remember_language(std::string_view code);
    void remember_contrast(bool high);

    // Called on the window's thread after anything in the store moved: courier, finalise, save. One
    // listener a presenter; dropped with its Living.
    void on_change(const Living& living, std::function<void()> listener);
    void changed();

  private:
    void save_user();
    std::filesystem::path outgoing_;
    std::optional<DataDirectory> directory_;
    DeviceFile device_;
    User user_;
    DraftTerms draft_terms_;
    Forms forms_;
    Executor executor_;
    const Clock* clock_;
    TimeLimits limits_;
    std::vector<std::function<bool()>> listeners_; // false: gone
    Living living_;
    std::unique_ptr<StoreThread> store_;
    Carrier carrier_;
};

[[nodiscard]] std::string site_words(const DeviceFile& device);   // "Joutseno reception centre"
[[nodiscard]] std::string device_words(const DeviceFile& device); // "kiosk 1"
// what the relay says, in words; `now` for "since"
[[nodiscard]] ConnectionModel connection_words(const Courier::Connection& connection, Millis now);

} // namespace suoja::kiosk
