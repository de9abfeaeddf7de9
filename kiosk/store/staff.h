// SPDX-License-Identifier: Apache-2.0
#pragma once
// The people who may unlock this device, and what their roles allow. The matrix of role × operation
// is one table (staff.cpp) and is checked below the window and below `suoja`.
#include "core/database/database.h"
#include "core/failure.h"
#include "core/id.h"

#include <set>
#include <vector>

namespace suoja::kiosk {

enum class Role { reception, hotline, supervisor, desk, admin, trainee };
[[nodiscard]] std::string_view name(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

struct User {
    UserId id;
    std::string name;    // what is typed
    std::string display; // "Aino Lehtola"
    std::set<Role> roles;
    bool disabled = false;
    std::string slot;     // file name under slots/
    std::string language; // "fi", "sv", "en"; "" = the device's
    bool high_contrast = false;
};

enum class Operation {
    intake_write,
    call_write,
    own_records_list,
    own_record_open,
    identity_read,
    desk_list,
    desk_open,
    users_manage,
    group_manage,
    audit_read,
    envelope_open,
    device_manage,
};
[[nodiscard]] bool allowed(const std::set<Role>& roles, Operation operation);

class Staff {
  public:
    explicit Staff(database::Database& database) : database_(&database) {}
    void add(const User& user);    // inside the caller's transaction; the name is unique
    void update(const User& user); // by id
    [[nodiscard]] std::optional<User> by_name(std::string_view name);
    [[nodiscard]] std::optional<User> by_id(const UserId& id);
    [[nodiscard]] std::vector<User> list();

  private:
    database::Database* database_;
};

} // namespace suoja::kiosk
