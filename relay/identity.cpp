// SPDX-License-Identifier: Apache-2.0
#include "relay/identity.h"

namespace suoja::relay {
namespace {

constexpr std::string_view kKey = "transport_key";
constexpr std::string_view kCertificates = "transport_certificates";

Failure damaged() {
    return fail(Reason::damaged, "identity_damaged",
                "The identity of this relay does not read; enrol the device again.");
}

} // namespace

Result<Identity> read_identity(const Spool& spool) {
    const auto kept_key = spool.setting(kKey);
    const auto kept = spool.setting(kCertificates);
    if (!kept_key || !kept)
        return fail(Reason::not_found, "not_enrolled",
                    "This relay is not enrolled yet; run suoja-relay enrol with a code.");
    auto key = envelope::PrivateKey::from_pkcs8(*kept_key);
    const auto certificates = link::read_certificates(text(*kept));
    if (!key || !certificates)
        return damaged();
    auto own = envelope::Certificate::from_der(certificates->transport);
    if (!own || !own->role() || !key->belongs_to(*own))
        return damaged();
    std::vector<envelope::Certificate> chain;
    for (const auto& der : certificates->chain) {
        auto issuer = envelope::Certificate::from_der(der);
        if (!issuer)
            return damaged();
        chain.push_back(std::move(*issuer));
    }
    const auto role = *own->role();
    const auto root = chain.back();
    return Identity{{std::move(*key), std::move(*own), std::move(chain)}, root, role};
}

Spool::Values identity_values(const envelope::PrivateKey& key, const Bytes& transport,
                              const std::vector<Bytes>& chain) {
    const auto pkcs8 = key.pkcs8();
    const auto certificates = link::write_certificates({transport, {}, {}, chain});
    return {{std::string(kKey), Bytes(pkcs8.view().begin(), pkcs8.view().end())},
            {std::string(kCertificates), Bytes(certificates.begin(), certificates.end())}};
}

Result<std::shared_ptr<const Listed>> read_listed(ByteView der, const envelope::Certificate& root,
                                                  std::uint64_t least) {
    auto directory = envelope::open_directory(der, root, least);
    if (!directory)
        return directory.error();
    auto shared = std::make_shared<const envelope::Directory>(std::move(*directory));
    return std::make_shared<const Listed>(
        Listed{Bytes(der.begin(), der.end()), shared, Peers(*shared)});
}

} // namespace suoja::relay
