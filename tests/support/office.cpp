// SPDX-License-Identifier: Apache-2.0
#include "tests/support/office.h"

#include <numeric>

namespace suoja::test {
namespace {

std::string_view kind_word(envelope::RoleKind kind) {
    return kind == envelope::RoleKind::reception ? "reception"
           : kind == envelope::RoleKind::hotline ? "hotline"
                                                 : "desk";
}

seal::Keyring ring(const std::vector<envelope::Bundle>& bundles) {
    seal::Keyring out;
    for (const auto& bundle : bundles)
        out.add(bundle.key, bundle.certificate);
    return out;
}

void install(kiosk::Store& store, kiosk::KeyUse use, std::string_view group,
             const envelope::Bundle& bundle) {
    store.keys().add_pending(use, group, bundle.key);
    store.keys().certify(use, group, bundle.certificate);
}

} // namespace

DeviceOffice::DeviceOffice(bool centre_key) : office_(Office::make()) {
    if (centre_key)
        centre_.push_back(office_.centre);
}

TestDevice& DeviceOffice::add(envelope::RoleKind kind, std::string_view name) {
    const auto slash = name.find('/');
    const auto site = name.substr(0, slash), own = name.substr(slash + 1);
    TestDevice device;
    device.name = name;
    device.kind = kind;
    device.number = static_cast<std::uint32_t>(devices_.size() + 1);
    device.transport = office_.device(Use::transport, kind_word(kind), site, own);
    device.signing = office_.device(Use::signing, kind_word(kind), site, own);
    device.sealing = office_.device(Use::sealing, kind_word(kind), site, own);
    devices_.push_back(std::move(device));
    return devices_.back();
}

void DeviceOffice::add_centre_key() {
    centre_.push_back(office_.group("centre"));
}
void DeviceOffice::add_hotline_key() {
    hotline_ = office_.group("hotline");
}

envelope::Directory DeviceOffice::directory() {
    auto out = office_.directory();
    out.serial = ++serial_;
    out.groups.clear();
    out.forms = forms;
    if (!centre_.empty()) {
        out.groups.push_back({"centre", {}});
        for (const auto& bundle : centre_)
            out.groups.back().certificates.push_back(bundle.certificate);
    }
    if (hotline_)
        out.groups.push_back({"hotline", {hotline_->certificate}});
    for (const auto& device : devices_) {
        envelope::ListedDevice listed;
        listed.name = device.name;
        listed.kind = device.kind;
        listed.site = device.name.substr(0, device.name.find('/'));
        listed.number = device.number;
        listed.admin = device.admin;
        const auto revoked = device.revoked ? std::optional(out.issued_at) : std::nullopt;
        if (device.revoked)
            listed.state = envelope::DeviceState::revoked;
        listed.transport.push_back({device.transport.certificate, revoked});
        listed.signing.push_back({device.signing.certificate, revoked});
        listed.sealing.push_back({device.sealing.certificate, revoked});
        out.devices.push_back(std::move(listed));
    }
    return out;
}

Bytes DeviceOffice::signed_directory() {
    return office_.sign_directory(directory());
}
seal::Keyring DeviceOffice::centre_keyring() const {
    return ring(centre_);
}
seal::Keyring DeviceOffice::recovery_keyring() const {
    return ring({office_.recovery});
}

void furnish(kiosk::Store& store, DeviceOffice& office, const TestDevice& device) {
    store.office().keep_root(office.office().root.certificate);
    static_cast<void>(store.office().take_directory(office.signed_directory()).value());
    install(store, kiosk::KeyUse::signing, "", device.signing);
    install(store, kiosk::KeyUse::sealing, "", device.sealing);
    if (device.kind == envelope::RoleKind::desk)
        for (const auto& bundle : office.centre())
            install(store, kiosk::KeyUse::group, "centre", bundle);
    if (office.hotline() && device.kind != envelope::RoleKind::reception)
        install(store, kiosk::KeyUse::group, "hotline", *office.hotline());
    store.keys().keep_chain({office.office().online_ca.certificate});
    store.keys().start_epoch();
}

kiosk::User add_user(kiosk::Store& store, std::string_view name,
                     const std::set<kiosk::Role>& roles) {
    kiosk::User user;
    user.id = UserId::make(store.clock().now());
    user.name = name;
    user.display = name;
    user.roles = roles;
    store.staff().add(user);
    return user;
}

Secret a_database_key() {
    Secret key(database::kKeyBytes);
    std::iota(key.writable().begin(), key.writable().end(), std::uint8_t{1});
    return key;
}

kiosk::Store make_store(const std::filesystem::path& directory, const Clock& clock,
                        DeviceOffice& office, const TestDevice& device, std::string_view vfs) {
    std::filesystem::create_directories(directory / "outgoing");
    auto store =
        kiosk::Store::open(directory / "records.db", a_database_key(), clock, true, vfs).value();
    furnish(store, office, device);
    return store;
}

kiosk::Store open_store(const std::filesystem::path& directory, const Clock& clock,
                        std::string_view vfs) {
    return kiosk::Store::open(directory / "records.db", a_database_key(), clock, false, vfs)
        .value();
}

} // namespace suoja::test
