// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every version of a form that this device ever had: those that it came with and those that the
// office published. Old records and drafts are shown with theirs long after the tables on disk are
// newer. Also which published package was refused here and why, so that it is not fetched again.
// On the store's thread; StorageFailure.
#include "core/database/database.h"
#include "core/envelope/directory.h"
#include "core/envelope/form_package.h"

namespace suoja::kiosk {

struct LibraryForm {
    std::string id, version;
    Hash sha256{}; // the package's; of one that the device came with, of its tables
    bool published = false;
    Millis taken_at{};
};
struct RefusedForm {
    envelope::ListedForm form;
    std::string reason; // a failure's code
    Millis at{};
};

class FormLibrary {
  public:
    explicit FormLibrary(database::Database& database) : database_(&database) {}
    [[nodiscard]] bool holds(const Hash& sha256);
    // unsigned tables from a folder; true when they were not here before
    bool keep_shipped(const envelope::FormPackage& form, Millis now);
    void keep_published(const envelope::FormPackage& form, const Hash& sha256, Millis now);
    [[nodiscard]] std::vector<LibraryForm> list(); // as they came
    // the newest published version of a form; "" when there is none
    [[nodiscard]] std::string newest_published(std::string_view id);
    [[nodiscard]] std::optional<envelope::FormPackage> find(const Hash& sha256);

    // A verdict is on a package under the name and version that the directory gave it, and where
    // the tables were the reason, by this version of the program.
    void refuse(const envelope::ListedForm& form, std::string_view reason, Millis now);
    [[nodiscard]] bool refused(const envelope::ListedForm& form);
    [[nodiscard]] std::vector<RefusedForm> refusals();

    // form and version of every draft and record here
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> in_records();

  private:
    void keep(const LibraryForm& form, const envelope::FormPackage& package);
    database::Database* database_;
};

} // namespace suoja::kiosk
