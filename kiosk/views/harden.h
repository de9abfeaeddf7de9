// SPDX-License-Identifier: Apache-2.0
#pragma once
// What both processes of suoja-kiosk do before anything else: no core dumps, nobody may trace or
// read them, no new privileges; and the environment that a window gets. (facts: GTK_DEBUG opens an
// inspector, GTK_MODULES and LD_* load code.) Linux, prctl(2), setrlimit(2).
#include <string>
#include <vector>

namespace suoja::kiosk::views {

void harden_process();
// "NAME=value" of what a window needs, taken from this process's environment by an allow-list
[[nodiscard]] std::vector<std::string> window_environment();

} // namespace suoja::kiosk::views
