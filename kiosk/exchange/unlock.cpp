// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"
#include "core/log.h"
#include "kiosk/exchange/setup.h"
#include "kiosk/store/access.h"
#include "kiosk/store/finalise.h"
#include "kiosk/store/slots.h"

namespace suoja::kiosk {
namespace {

using database::Act;

// wrong tries before this one: they are written down when somebody can write
std::int64_t wrong_tries(const DataDirectory& directory) {
    constexpr std::size_t kMost = std::size_t{32} << 10U;
    const auto bytes = read_secret(directory.slots() / "tries", kMost);
    const auto object = bytes ? json::parse_object(bytes->text(), kMost)
                              : Result<boost::json::object>(bytes.error());
    return object ? json::integer_of(*object, "failures").value_or(0) : 0;
}

// A clock behind the last entry of the audit log was put back; numbers carry the order then.
void note_unlock(Store& store, const User& user, std::int64_t wrong) {
    constexpr std::chrono::minutes kTolerance{5};
    const auto now = store.clock().now();
    const auto last = store.audit().list(store.audit().size(), 1);
    database::Transaction transaction(store.database());
    if (!last.empty() && now + kTolerance < last.front().at) {
        log(Level::warning, "clock_jumped");
        store.audit().append(now, Act::clock_jumped, "", "back");
    }
    if (wrong > 0)
        store.audit().append(now, Act::unlock_failed, "", "tries:" + std::to_string(wrong));
    store.audit().append(now, Act::unlocked, user.id.str(), "");
    transaction.commit();
}

} // namespace

Result<Unlocked> unlock(DataDirectory directory, std::string_view user, const Secret& passphrase,
                        const Clock& clock) {
    auto device = read_device_file(directory);
    if (!device)
        return device.error();
    const auto wrong = wrong_tries(directory);
    auto key = Slots(directory.slots(), clock).open(user, passphrase);
    if (!key)
        return key.error();
    auto store = Store::open(directory.database(), *key, clock, false);
    if (!store)
        return store.error();
    const auto found = store->staff().by_name(user);
    if (!found || found->disabled)
        return fail(Reason::locked, "user_disabled",
                    "This user may not unlock the device any more. Nothing was opened; ask a "
                    "supervisor.");
    note_unlock(*store, *found, wrong);
    reconcile_outgoing(*store, directory.outgoing());
    const auto terms = end_draft_terms(*store);
    return Unlocked{std::move(directory), std::move(*device),
                    std::move(*store),    *found,
                    std::move(*key),      terms};
}

Result<User> add_user(Unlocked& device, std::string_view name, std::string_view display,
                      const std::set<Role>& roles, const Secret& passphrase) {
    auto& store = device.store;
    if (const auto may = require(device.user, Operation::users_manage); !may)
        return may.error();
    if (roles.empty())
        return fail(Reason::usage, "no_role", "A user needs at least one role. Nothing was made.");
    if (const auto good = check_new_user(name, passphrase); !good)
        return good.error();
    if (store.staff().by_name(name))
        return fail(Reason::refused, "user_exists",
                    "There is a user of this name already. Nothing was changed.");
    Slots slots(device.directory.slots(), store.clock());
    User user;
    user.id = UserId::make(store.clock().now());
    user.name = name;
    user.display = display.empty() ? name : display;
    user.roles = roles;
    user.slot = slots.file_of(name, passphrase);
    // the slot first: a user without one could never come in, a slot without a user opens nothing
    slots.write(name, passphrase, device.database_key);
    database::Transaction transaction(store.database());
    store.staff().add(user);
    store.audit().append(store.clock().now(), Act::user_added, device.user.id.str(), user.id.str());
    transaction.commit();
    return store.staff().by_id(user.id).value();
}

} // namespace suoja::kiosk
