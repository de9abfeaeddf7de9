// SPDX-License-Identifier: Apache-2.0
#pragma once
// "The nearest is …": of the words a program knows, the one that a mistyped one is most like, by
// insertions, deletions and substitutions. Pure; any thread.
#include <string>
#include <string_view>
#include <vector>

namespace suoja {

[[nodiscard]] std::size_t edits_between(std::string_view a, std::string_view b);
// `known` is not empty; the first of those that are equally near
[[nodiscard]] std::string near_word(std::string_view word,
                                    const std::vector<std::string_view>& known);

} // namespace suoja
