// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/run_window.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/window.h"

#include <wx/app.h>
#include <wx/init.h>
#include <wx/log.h>

#include <cstdio>
#include <cstdlib>

namespace suoja::kiosk::views {
namespace {

class App : public wxApp {
  public:
    App(const WindowOptions& options, LockedDevice locked, std::filesystem::path forms)
        : options_(options), locked_(std::move(locked)), forms_(std::move(forms)) {}

    bool OnInit() override {
        wxLog::EnableLogging(false); // no message boxes; failures are shown on their page
        SetAppName("suoja-kiosk");
        apply({options_.high_contrast, options_.scale});
        auto* window = new Window(options_, std::move(locked_), forms_);
        SetTopWindow(window);
        window->start();
        return true;
    }
    // a broken world that reached this far is not worked on with: the supervisor starts afresh
    bool OnExceptionInMainLoop() override { std::abort(); }
    void OnUnhandledException() override { std::abort(); }

  private:
    WindowOptions options_;
    LockedDevice locked_;
    std::filesystem::path forms_;
};

int refuse(const Failure& failure) {
    static_cast<void>(std::fprintf(stderr, "suoja-kiosk: %s\n", failure.what.c_str()));
    return exit_code(failure.reason);
}

// The language that the system is set to, when it is one of ours.
std::string system_language() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): before any thread
        if (value != nullptr && known_language(std::string_view(value).substr(0, 2)))
            return std::string(value, 2);
    }
    return "en";
}

} // namespace

int run_window(const WindowOptions& options) {
    set_locale_directory(locale_directory());
    set_language(options.language.empty() ? system_language() : options.language);
    const auto forms = forms_directory(
        options.forms.empty() ? std::nullopt : std::optional<std::filesystem::path>(options.forms));
    if (!forms)
        return refuse(forms.error());
    auto locked = locked_device(options.data);
    if (!locked)
        return refuse(locked.error());
    wxApp::SetInstance(new App(options, std::move(*locked), *forms));
    char name[] = "suoja-kiosk";
    char* arguments[] = {name, nullptr};
    int count = 1;
    return wxEntry(count, arguments);
}

} // namespace suoja::kiosk::views
