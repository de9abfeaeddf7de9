// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/checkpoint.h"

#include "core/envelope/openssl_handles.h"

#include <algorithm>
#include <charconv>

namespace suoja::envelope {
namespace {

constexpr std::size_t kMostNote = 4096;
constexpr std::size_t kMostSignatures = 8;
constexpr std::size_t kSignature = 64;
constexpr std::size_t kKeyHash = 4;
constexpr std::string_view kDash = "\xe2\x80\x94 "; // em dash, space
constexpr std::uint8_t kEd25519 = 0x01;             // signed-note's signature type

Failure damaged() {
    return fail(Reason::damaged, "checkpoint",
                "The log's checkpoint cannot be read. Nothing was taken from it; it will be asked "
                "for again.");
}

Failure untrusted() {
    return fail(Reason::untrusted, "checkpoint_signature",
                "The log's checkpoint is not signed by this office's log. Nothing was taken from "
                "it; tell the office.");
}

std::array<std::uint8_t, kKeyHash> key_hash(std::string_view origin, const LogPublicKey& key) {
    constexpr std::array<std::uint8_t, 2> kBetween{0x0a, kEd25519};
    const Hash whole = sha256({view(origin), kBetween, key});
    std::array<std::uint8_t, kKeyHash> out{};
    std::copy_n(whole.begin(), out.size(), out.begin());
    return out;
}

// A signed-note key name: not empty, no spaces, no plus; ours are printable ASCII besides.
bool is_origin(std::string_view origin) {
    return !origin.empty() && origin.size() <= 256 &&
           std::all_of(origin.begin(), origin.end(),
                       [](char c) { return c > 0x20 && c < 0x7f && c != '+'; });
}

std::string body(const Checkpoint& checkpoint) {
    return checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
           base64(checkpoint.root) + '\n';
}

std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<Checkpoint> read_body(std::string_view text) {
    const auto origin = take_line(text);
    const auto size = take_line(text);
    const auto root = take_line(text);
    if (!origin || !size || !root || !text.empty() || !is_origin(*origin))
        return std::nullopt;
    Checkpoint out{std::string(*origin), 0, {}};
    const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), out.size);
    // one spelling of a number: no leading zero
    if (error != std::errc{} || std::to_string(out.size) != *size)
        return std::nullopt;
    const auto bytes = from_base64(*root);
    if (!bytes || bytes->size() != out.root.size())
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.root.begin());
    return out;
}

bool verify_ed25519(std::string_view text, ByteView signature, const LogPublicKey& key) {
    const Pkey handle(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
    const MdContext context(EVP_MD_CTX_new());
    const bool good =
        handle && context &&
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), view(text).data(),
                         text.size()) == 1;
    ERR_clear_error();
    return good;
}

Pkey private_key(const Secret& seed) {
    Pkey key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.view().data(), seed.size()));
    check(key != nullptr, "the log key");
    return key;
}

} // namespace

LogKey LogKey::make() {
    return {Secret::random(32)};
}

LogPublicKey LogKey::public_key() const {
    LogPublicKey out{};
    std::size_t size = out.size();
    check(EVP_PKEY_get_raw_public_key(private_key(seed).get(), out.data(), &size) == 1 &&
              size == out.size(),
          "the log key");
    return out;
}

CheckpointSigner::CheckpointSigner(const LogKey& key)
    : key_(private_key(key.seed).release(), EVP_PKEY_free), public_key_(key.public_key()) {}

std::string CheckpointSigner::sign(const Checkpoint& checkpoint) const {
    if (!is_origin(checkpoint.origin))
        throw CryptoFailure("a log's origin has no spaces and no plus sign");
    const std::string text = body(checkpoint);
    const MdContext context(EVP_MD_CTX_new());
    const auto hash = key_hash(checkpoint.origin, public_key_);
    Bytes blob(hash.begin(), hash.end());
    blob.resize(kKeyHash + kSignature);
    std::size_t size = kSignature;
    check(context &&
              EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
              EVP_DigestSign(context.get(), blob.data() + kKeyHash, &size, view(text).data(),
                             text.size()) == 1 &&
              size == kSignature,
          "sign a checkpoint");
    return text + '\n' + std::string(kDash) + checkpoint.origin + ' ' + base64(blob) + '\n';
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const LogKey& key) {
    return CheckpointSigner(key).sign(checkpoint);
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                   const LogPublicKey& key) {
    const auto gap = note.rfind("\n\n");
    if (note.size() > kMostNote || gap == std::string_view::npos)
        return damaged();
    const auto text = note.substr(0, gap + 1);
    auto rest = note.substr(gap + 2);
    auto checkpoint = read_body(text);
    if (!checkpoint || rest.empty())
        return damaged();
    const auto ours = key_hash(origin, key);
    bool signed_by_us = false;
    // Other keys' lines (witnesses) may stand beside ours; each must still be a signature line.
    for (std::size_t lines = 0; !rest.empty(); ++lines) {
        auto line = take_line(rest);
        if (!line || lines == kMostSignatures || !line->starts_with(kDash))
            return damaged();
        line->remove_prefix(kDash.size());
        const auto space = line->find(' ');
        if (space == std::string_view::npos || !is_origin(line->substr(0, space)))
            return damaged();
        const auto blob = from_base64(line->substr(space + 1));
        if (!blob || blob->size() <= kKeyHash)
            return damaged();
        if (line->substr(0, space) != origin ||
            !std::equal(ours.begin(), ours.end(), blob->begin()))
            continue;
        if (blob->size() != kKeyHash + kSignature ||
            !verify_ed25519(text, ByteView(*blob).subspan(kKeyHash), key))
            return untrusted();
        signed_by_us = true;
    }
    if (!signed_by_us || checkpoint->origin != origin)
        return untrusted();
    return std::move(*checkpoint);
}

} // namespace suoja::envelope
