// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the shell asks of every page in its middle.
#include "kiosk/views/surface.h"

#include <vector>

namespace suoja::kiosk::views {

class PageView : public Surface {
  public:
    using Surface::Surface;
    // F6 goes round these; the focus lands on the first control of the next one that has any
    [[nodiscard]] virtual std::vector<wxWindow*> panes() const = 0;
    // Ctrl+Enter where the page's own button decides
    virtual void press_main() {}
    // where the focus starts
    virtual void focus_first() {}
};

// The first control inside that can take the focus, or null.
[[nodiscard]] wxWindow* first_control(wxWindow* inside);
[[nodiscard]] bool contains(const wxWindow* outer, const wxWindow* inner);

} // namespace suoja::kiosk::views
