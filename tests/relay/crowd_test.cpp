// SPDX-License-Identifier: Apache-2.0
// Connections that say nothing, more of them than there are places, while a listed device and a
// device with a code come to the same ports of the real program.
#include "tests/relay/relay_place.h"

#include <optional>

namespace suoja::test {
namespace {

using Answered = std::pair<std::string, std::string>; // status, and what curl said about it

struct Crowd : ::testing::Test {
    static inline std::optional<RelayPlace> place;
    static inline Arguments files;

    static void SetUpTestSuite() {
        place.emplace("relay:edge");
        place->listen = "enrol = \"127.0.0.1:0\"\n";
        const auto kiosk = place->office.device(Use::transport, "reception", "joutseno", "kiosk-1");
        place->list(kiosk, "joutseno/kiosk-1");
        place->start();
        files = place->pem(kiosk, "kiosk");
    }
    static void TearDownTestSuite() {
        EXPECT_EQ(place->daemon->terminate(), 0);
        place.reset();
    }
    // a stock client, which does not wait for ever
    static Answered hello(const std::string& port, const std::string& patience = "20") {
        Arguments command{"curl", "-sSk",      "--max-time", patience,
                          "-o",   "/dev/null", "-w",         "%{http_code}"};
        if (port == "device")
            command.insert(command.end(), {"--cert", files[0], "--key", files[1]});
        command.push_back("https://127.0.0.1:" + place->port(port) + "/v1/hello");
        const auto ended = run(command);
        return {ended.out, ended.err};
    }
    static std::unique_ptr<Daemon> crowd(const std::string& port, const std::string& kind,
                                         int count) {
        auto made = std::make_unique<Daemon>(Arguments{"python3", source("tests/relay/crowd.py"),
                                                       "127.0.0.1", place->port(port), kind,
                                                       std::to_string(count)},
                                             place->directory / (port + "-" + kind + ".log"));
        made->start();
        EXPECT_TRUE(eventually([&] { return made->log().find("ready") != std::string::npos; },
                               std::chrono::seconds(60)))
            << made->log();
        return made;
    }
};

TEST_F(Crowd, OfSilentConnectionsKeepsNobodyOutOfTheDevicePort) {
    EXPECT_EQ(hello("device").first, "200");
    const auto silent = crowd("device", "silent", 800);
    for (int i = 0; i < 5; ++i) {
        const auto [status, said] = hello("device");
        EXPECT_EQ(status, "200") << said;
    }
    EXPECT_TRUE(silent->running());
}

TEST_F(Crowd, OfSilentConnectionsKeepsNobodyOutOfTheEnrolmentPort) {
    EXPECT_EQ(hello("enrol").first, "200");
    const auto silent = crowd("enrol", "silent", 800);
    for (int i = 0; i < 5; ++i) {
        const auto [status, said] = hello("enrol");
        EXPECT_EQ(status, "200") << said;
    }
}

TEST_F(Crowd, OfHandshakesThatBeginAndStopKeepsNobodyOut) {
    for (const std::string port : {"device", "enrol"}) {
        const auto begun = crowd(port, "first", 100); // more than one address may have under way
        const auto [status, said] = hello(port);
        EXPECT_EQ(status, "200") << port << ": " << said;
    }
}

TEST_F(Crowd, OfStrangersWhoAskNothingKeepsNobodyOutOfTheEnrolmentPort) {
    const auto idle = crowd("enrol", "tls", 200); // there are 128 places
    for (int i = 0; i < 3; ++i) {
        const auto [status, said] = hello("enrol");
        EXPECT_EQ(status, "200") << said;
    }
}

} // namespace
} // namespace suoja::test
