// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/staff.h"

#include "kiosk/store/columns.h"
#include "kiosk/store/user_name.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace suoja::kiosk {
namespace {

struct RoleName {
    Role role;
    std::string_view name;
};
constexpr std::array<RoleName, 6> kRoles{{{Role::reception, "reception"},
                                          {Role::hotline, "hotline"},
                                          {Role::supervisor, "supervisor"},
                                          {Role::desk, "desk"},
                                          {Role::admin, "admin"},
                                          {Role::trainee, "trainee"}}};

// The one table of who may do what. What stands in no row is refused. Most grants need one role;
// `with` names a second one that the person must hold as well.
struct Grant {
    Role role;
    Operation operation;
    std::optional<Role> with = std::nullopt;
};
constexpr Grant kGrants[] = {
    {Role::reception, Operation::intake_write},
    {Role::reception, Operation::own_records_list},
    {Role::reception, Operation::own_record_open},
    {Role::reception, Operation::identity_read},
    {Role::hotline, Operation::call_write},
    {Role::hotline, Operation::own_records_list},
    {Role::hotline, Operation::own_record_open},
    // a supervisor sees that work moves, and who did what, but opens nobody's record
    {Role::supervisor, Operation::own_records_list},
    {Role::supervisor, Operation::users_manage},
    {Role::supervisor, Operation::audit_read},
    {Role::supervisor, Operation::device_manage},
    {Role::supervisor, Operation::desk_list},
    {Role::desk, Operation::desk_list},
    {Role::desk, Operation::desk_open},
    {Role::desk, Operation::identity_read},
    {Role::desk, Operation::envelope_open},
    // group keys open everything: two roles in one person, or the office's administrator
    {Role::desk, Operation::group_manage, Role::supervisor},
    {Role::admin, Operation::group_manage},
    {Role::admin, Operation::users_manage},
    {Role::admin, Operation::audit_read},
    {Role::admin, Operation::device_manage},
    {Role::trainee, Operation::desk_list},
    {Role::trainee, Operation::desk_open},
};

std::string write_roles(const std::set<Role>& roles) {
    std::string out;
    for (const auto role : roles) {
        if (!out.empty())
            out += ' ';
        out += name(role);
    }
    return out;
}

std::set<Role> read_roles(std::string_view text) {
    std::set<Role> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        // a role this program does not know grants nothing
        if (const auto role = parse_role(text.substr(0, end)))
            out.insert(*role);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

constexpr std::string_view kSelect =
    "SELECT id, name, display, roles, disabled, slot, language, high_contrast FROM user";

User read(const database::Statement& row) {
    User user;
    user.id = columns::id(row, 0, UserId{});
    user.name = row.text(1);
    user.display = row.text(2);
    user.roles = read_roles(row.text(3));
    user.disabled = row.integer(4) != 0;
    user.slot = row.text(5);
    user.language = row.text(6);
    user.high_contrast = row.integer(7) != 0;
    return user;
}

} // namespace

std::string_view name(Role role) {
    for (const auto& known : kRoles)
        if (known.role == role)
            return known.name;
    return "";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const auto& known : kRoles)
        if (known.name == text)
            return known.role;
    return std::nullopt;
}

bool allowed(const std::set<Role>& roles, Operation operation) {
    // who learns the work sees no identities, whatever other role stands beside it
    if (operation == Operation::identity_read && roles.contains(Role::trainee))
        return false;
    return std::any_of(std::begin(kGrants), std::end(kGrants), [&](const Grant& grant) {
        return grant.operation == operation && roles.contains(grant.role) &&
               (!grant.with || roles.contains(*grant.with));
    });
}

void Staff::add(const User& user) {
    auto insert = database_->prepare(
        "INSERT INTO user(id, name, display, roles, disabled, slot, language, high_contrast) "
        "VALUES(?,?,?,?,?,?,?,?)");
    insert
        .bind_all(ByteView(user.id.bytes), fold_user_name(user.name), user.display,
                  write_roles(user.roles), std::int64_t{user.disabled}, user.slot, user.language,
                  std::int64_t{user.high_contrast})
        .run();
}

void Staff::update(const User& user) {
    auto update = database_->prepare(
        "UPDATE user SET name = ?, display = ?, roles = ?, disabled = ?, slot = ?, language = ?, "
        "high_contrast = ? WHERE id = ?");
    update
        .bind_all(fold_user_name(user.name), user.display, write_roles(user.roles),
                  std::int64_t{user.disabled}, user.slot, user.language,
                  std::int64_t{user.high_contrast}, ByteView(user.id.bytes))
        .run();
    if (database_->changes() != 1)
        throw StorageFailure("the user to change is not in the database");
}

std::optional<User> Staff::by_name(std::string_view name) {
    auto find = database_->prepare(std::string(kSelect) + " WHERE name = ?");
    find.bind(1, fold_user_name(name));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

std::optional<User> Staff::by_id(const UserId& id) {
    auto find = database_->prepare(std::string(kSelect) + " WHERE id = ?");
    find.bind(1, ByteView(id.bytes));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

std::vector<User> Staff::list() {
    auto all = database_->prepare(std::string(kSelect) + " ORDER BY name");
    std::vector<User> out;
    while (all.step())
        out.push_back(read(all));
    return out;
}

} // namespace suoja::kiosk
