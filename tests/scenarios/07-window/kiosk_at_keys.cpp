// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/07-window/kiosk_at_keys.h"

#include <fcntl.h>
#include <sstream>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace suoja::test {
namespace {

constexpr int kMostTabs = 250; // twice round the longest page
const SeenWindow::Thing kUserName{"text", "User name"};

std::vector<pid_t> children(pid_t parent) {
    std::istringstream all(
        slurp("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children"));
    std::vector<pid_t> out;
    for (pid_t pid = 0; all >> pid;)
        out.push_back(pid);
    return out;
}

} // namespace

KioskAtKeys::KioskAtKeys(const Device& device)
    : device_(&device),
      program_({program("suoja-kiosk"), "--data", device.data, "--kiosk", "--lang", "en"},
               device.data.parent_path() / (device.name + "-window.log")) {}

KioskAtKeys::~KioskAtKeys() = default;

void KioskAtKeys::fail(const std::string& what) {
    std::string shown;
    for (const auto& word : seen_.words())
        shown += "\n  " + word;
    const auto focus = seen_.focus();
    throw std::runtime_error(what + "; the focus is on " + focus.role + " \"" + focus.name +
                             "\"; the window shows:" + shown + "\n" + program_.log());
}

pid_t KioskAtKeys::window() const {
    const auto all = children(program_.pid());
    return all.size() == 1 ? all.front() : -1;
}

bool KioskAtKeys::open() const {
    const int fd = ::open((device_->data / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool taken = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return taken;
}

void KioskAtKeys::start() {
    program_.start();
    wait_for_fresh(-1);
}

void KioskAtKeys::wait_for_fresh(pid_t old) {
    wait_until([&] { return window() > 0 && window() != old; }, "no fresh window process");
    seen_.look_at(window());
    wait_for_focus(kUserName);
}

void KioskAtKeys::unlock() {
    wait_for_focus(kUserName);
    type_in(kUserName.name, device_->user);
    key("Return");
    wait_for_focus({"password text", "Passphrase"});
    const auto line = slurp(device_->passphrase);
    const auto passphrase = line.substr(0, line.find('\n'));
    must(run({"xdotool", "type", "--delay", "10", passphrase}), "xdotool type");
    wait_until([&] { return seen_.length("Passphrase") == static_cast<int>(passphrase.size()); },
               "the passphrase was not taken over");
    key("Return");
    wait_until([&] { return open() && !seen_.has(kUserName) && !seen_.focus().name.empty(); },
               "it did not unlock");
}

void KioskAtKeys::key(const std::string& keys) {
    must(run({"xdotool", "key", "--delay", "20", keys}), "xdotool key");
}

void KioskAtKeys::hold(const std::string& key) {
    must(run({"xdotool", "keydown", key}), "xdotool keydown");
}

void KioskAtKeys::let_go(const std::string& key) {
    must(run({"xdotool", "keyup", key}), "xdotool keyup");
}

void KioskAtKeys::wait_for(const std::string& words) {
    wait_until([&] { return seen_.shows(words); }, "\"" + words + "\" did not come");
}

void KioskAtKeys::wait_for_focus(const Thing& thing) {
    wait_until([&] { return seen_.focus() == thing; }, "the focus did not come to " + thing.name);
}

void KioskAtKeys::tab() {
    const auto before = seen_.moves();
    key("Tab");
    wait_until([&] { return seen_.moves() != before; }, "Tab moved no focus");
}

void KioskAtKeys::go_to(const Thing& thing) {
    for (int i = 0; i < kMostTabs; ++i) {
        if (seen_.focus() == thing)
            return;
        tab();
    }
    fail("Tab does not lead to " + thing.role + " \"" + thing.name + "\"");
}

void KioskAtKeys::type_in(const std::string& field, const std::string& text) {
    go_to({"text", field});
    must(run({"xdotool", "type", "--delay", "10", text}), "xdotool type");
    wait_until([&] { return seen_.text(field) == text; }, field + " did not take the text over");
}

void KioskAtKeys::choose(const std::string& question, const std::string& choice) {
    const auto name = question + ": " + choice;
    const bool many = seen_.has({"check box", name});
    const Thing thing{many ? "check box" : "radio button", name};
    go_to(thing);
    key("space");
    wait_until([&] { return seen_.checked(thing); }, name + " is not chosen");
}

void KioskAtKeys::pick(const std::string& drop_down, const std::string& entry) {
    go_to({"toggle button", drop_down});
    // on a slow machine the letters may come too far apart for one word: then once more
    for (int i = 0; i < 5; ++i) {
        must(run({"xdotool", "type", "--delay", "10", entry}), "xdotool type");
        if (eventually([&] { return seen_.chosen(drop_down) == entry; }, std::chrono::seconds(10)))
            return;
    }
    fail(entry + " is not chosen of " + drop_down);
}

} // namespace suoja::test
