// SPDX-License-Identifier: Apache-2.0
#include "core/secret.h"

#include "core/failure.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <utility>

namespace suoja {

Secret::Secret(std::size_t size) : bytes_(size) {}
Secret::Secret(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}

Secret Secret::random(std::size_t size) {
    Secret out(size);
    if (RAND_bytes(out.bytes_.data(), static_cast<int>(size)) != 1)
        throw CryptoFailure("the random generator failed");
    return out;
}

Secret Secret::from_text(std::string_view text) {
    return Secret(suoja::view(text));
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(bytes_);
        bytes_ = std::move(other.bytes_);
    }
    return *this;
}

Secret::~Secret() {
    wipe(bytes_);
}

std::string_view Secret::text() const {
    return suoja::text(bytes_);
}

bool constant_time_equal(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<std::uint8_t> bytes) {
    if (!bytes.empty())
        OPENSSL_cleanse(bytes.data(), bytes.size());
}

void wipe(std::string& text) {
    if (!text.empty())
        OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

Bytes random_bytes(std::size_t size) {
    Bytes out(size);
    if (RAND_bytes(out.data(), static_cast<int>(size)) != 1)
        throw CryptoFailure("the random generator failed");
    return out;
}

} // namespace suoja
