// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/setup.h"
#include "kiosk/store/access.h"
#include "kiosk/store/finalise.h"

namespace suoja::kiosk {
namespace {

using database::Act;
using envelope::Group;

Result<void> may_hold_groups(const Unlocked& device, std::string_view group) {
    if (const auto may = require(device.user, Operation::group_manage); !may)
        return may.error();
    if (device.device.kind != "desk")
        return fail(Reason::refused, "not_a_desk",
                    "Group keys are kept at desks only. Nothing was changed.");
    if (group != envelope::name(Group::centre) && group != envelope::name(Group::hotline))
        return fail(Reason::usage, "unknown_group", "The groups are centre and hotline.");
    return {};
}

Failure not_ours() {
    return fail(
        Reason::refused, "not_our_key",
        "The certificate is for no key that this desk made. Nothing was changed; install it "
        "where `group new` was run.");
}

} // namespace

Result<Bytes> new_group_key(Unlocked& device, std::string_view group) {
    if (const auto may = may_hold_groups(device, group); !may)
        return may.error();
    auto& store = device.store;
    // asked again before the certificate came: the same key, so that either request can be signed
    auto key = store.keys().pending(KeyUse::group, group);
    if (!key) {
        key = envelope::PrivateKey::make();
        database::Transaction transaction(store.database());
        store.keys().add_pending(KeyUse::group, group, *key);
        store.audit().append(store.clock().now(), Act::group_key_made, device.user.id.str(), group);
        transaction.commit();
    }
    return envelope::make_request(*key, group);
}

Result<void> install_group(Unlocked& device, const envelope::Certificate& certificate) {
    auto& store = device.store;
    const auto& role = certificate.role();
    if (!role || role->kind != envelope::RoleKind::group)
        return fail(Reason::refused, "not_a_group",
                    "This is no group's certificate. Nothing was changed.");
    const std::string group = role->name;
    if (const auto may = may_hold_groups(device, group); !may)
        return may.error();
    const auto root = store.office().root();
    if (!root || !certificate.issued_by(*root))
        return fail(Reason::untrusted, "not_from_root",
                    "The certificate was not issued by this office's root. Nothing was changed.");
    for (const auto& installed : store.keys().certificates(KeyUse::group))
        if (installed == certificate)
            return {};
    const auto key = store.keys().pending(KeyUse::group, group);
    if (!key || !key->belongs_to(certificate))
        return not_ours();
    // The copy for the recovery key first: a group key that only this desk holds is never in use.
    const Secret pkcs8 = key->pkcs8();
    record::Document copy;
    copy.header.kind = record::Kind::group_key;
    copy.header.author = device.user.id;
    copy.body =
        record::KeyBody{group, certificate.der(), Bytes(pkcs8.view().begin(), pkcs8.view().end())};
    auto sent =
        send_document(store, device.directory.outgoing(), std::move(copy), Group::recovery, {});
    if (!sent)
        return sent.error();
    database::Transaction transaction(store.database());
    store.keys().certify(KeyUse::group, group, certificate);
    store.audit().append(store.clock().now(), Act::group_key_installed, device.user.id.str(),
                         group);
    transaction.commit();
    return {};
}

} // namespace suoja::kiosk
