// SPDX-License-Identifier: Apache-2.0
#include "core/record/case_code.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace suoja::record {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string padded(std::uint32_t number, std::size_t width) {
    auto text = std::to_string(number);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t out = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size())
        return std::nullopt;
    return out;
}

} // namespace

// ISO 7064, hybrid system MOD 37,36
char check_character(std::string_view text) {
    constexpr unsigned kM = 36;
    unsigned p = kM;
    for (const char c : text) {
        const auto at = kAlphabet.find(c);
        if (at == std::string_view::npos)
            continue;
        const unsigned s = (p + static_cast<unsigned>(at)) % kM;
        p = (s == 0 ? kM : s) * 2 % (kM + 1);
    }
    return kAlphabet[(kM + 1 - p) % kM];
}

std::string write_case_code(const CaseCode& code) {
    const auto head = code.site + std::to_string(code.device);
    const auto year = padded(code.year % 100, 2);
    const auto running = padded(code.number, 4);
    return head + "-" + year + "-" + running + "-" + check_character(head + year + running);
}

std::optional<CaseCode> read_case_code(std::string_view text) {
    std::string folded;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z')
            folded += static_cast<char>(c - 'a' + 'A');
        else
            folded += c == ' ' ? '-' : c;
    }
    std::vector<std::string_view> parts;
    const std::string_view rest = folded;
    for (std::size_t from = 0; from <= rest.size();) {
        const auto to = std::min(rest.find('-', from), rest.size());
        if (to > from)
            parts.push_back(rest.substr(from, to - from));
        from = to + 1;
    }
    if (parts.size() != 4 || parts[1].size() != 2 || parts[2].size() < 4 || parts[3].size() != 1)
        return std::nullopt;
    const auto digits = parts[0].find_first_of("0123456789");
    if (digits == std::string_view::npos || digits < 2 || digits > 4)
        return std::nullopt;
    const auto device = number(parts[0].substr(digits));
    const auto year = number(parts[1]);
    const auto running = number(parts[2]);
    if (!device || !year || !running)
        return std::nullopt;
    const CaseCode code{std::string(parts[0].substr(0, digits)), *device, 2000 + *year, *running};
    const auto written = write_case_code(code);
    if (written.back() != parts[3].front() ||
        !std::all_of(code.site.begin(), code.site.end(),
                     [](char c) { return c >= 'A' && c <= 'Z'; }))
        return std::nullopt;
    return code;
}

} // namespace suoja::record
