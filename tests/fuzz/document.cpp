// SPDX-License-Identifier: Apache-2.0
#include "core/record/document.h"

#include "tests/fuzz/targets.h"

namespace suoja::fuzz {

void document(std::string_view bytes) {
    const auto read = record::read_document(bytes);
    if (!read)
        return;
    const std::string written = record::write_document(*read);
    const auto again = record::read_document(written);
    must(again.has_value(), "a document that was written reads");
    must(record::write_document(*again) == written, "and is written the same");
}

} // namespace suoja::fuzz
