// SPDX-License-Identifier: Apache-2.0
#pragma once
// Letters typed on a closed list lead to the entry that begins with them; GTK's own drop-down has
// only arrows, and a list of languages has 180 entries. Letters within a second belong together,
// the same letter again leads to the next entry. GUI thread.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace suoja::kiosk::views {

class TypeAhead {
  public:
    // `letter` in UTF-8, `at_ms` of the event; the entry to go to, if any begins so
    [[nodiscard]] std::optional<std::size_t> typed(const std::vector<std::string>& entries,
                                                   std::size_t current, const std::string& letter,
                                                   std::uint32_t at_ms);
    // whether a space now would continue a word, not open the list
    [[nodiscard]] bool within_word(std::uint32_t at_ms) const;

  private:
    std::string prefix_; // as typed
    std::uint32_t last_ms_ = 0;
};

} // namespace suoja::kiosk::views
