// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/accept.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

using envelope::Certificate;
using envelope::Directory;

Failure untrusted(std::string_view code) {
    return fail(
        Reason::untrusted, code,
        "The envelope does not hold what it claims. Nothing of it was used; it is left as it "
        "came. Tell the central team.");
}

// every certificate that anything may be sealed to, history included
const Certificate* sealed_to(const Directory& directory, const std::string& key_id) {
    const auto found = [&](const Certificate& certificate) {
        return certificate.key_id() == key_id;
    };
    for (const auto& group : directory.groups)
        if (const auto at =
                std::find_if(group.certificates.begin(), group.certificates.end(), found);
            at != group.certificates.end())
            return &*at;
    if (const auto at = std::find_if(directory.recovery.begin(), directory.recovery.end(), found);
        at != directory.recovery.end())
        return &*at;
    for (const auto& device : directory.devices)
        for (const auto& key : device.sealing)
            if (found(key.certificate))
                return &key.certificate;
    return nullptr;
}

// The signed list names certificates, the envelope only keys: the directory says which is which.
bool recipients_are(const Directory& directory, const std::vector<std::string>& to,
                    std::vector<std::string> recipients) {
    std::vector<std::string> named;
    for (const auto& key_id : to) {
        const auto* certificate = sealed_to(directory, key_id);
        if (certificate == nullptr)
            return false;
        named.push_back(certificate->subject_key_id());
    }
    std::sort(named.begin(), named.end());
    std::sort(recipients.begin(), recipients.end());
    return named == recipients;
}

} // namespace

Result<Accepted> accept(ByteView der, const envelope::EnvelopeId& id, Millis received_at,
                        const seal::Keyring& keys, const Certificate& root,
                        const Directory& directory) {
    auto opened = seal::open(der, keys, root);
    if (!opened)
        return opened.error();
    auto document = record::read_document(opened->document);
    if (!document)
        return fail(Reason::damaged, "document", document.error().what);
    const auto& header = document->header;

    const auto& role = opened->signer.role();
    const auto* device = role && role->device() ? directory.device(role->name) : nullptr;
    if (device == nullptr || device->kind != role->kind)
        return untrusted("not_listed");
    const auto key = std::find_if(device->signing.begin(), device->signing.end(),
                                  [&](const auto& k) { return k.certificate == opened->signer; });
    if (key == device->signing.end())
        return untrusted("not_listed");
    if (key->revoked_at && received_at >= *key->revoked_at)
        return untrusted("revoked");
    if (header.device != device->name)
        return untrusted("wrong_device");
    if (header.site != device->site)
        return untrusted("wrong_site");
    if (!recipients_are(directory, header.to, opened->recipients))
        return untrusted("wrong_recipients");
    if (id.time() != header.sealed_at || !id.matches(sha256(der)))
        return untrusted("relabelled");
    return Accepted{std::move(*document), std::move(opened->document), std::move(opened->signer)};
}

} // namespace suoja::kiosk
