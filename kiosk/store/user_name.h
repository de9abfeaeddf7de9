// SPDX-License-Identifier: Apache-2.0
#pragma once
// One form of a user's name, whatever keyboard typed it: Unicode NFC, lower case, trimmed (ICU).
// Slots and the staff table both go by it. Any thread.
#include <string>
#include <string_view>

namespace suoja::kiosk {

[[nodiscard]] std::string fold_user_name(std::string_view name);

} // namespace suoja::kiosk
