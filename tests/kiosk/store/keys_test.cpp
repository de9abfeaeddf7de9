// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/store/kiosk.h"

namespace suoja::kiosk {
namespace {

using envelope::PrivateKey;
using test::Use;

TEST(Keys, WaitForTheirCertificateAndTheNewestIsUsed) {
    test::Kiosk kiosk;
    auto& keys = kiosk.store->keys();
    EXPECT_FALSE(keys.pending(KeyUse::signing, ""));
    const auto next =
        kiosk.office.office().device(Use::signing, "reception", "joutseno", "kiosk-1");
    keys.add_pending(KeyUse::signing, "", next.key);
    ASSERT_TRUE(keys.pending(KeyUse::signing, ""));
    EXPECT_EQ(keys.signer()->certificate, kiosk.device.signing.certificate);
    keys.certify(KeyUse::signing, "", next.certificate);
    EXPECT_FALSE(keys.pending(KeyUse::signing, ""));
    EXPECT_EQ(keys.signer()->certificate, next.certificate);
    EXPECT_EQ(keys.certificates(KeyUse::signing).size(), 2U);
    kiosk.reopen();
    EXPECT_EQ(kiosk.store->keys().signer()->certificate, next.certificate);
    EXPECT_TRUE(kiosk.store->keys().signer()->key.belongs_to(next.certificate));
    ASSERT_EQ(kiosk.store->keys().signer()->chain.size(), 1U);
    EXPECT_EQ(kiosk.store->keys().signer()->chain.front(),
              kiosk.office.office().online_ca.certificate);
}

TEST(Keys, TakeNoCertificateOfAnotherKey) {
    test::Kiosk kiosk;
    auto& keys = kiosk.store->keys();
    const auto mine =
        kiosk.office.office().device(Use::sealing, "reception", "joutseno", "kiosk-1");
    const auto other =
        kiosk.office.office().device(Use::sealing, "reception", "joutseno", "kiosk-1");
    keys.add_pending(KeyUse::sealing, "", mine.key);
    EXPECT_THROW(keys.certify(KeyUse::sealing, "", other.certificate), CryptoFailure);
    keys.certify(KeyUse::sealing, "", mine.certificate);
    keys.certify(KeyUse::sealing, "", mine.certificate); // said twice: the same
    EXPECT_EQ(keys.certificates(KeyUse::sealing).size(), 2U);
}

TEST(Keys, OpenWithOldOnesToo) {
    test::Kiosk desk(envelope::RoleKind::desk, {Role::desk});
    EXPECT_EQ(desk.store->keys().keyring().size(), 2U); // sealing, centre
    const auto next = desk.office.office().group("centre");
    desk.store->keys().add_pending(KeyUse::group, "centre", next.key);
    EXPECT_EQ(desk.store->keys().keyring().size(), 2U);
    desk.store->keys().certify(KeyUse::group, "centre", next.certificate);
    EXPECT_EQ(desk.store->keys().keyring().size(), 3U);
}

TEST(Keys, GiveCaseNumbersByYearAndNoneTwice) {
    test::Kiosk kiosk;
    EXPECT_EQ(new_case_code(*kiosk.store).value(), record::write_case_code({"JOU", 1, 2026, 1}));
    EXPECT_EQ(new_case_code(*kiosk.store).value(), record::write_case_code({"JOU", 1, 2026, 2}));
    kiosk.reopen();
    EXPECT_EQ(new_case_code(*kiosk.store).value(), record::write_case_code({"JOU", 1, 2026, 3}));
    kiosk.clock.advance(std::chrono::hours{24 * 365});
    EXPECT_EQ(new_case_code(*kiosk.store).value(), record::write_case_code({"JOU", 1, 2027, 1}));
}

TEST(Keys, StartANewEpochThatIsNoneBefore) {
    test::Kiosk kiosk;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    const auto old = kiosk.store->keys().head();
    kiosk.store->keys().start_epoch();
    const auto next = kiosk.store->keys().head();
    EXPECT_NE(next.epoch, old.epoch);
    EXPECT_EQ(next.epoch.size(), 32U);
    EXPECT_EQ(next.sequence, 0U);
    EXPECT_EQ(next.chain, Hash{});
    EXPECT_EQ(next.sealed_at, old.sealed_at);
}

TEST(Office, TakesNoLowerSerialAndNoForeignDirectory) {
    test::Kiosk kiosk;
    auto& office = kiosk.store->office();
    const auto first = office.directory()->serial;
    const auto older = kiosk.office.signed_directory();
    const auto newer = kiosk.office.signed_directory();
    EXPECT_TRUE(office.take_directory(newer).value());
    EXPECT_FALSE(office.take_directory(newer).value());
    EXPECT_EQ(office.take_directory(older).error().code, "directory_rolled_back");
    EXPECT_EQ(office.directory()->serial, first + 2);

    test::DeviceOffice stranger;
    static_cast<void>(stranger.signed_directory());
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(office.take_directory(stranger.signed_directory()));
    kiosk.reopen();
    EXPECT_EQ(kiosk.store->office().directory()->serial, first + 2);
    EXPECT_EQ(kiosk.store->office().take_directory(older).error().code, "directory_rolled_back");
}

TEST(Office, NoticesTwoDirectoriesOfOneSerial) {
    test::Kiosk kiosk;
    auto& office = kiosk.store->office();
    auto one = kiosk.office.directory();
    EXPECT_TRUE(office.take_directory(kiosk.office.office().sign_directory(one)).value());
    // signed once more: other bytes, the same words
    EXPECT_FALSE(office.take_directory(kiosk.office.office().sign_directory(one)).value());
    one.devices.clear();
    EXPECT_EQ(office.take_directory(kiosk.office.office().sign_directory(one)).error().code,
              "directory_conflict");
    EXPECT_FALSE(office.directory()->devices.empty());
}

TEST(Office, KeepsTheLargestCheckpoint) {
    test::Kiosk kiosk;
    auto& office = kiosk.store->office();
    EXPECT_FALSE(office.checkpoint());
    const envelope::Checkpoint ten{"test-office/log/0123abcd", 10, sha256(view("ten"))};
    office.keep_checkpoint(ten, "note");
    office.keep_checkpoint({ten.origin, 9, sha256(view("nine"))}, "note");
    kiosk.reopen();
    EXPECT_EQ(kiosk.store->office().checkpoint(), ten);
    EXPECT_TRUE(kiosk.store->office().log(ten.origin));
    EXPECT_FALSE(kiosk.store->office().log("another/log/0123abcd"));
}

} // namespace
} // namespace suoja::kiosk
