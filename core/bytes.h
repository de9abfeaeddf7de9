// SPDX-License-Identifier: Apache-2.0
#pragma once
// Bytes and their text forms. Decoders are strict: no white space, no missing padding, lower-case
// hex only; nullopt otherwise. base64 is RFC 4648 section 4, base64url section 5 without padding.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace suoja {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>; // SHA-256

[[nodiscard]] ByteView view(std::string_view text);
[[nodiscard]] std::string_view text(ByteView bytes);

[[nodiscard]] std::string hex(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);
[[nodiscard]] std::string base64(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);
[[nodiscard]] std::string base64url(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

// True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

} // namespace suoja
