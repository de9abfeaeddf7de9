// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/certificate.h"

#include <algorithm>
#include <array>
#include <utility>

namespace suoja::envelope {
namespace {

constexpr std::string_view kPrefix = "urn:suoja:";
constexpr std::size_t kMostName = 63;

constexpr std::array<std::pair<RoleKind, std::string_view>, 8> kKinds{
    {{RoleKind::reception, "device:reception"},
     {RoleKind::hotline, "device:hotline"},
     {RoleKind::desk, "device:desk"},
     {RoleKind::relay, "relay"},
     {RoleKind::archive, "archive"},
     {RoleKind::office, "office"},
     {RoleKind::group, "group"},
     {RoleKind::recovery, "recovery"}}};

} // namespace

bool plain_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= kMostName && letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || c == '-' || c == '_' || c == '.'; });
}

std::string Role::uri() const {
    std::string out(kPrefix);
    for (const auto& [kind_of, word] : kKinds)
        if (kind_of == kind)
            out += word;
    if (kind == RoleKind::office || kind == RoleKind::recovery)
        return out;
    std::string rest = name;
    if (device())
        std::replace(rest.begin(), rest.end(), '/', ':');
    return out + ':' + rest;
}

std::optional<Role> Role::parse(std::string_view uri) {
    if (!uri.starts_with(kPrefix))
        return std::nullopt;
    uri.remove_prefix(kPrefix.size());
    for (const auto& [kind, word] : kKinds) {
        if (!uri.starts_with(word))
            continue;
        Role role{kind, {}};
        auto rest = uri.substr(word.size());
        if (kind == RoleKind::office || kind == RoleKind::recovery) {
            if (rest.empty())
                return role;
            continue;
        }
        if (!rest.starts_with(':'))
            continue;
        rest.remove_prefix(1);
        if (!role.device()) {
            if (!plain_name(rest))
                return std::nullopt;
            role.name = rest;
            return role;
        }
        const auto colon = rest.find(':');
        if (colon == std::string_view::npos || !plain_name(rest.substr(0, colon)) ||
            !plain_name(rest.substr(colon + 1)))
            return std::nullopt;
        role.name = std::string(rest.substr(0, colon)) + '/' + std::string(rest.substr(colon + 1));
        return role;
    }
    return std::nullopt;
}

} // namespace suoja::envelope
