// SPDX-License-Identifier: Apache-2.0
// The program `suoja`: the device-side work without a window. Names, options and exit codes:
// docs/cli.md.
#include "core/command_line.h"
#include "core/log.h"
#include "core/private_memory.h"
#include "kiosk/cli/command.h"
#include "kiosk/cli/terminal_output.h"

#include <cstdlib>

namespace {

using namespace suoja;
using namespace suoja::kiosk;

// before any thread: NOLINTBEGIN(concurrency-mt-unsafe)
std::filesystem::path default_data() {
    if (const char* xdg = std::getenv("XDG_DATA_HOME"); xdg != nullptr && *xdg != '\0')
        return std::filesystem::path(xdg) / "suoja";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return std::filesystem::path(home) / ".local/share/suoja";
    return "suoja-data";
}
// NOLINTEND(concurrency-mt-unsafe)

int run(int argc, char** argv) {
    CLI::App app("Suoja on the command line: registers, sends, receives and shows records on this "
                 "device.");
    app.name("suoja");
    name_version(app, SUOJA_VERSION);
    app.require_subcommand(1);
    cli::Globals globals;
    globals.data = default_data();
    app.add_option("--data", globals.data, "The device's data directory")->capture_default_str();
    app.add_option("--user", globals.user, "Who you are on this device");
    app.add_option("--passphrase-file", globals.passphrase_file,
                   "File with the passphrase (mode 0600, yours); else the systemd credential "
                   "\"passphrase\", else asked on the terminal");
    app.add_option("--forms", globals.forms,
                   "Folder with the forms; else $SUOJA_FORMS or what was installed");
    app.footer("Exit codes: 0 done, 1 refused or not found, 2 wrong usage, 3 locked or wrong "
               "passphrase,\n4 damaged data, 5 relay not reachable (the work is kept), 6 data "
               "directory in use.");

    cli::Commands commands(app, globals);
    cli::add_device_commands(commands);
    cli::add_record_commands(commands);
    cli::add_draft_commands(commands);
    cli::add_desk_commands(commands);
    cli::add_audit_commands(commands);
    cli::add_form_commands(commands);
    cli::add_envelope_commands(commands);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return refuse_usage(app, error);
    }
    const auto done = commands.run();
    std::cout.flush();
    if (done)
        return 0;
    std::cerr << done.error().what << '\n';
    return exit_code(done.error().reason);
}

} // namespace

int main(int argc, char** argv) {
    keep_memory_private();
    set_log_level(Level::warning);
    const cli::TerminalOutput out(std::cout), err(std::cerr);
    try {
        return run(argc, argv);
    } catch (const StorageFull&) {
        std::cerr
            << "The disk is full. What was stored before is whole; make room and try again.\n";
        return exit_code(Reason::full);
    } catch (const StorageFailure&) {
        std::cerr << "The storage failed. What was confirmed before is kept; check the disk, then "
                     "try again.\n";
        return exit_code(Reason::damaged);
    } catch (const std::exception&) {
        std::cerr
            << "Something unexpected went wrong. What was confirmed before is kept; try again "
               "and tell support.\n";
        return exit_code(Reason::damaged);
    }
}
