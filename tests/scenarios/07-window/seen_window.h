// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a screen reader is told of one window process, over AT-SPI: the only eyes of these tests.
// Nothing is done to the window here. What does not answer, or goes while it is asked, is as good
// as not there: callers poll with `eventually`. One thread; needs the session bus that the window
// has. Plain D-Bus calls: libatspi locks itself up when a window ends while it is asked. Source:
// the XML of at-spi2-core, Accessible, Collection, Text, Selection.
#include <gio/gio.h>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace suoja::test {

class SeenWindow {
  public:
    struct Thing {
        std::string role, name; // "radio button", "Is the person in immediate danger?: No"
        bool operator==(const Thing&) const = default;
    };
    SeenWindow();
    SeenWindow(const SeenWindow&) = delete;
    SeenWindow& operator=(const SeenWindow&) = delete;
    ~SeenWindow();
    // which process is looked at from now on
    void look_at(pid_t window);
    [[nodiscard]] Thing focus();
    // how often the focus has come to a control, so that a move can be waited for
    [[nodiscard]] std::size_t moves();
    // names of what is on the screen: labels and buttons
    [[nodiscard]] std::vector<std::string> words();
    [[nodiscard]] bool shows(const std::string& part); // some word contains it
    [[nodiscard]] bool has(const Thing& thing);
    // of a text field; the length alone is told of a passphrase
    [[nodiscard]] std::string text(const std::string& name);
    [[nodiscard]] int length(const std::string& name);
    [[nodiscard]] bool checked(const Thing& thing);
    [[nodiscard]] std::string chosen(const std::string& drop_down);

  private:
    struct Free {
        void operator()(GVariant* value) const { g_variant_unref(value); }
    };
    using Answer = std::unique_ptr<GVariant, Free>; // null: no answer
    struct Object {
        std::string bus, path; // "" = not there
    };
    static void told(GDBusConnection* bus, const char* sender, const char* path,
                     const char* interface, const char* signal, GVariant* words, void* self);
    Answer call(const Object& object, const char* interface, const char* method, GVariant* words);
    [[nodiscard]] std::string property_text(const Object& object, const char* name);
    [[nodiscard]] std::string role(const Object& object);
    [[nodiscard]] std::string process(); // the window's name on the bus
    [[nodiscard]] std::vector<Object> matching(std::vector<int> states, std::vector<int> roles);
    [[nodiscard]] Object named(const std::vector<int>& roles, const std::string& name);
    [[nodiscard]] bool find(std::vector<int> states, const Thing& thing);
    pid_t window_ = -1;
    std::string process_;
    std::size_t moves_ = 0;
    Object last_; // a drop-down's button is told of, but is no child that a search finds
    GDBusConnection* bus_ = nullptr;
    unsigned subscription_ = 0;
};

} // namespace suoja::test
