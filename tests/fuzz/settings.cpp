// SPDX-License-Identifier: Apache-2.0
#include "relay/settings.h"

#include "tests/fuzz/targets.h"

namespace suoja::fuzz {

void settings(std::string_view bytes) {
    if (bytes.size() > (std::size_t{64} << 10U))
        return;
    const auto read = relay::parse_settings(bytes, "relay.toml", "/nowhere");
    must(read || !read.error().what.empty(), "refused with a sentence");
}

} // namespace suoja::fuzz
