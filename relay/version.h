// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a relay says of itself in its greeting; the project's version.
#include <string_view>

namespace suoja::relay {
inline constexpr std::string_view kVersion = SUOJA_VERSION;
} // namespace suoja::relay
