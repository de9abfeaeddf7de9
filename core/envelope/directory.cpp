// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/directory.h"

#include "core/envelope/chain.h"

#include <algorithm>
#include <functional>

namespace suoja::envelope {
namespace {

template <class T, class Name>
const T* find(const std::vector<T>& list, Name name_of, std::string_view wanted) {
    const auto at = std::find_if(list.begin(), list.end(), [&](const T& element) {
        return std::invoke(name_of, element) == wanted;
    });
    return at == list.end() ? nullptr : &*at;
}

// The directory's key may list whom it likes; whom records and keys are sealed to, the root says.
bool recipients_are_of(const Certificate& root, const Directory& directory) {
    for (const auto& group : directory.groups)
        for (const auto& one : group.certificates)
            if (!root_lets_receive(one, RoleKind::group, root) || one.role()->name != group.name)
                return false;
    return std::all_of(directory.recovery.begin(), directory.recovery.end(), [&](const auto& one) {
        return root_lets_receive(one, RoleKind::recovery, root);
    });
}

} // namespace

const ListedDevice* Directory::device(std::string_view name) const {
    return find(devices, &ListedDevice::name, name);
}

const ListedDevice* Directory::by_transport_serial(std::string_view wanted) const {
    for (const auto* const list : {&devices, &relays})
        for (const auto& one : *list)
            for (const auto& key : one.transport)
                if (key.certificate.serial() == wanted)
                    return &one;
    return nullptr;
}

const Certificate* Directory::group(std::string_view name) const {
    const auto* const listed = find(groups, &ListedGroup::name, name);
    return listed == nullptr || listed->certificates.empty() ? nullptr
                                                             : &listed->certificates.back();
}

const SiteEntry* Directory::site(std::string_view id) const {
    return find(sites, &SiteEntry::id, id);
}

Result<Directory> open_directory(ByteView der, const Certificate& root,
                                 std::uint64_t least_serial) {
    const auto verified = verify(der, root);
    if (!verified)
        return verified.error();
    const auto& role = verified->signer.role();
    if (!role || role->kind != RoleKind::office || !verified->signer.issued_by(root))
        return fail(Reason::untrusted, "not_office",
                    "The directory is not signed by the office. The one before it stays in use; "
                    "tell the office.");
    auto out = read_directory(suoja::text(verified->content));
    if (out && out->serial < least_serial)
        return fail(Reason::untrusted, "directory_rolled_back",
                    "The directory is older than one seen before. The newer one stays in use; "
                    "tell the office.");
    if (out && !recipients_are_of(root, *out))
        return fail(Reason::untrusted, "foreign_recipient",
                    "The directory lists a group's or a recovery certificate that the office's "
                    "root did not issue. The one before it stays in use; tell the office.");
    return out;
}

} // namespace suoja::envelope
