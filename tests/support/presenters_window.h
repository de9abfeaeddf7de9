// SPDX-License-Identifier: Apache-2.0
#pragma once
// A window without a window: a real unlocked device (SQLCipher, keys, forms of config/forms) whose
// posted work a test pumps, and a clock it moves. Time zone: Europe/Helsinki.
#include "kiosk/presenters/navigator.h"
#include "kiosk/presenters/session.h"
#include "tests/support/clock.h"
#include "tests/support/office.h"
#include "tests/support/temporary_directory.h"

#include <deque>
#include <mutex>

namespace suoja::test {

// Work posted from any thread, run when the test says so.
class Pump {
  public:
    [[nodiscard]] kiosk::Executor executor();
    bool run(); // what has been posted until now; true when there was any
  private:
    std::mutex mutex_;
    std::deque<std::function<void()>> posted_;
};

struct NotedNavigator final : kiosk::Navigator {
    std::vector<kiosk::Page> gone;
    std::vector<DraftId> opened;
    int started = 0, changed = 0;
    std::vector<std::string> announced;
    std::vector<kiosk::Message> told;
    void go(kiosk::Page page) override { gone.push_back(page); }
    void open_intake(const DraftId& draft) override { opened.push_back(draft); }
    void new_intake() override { ++started; }
    void situation_changed() override { ++changed; }
    void announce(std::string_view words) override { announced.emplace_back(words); }
    void tell(const kiosk::Message& message) override { told.push_back(message); }
};

class Window {
  public:
    explicit Window(envelope::RoleKind kind, std::set<kiosk::Role> roles, bool centre_key = true);
    ~Window();
    // Runs the store's queue and everything posted, until nothing is left.
    void pump();
    void advance(std::chrono::milliseconds by) { clock.advance(by); }
    // locks and unlocks: the session ends, and a fresh one begins on the same files
    void reopen();
    template <class Work> auto in_store(Work work) { return session->store().now(work); }

    TemporaryDirectory directory;
    FakeClock clock;
    DeviceOffice office;
    TestDevice* device = nullptr;
    Pump pump_;
    kiosk::User user;
    kiosk::Forms forms;
    std::unique_ptr<kiosk::Session> session;
    int nudged = 0;
    kiosk::DraftTerms draft_terms; // what the next unlock did
    kiosk::Courier::Connection connection;

  private:
    void begin(kiosk::Store store);
};

// answers an intake needs to be sent, with consent
[[nodiscard]] std::vector<std::pair<std::string, std::string>> sendable_intake();

} // namespace suoja::test
