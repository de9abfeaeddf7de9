// SPDX-License-Identifier: Apache-2.0
#pragma once
// The window process, from start to end. Answers the exit code: 0; 1 no display; 4 damaged device
// file; 6 data directory in use; 1 not a device, or no forms. Ends the process itself after a lock.
#include "kiosk/views/supervisor.h"

namespace suoja::kiosk::views {

[[nodiscard]] int run_window(const WindowOptions& options);

} // namespace suoja::kiosk::views
