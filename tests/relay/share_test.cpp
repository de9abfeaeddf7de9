// SPDX-License-Identifier: Apache-2.0
// A device's share of a relay, seen over TLS with stock curl: what is small is charged as if it
// were not, so that nobody fills a log with next to nothing.
#include "tests/relay/relay_place.h"

namespace suoja::test {
namespace {

struct Share : ::testing::Test {
    RelayPlace place{"relay:edge"};
    envelope::Bundle kiosk = place.office.device(Use::transport, "reception", "joutseno", "kiosk");
    envelope::Bundle other = place.office.device(Use::transport, "reception", "joutseno", "other");

    void SetUp() override {
        place.list(kiosk, "joutseno/kiosk");
        place.list(other, "joutseno/other");
        place.limits = "bytes_per_day = 43008\n"; // ten of the smallest and a half
        place.start();
    }
    // "<status> <code>"
    std::string put(const envelope::Bundle& device, const Sealed& envelope) const {
        const auto files = place.pem(device, "device");
        const auto file = place.directory / "envelope.der";
        spill(file, envelope.der);
        const auto ended =
            run({"curl", "-sSk", "-w", "\n%{http_code}", "--cert", files[0], "--key", files[1],
                 "-T", file, "-H", "Suoja-Group: centre",
                 "https://127.0.0.1:" + place.port() + "/v1/envelopes/" + envelope.id});
        const auto at = ended.out.find("\"code\":\"");
        const auto status = ended.out.substr(ended.out.rfind('\n') + 1);
        return at == std::string::npos
                   ? status
                   : status + " " + ended.out.substr(at + 8, ended.out.find('"', at + 8) - at - 8);
    }
};

TEST_F(Share, IsUsedUpByTinyOnesAsByTheSmallestThatIsTaken) {
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(put(kiosk, unpadded("tiny " + std::to_string(i))), "422 too_small");
    EXPECT_EQ(put(kiosk, sealed("now it is full")), "429 quota");
    EXPECT_EQ(put(kiosk, unpadded("tiny")), "429 quota");
    EXPECT_EQ(put(other, sealed("of another")), "201") << "who has a share of its own";
}

TEST(OldDirectory, RaisesAnAlarmAndIsNoWall) {
    for (const bool old : {true, false}) {
        RelayPlace place("device:reception:joutseno:kiosk-1");
        place.list(place.own, "joutseno/kiosk-1");
        const auto now = system_clock().now();
        place.listed.issued_at = now - std::chrono::hours(24 * 40);
        place.listed.expires_at = now + std::chrono::hours(old ? -24 : 24);
        place.start();
        RawClient client(place.socket());
        client.send(put_request(sealed("under an old list")));
        EXPECT_EQ(status_of(client.answer()), 201);
        EXPECT_EQ(place.daemon->log().find("directory_expired") != std::string::npos, old);
        const auto metrics = run({"curl", "-sS", "--unix-socket",
                                  place.directory / "data/control.sock", "http://x/metrics"});
        EXPECT_NE(metrics.out.find("\nsuoja_directory_end_seconds " +
                                   std::to_string(unix_ms(place.listed.expires_at) / 1000)),
                  std::string::npos)
            << metrics.out;
    }
}

} // namespace
} // namespace suoja::test
