// SPDX-License-Identifier: Apache-2.0
#pragma once
// What this device knows of its office: the root, the newest directory, the newest verified
// checkpoint of the log. A lower serial than kept is refused; so is a smaller checkpoint.
#include "core/database/database.h"
#include "core/envelope/directory.h"

namespace suoja::kiosk {

class Office {
  public:
    explicit Office(database::Database& database) : database_(&database) {}
    void keep_root(const envelope::Certificate& root);
    [[nodiscard]] std::optional<envelope::Certificate> root();
    // verifies against the root and keeps it when the serial is not lower; true when it is new
    [[nodiscard]] Result<bool> take_directory(ByteView der);
    [[nodiscard]] std::shared_ptr<const envelope::Directory> directory(); // null before the first
    void keep_checkpoint(const envelope::Checkpoint& checkpoint, std::string_view note);
    [[nodiscard]] std::optional<envelope::Checkpoint> checkpoint();
    // the log key for an origin, from the directory
    [[nodiscard]] std::optional<envelope::ListedLog> log(std::string_view origin);

  private:
    database::Database* database_;
    std::shared_ptr<const envelope::Directory> cached_;
    std::optional<envelope::Certificate> root_;
};

} // namespace suoja::kiosk
