// SPDX-License-Identifier: Apache-2.0
#pragma once
// How far the audit log had come when this device last rested: `records.head` beside records.db,
// `{"audit","hash"}`. SQLCipher cannot tell an old copy of a file from the newest one; a database
// whose log is behind this, or another log, is an old copy. No secret and no proof against somebody
// who puts both files back: then the centre's log shows the fork.
#include "core/database/audit_log.h"

#include <filesystem>

namespace suoja::kiosk {

class NewestState {
  public:
    explicit NewestState(std::filesystem::path database);
    // damaged "older_copy"; fine when there is no file yet
    [[nodiscard]] Result<void> check(database::AuditLog& audit) const;
    // writes it when the log has grown; StorageFailure
    void keep(database::AuditLog& audit);

  private:
    std::filesystem::path file_;
    std::uint64_t kept_ = 0;
};

} // namespace suoja::kiosk
