// SPDX-License-Identifier: Apache-2.0
// form: is a folder of XLSForm tables a form that the kiosks can run?
#include "kiosk/cli/command.h"

namespace suoja::kiosk::cli {
namespace {

Result<void> check(const std::filesystem::path& directory) {
    const auto loaded = form::load_form(directory);
    for (const auto& problem : loaded.problems)
        std::cout << problem.str() << '\n';
    if (!loaded.form)
        return fail(Reason::refused, "form_refused",
                    std::to_string(loaded.problems.size()) +
                        (loaded.problems.size() == 1 ? " problem" : " problems") +
                        " found. No kiosk can use this form; mend the tables and check again.");
    std::size_t questions = 0;
    for (const auto& question : loaded.form->questions)
        questions += question.type == form::Type::group ? 0 : 1;
    std::cout << loaded.form->id << ", version " << loaded.form->version << ": " << questions
              << " questions in " << loaded.form->sections().size()
              << " sections. It can be used.\n";
    return {};
}

} // namespace

void add_form_commands(Commands& commands) {
    auto* form = commands.group("form", "Forms (XLSForm tables)");
    auto* one = commands.add(form, "check", "Reads a form's tables and says what is wrong",
                             "form check config/forms/intake");
    auto directory = std::make_shared<std::filesystem::path>();
    one->add_option("DIR", *directory, "Folder with survey.csv, choices.csv, settings.csv")
        ->required();
    commands.on(one, [directory] { return check(*directory); });
}

} // namespace suoja::kiosk::cli
