// SPDX-License-Identifier: Apache-2.0
#pragma once
// The process that stays. It holds no secret, opens no record and draws nothing: it starts the
// window process (the same program), and a fresh one for every lock, hide that ran out, and crash.
// The old window goes when the new one has painted, so nothing is ever seen between them. One
// thread. Talks to a window over a socket pair, one short message a packet:
//   window:     "painted" · "locked <lang> <high|light> <percent>" · "hidden …" · "quit"
//   supervisor: "go"
#include <string>
#include <vector>

namespace suoja::kiosk::views {

struct WindowOptions {
    std::string data, forms;
    std::string language; // "" = the system's
    bool high_contrast = false;
    int scale = 100;
    bool kiosk = false;
    bool start_hidden = false; // show the neutral page first
};
// as arguments of the hidden window mode, and back
[[nodiscard]] std::vector<std::string> arguments(const WindowOptions& options);

inline constexpr int kWindowChannel = 3; // the descriptor a window finds its end on

// Until the window is closed: 0. What the window answers before it has painted (1, 2, 4, 6) is
// passed on. 1 when five windows in a row died before they painted.
[[nodiscard]] int supervise(WindowOptions options);

} // namespace suoja::kiosk::views
