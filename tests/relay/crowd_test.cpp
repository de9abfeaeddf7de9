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
    static Answered hello(const std::string& port, const std::string& from = "127.0.0.1",
                          const std::string& patience = "20") {
        Arguments command{"curl",      "-sSk", "--max-time",   patience,      "-o",
                          "/dev/null", "-w",   "%{http_code}", "--interface", from};
        if (port == "device")
            command.insert(command.end(), {"--cert", files[0], "--key", files[1]});
        command.push_back("https://127.0.0.1:" + place->port(port) + "/v1/hello");
        const auto ended = run(command);
        return {ended.out, ended.err};
    }
    static std::unique_ptr<Daemon> crowd(const std::string& port, const std::string& kind,
                                         int count, const Arguments& sources = {}) {
        Arguments command{"python3", source("tests/relay/crowd.py"), "127.0.0.1", place->port(port),
                          kind,      std::to_string(count)};
        command.insert(command.end(), sources.begin(), sources.end());
        static int crowds = 0;
        const auto log = "crowd-" + std::to_string(++crowds) + ".log";
        auto made = std::make_unique<Daemon>(command, place->directory / log);
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

// As often as that a device tries, with the patience of one: core/link/tls/uplink.cpp.
void expect_served(const std::string& port, const std::string& from) {
    for (int i = 0; i < 3; ++i) {
        const auto [status, said] = Crowd::hello(port, from, "10");
        EXPECT_EQ(status, "200") << port << " from " << from << ": " << said;
    }
}

TEST_F(Crowd, ThatComesAllTheTimeFromOneAddressKeepsNobodyOutNotEvenOfThatAddress) {
    for (const std::string port : {"device", "enrol"}) {
        const auto coming = crowd(port, "first", 60, {"127.0.0.1"});
        expect_served(port, "127.0.0.1");
        expect_served(port, "127.0.0.99");
        EXPECT_TRUE(coming->running());
    }
}

const Arguments kNine{"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5",
                      "127.0.0.6", "127.0.0.7", "127.0.0.8", "127.0.0.9"};

TEST_F(Crowd, ThatComesAllTheTimeFromManyAddressesKeepsNobodyOut) {
    const auto coming = crowd("device", "first", 200, kNine);
    expect_served("device", "127.0.0.1");
    expect_served("device", "127.0.0.99");
}

TEST_F(Crowd, OfWholeClientHellosThatNeverAnswerKeepsNobodyOut) {
    const auto coming = crowd("device", "hello", 200, kNine);
    expect_served("device", "127.0.0.1");
    expect_served("device", "127.0.0.99");
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
