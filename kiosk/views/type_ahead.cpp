// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/type_ahead.h"

#include <glib.h>

namespace suoja::kiosk::views {
namespace {

constexpr std::uint32_t kOneWordMs = 1000;

std::string folded(const std::string& text) {
    char* out = g_utf8_casefold(text.c_str(), -1);
    std::string result(out);
    g_free(out);
    return result;
}

} // namespace

bool TypeAhead::within_word(std::uint32_t at_ms) const {
    return !prefix_.empty() && at_ms - last_ms_ < kOneWordMs;
}

std::optional<std::size_t> TypeAhead::typed(const std::vector<std::string>& entries,
                                            std::size_t current, const std::string& letter,
                                            std::uint32_t at_ms) {
    const bool again = within_word(at_ms) && prefix_ == letter;
    prefix_ = within_word(at_ms) && !again ? prefix_ + letter : letter;
    last_ms_ = at_ms;
    const std::string wanted = folded(prefix_);
    // a word that goes on may stay where it is; a new one looks behind the entry that is chosen
    const std::size_t first = again || prefix_ == letter ? current + 1 : current;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::size_t at = (first + i) % entries.size();
        if (folded(entries[at]).starts_with(wanted))
            return at;
    }
    return std::nullopt;
}

} // namespace suoja::kiosk::views
