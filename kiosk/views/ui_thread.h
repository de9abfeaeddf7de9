// SPDX-License-Identifier: Apache-2.0
#pragma once
// The way onto the window's thread. post() is for any thread; later() for a widget that must not be
// destroyed inside its own event: the work runs after it, and only if the widget still lives.
#include <wx/app.h>
#include <wx/weakref.h>
#include <wx/window.h>

#include <functional>
#include <utility>

namespace suoja::kiosk::views {

inline void post(const std::function<void()>& work) {
    if (wxTheApp != nullptr)
        wxTheApp->CallAfter(work);
}

template <class Work> void later(wxWindow* window, Work work) {
    wxTheApp->CallAfter([alive = wxWeakRef<wxWindow>(window), work = std::move(work)]() mutable {
        if (alive)
            work();
    });
}

} // namespace suoja::kiosk::views
