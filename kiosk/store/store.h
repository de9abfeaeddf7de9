// SPDX-License-Identifier: Apache-2.0
#pragma once
// records.db: one connection, its migrations, and the tables on it. Belongs to one thread (the
// store thread, kiosk/store/store_thread.h); StorageFailure means: stop, reopen, verify.
#include "core/database/audit_log.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/form_library.h"
#include "kiosk/store/keys.h"
#include "kiosk/store/office.h"
#include "kiosk/store/records.h"
#include "kiosk/store/replica.h"
#include "kiosk/store/staff.h"

namespace suoja::kiosk {

class Store {
  public:
    [[nodiscard]] static Result<Store> open(const std::filesystem::path& file, const Secret& key,
                                            const Clock& clock, bool create,
                                            std::string_view vfs = {});
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store(); // a truncating checkpoint, best effort

    [[nodiscard]] database::Database& database();
    [[nodiscard]] database::AuditLog& audit();
    [[nodiscard]] Staff& staff();
    [[nodiscard]] Keys& keys();
    [[nodiscard]] Office& office();
    [[nodiscard]] Drafts& drafts();
    [[nodiscard]] Records& records();
    [[nodiscard]] Replica& replica();
    [[nodiscard]] FormLibrary& forms();
    [[nodiscard]] const Clock& clock() const;
    // small settings by name: "deliveries_after", "mail_after", "entries_after", …
    [[nodiscard]] std::string setting(std::string_view name);
    void set_setting(std::string_view name, std::string_view value);
    // What can wait until nobody does: flushes the files named below, keeps how far the audit log
    // has come, checkpoints the WAL when it has grown. Called by the store thread when idle.
    void rest();
    void flush_when_resting(const std::filesystem::path& file);

  private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace suoja::kiosk
