// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/columns.h"

#include "core/json.h"

namespace suoja::kiosk::columns {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 20U;

[[noreturn]] void damaged() {
    throw StorageFailure("a list in the database does not read");
}

} // namespace

std::string links(const std::map<std::string, std::string>& links) {
    boost::json::object out;
    for (const auto& [kind, record] : links)
        out[kind] = record;
    return json::canonical(out);
}

std::map<std::string, std::string> read_links(std::string_view text) {
    const auto object = json::parse_object(text, kMost);
    if (!object)
        damaged();
    std::map<std::string, std::string> out;
    for (const auto& [kind, record] : *object) {
        if (!record.is_string())
            damaged();
        out[std::string(kind)] = std::string(record.get_string());
    }
    return out;
}

std::string numbers(const std::vector<std::uint64_t>& numbers) {
    boost::json::array out;
    for (const auto number : numbers)
        out.emplace_back(static_cast<std::int64_t>(number));
    return json::canonical(out);
}

std::vector<std::uint64_t> read_numbers(std::string_view text) {
    const auto value = json::parse_strict(text, kMost);
    if (!value || !value->is_array())
        damaged();
    std::vector<std::uint64_t> out;
    for (const auto& number : value->get_array()) {
        if (!number.is_int64() || number.get_int64() < 0)
            damaged();
        out.push_back(static_cast<std::uint64_t>(number.get_int64()));
    }
    return out;
}

} // namespace suoja::kiosk::columns
