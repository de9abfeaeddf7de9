// SPDX-License-Identifier: Apache-2.0
#pragma once
// The tables of records.db (docs/formats.md, "Tables"), one string a step. Migrations only ever
// grow at their end: user_version counts them.
#include "core/database/database.h"

#include <vector>

namespace suoja::kiosk {

[[nodiscard]] const std::vector<database::Migration>& records_migrations();

} // namespace suoja::kiosk
