// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/signed.h"

#include "core/envelope/openssl_handles.h"

namespace suoja::envelope {
namespace {

constexpr unsigned kFlags = CMS_BINARY | CMS_NOSMIMECAP | CMS_USE_KEYID;

} // namespace

Bytes sign(ByteView content, const PrivateKey& key, const Certificate& certificate,
           const std::vector<Certificate>& chain) {
    const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags | CMS_PARTIAL));
    check(cms != nullptr && CMS_add1_signer(cms.get(), certificate.handle(), key.handle(),
                                            EVP_sha256(), kFlags | CMS_PARTIAL) != nullptr,
          "begin a signature");
    for (const auto& one : chain)
        check(CMS_add1_cert(cms.get(), one.handle()) == 1, "enclose a certificate");
    const Bio in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    check(in && CMS_final(cms.get(), in.get(), nullptr, kFlags) == 1, "sign");
    const ContentWiper wiper(cms.get());
    const int size = i2d_CMS_ContentInfo(cms.get(), nullptr);
    check(size > 0, "write a signature");
    Bytes out(static_cast<std::size_t>(size));
    unsigned char* to = out.data();
    check(i2d_CMS_ContentInfo(cms.get(), &to) == size, "write a signature");
    return out;
}

} // namespace suoja::envelope
