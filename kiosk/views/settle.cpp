// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/settle.h"

#include "kiosk/views/native.h"

#include <wx/app.h>
#include <wx/scrolwin.h>
#include <wx/sizer.h>
#include <wx/toplevel.h>

namespace suoja::kiosk::views {
namespace {

bool unsettled = false;
bool settling = false;
bool posted = false;

void forget_sizes(wxWindow* window) {
    for (wxWindow* child : window->GetChildren())
        forget_sizes(child);
    window->InvalidateBestSize();
}

void lay_out(wxWindow* window) {
    if (auto* scrolled = dynamic_cast<wxScrolledWindow*>(window); scrolled != nullptr)
        scrolled->FitInside();
    if (window == nullptr)
        return;
    if (window->GetSizer() != nullptr)
        window->Layout();
    for (wxWindow* child : window->GetChildren())
        lay_out(child);
}
// A size that was set while GTK was giving out sizes is forgotten by GTK; asked again it holds.
void give_out_again(wxWindow* window) {
    gtk_widget_queue_resize(widget(window));
    for (wxWindow* child : window->GetChildren())
        give_out_again(child);
}

} // namespace

void settle(wxWindow* root) {
    if (settling)
        return;
    settling = true;
    for (int pass = 0; pass < 6; ++pass) {
        unsettled = false;
        forget_sizes(root);
        lay_out(root);
        if (!unsettled)
            break;
    }
    give_out_again(root);
    settling = false;
}

void unsettle(wxWindow* window) {
    unsettled = true;
    if (settling || posted)
        return;
    posted = true;
    // after the event that is being handled; the top window may be gone by then
    wxTheApp->CallAfter([] {
        posted = false;
        if (wxWindow* top = wxTheApp->GetTopWindow(); top != nullptr && unsettled)
            settle(top);
    });
    (void)window;
}

} // namespace suoja::kiosk::views
