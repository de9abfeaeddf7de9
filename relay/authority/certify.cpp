// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

constexpr std::chrono::days kBeforeEnd{60}; // from then on a newer certificate is issued
// A device set up twice in a day asks for two; without a bound one stolen device could make the
// directory larger than anybody reads. Keys stay listed: records they signed must verify.
constexpr std::int64_t kMostInADay = 4;
constexpr std::ptrdiff_t kMostListed = 32; // of a use, not revoked

struct Asked {
    Use use;
    ByteView csr;
    std::vector<envelope::ListedKey>* keys; // of the device, in the directory to come
    Bytes* answer;
};

Failure untrusted(std::string_view code, std::string_view what) {
    return fail(Reason::untrusted, code, what);
}

bool asked_too_often(database::Database& database, std::string_view device, const Asked& asked,
                     Millis now) {
    const auto standing =
        std::count_if(asked.keys->begin(), asked.keys->end(),
                      [](const envelope::ListedKey& key) { return !key.revoked_at; });
    auto row = database.prepare("select count(*) from certificate where device = ? and use = ? and "
                                "issued_at > ?");
    row.bind_all(device, name(asked.use), unix_ms(now - std::chrono::days{1}));
    return standing >= kMostListed || !row.step() || row.integer(0) >= kMostInADay;
}

// The listed device whose transport key signed, by the certificate itself.
Result<envelope::ListedDevice*> signer_of(envelope::Directory& directory,
                                          const envelope::Certificate& signer,
                                          std::string_view device) {
    for (auto* const list : {&directory.devices, &directory.relays})
        for (auto& one : *list)
            for (const auto& key : one.transport) {
                if (key.certificate != signer)
                    continue;
                if (key.revoked_at || one.state != envelope::DeviceState::listed)
                    return untrusted("revoked", "The device is revoked. Nothing was issued; tell "
                                                "the office.");
                if ((!device.empty() && one.name != device) ||
                    one.kind == envelope::RoleKind::archive)
                    return untrusted("wrong_device",
                                     "The request is signed by another device than the one that "
                                     "sent it. Nothing was issued.");
                return &one;
            }
    return untrusted("not_listed", "The request is not signed by a listed device's transport key. "
                                   "Nothing was issued; enrol the device.");
}

} // namespace

Result<link::Certificates> Authority::certify(ByteView signed_request, std::string_view device) {
    link::Certificates out;
    bool changed = false;
    {
        State& state = *state_;
        const std::lock_guard lock(state.mutex);
        const auto verified = envelope::verify(signed_request, state.office.root);
        if (!verified)
            return verified.error();
        auto next = *state.newest.directory;
        const auto signer = signer_of(next, verified->signer, device);
        if (!signer)
            return signer.error();
        const auto request = link::read_certify(suoja::text(verified->content));
        if (!request)
            return request.error();
        envelope::ListedDevice& listed = **signer;
        const envelope::Role role{listed.kind, listed.name};
        if (!role.device() && !(request->signing_csr.empty() && request->sealing_csr.empty()))
            return fail(Reason::refused, "wrong_use",
                        "A relay neither signs nor opens records. Nothing was issued; ask for a "
                        "transport certificate only.");
        const Millis now = state.clock.now();
        database::Transaction transaction = state.begin();
        for (const Asked& asked :
             {Asked{Use::transport, request->transport_csr, &listed.transport, &out.transport},
              Asked{Use::signing, request->signing_csr, &listed.signing, &out.signing},
              Asked{Use::sealing, request->sealing_csr, &listed.sealing, &out.sealing}}) {
            if (asked.csr.empty())
                continue;
            const auto requested = read_request(asked.csr);
            if (!requested)
                return requested.error();
            if (!asked.keys->empty()) {
                const auto& newest = asked.keys->back();
                if (!newest.revoked_at && same_key(newest.certificate, requested->key.get()) &&
                    now < newest.certificate.not_after() - kBeforeEnd) {
                    *asked.answer = newest.certificate.der();
                    continue;
                }
            }
            if (asked_too_often(state.database, listed.name, asked, now))
                return fail(Reason::refused, "too_many_certificates",
                            "This device has asked for too many certificates. Nothing was issued; "
                            "try again tomorrow or tell the office.");
            const auto certificate = issue(peer_profile(role, asked.use, {}), requested->key.get(),
                                           &state.office.online_ca, state.keys.online_ca, now);
            store_certificate(state.database, listed.name, asked.use, certificate, now);
            asked.keys->push_back({certificate, std::nullopt});
            *asked.answer = certificate.der();
            changed = true;
        }
        if (changed)
            state.publish(transaction, std::move(next));
        out.chain = {state.office.online_ca.der(), state.office.root.der()};
    }
    if (changed)
        state_->tell_change();
    return out;
}

} // namespace suoja::relay
