// SPDX-License-Identifier: Apache-2.0
// suoja-relay: the daemon that carries what it cannot open, and the office's commands at the
// archive.
#include "core/command_line.h"
#include "core/log.h"
#include "core/private_memory.h"
#include "relay/enrol.h"
#include "relay/office/commands.h"
#include "relay/office/form_commands.h"
#include "relay/service.h"
#include "relay/version.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <sys/stat.h>

namespace {

using namespace suoja;
using namespace suoja::relay;

constexpr int kConfiguration = 78;

int complain(const Failure& failure) {
    // the other side's words may be in it
    std::cerr << printable(failure.what) << '\n';
    return exit_code(failure.reason);
}

struct Options {
    std::filesystem::path config, code_file;
    std::string code, device, reason;
    bool json = false;
    OfficeInit init;
    SignGroup sign;
    std::vector<std::filesystem::path> packages;
    Invite invite;
};

// Everything behind the parsed command line; settings are read already.
int run(const std::string& command, const std::string& sub, const Settings& settings,
        const Options& options) {
    const auto& clock = system_clock();
    const Streams streams{std::cout, std::cerr};
    if (command == "check-config") {
        std::cout << "The configuration reads: "
                  << (settings.is_archive() ? "the archive" : "a relay with an upstream") << ".\n";
        return 0;
    }
    if (command == "serve")
        return serve(settings, clock, [](const Failure& failure) { complain(failure); });
    if (command == "enrol") {
        auto code = options.code;
        if (code.empty()) {
            auto read = read_enrolment_code_from(options.code_file);
            if (!read)
                return complain(read.error());
            code = std::move(*read);
        }
        const auto as = enrol(settings, code, clock);
        if (!as)
            return complain(as.error());
        std::cout << "Enrolled at " << printable(as->office) << " as " << printable(as->role.name)
                  << ".\n";
        return 0;
    }
    if (command == "office-init")
        return office_init(settings, options.init, streams, clock);
    if (command == "office-sign")
        return office_sign_group(settings, options.sign, streams, clock);
    if (command == "invite")
        return invite(settings, options.invite, streams, clock);
    if (command == "devices")
        return list_devices(settings, options.json, streams, clock);
    if (command == "revoke")
        return revoke(settings, options.device, options.reason, streams, clock);
    if (command == "forms")
        return sub == "publish" ? publish_forms(settings, options.packages, streams, clock)
                                : list_forms(settings, options.json, streams, clock);
    return sub == "verify" ? log_verify(settings, streams, clock)
                           : log_checkpoint(settings, streams, clock);
}

constexpr const char* kConfigHelp = "The configuration (TOML; config/*.example.toml)";
constexpr const char* kArchiveHelp = "The archive's configuration (TOML)";

// every command has its configuration and an example
CLI::App* add(CLI::App& parent, Options& options, const char* name, const char* about,
              const char* config, const std::string& example) {
    auto* command = parent.add_subcommand(name, about);
    command->add_option("--config", options.config, config)->required();
    command->footer("Example:\n  suoja-relay " + example);
    return command;
}

void describe_daemon(CLI::App& app, Options& options) {
    add(app, options, "serve", "Runs the archive or a relay until SIGTERM; drains, then ends",
        kConfigHelp, "serve --config device.toml");
    add(app, options, "check-config", "Reads the configuration and says what it makes", kConfigHelp,
        "check-config --config device.toml");
    auto* enrol =
        add(app, options, "enrol", "Makes this device's identity with a code of the office",
            kConfigHelp, "enrol --config device.toml --code-file code");
    auto* code = enrol->add_option_group("Code")->require_option(1);
    code->add_option("--code", options.code,
                     "The code that `invite` printed; others on this machine can see it meanwhile");
    code->add_option("--code-file", options.code_file,
                     "A file with the code, - for standard input");
}

void describe_keys(CLI::App& app, Options& options) {
    auto* init =
        add(app, options, "office-init",
            "Makes an office: its keys, its empty log, and two files for two safes", kArchiveHelp,
            "office-init --config archive.toml --name \"Assistance system\" "
            "--root-out root.p12 --recovery-out recovery.p12");
    init->add_option("--name", options.init.name, "The office's name, as people read it")
        ->required();
    init->add_option("--root-out", options.init.root_out,
                     "Where the office root goes (PKCS#12); must not exist")
        ->required();
    init->add_option("--recovery-out", options.init.recovery_out,
                     "Where the recovery key goes (PKCS#12); must not exist")
        ->required();
    init->add_option("--root-passphrase-file", options.init.root_passphrase,
                     "File with the root's passphrase (mode 0600); without it one is made and "
                     "shown once");
    init->add_option("--recovery-passphrase-file", options.init.recovery_passphrase,
                     "File with the recovery key's passphrase (mode 0600); without it one is made "
                     "and shown once");
    auto* sign = app.add_subcommand("office-sign", "Signs with the office root: a group's key, "
                                                   "which is in the directory at once, or forms");
    sign->footer("Examples:\n"
                 "  suoja-relay office-sign --config archive.toml --root root.p12 centre.csr --out "
                 "centre.crt\n"
                 "  suoja-relay office-sign forms packed --root root.p12 --out signed");
    sign->require_subcommand(0, 1);
    auto* config = sign->add_option("--config", options.config, kArchiveHelp);
    sign->add_option("--root", options.sign.root, "The office root (PKCS#12) that office-init made")
        ->required();
    sign->add_option("--passphrase-file", options.sign.passphrase,
                     "File with the root's passphrase (mode 0600); else asked on the terminal");
    sign->add_option("request", options.sign.request,
                     "The group's request (PKCS#10) that `suoja group new` wrote")
        ->needs(config);
    sign->add_option("--out", options.sign.out,
                     "Where the certificate goes (PEM); of forms, the folder of their packages")
        ->required();
    auto* forms = sign->add_subcommand("forms", "Signs packed forms; needs no archive");
    forms->fallthrough();
    forms
        ->add_option("PACKED", options.packages,
                     "What `suoja form pack` wrote: files *.form or folders of them")
        ->required();
    forms->footer("Options of office-sign are taken here too: --root, --passphrase-file, --out\n\n"
                  "Example:\n"
                  "  suoja-relay office-sign forms packed --root root.p12 --out signed");
}

void describe_forms(CLI::App& app, Options& options) {
    auto* forms = app.add_subcommand("forms", "The forms that devices use");
    forms->require_subcommand(1);
    auto* publish =
        add(*forms, options, "publish", "Gives signed packages to all devices, at their next sync",
            kArchiveHelp, "forms publish signed/intake~2026-12.p7s --config archive.toml");
    publish->add_option("PACKAGE", options.packages, "What `office-sign forms` wrote (*.p7s)")
        ->required();
    add(*forms, options, "list", "Lists the forms in use", kArchiveHelp,
        "forms list --config archive.toml")
        ->add_flag("--json", options.json, "As JSON");
}

void describe_devices(CLI::App& app, Options& options) {
    auto* invite = add(app, options, "invite", "Makes an enrolment code for one use", kArchiveHelp,
                       "invite --config archive.toml --kind reception --site joutseno --name "
                       "kiosk-1");
    invite->add_option("--kind", options.invite.kind, "reception, hotline, desk or relay")
        ->required()
        ->check(CLI::IsMember({"reception", "hotline", "desk", "relay"}))
        ->type_name("KIND");
    invite->add_option("--site", options.invite.site,
                       "Where it stands: a [sites] name of the configuration; a relay has none");
    invite
        ->add_option("--name", options.invite.name, "What it is called there, for example kiosk-1")
        ->required();
    invite->add_flag("--admin", options.invite.admin, "A desk that may administer the office");
    invite->add_flag("--qr", options.invite.qr, "Show the code as a QR code too");
    invite->add_option("--hours", options.invite.hours, "How long the code is good, 1 to 744")
        ->check(CLI::Range(1, 24 * 31))
        ->type_name("HOURS")
        ->capture_default_str();
    add(app, options, "devices", "Lists the office's devices, groups and open invitations",
        kArchiveHelp, "devices --config archive.toml")
        ->add_flag("--json", options.json, "As JSON");
    auto* revoke = add(
        app, options, "revoke", "Takes a device off the list: from then on nothing of it is taken",
        kArchiveHelp, "revoke --config archive.toml --device joutseno/kiosk-1 --reason \"Lost\"");
    revoke->add_option("--device", options.device, "SITE/NAME, as `devices` lists it")->required();
    revoke->add_option("--reason", options.reason, "Why; kept at the archive")->required();
}

void describe(CLI::App& app, Options& options) {
    app.require_subcommand(1);
    name_version(app, std::string(kVersion));
    app.footer("Every command has --help with an example. Beside a running serve the commands work "
               "through it.\nExit codes: 0 done, 1 refused or not found, 2 wrong usage, 3 wrong "
               "passphrase, 4 damaged data,\n5 upstream not reachable, 6 data directory in use, 78 "
               "the configuration does not read.");
    describe_keys(app, options);
    describe_daemon(app, options);
    describe_forms(app, options);
    describe_devices(app, options);
    auto* log = app.add_subcommand("log", "The archive's log");
    log->require_subcommand(1);
    add(*log, options, "verify",
        "Computes the whole tree from the stored bodies and compares it with the signed checkpoint",
        kArchiveHelp, "log verify --config archive.toml");
    add(*log, options, "checkpoint", "Prints the newest signed checkpoint", kArchiveHelp,
        "log checkpoint --config archive.toml");
}

} // namespace

int main(int argc, char** argv) {
    ::umask(0077);
    keep_memory_private();
    CLI::App app("Carries sealed envelopes from devices to the archive and back.", "suoja-relay");
    Options options;
    try {
        describe(app, options);
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return refuse_usage(app, error);
    }
    try {
        const auto* chosen = app.get_subcommands().front();
        const auto subs = chosen->get_subcommands();
        const std::string sub = subs.empty() ? "" : subs.front()->get_name();
        if (chosen->get_name() == "office-sign") {
            if (sub == "forms") // where the root is there may be no archive
                return office_sign_forms({options.sign.root, options.sign.passphrase,
                                          options.packages, options.sign.out},
                                         {std::cout, std::cerr});
            if (options.sign.request.empty())
                return complain(fail(Reason::usage, "nothing_to_sign",
                                     "Say what is to be signed: a group's request, or forms. "
                                     "Nothing was done; see suoja-relay office-sign --help."));
        }
        const auto settings = read_settings(options.config);
        if (!settings) {
            std::cerr << printable(settings.error().what) << '\n';
            return kConfiguration;
        }
        set_log_level(settings->log);
        return run(chosen->get_name(), sub, *settings, options);
    } catch (const ConfigFailure& failure) {
        std::cerr << failure.what() << '\n';
        return kConfiguration;
    } catch (const std::exception& failure) { // storage, cryptography: texts without content
        log(Level::error, "ended_by_failure");
        std::cerr << failure.what() << '\n';
        return exit_code(Reason::damaged);
    }
}
