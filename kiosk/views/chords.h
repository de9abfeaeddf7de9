// SPDX-License-Identifier: Apache-2.0
#pragma once
// A key event of the toolkit as the presenters' chord.
#include "kiosk/presenters/accelerators.h"
#include "kiosk/views/keys.h"

namespace suoja::kiosk::views {

[[nodiscard]] Chord chord(const KeyEvent& event);

} // namespace suoja::kiosk::views
