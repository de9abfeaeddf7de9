// SPDX-License-Identifier: Apache-2.0
// suoja-kiosk: first the supervisor, which starts this same program again as the window process.
#include "core/command_line.h"
#include "kiosk/views/harden.h"
#include "kiosk/views/run_window.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

// before any thread: NOLINTBEGIN(concurrency-mt-unsafe)
std::string default_data() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return std::string(data) + "/suoja";
    const char* home = std::getenv("HOME");
    return (home != nullptr ? std::string(home) : std::string()) + "/.local/share/suoja";
}
// NOLINTEND(concurrency-mt-unsafe)

int run(int argc, char** argv) {
    suoja::kiosk::views::harden_process();
    suoja::kiosk::views::WindowOptions options;
    options.data = default_data();
    bool window = false;
    CLI::App app{"The window of a Suoja device.", "suoja-kiosk"};
    suoja::name_version(app, SUOJA_VERSION);
    app.add_option("--data", options.data, "The device's data directory")->capture_default_str();
    app.add_option("--forms", options.forms,
                   "Folder with the forms; else $SUOJA_FORMS or what was installed");
    app.add_flag("--kiosk", options.kiosk, "Full screen, no way out but a supervisor's");
    app.add_option("--lang", options.language, "Language of the window: fi, sv or en")
        ->check(CLI::IsMember({"fi", "sv", "en"}))
        ->type_name("LANGUAGE");
    app.add_flag("--high-contrast", options.high_contrast, "Start in high contrast");
    app.add_option("--scale", options.scale, "Size of text in percent: 100, 125, 150 or 200")
        ->check(CLI::IsMember({100, 125, 150, 200}))
        ->type_name("PERCENT");
    app.add_flag("--window", window)->group("");
    app.add_flag("--hidden", options.start_hidden)->group("");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return suoja::refuse_usage(app, error);
    }
    return window ? suoja::kiosk::views::run_window(options)
                  : suoja::kiosk::views::supervise(options);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception&) {
        // its text may hold what nobody else is to read
        static_cast<void>(std::fputs("suoja-kiosk: it could not start. What was saved is safe. "
                                     "Restart the device or call the administrator.\n",
                                     stderr));
        return 1;
    }
}
