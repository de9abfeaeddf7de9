// SPDX-License-Identifier: Apache-2.0
#pragma once
// Answers of a draft as JSON text, every type told apart, so that what comes back is exactly what
// was kept: {"name":["text","Aino"],"born":["integer","1999"],"help":["list","a","b"],
// "phone":["absent","declined"]}. Only for records.db; documents have their own form
// (core/record/document.h). Reading throws StorageFailure: nobody else writes these. Any thread.
#include "core/form/entry.h"

namespace suoja::kiosk {

[[nodiscard]] std::string write_answers(const form::Answers& answers);
[[nodiscard]] form::Answers read_answers(std::string_view text);

} // namespace suoja::kiosk
