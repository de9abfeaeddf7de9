// SPDX-License-Identifier: Apache-2.0
#pragma once
// Strong ids: 16 bytes, printed as a lower-case UUID. New ones are UUIDv7 (RFC 9562), so that an
// index over them grows at its end. Ids of different things do not convert into each other.
#include "core/bytes.h"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace suoja {

using Millis = std::chrono::sys_time<std::chrono::milliseconds>; // UTC

namespace detail {
[[nodiscard]] std::array<std::uint8_t, 16> new_uuid7(Millis now);
[[nodiscard]] std::string print_uuid(const std::array<std::uint8_t, 16>& bytes);
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text);
} // namespace detail

template <class Tag> struct Id {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] static Id make(Millis now) { return Id{detail::new_uuid7(now)}; }
    // 36 characters, lower case, hyphens in place; nullopt otherwise
    [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
        const auto bytes = detail::parse_uuid(text);
        return bytes ? std::optional<Id>(Id{*bytes}) : std::nullopt;
    }
    [[nodiscard]] std::string str() const { return detail::print_uuid(bytes); }
    auto operator<=>(const Id&) const = default; // NOLINT(modernize-use-nullptr): the 0 is its own
};

using RecordId = Id<struct RecordTag>;
using DraftId = Id<struct DraftTag>;
using UserId = Id<struct UserTag>;
using InviteId = Id<struct InviteTag>;

} // namespace suoja

template <class Tag> struct std::hash<suoja::Id<Tag>> {
    std::size_t operator()(const suoja::Id<Tag>& id) const noexcept {
        return std::hash<std::string_view>{}(suoja::text(id.bytes));
    }
};
