// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/user_name.h"

#include "core/failure.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace suoja::kiosk {

std::string fold_user_name(std::string_view name) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error))
        throw ConfigFailure("ICU has no normalisation data");
    auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    text.toLower(icu::Locale::getRoot());
    // lower case first: it may take a composed letter apart
    text = nfc->normalize(text, error);
    if (U_FAILURE(error))
        throw ConfigFailure("ICU could not normalise a name");
    text.trim();
    std::string out;
    text.toUTF8String(out);
    return out;
}

} // namespace suoja::kiosk
