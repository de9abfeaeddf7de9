// SPDX-License-Identifier: Apache-2.0
#pragma once
// JSON that a person wrote, not a program: as strict as core/json.h, and where it does not read it
// is refused ("json") with the line and column, in characters from 1, where it stops. Pure; any
// thread.
#include "core/failure.h"

#include <boost/json/object.hpp>

namespace suoja::json {

// `first_line` is the number of the text's first line where it is part of a longer one.
[[nodiscard]] Result<boost::json::object> parse_given(std::string_view text, std::size_t most,
                                                      std::size_t first_line = 1);

} // namespace suoja::json
