// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/directory.h"
#include "core/envelope/openssl_handles.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#include <algorithm>
#include <charconv>

namespace suoja::envelope {
namespace {

using Kdf = Handle<EVP_KDF, EVP_KDF_free>;
using KdfContext = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

constexpr std::string_view kVersion = "suoja1.";
constexpr std::size_t kSecret = 16;

Failure unreadable() {
    return fail(Reason::refused, "enrolment_code",
                "The enrolment code is not complete. Nothing was sent; copy it again from its "
                "first to its last character.");
}

bool is_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || text.size() > 255)
        return false;
    const auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc{} && end == digits.data() + digits.size() && port != 0 &&
           std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view(".-:[]_").find(c) != std::string_view::npos;
           });
}

// Takes what follows the last dot off the end: the endpoint in front has dots of its own.
std::optional<std::string_view> take_last(std::string_view& text) {
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos)
        return std::nullopt;
    const auto part = text.substr(dot + 1);
    text = text.substr(0, dot);
    return part;
}

Secret hkdf(const Secret& secret, std::string_view info) {
    const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
    check(context != nullptr, "HKDF");
    std::string digest = "SHA256";
    std::string info_copy(info);
    Secret key = secret.copy();
    const std::array<OSSL_PARAM, 4> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.writable().data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info_copy.data(), info_copy.size()),
        OSSL_PARAM_construct_end()};
    Secret out(32);
    check(EVP_KDF_derive(context.get(), out.writable().data(), out.size(), parameters.data()) == 1,
          "HKDF");
    return out;
}

} // namespace

std::string write_enrolment_code(const EnrolmentCode& code) {
    return std::string(kVersion) + code.endpoint + '.' + base64url(code.root_fingerprint) + '.' +
           code.invite.str() + '.' + base64url(code.secret.view());
}

Result<EnrolmentCode> read_enrolment_code(std::string_view text) {
    if (!text.starts_with(kVersion))
        return unreadable();
    text.remove_prefix(kVersion.size());
    const auto secret_text = take_last(text);
    const auto invite_text = take_last(text);
    const auto root_text = take_last(text);
    if (!secret_text || !invite_text || !root_text || !is_endpoint(text))
        return unreadable();
    auto secret = from_base64url(*secret_text);
    const auto invite = InviteId::parse(*invite_text);
    const auto root = from_base64url(*root_text);
    if (!secret || secret->size() != kSecret || !invite || !root || root->size() != Hash{}.size())
        return unreadable();
    EnrolmentCode out{std::string(text), {}, *invite, Secret(ByteView(*secret))};
    wipe(*secret);
    std::copy(root->begin(), root->end(), out.root_fingerprint.begin());
    return out;
}

Hash enrolment_proof(const Secret& secret, ByteView csr) {
    const Secret key = hkdf(secret, "suoja enrol");
    Hash out{};
    std::size_t size = 0;
    check(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.view().data(), key.size(),
                    csr.data(), csr.size(), out.data(), out.size(), &size) != nullptr &&
              size == out.size(),
          "HMAC");
    return out;
}

} // namespace suoja::envelope
