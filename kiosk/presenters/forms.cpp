// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/forms.h"

#include <algorithm>
#include <cstdlib>

namespace suoja::kiosk {

namespace {

namespace fs = std::filesystem;

fs::path beside_program(const char* below) {
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path() : program.parent_path().parent_path() / below;
}

std::optional<fs::path> from_environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value != nullptr && *value != '\0' ? std::optional<fs::path>(value) : std::nullopt;
}

bool folder_there(const fs::path& path) {
    std::error_code error;
    return !path.empty() && fs::is_directory(path, error);
}

} // namespace

Result<fs::path> forms_directory(const std::optional<fs::path>& option) {
    const auto missing = fail(Reason::not_found, "forms",
                              "The forms are not where they were said to be; nothing was changed; "
                              "give their folder with --forms.");
    if (option) // said outright: another folder in its place would be a surprise
        return folder_there(*option) ? Result<fs::path>(*option) : Result<fs::path>(missing);
    if (const auto named = from_environment("SUOJA_FORMS"))
        return folder_there(*named) ? Result<fs::path>(*named) : Result<fs::path>(missing);
    for (const auto& each :
         {beside_program("share/suoja/forms"), fs::path("/usr/share/suoja/forms")})
        if (folder_there(each))
            return each;
    return missing;
}

fs::path locale_directory() {
    if (const auto named = from_environment("SUOJA_LOCALE"))
        return *named;
    const auto beside = beside_program("share/locale");
    return folder_there(beside) ? beside : fs::path("/usr/share/locale");
}

Forms Forms::load(const fs::path& directory) {
    Forms forms;
    std::error_code error;
    std::vector<fs::path> folders;
    for (fs::directory_iterator each(directory, error), end; !error && each != end;
         each.increment(error))
        if (fs::exists(each->path() / "survey.csv", error))
            folders.push_back(each->path());
    std::sort(folders.begin(), folders.end());
    for (const auto& folder : folders) {
        auto loaded = form::load_form(folder);
        if (loaded.form && loaded.problems.empty())
            forms.add(std::move(loaded.form));
        else
            forms.refused_.push_back(
                Refused{folder.filename().string(), std::move(loaded.problems)});
    }
    return forms;
}

void Forms::add(std::shared_ptr<const form::Form> form) {
    forms_.push_back(std::move(form));
}

std::shared_ptr<const form::Form> Forms::newest(std::string_view id) const {
    for (auto each = forms_.rbegin(); each != forms_.rend(); ++each)
        if ((*each)->id == id)
            return *each;
    return nullptr;
}

std::shared_ptr<const form::Form> Forms::find(std::string_view id, std::string_view version) const {
    for (const auto& each : forms_)
        if (each->id == id && each->version == version)
            return each;
    return nullptr;
}

std::vector<std::shared_ptr<const form::Form>> Forms::all() const {
    return forms_;
}

std::string language_words(const Forms& forms, std::string_view code,
                           std::string_view in_language) {
    if (code.empty())
        return "";
    for (const auto& form : forms.all())
        for (const auto* question : {"contact_language", "language"})
            if (const auto* found = form->find(question); found != nullptr && !found->list.empty())
                if (const auto* choice = form->choice(found->list, code))
                    return choice->label.in(in_language);
    return std::string(code);
}

} // namespace suoja::kiosk
