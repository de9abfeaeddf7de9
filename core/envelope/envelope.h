// SPDX-License-Identifier: Apache-2.0
#pragma once
// A sealed envelope as seen from outside: what a relay may know. Bytes are opaque; nothing here
// parses CMS beyond the outermost DER header and its object identifier. Pure; any thread.
// Source: docs/formats.md, RFC 5083 (AuthEnvelopedData), X.690 (DER).
#include "core/clock.h"
#include "core/digest.h"
#include "core/failure.h"

namespace suoja::envelope {

inline constexpr std::size_t kMaxEnvelopeBytes = std::size_t{8} << 20U;
inline constexpr std::size_t kLeastEnvelopeBytes = 4096; // every document is padded at least to it
inline constexpr std::size_t kMaxBatchBytes = std::size_t{32} << 20U;

// 6 bytes of UTC milliseconds, big-endian, then the first 26 bytes of the SHA-256 of the DER.
struct EnvelopeId {
    std::array<std::uint8_t, 32> bytes{};
    [[nodiscard]] std::string str() const { return hex(bytes); } // 64 hex digits
    [[nodiscard]] static std::optional<EnvelopeId> parse(std::string_view text);
    [[nodiscard]] static EnvelopeId of(Millis sealed_at, const Hash& digest);
    [[nodiscard]] Millis time() const;
    [[nodiscard]] bool matches(const Hash& digest) const; // the digest part
    auto operator<=>(const EnvelopeId&) const = default;  // NOLINT(modernize-use-nullptr)
};

enum class Group { centre, hotline, recovery };
[[nodiscard]] std::string_view name(Group group);
[[nodiscard]] std::optional<Group> parse_group(std::string_view text);

// Exactly one definite-length DER ContentInfo whose type is id-ct-authEnvelopedData, nothing
// behind it, within kMaxEnvelopeBytes: "not_envelope", "too_large".
[[nodiscard]] Result<void> check_outside(ByteView der);

} // namespace suoja::envelope

template <> struct std::hash<suoja::envelope::EnvelopeId> {
    std::size_t operator()(const suoja::envelope::EnvelopeId& id) const noexcept {
        return std::hash<std::string_view>{}(suoja::text(id.bytes));
    }
};
