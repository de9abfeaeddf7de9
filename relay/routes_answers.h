// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the handlers of routes_*.cpp share: the query string, and the usual shapes of answers.
#include "relay/routes.h"

#include <algorithm>
#include <charconv>

namespace suoja::relay {

// "a=1&b=centre": names without values, twice the same name and unknown names are refused.
struct Routes::Query {
    std::vector<std::pair<std::string, std::string>> all;
    bool good = true;

    explicit Query(std::string_view text) {
        while (!text.empty() && good) {
            const auto end = std::min(text.find('&'), text.size());
            const auto part = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            const auto equals = part.find('=');
            good = equals != std::string_view::npos && equals > 0 &&
                   !this->text(part.substr(0, equals));
            if (good)
                all.emplace_back(part.substr(0, equals), part.substr(equals + 1));
        }
    }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        for (const auto& [key, value] : all)
            if (key == name)
                return value;
        return std::nullopt;
    }
    [[nodiscard]] bool only(std::initializer_list<std::string_view> names) const {
        return good && std::all_of(all.begin(), all.end(), [&](const auto& pair) {
                   return std::find(names.begin(), names.end(), pair.first) != names.end();
               });
    }
    // `otherwise` when absent; nullopt when it is no number of at most 15 digits
    [[nodiscard]] std::optional<std::uint64_t>
    number(std::string_view name, std::optional<std::uint64_t> otherwise) const {
        const auto digits = text(name);
        if (!digits)
            return otherwise;
        std::uint64_t out = 0;
        const auto* end = digits->data() + digits->size();
        const auto [stop, error] = std::from_chars(digits->data(), end, out);
        if (digits->empty() || digits->size() > 15 || error != std::errc{} || stop != end)
            return std::nullopt;
        return out;
    }
};

[[nodiscard]] Reply json_reply(std::string body);
[[nodiscard]] Reply text_reply(std::string body);
[[nodiscard]] Look once(std::function<Reply()> read); // no waiting
[[nodiscard]] Look once_writing(std::function<Reply()> change);
[[nodiscard]] PassOn pass_on(std::string method, std::string target, std::string_view type = {},
                             std::string body = {});

} // namespace suoja::relay
