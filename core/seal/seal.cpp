// SPDX-License-Identifier: Apache-2.0
#include "core/seal/seal.h"

#include "core/envelope/chain.h"
#include "core/envelope/openssl_handles.h"
#include "core/envelope/signed.h"
#include "core/seal/profile.h"

#include <algorithm>
#include <bit>

namespace suoja::seal {
namespace {

using envelope::Certificate;
using envelope::check;
using envelope::RoleKind;

// signature, two certificates, 32 recipients and headers, with room to spare
constexpr std::size_t kMostOverhead = std::size_t{32} << 10U;

bool may_receive(const Certificate& recipient, const Signer& signer, const Certificate& root) {
    const auto& role = recipient.role();
    if (!role || (X509_get_key_usage(recipient.handle()) & KU_KEY_AGREEMENT) == 0)
        return false;
    if (role->kind == RoleKind::group || role->kind == RoleKind::recovery)
        return envelope::root_lets_receive(recipient, role->kind, root);
    return role->device() && static_cast<bool>(envelope::chains_to(recipient, signer.chain, root));
}

void add_recipient(CMS_ContentInfo* cms, const Certificate& recipient) {
    CMS_RecipientInfo* const info = CMS_add1_recipient_cert(
        cms, recipient.handle(), CMS_BINARY | CMS_KEY_PARAM | CMS_USE_KEYID);
    check(info != nullptr && CMS_RecipientInfo_type(info) == CMS_RECIPINFO_AGREE,
          "add a recipient");
    // Left alone, OpenSSL 3.0 would derive with SHA-1.
    check(EVP_PKEY_CTX_set_ecdh_kdf_md(CMS_RecipientInfo_get0_pkey_ctx(info), EVP_sha256()) == 1 &&
              EVP_EncryptInit_ex(CMS_RecipientInfo_kari_get0_ctx(info), EVP_aes_256_wrap(), nullptr,
                                 nullptr, nullptr) == 1,
          "set a recipient's algorithms");
}

Bytes encrypt(ByteView content, const std::vector<Certificate>& recipients) {
    const envelope::Cms cms(
        CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), CMS_BINARY | CMS_PARTIAL));
    check(cms != nullptr, "begin an envelope");
    for (const auto& one : recipients)
        add_recipient(cms.get(), one);
    const envelope::Bio in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    check(in && CMS_final(cms.get(), in.get(), nullptr, CMS_BINARY) == 1, "seal");
    const int size = i2d_CMS_ContentInfo(cms.get(), nullptr);
    check(size > 0, "write an envelope");
    Bytes out(static_cast<std::size_t>(size));
    unsigned char* to = out.data();
    check(i2d_CMS_ContentInfo(cms.get(), &to) == size, "write an envelope");
    return out;
}

Failure too_large() {
    return fail(Reason::too_large, "too_large",
                "The record is too large to send (8 MiB). It is kept here; shorten it.");
}

} // namespace

std::size_t padded_size(std::size_t bytes) {
    if (bytes <= kLeastPadded)
        return kLeastPadded;
    const auto exponent = static_cast<unsigned>(std::bit_width(bytes)) - 1;
    const unsigned kept = static_cast<unsigned>(std::bit_width(exponent));
    const std::size_t mask = (std::size_t{1} << (exponent - kept)) - 1;
    return (bytes + mask) & ~mask;
}

Result<Bytes> seal(std::string_view document, const Signer& signer,
                   const std::vector<Certificate>& recipients, const Certificate& root) {
    if (document.size() > envelope::kMaxEnvelopeBytes ||
        padded_size(document.size()) + kMostOverhead > envelope::kMaxEnvelopeBytes)
        return too_large();
    std::vector<Certificate> distinct;
    for (const auto& one : recipients) {
        if (std::find(distinct.begin(), distinct.end(), one) == distinct.end())
            distinct.push_back(one);
        if (!may_receive(one, signer, root))
            return fail(Reason::untrusted, "untrusted_recipient",
                        "One of the recipients is not certified by this office. Nothing was "
                        "sealed; the record is kept here. Tell the office.");
    }
    if (distinct.empty() || distinct.size() > kMostRecipients)
        return fail(Reason::untrusted, "recipients",
                    "A record is sealed to between 1 and 32 recipients. Nothing was sealed; the "
                    "record is kept here.");
    Secret padded(padded_size(document.size()));
    std::fill(padded.writable().begin(), padded.writable().end(), std::uint8_t{0x20});
    std::copy(document.begin(), document.end(), padded.writable().begin());
    Bytes inner = envelope::sign(padded.view(), signer.key, signer.certificate, signer.chain);
    Bytes out = encrypt(inner, distinct);
    wipe(inner);
    return out;
}

Bytes encrypt_to(ByteView secret, const Certificate& recipient) {
    return encrypt(secret, {recipient});
}

} // namespace suoja::seal
