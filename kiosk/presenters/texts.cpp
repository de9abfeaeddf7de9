// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/texts.h"

#include "core/bytes.h"
#include "core/files.h"

#include <cstdint>
#include <optional>

namespace suoja::kiosk {

namespace {

constexpr std::uint32_t kMagic = 0x950412de;
constexpr std::size_t kMostBytes = std::size_t{4} << 20U;
constexpr std::uint32_t kMostEntries = 20'000;

Failure damaged() {
    return fail(Reason::damaged, "catalogue", "The translations do not read.");
}

std::optional<std::uint32_t> word(std::string_view file, std::size_t at) {
    if (at > file.size() || file.size() - at < 4)
        return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = (value << 8U) | static_cast<std::uint8_t>(file[at + i]);
    return value;
}

// entry `n` of a table of (length, offset); each text is followed by a zero byte
std::optional<std::string_view> entry(std::string_view file, std::size_t table, std::size_t n) {
    const auto length = word(file, table + n * 8);
    const auto offset = word(file, table + n * 8 + 4);
    if (!length || !offset || *offset > file.size() || *length >= file.size() - *offset ||
        file[*offset + *length] != '\0')
        return std::nullopt;
    return file.substr(*offset, *length);
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find('\0');
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

struct Chosen {
    std::string code = "en";
    std::filesystem::path directory;
    std::map<std::string, Catalogue, std::less<>> catalogues; // read once each
    const Catalogue* current = nullptr;
};
Chosen& chosen() {
    static Chosen state;
    return state;
}

} // namespace

Result<Catalogue> Catalogue::parse(std::string_view mo) {
    const auto magic = word(mo, 0), revision = word(mo, 4), count = word(mo, 8);
    const auto originals = word(mo, 12), translations = word(mo, 16);
    if (!translations || *magic != kMagic || (*revision >> 16U) != 0 || *count > kMostEntries)
        return damaged();
    Catalogue catalogue;
    for (std::uint32_t n = 0; n < *count; ++n) {
        const auto original = entry(mo, *originals, n);
        const auto translation = entry(mo, *translations, n);
        if (!original || !translation || !is_utf8(*translation))
            return damaged();
        if (original->empty()) {
            // the header; both languages count alike and tr() knows no other rule
            const auto plural = translation->find("Plural-Forms:");
            if (plural != std::string_view::npos &&
                translation->find("nplurals=2; plural=(n != 1);", plural) == std::string_view::npos)
                return damaged();
            continue;
        }
        catalogue.forms_.insert_or_assign(std::string(original->substr(0, original->find('\0'))),
                                          split(*translation));
    }
    return catalogue;
}

const std::string* Catalogue::find(std::string_view english) const {
    const auto found = forms_.find(english);
    return found == forms_.end() || found->second.front().empty() ? nullptr
                                                                  : &found->second.front();
}

const std::string* Catalogue::find(std::string_view english, std::uint64_t n) const {
    const auto found = forms_.find(english);
    if (found == forms_.end() || found->second.size() != 2)
        return nullptr;
    return &found->second[n == 1 ? 0 : 1];
}

const std::vector<Language>& languages() {
    static const std::vector<Language> all{{"fi", "Suomi"}, {"sv", "Svenska"}, {"en", "English"}};
    return all;
}

bool known_language(std::string_view code) {
    for (const auto& each : languages())
        if (each.code == code)
            return true;
    return false;
}

void set_locale_directory(std::filesystem::path directory) {
    auto& state = chosen();
    state.directory = std::move(directory);
    state.catalogues.clear();
    state.current = nullptr;
    set_language(state.code);
}

void set_language(std::string_view code) {
    auto& state = chosen();
    if (!known_language(code))
        return;
    state.code = code;
    state.current = nullptr;
    if (code == "en")
        return;
    auto found = state.catalogues.find(code);
    if (found == state.catalogues.end()) {
        const auto bytes =
            read_file(state.directory / std::string(code) / "LC_MESSAGES" / "suoja.mo", kMostBytes);
        if (!bytes)
            return;
        auto parsed = Catalogue::parse(text(*bytes));
        if (!parsed)
            return;
        found = state.catalogues.emplace(code, std::move(*parsed)).first;
    }
    state.current = &found->second;
}

const std::string& language() {
    return chosen().code;
}

std::string tr(std::string_view english) {
    const auto* catalogue = chosen().current;
    const auto* found = catalogue != nullptr ? catalogue->find(english) : nullptr;
    return found != nullptr ? *found : std::string(english);
}

std::string trc(std::string_view context, std::string_view english) {
    const auto* catalogue = chosen().current;
    std::string key(context);
    key += '\004';
    key += english;
    const auto* found = catalogue != nullptr ? catalogue->find(key) : nullptr;
    return found != nullptr ? *found : std::string(english);
}

std::string trn(std::string_view one, std::string_view many, std::uint64_t n) {
    const auto* catalogue = chosen().current;
    const auto* found = catalogue != nullptr ? catalogue->find(one, n) : nullptr;
    return fill(found != nullptr ? std::string_view(*found) : (n == 1 ? one : many),
                {{"n", std::to_string(n)}});
}

std::string fill(std::string_view text, Values values) {
    std::string filled;
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            filled += text;
            break;
        }
        const auto name = text.substr(open + 1, close - open - 1);
        const std::pair<std::string_view, std::string_view>* known = nullptr;
        for (const auto& value : values)
            if (value.first == name)
                known = &value;
        filled += text.substr(0, open);
        if (known != nullptr) {
            filled += known->second;
            text.remove_prefix(close + 1);
        } else {
            filled += '{';
            text.remove_prefix(open + 1);
        }
    }
    return filled;
}

} // namespace suoja::kiosk
