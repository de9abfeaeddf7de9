// SPDX-License-Identifier: Apache-2.0
// Every target over its corpus, what fuzzers once found included.
#include "core/bytes.h"
#include "core/files.h"
#include "tests/fuzz/targets.h"

#include <gtest/gtest.h>

namespace suoja::fuzz {
namespace {

struct Target {
    const char* name;
    void (*run)(std::string_view);
};

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, IsReadOrRefused) {
    const auto folder =
        std::filesystem::path(SUOJA_SOURCE_DIR) / "tests/fuzz/corpus" / GetParam().name;
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const auto bytes = read_file(file.path(), std::size_t{8} << 20U);
        ASSERT_TRUE(bytes) << file.path();
        SCOPED_TRACE(file.path());
        GetParam().run(text(*bytes));
        ++files;
    }
    EXPECT_GE(files, 3U);
    GetParam().run("");
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus,
                         ::testing::Values(Target{"csv", csv}, Target{"expression", expression},
                                           Target{"form", form}, Target{"json", json},
                                           Target{"document", document},
                                           Target{"settings", settings}),
                         [](const auto& target) { return std::string(target.param.name); });

} // namespace
} // namespace suoja::fuzz
