// SPDX-License-Identifier: Apache-2.0
#pragma once
// Strict reading of the members that the wire's JSON is made of; private to core/link.
#include "core/json.h"
#include "core/link/wire.h"

#include <algorithm>
#include <array>

namespace suoja::link::fields {

namespace bj = boost::json;

inline constexpr std::size_t kLine = 4096;
inline constexpr std::size_t kItems = 1024;
inline constexpr std::size_t kSmallJson = std::size_t{64} << 10U;
inline constexpr std::size_t kAnswerJson = std::size_t{8} << 20U;

inline Failure damaged(std::string_view what) {
    return fail(Reason::damaged, "wire", what);
}

// Device names and reason codes: nothing that needs escaping anywhere.
inline bool plain(std::string_view text, std::size_t most) {
    return text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
           });
}

inline std::optional<std::string> word_of(const bj::object& object, std::string_view key,
                                          std::size_t most) {
    auto text = json::text_of(object, key);
    return text && plain(*text, most) ? text : std::nullopt;
}

// "" when absent, nullopt when there and not a plain word
inline std::optional<std::string> optional_word(const bj::object& object, std::string_view key,
                                                std::size_t most) {
    return object.contains(key) ? word_of(object, key, most) : std::optional<std::string>("");
}

inline std::optional<std::uint64_t> count_of(const bj::object& object, std::string_view key) {
    const auto number = json::integer_of(object, key);
    if (!number || *number < 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

inline std::optional<Millis> time_of(const bj::object& object, std::string_view key) {
    const auto text = json::text_of(object, key);
    return text ? parse_rfc3339(*text) : std::nullopt;
}

inline std::optional<envelope::EnvelopeId> id_of(const bj::object& object) {
    const auto text = json::text_of(object, "id");
    return text ? envelope::EnvelopeId::parse(*text) : std::nullopt;
}

// A receipt travels as an object and is kept as canonical text, so both directions give the same
// bytes. `out` stays "" for a missing or null member; false when it is anything else.
inline bool take_receipt(const bj::object& object, std::string& out) {
    const auto* value = object.if_contains("receipt");
    if (value == nullptr || value->is_null())
        return true;
    if (!value->is_object())
        return false;
    out = json::canonical(*value);
    return true;
}

// base64 DER; false when there and not that
inline bool take_der(const bj::object& object, std::string_view key, Bytes& out) {
    if (!object.contains(key))
        return true;
    const auto text = json::text_of(object, key);
    auto bytes = text ? from_base64(*text) : std::nullopt;
    if (!bytes || bytes->empty())
        return false;
    out = std::move(*bytes);
    return true;
}

inline bool take_chain(const bj::object& object, std::vector<Bytes>& out) {
    const auto* chain = json::array_of(object, "chain");
    if (chain == nullptr || chain->empty() || chain->size() > 8)
        return false;
    for (const auto& element : *chain) {
        if (!element.is_string())
            return false;
        auto der = from_base64(std::string_view(element.get_string()));
        if (!der || der->empty())
            return false;
        out.push_back(std::move(*der));
    }
    return true;
}

inline bj::array chain_json(const std::vector<Bytes>& chain) {
    bj::array out;
    for (const auto& der : chain)
        out.emplace_back(base64(der));
    return out;
}

} // namespace suoja::link::fields
