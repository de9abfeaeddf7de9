// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include "tests/fuzz/targets.h"

namespace suoja::fuzz {

void json(std::string_view bytes) {
    const auto value = suoja::json::parse_strict(bytes, std::size_t{1} << 20U);
    if (!value)
        return;
    const std::string written = suoja::json::canonical(*value);
    const auto again = suoja::json::parse_strict(written, std::size_t{8} << 20U);
    must(again.has_value(), "what was written reads");
    must(suoja::json::canonical(*again) == written, "canonical is canonical");
}

} // namespace suoja::fuzz
