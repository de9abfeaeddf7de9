// SPDX-License-Identifier: Apache-2.0
#include "core/seal/open.h"

#include "core/envelope/openssl_handles.h"
#include "core/envelope/signed.h"
#include "core/seal/profile.h"
#include "core/seal/seal.h"

#include <algorithm>

namespace suoja::seal {

struct OpenAccess {
    static const std::vector<Keyring::Entry>& keys(const Keyring& ring) { return ring.keys_; }
};

namespace {

Failure damaged(std::string_view code) {
    return fail(Reason::damaged, code,
                "The envelope is damaged or not sealed as this office seals. Nothing of it was "
                "used; it is left as it came.");
}

// One spelling only; the profile has been checked on the same bytes before.
Result<envelope::Cms> parse(ByteView der) {
    const unsigned char* at = der.data();
    envelope::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!cms)
        return damaged("not_envelope");
    Bytes again(der.size());
    const int size = i2d_CMS_ContentInfo(cms.get(), nullptr);
    unsigned char* to = again.data();
    const bool same = size > 0 && static_cast<std::size_t>(size) == der.size() &&
                      i2d_CMS_ContentInfo(cms.get(), &to) == size &&
                      std::equal(again.begin(), again.end(), der.begin());
    ERR_clear_error();
    if (!same)
        return damaged("not_canonical");
    return cms;
}

// To memory, wholly, and judged by the return values: the error queue is often empty when the tag
// is wrong. The buffer is wiped by whoever frees it (Secret; BUF_MEM clears what it frees).
Result<Secret> decrypt(ByteView der, const envelope::PrivateKey& key,
                       const envelope::Certificate& certificate) {
    auto cms = parse(der);
    if (!cms)
        return cms.error();
    const bool unwrapped =
        CMS_decrypt_set1_pkey(cms->get(), key.handle(), certificate.handle()) == 1;
    ERR_clear_error();
    if (!unwrapped)
        return damaged("cannot_decrypt");
    const envelope::Bio out(BIO_new(BIO_s_mem()));
    envelope::check(out != nullptr, "open");
    const bool good =
        CMS_decrypt(cms->get(), nullptr, nullptr, nullptr, out.get(), CMS_BINARY) == 1;
    ERR_clear_error();
    if (!good)
        return damaged("tag");
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return Secret(view({data, static_cast<std::size_t>(size)}));
}

bool addressed(const Outside& outside, const envelope::Certificate& certificate) {
    return std::find(outside.recipients.begin(), outside.recipients.end(),
                     certificate.subject_key_id()) != outside.recipients.end();
}

Failure not_for_us() {
    return fail(
        Reason::not_found, "not_for_us",
        "The envelope is not sealed to any key that this device holds. It is left as it came.");
}

} // namespace

void Keyring::add(const envelope::PrivateKey& key, const envelope::Certificate& certificate) {
    keys_.push_back({key, certificate});
}

Result<Opened> open(ByteView der, const Keyring& keys, const envelope::Certificate& root) {
    auto outside = check_profile(der);
    if (!outside)
        return outside.error();
    const auto& ring = OpenAccess::keys(keys);
    const auto ours = std::find_if(ring.begin(), ring.end(), [&](const auto& entry) {
        return addressed(*outside, entry.certificate);
    });
    if (ours == ring.end()) {
        // what else is wrong with it comes first: the order is the same for every reader
        const auto parsed = parse(der);
        return parsed ? not_for_us() : parsed.error();
    }
    const auto inner = decrypt(der, ours->key, ours->certificate);
    if (!inner)
        return inner.error();
    auto verified = envelope::verify(inner->view(), root);
    if (!verified)
        return verified.error().code == "chain" ? verified.error() : damaged("signature");
    const auto& role = verified->signer.role();
    std::string_view document = text(verified->content);
    const std::size_t end = document.find_last_not_of(' ');
    document = document.substr(0, end == std::string_view::npos ? 0 : end + 1);
    const bool padded =
        !document.empty() && verified->content.size() == padded_size(document.size());
    Opened out{std::string(document), verified->signer, std::move(outside->recipients)};
    wipe(verified->content);
    if (!role || !role->device()) {
        wipe(out.document);
        return fail(Reason::untrusted, "not_device",
                    "The envelope is not signed by a device of this office. Nothing of it was "
                    "used; it is left as it came.");
    }
    if (!padded) {
        wipe(out.document);
        return damaged("document");
    }
    return out;
}

Result<Secret> decrypt_with(ByteView der, const envelope::PrivateKey& key,
                            const envelope::Certificate& certificate) {
    const auto outside = check_profile(der);
    if (!outside)
        return outside.error();
    if (!addressed(*outside, certificate))
        return not_for_us();
    return decrypt(der, key, certificate);
}

} // namespace suoja::seal
