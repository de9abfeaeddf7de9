// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a form says of the answers in an entry, as JSON for scripts and tests: relevance, required,
// what is wrong, value and label of everything in it, instances of repeats one by one. The shape
// is a promise (docs/forms.md, "What a form says of given answers"). Pure; any thread.
#include "core/form/entry.h"
#include "core/json.h"

namespace suoja::record {

[[nodiscard]] boost::json::object evaluated_to_json(const form::Entry& entry);

} // namespace suoja::record
