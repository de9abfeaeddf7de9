// SPDX-License-Identifier: Apache-2.0
#pragma once
// "Did you mean": the nearest of the words we know. Pure; any thread.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace suoja::form {

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment) between
// two words without regard to ASCII case; anything over `most` counts as most + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

// The known word nearest to `word` within `most` edits and nearer than half its own length.
[[nodiscard]] std::optional<std::string_view>
nearest(std::string_view word, std::span<const std::string_view> known, std::size_t most = 2);

} // namespace suoja::form
