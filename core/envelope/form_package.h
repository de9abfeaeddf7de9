// SPDX-License-Identifier: Apache-2.0
#pragma once
// A form on its way to the devices: its tables in canonical JSON in a CMS SignedData by the office
// root itself (docs/formats.md, "Form packages"). The directory's key may say which package is in
// use, and cannot make one. What the tables mean is core/form's to say. Any thread.
#include "core/envelope/signed.h"

#include <map>

namespace suoja::envelope {

inline constexpr std::size_t kMaxFormPackage = std::size_t{4} << 20U; // bytes of DER

struct FormPackage {
    std::string form, version; // "intake", "2026-12"
    Millis made_at{};
    std::map<std::string, std::string, std::less<>> files; // "survey.csv" → its text
};

// The content that is signed, canonical JSON, as `suoja form pack` writes it to a file.
// usage "bad_form_name" for a form or version that plain_form_word does not take; too_large.
[[nodiscard]] Result<std::string> write_form(const FormPackage& package);
[[nodiscard]] Result<FormPackage> read_form(std::string_view json); // damaged "form_package"

[[nodiscard]] Result<Bytes> sign_form(const FormPackage& package, const PrivateKey& root_key,
                                      const Certificate& root); // failures of write_form
// damaged "form_package"; untrusted "form_not_from_root" when anybody but the root itself signed
// it; too_large. File names are plain: no path comes out of a package.
[[nodiscard]] Result<FormPackage> open_form(ByteView der, const Certificate& root);

// What a form and its version may be called where they become file names: letters, digits, '.',
// '_' and '-', 1 to 64 bytes, the first a letter or digit.
[[nodiscard]] bool plain_form_word(std::string_view word);
// <0, 0, >0: digits compare as numbers, everything else by its bytes: 2026-9 < 2026-12 < 2026-12a
[[nodiscard]] int compare_versions(std::string_view a, std::string_view b);

} // namespace suoja::envelope
