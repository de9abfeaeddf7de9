// SPDX-License-Identifier: Apache-2.0
#include "core/bytes.h"

#include <algorithm>

namespace suoja {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(ByteView bytes, std::string_view alphabet, bool pad) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = std::uint32_t{bytes[i]} << 16U;
        if (n > 1)
            group |= std::uint32_t{bytes[i + 1]} << 8U;
        if (n > 2)
            group |= bytes[i + 2];
        out += alphabet[group >> 18U & 63U];
        out += alphabet[group >> 12U & 63U];
        if (n > 1)
            out += alphabet[group >> 6U & 63U];
        else if (pad)
            out += '=';
        if (n > 2)
            out += alphabet[group & 63U];
        else if (pad)
            out += '=';
    }
    return out;
}

std::optional<Bytes> decode(std::string_view text, std::string_view alphabet) {
    if (text.size() % 4 == 1)
        return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto at = alphabet.find(c);
        if (at == std::string_view::npos)
            return std::nullopt;
        group = group << 6U | static_cast<std::uint32_t>(at);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(group >> bits & 0xffU));
        }
    }
    // one text for one value: the bits left over must be zero
    if ((group & ((1U << bits) - 1U)) != 0)
        return std::nullopt;
    return out;
}

} // namespace

ByteView view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const auto b : bytes) {
        out += kHex[b >> 4U];
        out += kHex[b & 15U];
    }
    return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0)
        return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = kHex.find(text[i]);
        const auto low = kHex.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high << 4U | low));
    }
    return out;
}

std::optional<Hash> hash_from_hex(std::string_view text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != Hash{}.size())
        return std::nullopt;
    Hash out{};
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
}

std::string base64(ByteView bytes) {
    return encode(bytes, kPlain, true);
}

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i)
        text.remove_suffix(1);
    return decode(text, kPlain);
}

std::string base64url(ByteView bytes) {
    return encode(bytes, kUrl, false);
}

std::optional<Bytes> from_base64url(std::string_view text) {
    return decode(text, kUrl);
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        std::size_t more = 0;
        std::uint32_t code = lead;
        if (lead >= 0xf0U && lead < 0xf8U) {
            more = 3;
            code = lead & 7U;
        } else if (lead >= 0xe0U && lead < 0xf0U) {
            more = 2;
            code = lead & 15U;
        } else if (lead >= 0xc0U && lead < 0xe0U) {
            more = 1;
            code = lead & 31U;
        } else if (lead >= 0x80U) {
            return false;
        }
        if (i + more >= text.size())
            return false;
        for (std::size_t k = 1; k <= more; ++k) {
            const auto next = static_cast<std::uint8_t>(text[i + k]);
            if ((next & 0xc0U) != 0x80U)
                return false;
            code = code << 6U | (next & 63U);
        }
        constexpr std::array<std::uint32_t, 4> kLeast{0, 0x80, 0x800, 0x10000};
        if (code < kLeast[more] || code > 0x10ffffU || (code >= 0xd800U && code <= 0xdfffU))
            return false;
        i += more + 1;
    }
    return true;
}

} // namespace suoja
