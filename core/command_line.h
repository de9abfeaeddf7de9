// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the command lines of the three programs have in common: how a wrong one is refused, and what
// --version says. Header only, because only the programs link CLI11. On the main thread; nothing is
// done before the command line reads.
#include "core/failure.h"
#include "core/near_word.h"
#include "core/printable.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace suoja {

// "suoja-relay 0.1.0"
inline void name_version(CLI::App& app, const std::string& version) {
    app.set_version_flag("--version", app.get_name() + " " + version,
                         "Print the program's name and version and exit");
}

namespace command_line {

inline std::string name_of(const CLI::App* app) { // with the groups it stands in
    return app->get_parent() == nullptr ? app->get_name()
                                        : name_of(app->get_parent()) + " " + app->get_name();
}

// the innermost command that parsing reached
inline const CLI::App* reached(const CLI::App* app) {
    const auto deeper = app->get_subcommands();
    return deeper.empty() ? app : reached(deeper.front());
}

// of an app's commands; groups of options are none
inline std::vector<const CLI::App*> commands_of(const CLI::App* app) {
    return app->get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); });
}

inline std::string nearest_command(const CLI::App* here, const std::string& word) {
    std::vector<std::string_view> names;
    for (const auto* one : commands_of(here))
        names.push_back(one->get_name());
    return "There is no command \"" + name_of(here) + " " + word + "\"; the nearest is \"" +
           name_of(here) + " " + near_word(word, names) + "\". ";
}

inline std::string nearest_option(const CLI::App* here, const std::string& word) {
    std::vector<std::string> names;
    for (const auto* app = here; app != nullptr; app = app->get_parent())
        for (const auto* option : app->get_options())
            for (const auto& name : option->get_lnames())
                names.push_back("--" + name);
    return "There is no option " + word + " of \"" + name_of(here) + "\"; the nearest is " +
           near_word(word, {names.begin(), names.end()}) + ". ";
}

} // namespace command_line

// After a CLI::ParseError: prints the help or version that was asked for (0), or one sentence on
// standard error (2): an unknown command or option is named, with the nearest that there is.
inline int refuse_usage(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0)
        return app.exit(error);
    const auto* here = command_line::reached(&app);
    const bool chooses = here->get_require_subcommand_min() > 0;
    const auto left = app.remaining(true);
    const auto word = std::find_if(left.begin(), left.end(), [&](const std::string& one) {
        return chooses == !one.starts_with("-");
    });
    std::string what;
    if (chooses && word == left.end())
        what = "A command is missing after \"" + command_line::name_of(here) + "\". ";
    else if (chooses)
        what = command_line::nearest_command(here, *word);
    else if (word != left.end() && word->starts_with("--"))
        what = command_line::nearest_option(here, *word);
    else
        what = std::string(error.what()) + ". ";
    std::cerr << printable(what + "Nothing was done; see " + command_line::name_of(here) +
                           " --help.\n");
    return exit_code(Reason::usage);
}

} // namespace suoja
