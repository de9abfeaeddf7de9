// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/forms.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

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
        auto files = form::read_form_files(folder);
        auto loaded = files ? form::parse_form(*files) : form::load_form(folder);
        if (loaded.form && loaded.problems.empty()) {
            forms.shipped_.push_back(
                {loaded.form->id, loaded.form->version, {}, std::move(*files)});
            forms.add(std::move(loaded.form));
        } else {
            forms.refused_.push_back(
                Refused{folder.filename().string(), std::move(loaded.problems)});
        }
    }
    return forms;
}

namespace {

// The highest published version of each form that parses, by its digest; what is above it and does
// not is told: an older program than the form was made for, or a newer one that is stricter.
std::map<std::string, Hash> published_in_use(FormLibrary& library,
                                             std::vector<Forms::Refused>& refused) {
    auto all = library.list();
    std::erase_if(all, [](const LibraryForm& form) { return !form.published; });
    std::stable_sort(all.begin(), all.end(), [](const LibraryForm& a, const LibraryForm& b) {
        return envelope::compare_versions(a.version, b.version) > 0;
    });
    std::map<std::string, Hash> out;
    for (const auto& form : all) {
        if (out.contains(form.id))
            continue;
        const auto package = library.find(form.sha256);
        auto loaded = package ? form::parse_form(package->files) : form::Loaded{};
        if (loaded.form)
            out.emplace(form.id, form.sha256);
        else
            refused.push_back({form.id + '~' + form.version, std::move(loaded.problems)});
    }
    return out;
}

} // namespace

void Forms::join(Store& store) {
    auto& library = store.forms();
    const auto now = store.clock().now();
    database::Transaction transaction(store.database());
    for (const auto& form : std::exchange(shipped_, {}))
        if (library.keep_shipped(form, now))
            store.audit().append(now, database::Act::form_taken, "",
                                 form.form + ':' + form.version + ":unsigned");
    transaction.commit();
    const auto in_use = published_in_use(library, refused_);
    const auto needed = library.in_records();
    for (const auto& kept : library.list()) {
        const auto used = in_use.find(kept.id);
        const bool newest = used != in_use.end() && used->second == kept.sha256;
        const bool in_records = std::find(needed.begin(), needed.end(),
                                          std::pair{kept.id, kept.version}) != needed.end();
        if (!newest && (!in_records || find(kept.id, kept.version) != nullptr))
            continue;
        const auto package = library.find(kept.sha256);
        auto loaded = package ? form::parse_form(package->files) : form::Loaded{};
        if (loaded.form)
            add(std::move(loaded.form), newest ? From::published : From::records);
        else
            refused_.push_back({kept.id + '~' + kept.version, std::move(loaded.problems)});
    }
}

void Forms::add(std::shared_ptr<const form::Form> form, From from) {
    const auto behind = std::find_if(forms_.begin(), forms_.end(), [&](const InUse& one) {
        return one.form->id == form->id &&
               (from != one.from
                    ? from < one.from
                    : envelope::compare_versions(form->version, one.form->version) < 0);
    });
    forms_.insert(behind, {std::move(form), from});
}

std::shared_ptr<const form::Form> Forms::newest(std::string_view id) const {
    for (auto each = forms_.rbegin(); each != forms_.rend(); ++each)
        if (each->form->id == id && each->from != From::records)
            return each->form;
    return nullptr;
}

std::shared_ptr<const form::Form> Forms::find(std::string_view id, std::string_view version) const {
    for (auto each = forms_.rbegin(); each != forms_.rend(); ++each)
        if (each->form->id == id && each->form->version == version)
            return each->form;
    return nullptr;
}

std::vector<std::shared_ptr<const form::Form>> Forms::all() const {
    std::vector<std::shared_ptr<const form::Form>> out;
    for (const auto& one : forms_)
        out.push_back(one.form);
    return out;
}

std::vector<Forms::InUse> Forms::in_use() const {
    std::map<std::string, InUse> newest; // the last of each id is the newest
    for (const auto& one : forms_)
        if (one.from != From::records)
            newest[one.form->id] = one;
    std::vector<InUse> out;
    out.reserve(newest.size());
    for (auto& [id, one] : newest)
        out.push_back(std::move(one));
    return out;
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
