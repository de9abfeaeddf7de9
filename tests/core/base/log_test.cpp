// SPDX-License-Identifier: Apache-2.0
#include "core/log.h"

#include <gtest/gtest.h>

#include <string>

namespace suoja {
namespace {

std::string logged(auto write) {
    testing::internal::CaptureStderr();
    write();
    return testing::internal::GetCapturedStderr();
}

TEST(Logging, WritesTheEventAndItsFieldsOnOneLine) {
    const auto line = logged([] {
        log(Level::warning, "envelope_stored", {{"id", "00ff"}, {"bytes", 4096}, {"ms", -1}});
    });
    EXPECT_NE(line.find("Z warning envelope_stored id=00ff bytes=4096 ms=-1\n"), std::string::npos)
        << line;
}

TEST(Logging, AFieldThatCouldBeContentIsAQuestionMark) {
    for (const auto* content : {"Aino Virtanen", "äiti", "a\nb", "x@y", "(", "\"", "a=b", "%s"})
        EXPECT_NE(logged([&] {
                      log(Level::error, "e", {{"f", content}});
                  }).find(" f=?\n"),
                  std::string::npos)
            << content;
    EXPECT_NE(logged([] {
                  log(Level::error, "e", {{"f", std::string(129, 'a')}});
              }).find("f=?"),
              std::string::npos);
    EXPECT_NE(logged([] {
                  log(Level::error, "e", {{"f", std::string(128, 'a')}});
              }).find("f=aaa"),
              std::string::npos);
    EXPECT_NE(logged([] { log(Level::error, "e", {{"f", "{}"}}); }).find("f=?"), std::string::npos);
}

TEST(Logging, KeepsToTheLeastLevel) {
    set_log_level(Level::error);
    EXPECT_EQ(logged([] { log(Level::warning, "quiet"); }), "");
    set_log_level(Level::info);
    EXPECT_NE(logged([] { log(Level::warning, "loud"); }), "");
    EXPECT_EQ(logged([] { log(Level::debug, "quiet"); }), "");
}

} // namespace
} // namespace suoja
