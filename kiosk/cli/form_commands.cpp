// SPDX-License-Identifier: Apache-2.0
// form: is a folder of XLSForm tables a form that the kiosks can run, and what does it say of given
// answers? Needs neither a device nor a user.
#include "core/clock.h"
#include "core/files.h"
#include "core/record/document.h"
#include "core/record/evaluated.h"
#include "kiosk/cli/command.h"
#include "kiosk/presenters/local_time.h"

#include <iterator>

namespace suoja::kiosk::cli {
namespace {

constexpr std::size_t kMostInput = std::size_t{1} << 20U;

Result<std::shared_ptr<const form::Form>> load(const std::filesystem::path& directory,
                                               std::ostream& problems) {
    const auto loaded = form::load_form(directory);
    for (const auto& problem : loaded.problems)
        problems << problem.str() << '\n';
    if (!loaded.form)
        return fail(Reason::refused, "form_refused",
                    std::to_string(loaded.problems.size()) +
                        (loaded.problems.size() == 1 ? " problem" : " problems") +
                        " found. No kiosk can use this form; mend the tables and check again.");
    return loaded.form;
}

Result<void> check(const std::filesystem::path& directory) {
    const auto form = load(directory, std::cout);
    if (!form)
        return form.error();
    std::size_t questions = 0;
    for (const auto& question : (*form)->questions)
        questions += question.type == form::Type::group ? 0 : 1;
    std::cout << (*form)->id << ", version " << (*form)->version << ": " << questions
              << " questions in " << (*form)->sections().size() << " sections. It can be used.\n";
    return {};
}

struct Given {
    std::filesystem::path directory;
    std::string json_from, now;
};

Result<std::string> read_given(const std::string& from) {
    if (from != "-") {
        const auto file = read_file(from, kMostInput);
        return file ? Result<std::string>(std::string(text(*file))) : file.error();
    }
    std::string all;
    for (char buffer[4096]; all.size() <= kMostInput && std::cin;) {
        std::cin.read(buffer, sizeof buffer);
        all.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
    }
    return all; // one that is too long is refused by its reader
}

Result<void> evaluate(const Given& given) {
    const auto now =
        given.now.empty() ? std::optional(system_clock().now()) : parse_rfc3339(given.now);
    if (!now)
        return fail(Reason::usage, "now",
                    "The time of --now does not read; write it as 2026-11-25T12:30:00.000Z.");
    const auto form = load(given.directory, std::cerr);
    if (!form)
        return form.error();
    const auto answers = read_given(given.json_from);
    if (!answers)
        return answers.error();
    form::Entry entry(*form, {*now, local(*now).utc_offset_minutes, "", ""});
    if (const auto read = record::answers_from_json(*answers, entry); !read)
        return read.error();
    print_json(record::evaluated_to_json(entry));
    return {};
}

} // namespace

void add_form_commands(Commands& commands) {
    auto* form = commands.group("form", "Forms (XLSForm tables)");
    const char* const folder = "Folder with survey.csv, choices.csv, settings.csv";
    auto* one = commands.add(form, "check", "Reads a form's tables and says what is wrong",
                             "form check config/forms/intake");
    auto directory = std::make_shared<std::filesystem::path>();
    one->add_option("DIR", *directory, folder)->required();
    commands.on(one, [directory] { return check(*directory); });

    auto* eval = commands.add(form, "eval", "Says what a form makes of given answers, as JSON",
                              "form eval config/forms/intake --json config/samples/intake.json");
    auto given = std::make_shared<Given>();
    eval->add_option("DIR", given->directory, folder)->required();
    eval->add_option("--json", given->json_from,
                     "{\"answers\":{…},\"missing\":{…}}; - reads standard input")
        ->required();
    eval->add_option("--now", given->now, "What now() is (RFC 3339, UTC); else the clock's time");
    commands.on(eval, [given] { return evaluate(*given); });
}

} // namespace suoja::kiosk::cli
