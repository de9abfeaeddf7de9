// SPDX-License-Identifier: Apache-2.0
#include "core/near_word.h"

#include <algorithm>

namespace suoja {

std::size_t edits_between(std::string_view a, std::string_view b) { // Levenshtein
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t before = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t here = row[j];
            row[j] =
                std::min({row[j] + 1, row[j - 1] + 1, before + (a[i - 1] == b[j - 1] ? 0 : 1)});
            before = here;
        }
    }
    return row.back();
}

std::string near_word(std::string_view word, const std::vector<std::string_view>& known) {
    constexpr std::size_t kLongest = 100; // nothing longer is a near miss of anything
    const auto short_word = word.substr(0, kLongest);
    return std::string(*std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
        return edits_between(short_word, a) < edits_between(short_word, b);
    }));
}

} // namespace suoja
