// SPDX-License-Identifier: Apache-2.0
#pragma once
// Words on the screen: English in the source, Finnish and Swedish from compiled catalogues
// (share/locale/<fi|sv>/LC_MESSAGES/suoja.mo), switched while the program runs; libintl cannot do
// that safely beside GTK. The catalogue in use belongs to the window's thread. A missing or damaged
// file leaves English. Source: GNU gettext manual, "The Format of GNU MO Files".
#include "core/failure.h"

#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace suoja::kiosk {

class Catalogue {
  public:
    // damaged "catalogue": bounds, order or plural rule do not fit
    [[nodiscard]] static Result<Catalogue> parse(std::string_view mo);
    // the translation, or nullptr
    [[nodiscard]] const std::string* find(std::string_view english) const;
    [[nodiscard]] const std::string* find(std::string_view english, std::uint64_t n) const;
    [[nodiscard]] std::size_t size() const { return forms_.size(); }

  private:
    // both languages use nplurals=2; plural=(n != 1)
    std::map<std::string, std::vector<std::string>, std::less<>> forms_;
};

// "en", "fi", "sv"
struct Language {
    std::string code, own_name; // "fi", "Suomi"
};
[[nodiscard]] const std::vector<Language>& languages();
[[nodiscard]] bool known_language(std::string_view code);

// Where the catalogues are: `<exe>/../share/locale`, else the installed path.
void set_locale_directory(std::filesystem::path directory);
// Takes effect at once for every tr() that follows; English needs no file.
void set_language(std::string_view code);
[[nodiscard]] const std::string& language(); // "en" before any call

[[nodiscard]] std::string tr(std::string_view english);
// The same word with two meanings: context and text, as pgettext ("section of an intake",
// "Person").
[[nodiscard]] std::string trc(std::string_view context, std::string_view english);
// one and many differ by n; {n} in either becomes the number
[[nodiscard]] std::string trn(std::string_view one, std::string_view many, std::uint64_t n);

// {name} placeholders: fill(tr("Saved {time} on this device"), {{"time", "14:06"}}). An unknown
// placeholder stays as it is; a value is never searched for placeholders.
using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;
[[nodiscard]] std::string fill(std::string_view text, Values values);

} // namespace suoja::kiosk
