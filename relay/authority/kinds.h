// SPDX-License-Identifier: Apache-2.0
#pragma once
// The words for kinds of peers, in tables, options and answers. Pure.
#include "core/envelope/certificate.h"

namespace suoja::relay {

[[nodiscard]] std::string_view kind_word(envelope::RoleKind kind);
// of those that can be invited: "reception", "hotline", "desk", "relay"
[[nodiscard]] std::optional<envelope::RoleKind> parse_kind(std::string_view word);

} // namespace suoja::relay
