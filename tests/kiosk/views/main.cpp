// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/texts.h"
#include "kiosk/views/theme.h"

#include <gtest/gtest.h>
#include <wx/app.h>
#include <wx/evtloop.h>
#include <wx/log.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    wxApp::SetInstance(new wxApp);
    if (!wxEntryStart(argc, argv))
        return 1;
    wxLog::EnableLogging(false);
    suoja::kiosk::set_locale_directory(SUOJA_SHARE_DIR "/locale");
    suoja::kiosk::views::apply({});
    wxGUIEventLoop loop;
    const wxEventLoopActivator active(&loop);
    return RUN_ALL_TESTS();
}
