// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/sealing.h"

#include "kiosk/store/columns.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

using envelope::Certificate;
using envelope::Group;

Failure no_key(std::string_view code, std::string_view what) {
    return fail(Reason::refused, code, what);
}

// the newest sealing certificate that is not revoked
const Certificate* sealing_key(const envelope::ListedDevice& device) {
    for (auto key = device.sealing.rbegin(); key != device.sealing.rend(); ++key)
        if (!key->revoked_at)
            return &key->certificate;
    return nullptr;
}

} // namespace

Result<Sender> sender_of(Store& store) {
    auto signer = store.keys().signer();
    auto root = store.office().root();
    if (!signer || !root || !signer->certificate.role() || !signer->certificate.role()->device())
        return fail(Reason::refused, "not_certified",
                    "This device has no signing certificate yet. The work is kept; finish setting "
                    "the device up.");
    auto directory = store.office().directory();
    if (directory == nullptr)
        return fail(Reason::refused, "no_directory",
                    "This device has no directory of the office yet. The work is kept; try again "
                    "when the relay has brought it.");
    const std::string device = signer->certificate.role()->name;
    const std::string site = device.substr(0, device.find('/'));
    return Sender{std::move(*signer), std::move(*root), std::move(directory), device, site};
}

Result<std::vector<Certificate>> recipients_of(const Sender& sender, Group group,
                                               std::string_view to_device) {
    std::vector<Certificate> out;
    const auto& directory = *sender.directory;
    if (group != Group::recovery) {
        const auto* centre = directory.group(envelope::name(Group::centre));
        if (centre == nullptr)
            return no_key("no_centre_key",
                          "The central team has no key yet, so nothing can be sealed for it. "
                          "Nothing was sent; do it again when the key is there.");
        out.push_back(*centre);
    }
    if (group == Group::hotline) {
        const auto* hotline = directory.group(envelope::name(Group::hotline));
        if (hotline == nullptr)
            return no_key("no_hotline_key", "The hotline has no key yet. The work is kept.");
        out.push_back(*hotline);
    }
    if (!to_device.empty()) {
        const auto* device = directory.device(to_device);
        const auto* key = device != nullptr && device->state == envelope::DeviceState::listed
                              ? sealing_key(*device)
                              : nullptr;
        if (key == nullptr)
            return no_key("no_device_key", "The device this is for has no key in the directory. "
                                           "Nothing was sent.");
        out.push_back(*key);
    }
    // a record that the recovery key cannot open could be lost with the last desk
    if (directory.recovery.empty())
        return no_key("no_recovery_key", "The office's directory names no recovery key. The work "
                                         "is kept; tell the central team.");
    out.push_back(directory.recovery.back());
    return out;
}

Hash chain_before(database::Database& database, const OutboxRow& row) {
    auto find = database.prepare("SELECT sha256 FROM envelope WHERE epoch = ? AND sequence < ? AND "
                                 "taken_back = 0 ORDER BY sequence DESC LIMIT 1");
    find.bind_all(row.epoch, static_cast<std::int64_t>(row.sequence));
    return find.step() ? columns::array<32>(find, 0) : Hash{};
}

Result<SealedDocument> seal_next(Store& store, const Sender& sender, ChainHead& head,
                                 record::Document document, Group group, std::string_view to_device,
                                 const std::vector<Certificate>& recipients) {
    auto& header = document.header;
    header.site = sender.site;
    header.device = sender.device;
    header.sealed_at = std::max(store.clock().now(), head.sealed_at + std::chrono::milliseconds(1));
    header.to.clear();
    for (const auto& recipient : recipients)
        header.to.push_back(recipient.key_id());
    std::sort(header.to.begin(), header.to.end());
    header.epoch = head.epoch;
    header.sequence = head.sequence + 1;
    header.chain = head.chain;
    header.skipped = head.skipped;
    header.seen.reset();
    if (const auto checkpoint = store.office().checkpoint())
        header.seen = record::Seen{checkpoint->origin, checkpoint->size, checkpoint->root};

    SealedDocument out;
    out.document = record::write_document(document);
    auto der = seal::seal(out.document, sender.signer, recipients, sender.root);
    if (!der)
        return der.error();
    out.der = std::move(*der);
    auto& row = out.row;
    row.sha256 = sha256(out.der);
    row.id = envelope::EnvelopeId::of(header.sealed_at, row.sha256);
    row.sequence = header.sequence;
    row.epoch = header.epoch;
    row.group = group;
    row.to = to_device;
    row.sealed_at = row.hold_until = header.sealed_at;

    head.sequence = header.sequence;
    head.chain = row.sha256;
    head.sealed_at = header.sealed_at;
    head.skipped.clear();
    return out;
}

} // namespace suoja::kiosk
