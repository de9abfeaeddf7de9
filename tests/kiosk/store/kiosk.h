// SPDX-License-Identifier: Apache-2.0
#pragma once
// A kiosk of a test office with one user at it, and the small forms filled in.
#include "kiosk/store/finalise.h"
#include "tests/support/clock.h"
#include "tests/support/office.h"
#include "tests/support/ram_directory.h"
#include "tests/support/small_form.h"

#include <gtest/gtest.h>

namespace suoja::test {

struct Kiosk {
    explicit Kiosk(envelope::RoleKind kind = envelope::RoleKind::reception,
                   std::set<kiosk::Role> roles = {kiosk::Role::reception}, bool centre_key = true)
        : office(centre_key), device(office.add(kind, "joutseno/kiosk-1")),
          store(make_store(directory.path(), clock, office, device)),
          user(add_user(*store, "aino", roles)) {}

    void reopen() {
        store.reset();
        store.emplace(open_store(directory.path(), clock));
    }
    [[nodiscard]] std::filesystem::path outgoing() const { return directory / "outgoing"; }
    [[nodiscard]] std::size_t files() const {
        const std::filesystem::directory_iterator all(outgoing());
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

    // what may be sent; without a name it has no identity part
    [[nodiscard]] form::Entry filled(const std::string& form = "intake", bool named = true) const {
        form::Entry entry(small_form(form), {clock.now(), 120, user.name, device.name});
        static_cast<void>(entry.set("contact_language", std::string("vi")).value());
        static_cast<void>(entry.set("narrative", std::string("canary-narrative")).value());
        if (named)
            static_cast<void>(entry.set("first_name", std::string("canary-name")).value());
        static_cast<void>(entry.set("consent_referral", std::string("yes")).value());
        return entry;
    }
    [[nodiscard]] kiosk::Draft draft(const form::Entry& entry) {
        kiosk::Draft out;
        out.id = DraftId::make(clock.now());
        out.form = entry.form().id;
        out.form_version = entry.form().version;
        out.case_code = kiosk::new_case_code(*store).value();
        out.author = user.id;
        out.created_at = out.saved_at = clock.now();
        out.answers = entry.draft();
        return out;
    }
    [[nodiscard]] Result<kiosk::Finalised> finalise(form::Entry&& entry,
                                                    std::chrono::seconds hold = {}) {
        return finalise(entry, hold);
    }
    [[nodiscard]] Result<kiosk::Finalised> finalise(form::Entry& entry,
                                                    std::chrono::seconds hold = {}) {
        const auto made = draft(entry);
        store->drafts().insert(made);
        return kiosk::finalise(*store, outgoing(), user, made, entry, hold);
    }

    RamDirectory directory;
    FakeClock clock;
    DeviceOffice office;
    TestDevice& device;
    std::optional<kiosk::Store> store;
    kiosk::User user;
};

} // namespace suoja::test
