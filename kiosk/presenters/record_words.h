// SPDX-License-Identifier: Apache-2.0
#pragma once
// The states of a record in words, the same in every list.
#include "kiosk/presenters/models.h"
#include "kiosk/store/records.h"

namespace suoja::kiosk {

[[nodiscard]] Badge state_badge(State state);
[[nodiscard]] Badge state_badge(const RecordRow& row); // a withdrawn one says that
// why a record needs attention, and the one thing to do
[[nodiscard]] Message attention_message(const RecordRow& row);
[[nodiscard]] std::string initials(std::string_view display);   // "AL"
[[nodiscard]] std::string short_name(std::string_view display); // "Aino L."

} // namespace suoja::kiosk
