// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/page.h"

namespace suoja::kiosk::views {

wxWindow* first_control(wxWindow* inside) {
    for (wxWindow* child : inside->GetChildren()) {
        if (!child->IsShown() || !child->IsEnabled())
            continue;
        if (child->GetChildren().empty() && child->AcceptsFocus())
            return child;
        if (wxWindow* found = first_control(child); found != nullptr)
            return found;
    }
    return nullptr;
}

bool contains(const wxWindow* outer, const wxWindow* inner) {
    while (inner != nullptr && inner != outer)
        inner = inner->GetParent();
    return inner != nullptr;
}

} // namespace suoja::kiosk::views
