// SPDX-License-Identifier: Apache-2.0
// form: is a folder of XLSForm tables a form that the kiosks can run, what does it say of given
// answers, and packed for the office to sign: these need neither a device nor a user. Which forms a
// device uses, and what it refused: that does.
#include "core/clock.h"
#include "core/files.h"
#include "core/form/untranslated.h"
#include "core/record/document.h"
#include "core/record/evaluated.h"
#include "kiosk/cli/command.h"
#include "kiosk/presenters/local_time.h"

#include <charconv>
#include <iomanip>
#include <iterator>

namespace suoja::kiosk::cli {
namespace {

constexpr std::size_t kMostInput = std::size_t{1} << 20U;

Result<std::shared_ptr<const form::Form>> load(const std::filesystem::path& directory,
                                               std::ostream& problems) {
    const auto loaded = form::load_form(directory);
    for (const auto& problem : loaded.problems)
        problems << in_one_line(problem.str()) << '\n';
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
    const auto files = form::read_form_files(directory);
    if (!files)
        return files.error();
    for (const auto& text : form::untranslated(**form, *files))
        std::cout << "Not translated: " << in_one_line(text.str()) << '\n';
    std::cout << in_one_line((*form)->id) << ", version " << in_one_line((*form)->version) << ": "
              << questions << " questions in " << (*form)->sections().size()
              << " sections. It can be used.\n";
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

struct Packing {
    std::vector<std::filesystem::path> directories;
    std::filesystem::path out;
};

// Versions begin with their year, and a lower one never follows: a slip such as 20262-1 would be
// the form's last for good.
void warn_of_version(const form::Form& form) {
    constexpr int kYearsAhead = 10;
    const std::string& version = form.version;
    const auto digits = version.substr(0, version.find_first_not_of("0123456789"));
    const auto year = rfc3339(system_clock().now()).substr(0, 4);
    int number = 0, now = 0;
    std::from_chars(year.data(), year.data() + year.size(), now);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || (read.ec == std::errc() && number <= now + kYearsAhead))
        return;
    std::cerr << "Version " << version << " of " << form.id << " is far above " << now
              << ". It is packed; once it is published no lower version can follow it.\n";
}

// All are checked before any is written.
Result<void> pack(const Packing& wanted) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& directory : wanted.directories) {
        const auto form = load(directory, std::cout);
        if (!form)
            return form.error();
        auto tables = form::read_form_files(directory);
        if (!tables)
            return tables.error();
        const auto packed = envelope::write_form(
            {(*form)->id, (*form)->version, system_clock().now(), std::move(*tables)});
        if (!packed)
            return packed.error();
        warn_of_version(**form);
        files.emplace_back((*form)->id + '~' + (*form)->version + ".form", *packed);
    }
    std::error_code error;
    std::filesystem::create_directories(wanted.out, error);
    for (const auto& [name, packed] : files) {
        write_durable(wanted.out / name, view(packed), Mode::readable);
        std::cout << "Packed " << in_one_line((wanted.out / name).string()) << '\n';
    }
    std::cout << "Next, where the office root is: suoja-relay office-sign forms "
              << in_one_line(wanted.out.string()) << " --out DIR …\n";
    return {};
}

std::string why_refused(const std::string& code) {
    if (code == "form_older")
        return "older than one taken before";
    if (code == "form_version_taken")
        return "other contents under a version taken before";
    if (code == "form_unusable")
        return "this program cannot use it";
    if (code == "form_not_listed")
        return "another form or version than the directory says";
    return "not signed by the office's root, or damaged";
}

Result<void> list(const Globals& globals, bool as_json) {
    auto working = open_with_forms(globals);
    if (!working)
        return working.error();
    const auto* const forms = &working->forms;
    const auto refusals = working->device.store.forms().refusals();
    if (as_json) {
        boost::json::array used, refused;
        for (const auto& one : forms->in_use())
            used.push_back({{"form", one.form->id},
                            {"version", one.form->version},
                            {"published", one.from == Forms::From::published}});
        for (const auto& one : refusals)
            refused.push_back({{"form", one.form.id},
                               {"version", one.form.version},
                               {"reason", one.reason},
                               {"at", rfc3339(one.at)}});
        print_json(
            boost::json::object{{"in_use", std::move(used)}, {"refused", std::move(refused)}});
        return {};
    }
    for (const auto& one : forms->in_use())
        std::cout << std::left << std::setw(18) << one.form->id << std::setw(14)
                  << one.form->version
                  << (one.from == Forms::From::published ? "published by the office"
                                                         : "of this device, unsigned")
                  << '\n';
    for (const auto& one : refusals)
        std::cout << std::left << std::setw(18) << one.form.id << std::setw(14) << one.form.version
                  << "REFUSED " << rfc3339(one.at).substr(0, 10) << ": " << why_refused(one.reason)
                  << "; tell the office\n";
    return {};
}

} // namespace

void add_form_commands(Commands& commands) {
    auto* form = commands.group("form", "Forms (XLSForm tables)");
    const char* const folder = "Folder with survey.csv, choices.csv, settings.csv";
    auto* one = commands.add(
        form, "check", "Reads a form's tables and says what is wrong, and what is not translated",
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

    auto* packs = commands.add(form, "pack", "Checks forms and packs them for the office to sign",
                               "form pack config/forms/intake config/forms/call --out packed");
    auto packing = std::make_shared<Packing>();
    packs->add_option("DIR", packing->directories, folder)->required();
    packs->add_option("--out", packing->out, "Folder for the packed forms")->required();
    commands.on(packs, [packing] { return pack(*packing); });

    auto* used = commands.add(form, "list", "The forms that this device uses and those it refused",
                              "form list --user aino");
    auto as_json = std::make_shared<bool>(false);
    used->add_flag("--json", *as_json, "As JSON");
    commands.on(used, [&globals = commands.globals(), as_json] { return list(globals, *as_json); });
}

} // namespace suoja::kiosk::cli
