// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the sub-commands of `suoja` share: the options that all take, an unlocked device, and how an
// outcome becomes an exit code. A command is a function registered on the CLI11 application; it
// runs after parsing and returns Result<void>: the failure's sentence goes to standard error.
#include "core/json.h"
#include "kiosk/exchange/setup.h"
#include "kiosk/presenters/forms.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace suoja::kiosk::cli {

struct Globals {
    std::filesystem::path data;
    std::string user;
    std::filesystem::path passphrase_file;
    std::optional<std::filesystem::path> forms;
};

class Commands {
  public:
    Commands(CLI::App& app, const Globals& globals) : app_(&app), globals_(&globals) {}
    [[nodiscard]] CLI::App& app() { return *app_; }
    [[nodiscard]] const Globals& globals() const { return *globals_; }
    // Runs when `command` is what was asked for.
    void on(CLI::App* command, std::function<Result<void>()> run);
    // a group of commands, one of which must be named
    [[nodiscard]] CLI::App* group(const std::string& name, const std::string& help);
    [[nodiscard]] CLI::App* add(CLI::App* parent, const std::string& name, const std::string& help,
                                const std::string& example);
    [[nodiscard]] Result<void> run() const; // the one that parsing chose

  private:
    CLI::App* app_;
    const Globals* globals_;
    std::vector<std::pair<CLI::App*, std::function<Result<void>()>>> commands_;
};

void add_device_commands(Commands& commands); // init, user, group
void add_record_commands(Commands& commands); // record, sync
void add_withdraw_command(Commands& commands, CLI::App* record);
void add_draft_commands(Commands& commands);    // draft
void add_desk_commands(Commands& commands);     // desk
void add_audit_commands(Commands& commands);    // audit
void add_form_commands(Commands& commands);     // form
void add_envelope_commands(Commands& commands); // envelope

// Takes the data directory and unlocks it with --user and the passphrase.
[[nodiscard]] Result<Unlocked> open_device(const Globals& globals);
// refused "not_a_desk", with what this device is and where such commands belong
[[nodiscard]] Result<void> require_desk(const Unlocked& device);

// An unlocked device with the forms that it uses.
struct Working {
    Forms forms;
    Unlocked device;
};
[[nodiscard]] Result<Working> open_with_forms(const Globals& globals);

// What showing one record needs, in the order in which it is refused.
struct Reading {
    RecordId id;
    Forms forms;
    Unlocked device;
};
[[nodiscard]] Result<Reading> open_for_reading(const Globals& globals, const std::string& record);

// From the file (0600, refused by name otherwise), the systemd credential `passphrase`, or the
// terminal without echo. One trailing newline is not part of it.
[[nodiscard]] Result<Secret> read_passphrase(const std::filesystem::path& file,
                                             const std::string& prompt);
// asked twice on a terminal; refused "weak_passphrase" when it is guessed too soon
[[nodiscard]] Result<Secret> read_new_passphrase(const std::filesystem::path& file,
                                                 const std::string& user);

[[nodiscard]] Result<RecordId> parse_record_id(const std::string& text);
// what came from another device, for a row of a list: no break of lines makes two of it
[[nodiscard]] std::string in_one_line(std::string_view text);
[[nodiscard]] std::string when(const std::optional<Millis>& time); // RFC 3339 or "-"
void print_json(const boost::json::value& value);                  // one line, canonical

} // namespace suoja::kiosk::cli
