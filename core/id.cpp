// SPDX-License-Identifier: Apache-2.0
#include "core/id.h"

#include "core/secret.h"

#include <algorithm>

namespace suoja::detail {

std::array<std::uint8_t, 16> new_uuid7(Millis now) {
    std::array<std::uint8_t, 16> out{};
    const auto random = random_bytes(out.size());
    std::copy(random.begin(), random.end(), out.begin());
    const auto ms = static_cast<std::uint64_t>(now.time_since_epoch().count());
    for (unsigned i = 0; i < 6; ++i)
        out[i] = static_cast<std::uint8_t>(ms >> (40U - 8U * i));
    out[6] = static_cast<std::uint8_t>(0x70U | (out[6] & 0x0fU));
    out[8] = static_cast<std::uint8_t>(0x80U | (out[8] & 0x3fU));
    return out;
}

std::string print_uuid(const std::array<std::uint8_t, 16>& bytes) {
    std::string out = hex(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        out.insert(at, 1, '-');
    return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text) {
    if (text.size() != 36)
        return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen != (text[i] == '-'))
            return std::nullopt;
        if (!hyphen)
            digits += text[i];
    }
    const auto bytes = from_hex(digits);
    if (!bytes)
        return std::nullopt;
    std::array<std::uint8_t, 16> out{};
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
}

} // namespace suoja::detail
