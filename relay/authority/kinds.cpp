// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/kinds.h"

namespace suoja::relay {

std::string_view kind_word(envelope::RoleKind kind) {
    switch (kind) {
    case envelope::RoleKind::reception:
        return "reception";
    case envelope::RoleKind::hotline:
        return "hotline";
    case envelope::RoleKind::desk:
        return "desk";
    case envelope::RoleKind::relay:
        return "relay";
    case envelope::RoleKind::archive:
        return "archive";
    case envelope::RoleKind::office:
        return "office";
    case envelope::RoleKind::group:
        return "group";
    case envelope::RoleKind::recovery:
        return "recovery";
    }
    return "";
}

std::optional<envelope::RoleKind> parse_kind(std::string_view word) {
    using Kind = envelope::RoleKind;
    for (const Kind kind : {Kind::reception, Kind::hotline, Kind::desk, Kind::relay})
        if (word == kind_word(kind))
            return kind;
    return std::nullopt;
}

} // namespace suoja::relay
