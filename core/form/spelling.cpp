// SPDX-License-Identifier: Apache-2.0
#include "core/form/spelling.h"

#include "core/form/utf8.h"

#include <algorithm>
#include <vector>

namespace suoja::form {

std::size_t edit_distance(std::string_view first, std::string_view second, std::size_t most) {
    // Words here are names of columns, types and questions; nothing long is ever a near miss.
    constexpr std::size_t kLongest = 100;
    if (first.size() > kLongest || second.size() > kLongest)
        return most + 1;
    const std::string a = lower_ascii(first), b = lower_ascii(second);
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most)
        return most + 1;
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + same});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return std::min(last[b.size()], most + 1);
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known, std::size_t most) {
    std::optional<std::string_view> best;
    std::size_t best_distance = most + 1;
    for (const std::string_view candidate : known) {
        const std::size_t distance = edit_distance(word, candidate, most);
        if (distance < best_distance && 2 * distance < candidate.size()) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

} // namespace suoja::form
