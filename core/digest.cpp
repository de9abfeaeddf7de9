// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include "core/failure.h"

#include <openssl/evp.h>

#include <memory>

namespace suoja {
namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: an implicit fetch costs more than hashing a Merkle node.
const EVP_MD* algorithm() {
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
}

} // namespace

Hash sha256(ByteView bytes) {
    return sha256({bytes});
}

Hash sha256(std::initializer_list<ByteView> parts) {
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    Hash out{};
    unsigned size = 0;
    bool good = context && EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1;
    for (const auto part : parts)
        good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    if (!good || EVP_DigestFinal_ex(context.get(), out.data(), &size) != 1 || size != out.size())
        throw CryptoFailure("SHA-256 failed");
    return out;
}

} // namespace suoja
