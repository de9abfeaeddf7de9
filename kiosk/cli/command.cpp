// SPDX-License-Identifier: Apache-2.0
#include "kiosk/cli/command.h"

#include "core/printable.h"
#include "kiosk/store/slots.h"

#include <cstdlib>
#include <termios.h>
#include <unistd.h>

namespace suoja::kiosk::cli {
namespace {

constexpr std::size_t kMostPassphrase = 4096;

Secret without_newline(const Secret& read) {
    auto bytes = read.view();
    if (!bytes.empty() && bytes.back() == '\n')
        bytes = bytes.first(bytes.size() - 1);
    if (!bytes.empty() && bytes.back() == '\r')
        bytes = bytes.first(bytes.size() - 1);
    return Secret(bytes);
}

// Echo off while it lives; the terminal is as before afterwards.
class SilentTerminal {
  public:
    SilentTerminal() {
        known_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (known_)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    ~SilentTerminal() {
        if (known_)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
    }

  private:
    termios before_{};
    bool known_ = false;
};

Result<Secret> from_terminal(const std::string& prompt) {
    if (::isatty(STDIN_FILENO) == 0)
        return fail(Reason::usage, "no_passphrase",
                    "A passphrase is needed and there is no terminal to ask on. Give it with "
                    "--passphrase-file FILE.");
    std::cerr << prompt << std::flush;
    Secret line(kMostPassphrase);
    std::size_t used = 0;
    {
        const SilentTerminal silent;
        char c = 0;
        while (used < line.size() && ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
            line.writable()[used++] = static_cast<std::uint8_t>(c);
        wipe(std::span(reinterpret_cast<std::uint8_t*>(&c), 1));
    }
    return Secret(line.view().first(used));
}

void tell_terms(const DraftTerms& drafts) {
    if (drafts.erased > 0)
        std::cerr << "Drafts that were kept for a time and never sent were erased, because the "
                     "time is over: "
                  << drafts.erased << ".\n";
    if (drafts.ending > 0)
        std::cerr << "Drafts that will be erased soon unless they are sent: " << drafts.ending
                  << ", the first on " << rfc3339(drafts.first_end.value()).substr(0, 10)
                  << ". `suoja draft list` names them.\n";
}

} // namespace

void Commands::on(CLI::App* command, std::function<Result<void>()> run) {
    commands_.emplace_back(command, std::move(run));
}

CLI::App* Commands::group(const std::string& name, const std::string& help) {
    auto* out = app_->add_subcommand(name, help);
    out->require_subcommand(1)->fallthrough();
    return out;
}

CLI::App* Commands::add(CLI::App* parent, const std::string& name, const std::string& help,
                        const std::string& example) {
    auto* out = parent->add_subcommand(name, help);
    out->fallthrough();
    // fallthrough() takes these here too, but CLI11's own help does not say so
    out->footer("Options of every command (see suoja --help): --data DIR, --user NAME,\n"
                "--passphrase-file FILE, --forms DIR\n\nExample:\n  suoja " +
                example);
    return out;
}

Result<void> Commands::run() const {
    for (const auto& [command, run] : commands_)
        if (command->parsed())
            return run();
    return fail(Reason::usage, "no_command", "A command is missing. See suoja --help.");
}

Result<Secret> read_passphrase(const std::filesystem::path& file, const std::string& prompt) {
    if (!file.empty()) {
        auto read = read_secret(file, kMostPassphrase);
        if (!read)
            return read.error();
        return without_newline(*read);
    }
    // systemd's credentials directory is readable by the service alone, whatever its mode says
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); // NOLINT(concurrency-mt-unsafe)
    if (credentials != nullptr) {
        const auto credential = std::filesystem::path(credentials) / "passphrase";
        std::error_code ignored;
        if (std::filesystem::exists(credential, ignored)) {
            auto read = read_file(credential, kMostPassphrase);
            if (!read)
                return read.error();
            Secret kept{ByteView(*read)};
            wipe(*read);
            return without_newline(kept);
        }
    }
    return from_terminal(prompt);
}

Result<Secret> read_new_passphrase(const std::filesystem::path& file, const std::string& user) {
    auto first = read_passphrase(file, "New passphrase for " + user + ": ");
    if (!first)
        return first.error();
    if (file.empty() && ::isatty(STDIN_FILENO) != 0) {
        const auto again = from_terminal("The same again: ");
        if (!again)
            return again.error();
        if (!constant_time_equal(first->view(), again->view()))
            return fail(Reason::refused, "passphrases_differ",
                        "The two passphrases are not the same. Nothing was changed; try again.");
    }
    if (!strong_enough(*first, user))
        return fail(Reason::refused, "weak_passphrase",
                    "That passphrase would be guessed too soon. Nothing was changed; six random "
                    "words are strong, for example: " +
                        std::string(generate_passphrase().text()));
    return first;
}

Result<Unlocked> open_device(const Globals& globals) {
    if (globals.user.empty())
        return fail(Reason::usage, "no_user", "Say who you are with --user NAME.");
    auto directory = DataDirectory::take(globals.data, false);
    if (!directory)
        return directory.error();
    const auto passphrase =
        read_passphrase(globals.passphrase_file, "Passphrase of " + globals.user + ": ");
    if (!passphrase)
        return passphrase.error();
    auto device = unlock(std::move(*directory), globals.user, *passphrase, system_clock());
    if (device)
        tell_terms(device->drafts);
    return device;
}

Result<void> require_desk(const Unlocked& device) {
    if (device.device.kind == "desk")
        return {};
    return fail(Reason::refused, "not_a_desk",
                "This device, " + device.device.device + ", is no desk (its kind is " +
                    device.device.kind +
                    "): it sends records and receives none. Nothing was changed; do this at a "
                    "desk. `suoja record list` shows what was made here.");
}

Result<Working> open_with_forms(const Globals& globals) {
    const auto directory = forms_directory(globals.forms);
    if (!directory)
        return directory.error();
    auto forms = Forms::load(*directory);
    auto device = open_device(globals);
    if (!device)
        return device.error();
    forms.join(device->store);
    for (const auto& refused : forms.refused())
        for (const auto& problem : refused.problems)
            std::cerr << "The form " << in_one_line(refused.folder)
                      << " is not used: " << in_one_line(problem.str()) << '\n';
    return Working{std::move(forms), std::move(*device)};
}

Result<RecordId> parse_record_id(const std::string& text) {
    const auto id = RecordId::parse(text);
    if (!id)
        return fail(Reason::usage, "not_an_id",
                    "That is not a record's id. Ids look like "
                    "0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e; `suoja record list --json` gives them.");
    return *id;
}

Result<Reading> open_for_reading(const Globals& globals, const std::string& record) {
    const auto id = parse_record_id(record);
    if (!id)
        return id.error();
    auto working = open_with_forms(globals);
    if (!working)
        return working.error();
    return Reading{*id, std::move(working->forms), std::move(working->device)};
}

std::string in_one_line(std::string_view text) {
    return printable(text, Breaks::shown);
}

std::string when(const std::optional<Millis>& time) {
    return time ? rfc3339(*time) : "-";
}

void print_json(const boost::json::value& value) {
    std::cout << json::canonical(value) << '\n';
}

} // namespace suoja::kiosk::cli
