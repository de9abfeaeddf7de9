// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forms of this device: those it came with, those the office published, and the older versions
// that records here were made with; handed out by id and version. Shared by the window and `suoja`.
// A form that does not parse is refused whole and named; the others stay usable.
#include "core/form/load.h"
#include "kiosk/store/store.h"

namespace suoja::kiosk {

// --forms, else $SUOJA_FORMS, else <exe>/../share/suoja/forms, else /usr/share/suoja/forms: the
// first that is a directory; not_found "forms" otherwise.
[[nodiscard]] Result<std::filesystem::path>
forms_directory(const std::optional<std::filesystem::path>& option);
// the same for catalogues: $SUOJA_LOCALE, <exe>/../share/locale, /usr/share/locale
[[nodiscard]] std::filesystem::path locale_directory();

class Forms {
  public:
    struct Refused {
        std::string folder;
        std::vector<form::TableProblem> problems;
    };
    // every sub-folder that has a survey.csv
    [[nodiscard]] static Forms load(const std::filesystem::path& directory);
    // Both ways: the library keeps what was loaded, and gives the published form of each id and
    // every version that a draft or record here has. On the store's thread.
    void join(Store& store);

    enum class From {
        records,   // kept, because a draft or record here has it: never what new work begins with
        folder,    // the tables beside the program, or those that were said with --forms
        published, // signed by the office root
    };
    void add(std::shared_ptr<const form::Form> form, From from = From::folder);

    // What new work begins with: the highest published version that this program can use, whatever
    // lies in the folder; where none was published, the folder's. null: none
    [[nodiscard]] std::shared_ptr<const form::Form> newest(std::string_view id) const;
    [[nodiscard]] std::shared_ptr<const form::Form> find(std::string_view id,
                                                         std::string_view version) const;
    [[nodiscard]] std::vector<std::shared_ptr<const form::Form>> all() const; // every version
    struct InUse {
        std::shared_ptr<const form::Form> form;
        From from = From::folder;
    };
    [[nodiscard]] std::vector<InUse> in_use() const; // the newest() of each, by id
    [[nodiscard]] const std::vector<Refused>& refused() const { return refused_; }

  private:
    std::vector<InUse> forms_; // those of one id: records, folder, published; each oldest first
    std::vector<envelope::FormPackage> shipped_; // until join()
    std::vector<Refused> refused_;
};

// A language's name in the words of the form's own language list; the code when it has none.
[[nodiscard]] std::string language_words(const Forms& forms, std::string_view code,
                                         std::string_view in_language);

} // namespace suoja::kiosk
