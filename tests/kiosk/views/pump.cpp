// SPDX-License-Identifier: Apache-2.0
#include "pump.h"

#include "kiosk/views/show_canned.h"

#include <wx/app.h>
#include <wx/evtloop.h>

namespace suoja::test {

void pump() {
    for (int quiet = 0; quiet < 3;) {
        const bool worked = gtk_events_pending() != FALSE || wxTheApp->HasPendingEvents();
        while (gtk_events_pending())
            gtk_main_iteration_do(FALSE);
        wxTheApp->ProcessPendingEvents();
        wxTheApp->ProcessIdle(); // destroys what was to be destroyed
        quiet = worked ? 0 : quiet + 1;
        if (!worked)
            g_usleep(5000); // frames are drawn by the clock
    }
}

void each_mapped(GtkWidget* top, const std::function<void(GtkWidget*)>& visit) {
    if (!gtk_widget_get_mapped(top))
        return;
    visit(top);
    if (GTK_IS_CONTAINER(top)) {
        gtk_container_forall(
            GTK_CONTAINER(top),
            [](GtkWidget* child, gpointer more) {
                each_mapped(child, *static_cast<const std::function<void(GtkWidget*)>*>(more));
            },
            const_cast<std::function<void(GtkWidget*)>*>(&visit));
    }
}

std::string label_text(GtkWidget* label) {
    return gtk_label_get_text(GTK_LABEL(label));
}

std::string where(GtkWidget* widget) {
    std::string path;
    for (GtkWidget* at = widget; at != nullptr; at = gtk_widget_get_parent(at))
        path = std::string(gtk_widget_get_name(at)) + (path.empty() ? "" : " > ") + path;
    return path;
}

Screen::Screen() : frame_(new wxFrame(nullptr, wxID_ANY, "", {0, 0}, {1366, 768}, wxBORDER_NONE)) {
    wxTheApp->SetTopWindow(frame_);
    frame_->Show();
    pump();
    // nobody manages windows here: the focus is taken by hand
    gdk_window_focus(gtk_widget_get_window(frame_->GetHandle()), GDK_CURRENT_TIME);
    gdk_display_sync(gdk_display_get_default());
    pump();
}

Screen::~Screen() {
    frame_->Destroy();
    pump();
}

void Screen::show(const std::string& page) {
    kiosk::views::show_canned(frame_, page);
    pump();
}

} // namespace suoja::test
