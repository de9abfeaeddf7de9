// SPDX-License-Identifier: Apache-2.0
#pragma once
// The shipped word list behind generate_passphrase: config/passphrase_words.txt, compiled in. 8,192
// made-up words of the patterns CVCV and CVCCV with Finnish clusters and without ä, ö, å, so that
// they can be said on the phone and typed on any keyboard; words that mean something rude or grim
// in a language of the house were left out. Six of them are 78 bits. Any thread.
#include <string_view>
#include <vector>

namespace suoja::kiosk {

inline constexpr std::size_t kPassphraseWords = 8192;
[[nodiscard]] const std::vector<std::string_view>& passphrase_words();

} // namespace suoja::kiosk
