// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/passphrase.h"

#include "kiosk/store/slots.h"

#include <array>
#include <cassert>
#include <cmath>
#include <zxcvbn.h>

namespace suoja::kiosk {
namespace {

constexpr std::string_view kText =
#include "passphrase_words.inc"
    ;
constexpr std::size_t kWordsInPhrase = 6;
// zxcvbn's time grows with the square of the length; what comes later only makes a phrase stronger
constexpr std::size_t kMeasured = 100;

} // namespace

const std::vector<std::string_view>& passphrase_words() {
    static const std::vector<std::string_view> words = [] {
        std::vector<std::string_view> out;
        out.reserve(kPassphraseWords);
        std::string_view rest = kText;
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            if (end != 0)
                out.push_back(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
        // a power of two, so that two random bytes choose without a bias
        assert(out.size() == kPassphraseWords);
        return out;
    }();
    return words;
}

bool strong_enough(const Secret& passphrase, std::string_view user_name) {
    // zxcvbn wants a terminated string; the copy is wiped with its Secret
    const auto measured = passphrase.text().substr(0, kMeasured);
    Secret terminated(measured.size() + 1);
    std::copy(measured.begin(), measured.end(), terminated.writable().begin());
    const std::string name(user_name);
    std::array<const char*, 4> known{name.c_str(), "suoja", "joutseno", nullptr};
    const double bits =
        ZxcvbnMatch(reinterpret_cast<const char*>(terminated.view().data()), known.data(), nullptr);
    // 10^10 guesses expected
    return bits >= 10.0 * std::log2(10.0);
}

Secret generate_passphrase() {
    const auto& words = passphrase_words();
    const Secret random = Secret::random(kWordsInPhrase * 2);
    std::array<std::string_view, kWordsInPhrase> chosen;
    std::size_t size = kWordsInPhrase - 1;
    for (std::size_t i = 0; i < kWordsInPhrase; ++i) {
        const auto draw = static_cast<std::size_t>(random.view()[2 * i]) << 8U |
                          static_cast<std::size_t>(random.view()[2 * i + 1]);
        chosen[i] = words[draw % kPassphraseWords];
        size += chosen[i].size();
    }
    Secret out(size);
    auto at = out.writable().begin();
    for (std::size_t i = 0; i < kWordsInPhrase; ++i) {
        if (i > 0)
            *at++ = '-';
        at = std::copy(chosen[i].begin(), chosen[i].end(), at);
    }
    return out;
}

} // namespace suoja::kiosk
