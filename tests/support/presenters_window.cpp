// SPDX-License-Identifier: Apache-2.0
#include "tests/support/presenters_window.h"

#include "kiosk/presenters/texts.h"

#include <stdlib.h>
#include <time.h>

namespace suoja::test {

kiosk::Executor Pump::executor() {
    kiosk::Executor executor;
    executor.post = [this](std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
    };
    executor.background = executor.post; // in turn, on the test's thread
    return executor;
}

bool Pump::run() {
    bool any = false;
    for (;;) {
        std::function<void()> work;
        {
            const std::lock_guard lock(mutex_);
            if (posted_.empty())
                return any;
            work = std::move(posted_.front());
            posted_.pop_front();
        }
        any = true;
        work();
    }
}

Window::Window(envelope::RoleKind kind, std::set<kiosk::Role> roles, bool centre_key)
    : office(centre_key) {
    ::setenv("TZ", "Europe/Helsinki", 1);
    ::tzset();
    kiosk::set_language("en");
    const auto name = kind == envelope::RoleKind::desk      ? "joutseno/desk-1"
                      : kind == envelope::RoleKind::hotline ? "joutseno/line-1"
                                                            : "joutseno/kiosk-1";
    device = &office.add(kind, name);
    forms = kiosk::Forms::load(SUOJA_SOURCE_DIR "/config/forms");
    auto store = make_store(directory.path(), clock, office, *device);
    // as `suoja init` makes it: nobody else may enter
    std::filesystem::permissions(directory / "outgoing", std::filesystem::perms::owner_all);
    {
        database::Transaction transaction(store.database());
        user = add_user(store, "lehtola.aino", roles);
        user.display = "Aino Lehtola";
        store.staff().update(user);
        transaction.commit();
    }
    connection.relay = true;
    connection.status.upstream = "connected";
    begin(std::move(store));
}

Window::~Window() = default;

void Window::begin(kiosk::Store store) {
    kiosk::DeviceFile file;
    file.device = device->name;
    file.site = device->name.substr(0, device->name.find('/'));
    file.kind = device->kind == envelope::RoleKind::desk      ? "desk"
                : device->kind == envelope::RoleKind::hotline ? "hotline"
                                                              : "reception";
    file.site_name_en = "Joutseno reception centre";
    file.site_name_fi = "Joutsenon vastaanottokeskus";
    file.site_name_sv = "Joutseno förläggning";
    auto taken = kiosk::DataDirectory::take(directory.path(), false).value();
    session = std::make_unique<kiosk::Session>(
        kiosk::Opened{kiosk::Unlocked{std::move(taken), std::move(file), std::move(store), user,
                                      a_database_key(), draft_terms},
                      forms},
        pump_.executor(), clock);
    session->set_carrier(
        kiosk::Carrier{[this] { ++nudged; }, [this] { return connection; }, nullptr});
}

void Window::pump() {
    do
        session->store().now([](kiosk::Store&) {});
    while (pump_.run());
}

void Window::reopen() {
    session.reset();
    (void)pump_.run(); // answers to presenters that are gone
    auto store = open_store(directory.path(), clock);
    user = store.staff().by_id(user.id).value();
    begin(std::move(store));
}

std::vector<std::pair<std::string, std::string>> sendable_intake() {
    return {{"immediate_danger", "no"}, {"contact_language", "ru"},    {"interpreter_needed", "no"},
            {"info_given", "yes"},      {"consent_referral", "given"}, {"consent_mode", "oral"},
            {"age_group", "adult"},     {"forward_priority", "normal"}};
}

} // namespace suoja::test
