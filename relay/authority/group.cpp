// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

bool known_group(std::string_view name) {
    const auto group = envelope::parse_group(name);
    return group == envelope::Group::centre || group == envelope::Group::hotline;
}

Failure unknown_group() {
    return fail(Reason::refused, "unknown_group",
                "The request is for no group of this program: its common name has to be centre or "
                "hotline. Nothing was signed or installed.");
}

} // namespace

Result<void> Authority::check_root(const envelope::Bundle& root) {
    if (!root.certificate.is_ca() || !root.certificate.issued_by(root.certificate) ||
        !root.key.belongs_to(root.certificate))
        return fail(Reason::refused, "not_a_root",
                    "The file does not hold an office's root. Nothing was signed; give the file "
                    "that office-init wrote as --root-out.");
    return {};
}

Result<envelope::Certificate> Authority::issue_group(const envelope::Bundle& root,
                                                     ByteView group_csr, const Clock& clock) {
    if (const auto good = check_root(root); !good)
        return good.error();
    const auto request = read_request(group_csr);
    if (!request)
        return request.error();
    if (!known_group(request->common_name))
        return unknown_group();
    return issue(group_profile(request->common_name), request->key.get(), &root.certificate,
                 root.key, clock.now());
}

Result<void> Authority::install_group(const envelope::Certificate& certificate) {
    State& state = *state_;
    const auto& role = certificate.role();
    if (!role || role->kind != envelope::RoleKind::group ||
        !certificate.issued_by(state.office.root))
        return fail(Reason::untrusted, "not_from_root",
                    "The certificate is not a group's, signed by this office's root. Nothing was "
                    "installed; sign the request with this office's root.");
    if (!known_group(role->name))
        return unknown_group();
    {
        const std::lock_guard lock(state.mutex);
        auto next = *state.newest.directory;
        auto listed = std::find_if(next.groups.begin(), next.groups.end(),
                                   [&](const auto& group) { return group.name == role->name; });
        if (listed == next.groups.end())
            listed = next.groups.insert(next.groups.end(), envelope::ListedGroup{role->name, {}});
        if (std::find(listed->certificates.begin(), listed->certificates.end(), certificate) !=
            listed->certificates.end())
            return {};
        listed->certificates.push_back(certificate);
        database::Transaction transaction = state.begin();
        auto insert = state.database.prepare(
            R"(insert into group_certificate ("group", der, added_at) values (?, ?, ?))");
        insert
            .bind_all(std::string_view(role->name), ByteView(certificate.der()),
                      unix_ms(state.clock.now()))
            .run();
        state.publish(transaction, std::move(next));
    }
    state.tell_change();
    return {};
}

Result<envelope::Certificate> Authority::sign_group(const envelope::Bundle& root,
                                                    ByteView group_csr) {
    auto certificate = issue_group(root, group_csr, state_->clock);
    if (!certificate)
        return certificate;
    if (const auto installed = install_group(*certificate); !installed)
        return installed.error();
    return certificate;
}

} // namespace suoja::relay
