// SPDX-License-Identifier: Apache-2.0
// The peer of bench_window: a wxWidgets frame of the same size with nothing in it, which tells its
// starter when it has painted just as the window of suoja-kiosk tells its supervisor.
#include "kiosk/views/supervisor.h"

#include <gtk/gtk.h>
#include <wx/app.h>
#include <wx/frame.h>

#include <sys/socket.h>

namespace {

class Empty : public wxApp {
    bool OnInit() override {
        auto* frame =
            new wxFrame(nullptr, wxID_ANY, "", wxDefaultPosition, {1366, 768}, wxBORDER_NONE);
        g_signal_connect_after(frame->GetHandle(), "draw",
                               G_CALLBACK(+[](GtkWidget* drawn, cairo_t*, gpointer) -> gboolean {
                                   g_signal_handlers_disconnect_by_data(drawn, nullptr);
                                   wxTheApp->CallAfter([] {
                                       gdk_display_sync(gdk_display_get_default());
                                       (void)send(suoja::kiosk::views::kWindowChannel, "painted", 7,
                                                  MSG_NOSIGNAL);
                                   });
                                   return FALSE;
                               }),
                               nullptr);
        frame->Show();
        return true;
    }
};

} // namespace

wxIMPLEMENT_APP(Empty);
