// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/typed_date.h"

#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

bool digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_zero(std::string_view text) {
    return text.size() == 2 && text.front() == '0' ? text.substr(1) : text;
}

} // namespace

std::string typed_date(std::string_view stored) {
    const auto year = stored.substr(0, 4);
    const bool month = stored.size() >= 7 && stored[4] == '-' && digits(stored.substr(5, 2));
    const bool day = stored.size() == 10 && month && stored[7] == '-' && digits(stored.substr(8));
    if (!digits(year) || !month || (stored.size() != 7 && !day))
        return std::string(stored);
    auto typed = std::string(without_zero(stored.substr(5, 2))) + "." + std::string(year);
    return day ? std::string(without_zero(stored.substr(8))) + "." + typed : typed;
}

std::string typed_time(std::string_view stored) {
    if (stored.size() < 5 || stored[2] != ':')
        return std::string(stored);
    std::string clock(stored.substr(0, 5));
    if (language() != "en")
        clock[2] = '.';
    return clock;
}

std::string typed_date_time(std::string_view stored) {
    if (stored.size() < 16 || stored[10] != 'T')
        return std::string(stored);
    return typed_date(stored.substr(0, 10)) + " " + typed_time(stored.substr(11));
}

} // namespace suoja::kiosk
