// SPDX-License-Identifier: Apache-2.0
// suoja-relay: the daemon that carries what it cannot open, and the office's commands at the
// archive.
#include "core/log.h"
#include "core/private_memory.h"
#include "relay/enrol.h"
#include "relay/office/commands.h"
#include "relay/service.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <sys/stat.h>

namespace {

using namespace suoja;
using namespace suoja::relay;

constexpr int kConfiguration = 78;

int complain(const Failure& failure) {
    std::cerr << failure.what << '\n';
    return exit_code(failure.reason);
}

struct Options {
    std::filesystem::path config, code_file;
    std::string code, device, reason;
    bool json = false;
    OfficeInit init;
    SignGroup sign;
    std::vector<std::string> to_sign;
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
        std::cout << "Enrolled at " << as->office << " as " << as->role.name << ".\n";
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
    return sub == "verify" ? log_verify(settings, streams, clock)
                           : log_checkpoint(settings, streams, clock);
}

void describe(CLI::App& app, Options& options) {
    app.require_subcommand(1);
    const auto add = [&](const char* name, const char* about) {
        auto* command = app.add_subcommand(name, about);
        command->add_option("--config", options.config, "configuration (TOML)")->required();
        return command;
    };
    add("serve", "run until SIGTERM");
    add("check-config", "read the configuration and say what it is");
    auto* enrol = add("enrol", "make this device's identity with a code of the office");
    auto* code = enrol->add_option_group("code")->require_option(1);
    code->add_option("--code", options.code,
                     "enrolment code; others on this machine can see it while the command runs");
    code->add_option("--code-file", options.code_file,
                     "a file with the enrolment code, - for standard input");
    auto* init = add("office-init", "make an office at the archive");
    init->add_option("--name", options.init.name, "the office's name")->required();
    init->add_option("--root-out", options.init.root_out, "PKCS#12 of the root")->required();
    init->add_option("--recovery-out", options.init.recovery_out, "PKCS#12 of the recovery key")
        ->required();
    init->add_option("--root-passphrase-file", options.init.root_passphrase);
    init->add_option("--recovery-passphrase-file", options.init.recovery_passphrase);
    auto* sign = add("office-sign", "sign what only the root may sign");
    sign->add_option("--root", options.sign.root, "PKCS#12 of the root")->required();
    sign->add_option("--passphrase-file", options.sign.passphrase);
    sign->add_option("request", options.sign.request, "request of a group's key")->required();
    sign->add_option("--out", options.sign.out, "where the certificate goes")->required();
    auto* invite = add("invite", "make a single-use enrolment code");
    invite->add_option("--kind", options.invite.kind)
        ->required()
        ->check(CLI::IsMember({"reception", "hotline", "desk", "relay"}));
    invite->add_option("--site", options.invite.site);
    invite->add_option("--name", options.invite.name)->required();
    invite->add_flag("--admin", options.invite.admin);
    invite->add_flag("--qr", options.invite.qr, "show the code as a QR code too");
    invite->add_option("--hours", options.invite.hours)->check(CLI::Range(1, 24 * 31));
    add("devices", "list the office's devices")->add_flag("--json", options.json);
    auto* revoke = add("revoke", "take a device off the list");
    revoke->add_option("--device", options.device)->required();
    revoke->add_option("--reason", options.reason)->required();
    auto* log = app.add_subcommand("log", "the archive's log");
    log->require_subcommand(1);
    for (const auto& [name, about] :
         {std::pair{"verify", "compute the whole tree and compare it with the checkpoint"},
          std::pair{"checkpoint", "print the newest signed checkpoint"}})
        log->add_subcommand(name, about)
            ->add_option("--config", options.config, "configuration (TOML)")
            ->required();
}

} // namespace

int main(int argc, char** argv) {
    ::umask(0077);
    keep_memory_private();
    CLI::App app("Carries sealed envelopes from devices to the archive and back.", "suoja-relay");
    Options options;
    describe(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_code(Reason::usage);
    }
    try {
        const auto settings = read_settings(options.config);
        if (!settings) {
            std::cerr << settings.error().what << '\n';
            return kConfiguration;
        }
        set_log_level(settings->log);
        const auto* chosen = app.get_subcommands().front();
        const auto subs = chosen->get_subcommands();
        return run(chosen->get_name(), subs.empty() ? "" : subs.front()->get_name(), *settings,
                   options);
    } catch (const ConfigFailure& failure) {
        std::cerr << failure.what() << '\n';
        return kConfiguration;
    } catch (const std::exception& failure) { // storage, cryptography: texts without content
        log(Level::error, "ended_by_failure");
        std::cerr << failure.what() << '\n';
        return exit_code(Reason::damaged);
    }
}
