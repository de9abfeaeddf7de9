// SPDX-License-Identifier: Apache-2.0
#include "relay/peers.h"
#include "relay/quota.h"
#include "tests/support/clock.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

namespace suoja::relay {
namespace {

using test::Use;

struct PeersTest : ::testing::Test {
    test::Office office = test::Office::make();
    envelope::Directory directory = office.directory();
    envelope::Bundle kiosk = office.device(Use::transport, "reception", "joutseno", "kiosk-1");
    Millis now = directory.issued_at + std::chrono::hours(1);

    PeersTest() {
        envelope::ListedDevice device;
        device.name = "joutseno/kiosk-1";
        device.site = "joutseno";
        device.transport.push_back({kiosk.certificate, std::nullopt});
        directory.devices.push_back(device);
    }
    [[nodiscard]] envelope::Bundle with_role(const std::string& role) const {
        test::Wish wish;
        wish.issuer = &office.online_ca;
        wish.role = role;
        wish.common_name = "joutseno/kiosk-1"; // a name that means nothing
        wish.use = Use::transport;
        return test::issue(wish);
    }
    [[nodiscard]] std::string verdict(const envelope::Bundle& bundle) const {
        const auto admitted = Peers(directory).admit(bundle.certificate, now);
        return admitted ? "" : admitted.error().code;
    }
};

TEST_F(PeersTest, LetInWhoIsListedByThisVeryCertificate) {
    EXPECT_EQ(verdict(kiosk), "");
    EXPECT_EQ(verdict(office.device(Use::transport, "reception", "joutseno", "kiosk-1")),
              "not_listed")
        << "another certificate of the same name";
}

TEST_F(PeersTest, AreNotKnownByTheirSerialAlone) {
    test::Wish wish;
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:device:reception:joutseno:kiosk-1";
    wish.use = Use::transport;
    wish.serial = Bytes(16, 0x51);
    const auto listed = test::issue(wish);
    const auto twin = test::issue(wish); // as the listed one, with a key of its own
    ASSERT_EQ(listed.certificate.serial(), twin.certificate.serial());
    directory.devices[0].transport = {{listed.certificate, std::nullopt}};
    EXPECT_EQ(verdict(twin), "not_listed");
    EXPECT_EQ(verdict(listed), "");
}

TEST_F(PeersTest, DoNotLetInWhatIsRevoked) {
    directory.devices[0].transport[0].revoked_at = now;
    EXPECT_EQ(verdict(kiosk), "revoked");
    EXPECT_FALSE(Peers(directory).still_listed(kiosk.certificate.serial()));
    directory.devices[0].transport[0].revoked_at.reset();
    EXPECT_EQ(verdict(kiosk), "");
    EXPECT_TRUE(Peers(directory).still_listed(kiosk.certificate.serial()));
    directory.devices[0].state = envelope::DeviceState::revoked;
    EXPECT_EQ(verdict(kiosk), "revoked");
    EXPECT_FALSE(Peers(directory).knows_device("joutseno/kiosk-1"));
}

TEST_F(PeersTest, AreKnownByTheirUriAlone) {
    for (const auto* role :
         {"urn:suoja:archive:central", "urn:suoja:office", "urn:suoja:recovery",
          "urn:suoja:group:centre", "urn:other:device:reception:joutseno:kiosk-1", ""}) {
        const auto other = with_role(role);
        directory.devices[0].transport = {{other.certificate, std::nullopt}};
        EXPECT_EQ(verdict(other), "wrong_role") << role;
    }
    const auto desk = with_role("urn:suoja:device:desk:joutseno:kiosk-1");
    directory.devices[0].transport = {{desk.certificate, std::nullopt}};
    EXPECT_EQ(verdict(desk), "not_listed") << "listed as another kind";
    directory.devices[0].kind = envelope::RoleKind::desk;
    EXPECT_EQ(verdict(desk), "");
}

TEST_F(PeersTest, WithAnExpiredCertificateAreLetInWithAnAlarm) {
    now = kiosk.certificate.not_after() + std::chrono::hours(1);
    const auto admitted = Peers(directory).admit(kiosk.certificate, now);
    ASSERT_TRUE(admitted);
    EXPECT_TRUE(admitted->expired);
    now = kiosk.certificate.not_after() - std::chrono::hours(1);
    EXPECT_FALSE(Peers(directory).admit(kiosk.certificate, now)->expired);
}

TEST_F(PeersTest, NotYetValidAreLetInOnlyWhereOurOwnClockIsWrong) {
    const auto before = kiosk.certificate.not_before() - std::chrono::hours(1);
    directory.issued_at = before - std::chrono::hours(1);
    now = before;
    EXPECT_EQ(verdict(kiosk), "not_yet_valid");
    directory.issued_at = before + std::chrono::hours(1); // a clock before the list's own date
    const auto admitted = Peers(directory).admit(kiosk.certificate, now);
    ASSERT_TRUE(admitted);
    EXPECT_TRUE(admitted->clock_wrong);
}

TEST(Quota, CountsConnectionsOfOneDevice) {
    Quota quota(2, 1000);
    EXPECT_TRUE(quota.connect("a/b"));
    EXPECT_TRUE(quota.connect("a/b"));
    EXPECT_FALSE(quota.connect("a/b"));
    EXPECT_TRUE(quota.connect("a/c")) << "another device has its own";
    quota.disconnect("a/b");
    EXPECT_TRUE(quota.connect("a/b"));
}

TEST(Quota, FillsAgainWithinADay) {
    test::FakeClock clock;
    Quota quota(1, 86'400);
    EXPECT_FALSE(quota.take("a/b", 86'400, clock.steady()));
    const auto later = quota.take("a/b", 100, clock.steady());
    ASSERT_TRUE(later);
    EXPECT_EQ(*later, std::chrono::seconds(100));
    EXPECT_FALSE(quota.take("a/c", 86'400, clock.steady())) << "another device has its own";
    clock.advance(*later);
    EXPECT_FALSE(quota.take("a/b", 100, clock.steady()));
    EXPECT_TRUE(quota.take("a/b", 100, clock.steady()));
}

TEST(Quota, LetsAnEnvelopeLargerThanTheBucketThroughAnEmptyOne) {
    test::FakeClock clock;
    Quota quota(1, 1000);
    EXPECT_FALSE(quota.take("a/b", 5000, clock.steady()));
    EXPECT_TRUE(quota.take("a/b", 1, clock.steady()));
}

} // namespace
} // namespace suoja::relay
