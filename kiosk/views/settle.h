// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text that wraps has a height that follows its width, which wx's sizers do not ask for. settle()
// lays a window out until no height changes any more (at most six passes). GUI thread.
#include <wx/window.h>

namespace suoja::kiosk::views {

// Called by whatever finds, when it is given a width, that it needs another height.
void unsettle(wxWindow* window);
void settle(wxWindow* root);

} // namespace suoja::kiosk::views
