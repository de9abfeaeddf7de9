// SPDX-License-Identifier: Apache-2.0
// Shows one page with invented data, to be looked at: views_gallery PAGE [en|fi|sv] [light|high]
// [PERCENT]. Pages: those of canned_pages(). For pictures and design; the program itself is
// suoja-kiosk.
#include "kiosk/presenters/texts.h"
#include "kiosk/views/canned.h"
#include "kiosk/views/show_canned.h"
#include "kiosk/views/theme.h"

#include <wx/app.h>
#include <wx/frame.h>
#include <wx/timer.h>

#include <cstdio>
#include <gdk/gdk.h>

using namespace suoja::kiosk;
using namespace suoja::kiosk::views;

namespace {

class Gallery : public wxApp {
    wxTimer quiet_;

    bool OnInit() override {
        const auto argument = [this](int i, const char* otherwise) {
            return argc > i ? argv[i].ToStdString() : std::string(otherwise);
        };
        set_locale_directory(locale_directory());
        set_language(argument(2, "en"));
        apply({argument(3, "light") == "high", std::stoi(argument(4, "100"))});
        auto* frame = new wxFrame(nullptr, wxID_ANY, "", {0, 0}, {1366, 768}, wxBORDER_NONE);
        show_canned(frame, argument(1, "home"));
        frame->Show();
        // a line when it is all on the screen: the pages settle in the first turns of the loop
        quiet_.Bind(wxEVT_TIMER, [](wxTimerEvent&) {
            gdk_display_sync(gdk_display_get_default());
            static_cast<void>(std::puts("painted"));
            static_cast<void>(std::fflush(stdout));
        });
        quiet_.StartOnce(400);
        return true;
    }
};

} // namespace

wxIMPLEMENT_APP(Gallery);
