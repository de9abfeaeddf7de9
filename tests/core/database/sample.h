// SPDX-License-Identifier: Apache-2.0
#pragma once
// A key, a file in a temporary directory, and one table, for the tests of core/database.
#include "core/database/database.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

namespace suoja::test {

inline Secret sample_key(std::uint8_t first = 1) {
    Secret key(database::kKeyBytes);
    std::uint8_t next = first;
    for (auto& byte : key.writable())
        byte = next++;
    return key;
}

inline database::Options created() {
    database::Options options;
    options.create = true;
    return options;
}

inline database::Database must_open(const std::filesystem::path& file,
                                    const database::Options& options = created()) {
    auto opened = database::Database::open(file, sample_key(), options);
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().code);
    return std::move(opened.value());
}

inline std::int64_t number(database::Database& database, std::string_view sql) {
    auto row = database.prepare(sql);
    return row.step() ? row.integer(0) : -1;
}

} // namespace suoja::test
