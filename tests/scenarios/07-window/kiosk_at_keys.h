// SPDX-License-Identifier: Apache-2.0
#pragma once
// The shipped suoja-kiosk on the display of $DISPLAY, worked by X key events alone and seen as a
// screen reader sees it. Every verb waits for what the window then tells, within a generous limit,
// and throws with what the window showed when it does not come.
#include "tests/scenarios/07-window/seen_window.h"
#include "tests/scenarios/support/demo_office.h"

namespace suoja::test {

class KioskAtKeys {
  public:
    using Thing = SeenWindow::Thing;
    explicit KioskAtKeys(const Device& device);
    ~KioskAtKeys();
    void start();                   // until the unlock page has the focus
    void wait_for_fresh(pid_t old); // until another window process alone shows the unlock page
    [[nodiscard]] pid_t supervisor() const { return program_.pid(); }
    [[nodiscard]] pid_t window() const; // its one child, -1 while there is none or more
    // the data directory is in use: the store is open
    [[nodiscard]] bool open() const;
    [[nodiscard]] int stop() { return program_.terminate(); }

    void unlock(); // user, passphrase; until the first page has the focus
    void key(const std::string& keys);
    void hold(const std::string& key); // until let_go
    void let_go(const std::string& key);
    void go_to(const Thing& thing); // by Tab
    void type_in(const std::string& field, const std::string& text);
    void choose(const std::string& question,
                const std::string& choice);                            // radio button or check box
    void pick(const std::string& drop_down, const std::string& entry); // by its first letters
    void wait_for(const std::string& words);
    void wait_for_focus(const Thing& thing);
    template <class Condition> void wait_until(Condition condition, const std::string& what) {
        if (!eventually(condition, kPatience))
            fail(what);
    }
    SeenWindow& see() { return seen_; }

  private:
    static constexpr std::chrono::seconds kPatience{90};
    [[noreturn]] void fail(const std::string& what);
    void tab();
    const Device* device_;
    Daemon program_;
    SeenWindow seen_;
};

} // namespace suoja::test
