// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/accept.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

struct Accept : World {
    std::string verdict(const link::Item& item, const seal::Keyring& keys,
                        const envelope::Directory& directory, Millis received_at) {
        const auto accepted = kiosk::accept(item.der, item.id, received_at, keys,
                                            office.office().root.certificate, directory);
        return accepted ? "accepted" : accepted.error().code;
    }
    std::string verdict(const link::Item& item) {
        return verdict(item, office.centre_keyring(), office.directory(), clock.now());
    }
};

TEST_F(Accept, TakesWhatAListedDeviceSealedForUs) {
    const auto forgery = honest(kiosk, 1);
    EXPECT_EQ(verdict(seal(forgery)), "accepted");
}

TEST_F(Accept, RefusesADeviceThatTheDirectoryDoesNotName) {
    auto forgery = honest(kiosk, 1);
    auto directory = office.directory();
    EXPECT_EQ(verdict(seal(forgery), office.centre_keyring(), directory, clock.now()), "accepted");
    directory.devices.front().signing.clear();
    EXPECT_EQ(verdict(seal(forgery), office.centre_keyring(), directory, clock.now()),
              "not_listed");
    directory.devices.clear();
    EXPECT_EQ(verdict(seal(forgery), office.centre_keyring(), directory, clock.now()),
              "not_listed");
}

TEST_F(Accept, RefusesATransportOrSealingKeyAsSigner) {
    auto forged = kiosk_identity;
    forged.signing = kiosk_identity.transport;
    auto forgery = honest(kiosk, 1);
    forgery.signer = &forged;
    const auto code = verdict(seal(forgery));
    EXPECT_TRUE(code == "not_device" || code == "not_listed") << code;
}

TEST_F(Accept, AsksWhenTheKeyWasRevoked) {
    const auto item = seal(honest(kiosk, 1));
    auto directory = office.directory();
    const auto revoked_at = clock.now() + std::chrono::hours{1};
    directory.devices.front().signing.front().revoked_at = revoked_at;
    const auto keys = office.centre_keyring();
    EXPECT_EQ(verdict(item, keys, directory, revoked_at - std::chrono::milliseconds{1}),
              "accepted");
    EXPECT_EQ(verdict(item, keys, directory, revoked_at), "revoked");
}

TEST_F(Accept, RefusesADeviceThatSpeaksForAnother) {
    auto forgery = honest(kiosk, 1);
    forgery.document.header.device = other_identity.name;
    EXPECT_EQ(verdict(seal(forgery)), "wrong_device");
    forgery.document.header.device = kiosk_identity.name;
    forgery.document.header.site = "tampere";
    EXPECT_EQ(verdict(seal(forgery)), "wrong_site");
    forgery.document.header.site = "joutseno";
    EXPECT_EQ(verdict(seal(forgery)), "accepted");
}

TEST_F(Accept, RefusesRecipientsThatAreNotTheSignedOnes) {
    auto forgery = honest(kiosk, 1);
    auto& to = forgery.document.header.to;
    to.push_back(desk_identity.sealing.certificate.key_id());
    EXPECT_EQ(verdict(seal(forgery)), "wrong_recipients"); // named, not sealed to
    forgery.recipients.push_back(desk_identity.sealing.certificate);
    EXPECT_EQ(verdict(seal(forgery)), "accepted");
    to.pop_back();
    EXPECT_EQ(verdict(seal(forgery)), "wrong_recipients"); // sealed to, not named
    to.push_back(std::string(64, 'a'));
    EXPECT_EQ(verdict(seal(forgery)), "wrong_recipients"); // nobody's key
}

TEST_F(Accept, RefusesAnotherTimeInTheId) {
    auto forgery = honest(kiosk, 1);
    forgery.labelled = clock.now() + std::chrono::milliseconds{1};
    EXPECT_EQ(verdict(seal(forgery)), "relabelled");
    forgery.labelled.reset();
    auto item = seal(forgery);
    EXPECT_EQ(verdict(item), "accepted");
    item.id.bytes.back() ^= 1U;
    EXPECT_EQ(verdict(item), "relabelled");
}

TEST_F(Accept, RefusesAFlippedByteAnywhere) {
    const auto item = seal(honest(kiosk, 1));
    ASSERT_EQ(verdict(item), "accepted");
    for (std::size_t at = 0; at < item.der.size(); at += 97) {
        auto bent = item;
        bent.der[at] ^= 1U;
        EXPECT_NE(verdict(bent), "accepted") << at;
    }
}

TEST_F(Accept, RefusesWhatIsSealedForOthers) {
    auto forgery = honest(kiosk, 1);
    forgery.recipients = {office.office().recovery.certificate};
    forgery.document.header.to = {office.office().recovery.certificate.key_id()};
    const auto item = seal(forgery);
    EXPECT_EQ(verdict(item), "not_for_us");
    EXPECT_EQ(verdict(item, office.recovery_keyring(), office.directory(), clock.now()),
              "accepted");
}

TEST_F(Accept, RefusesADocumentThatDoesNotRead) {
    auto forgery = honest(kiosk, 1);
    forgery.document.header.sequence = 0;
    EXPECT_EQ(verdict(seal(forgery)), "document");
    forgery.document.header.sequence = 1;
    EXPECT_EQ(verdict(seal(forgery)), "accepted");
}

} // namespace
} // namespace suoja::test
