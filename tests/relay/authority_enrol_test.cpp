// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/authority_fixture.h"

namespace suoja::test {
namespace {

using envelope::RoleKind;

struct Enrolment : ::testing::Test {
    OfficePlace place;
    std::unique_ptr<relay::Authority> authority;
    void SetUp() override {
        ASSERT_TRUE(place.init());
        authority = place.open();
    }
    [[nodiscard]] envelope::EnrolmentCode code(std::string name = "kiosk-1") {
        return std::move(*authority->invite(invite_for("joutseno", std::move(name))));
    }
    [[nodiscard]] std::string try_enrol(const link::EnrolRequest& request) {
        return code_of(authority->enrol(request, "note"));
    }
};

TEST_F(Enrolment, ListsTheDeviceUnderWhatTheInvitationSays) {
    const auto one = code();
    EXPECT_EQ(one.endpoint, "archive.example:7444");
    EXPECT_EQ(one.root_fingerprint, authority->root().fingerprint());
    const auto key = envelope::PrivateKey::make();
    const auto answer = authority->enrol(request_of(one, key), "the checkpoint");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->checkpoint, "the checkpoint");
    const auto certificate = envelope::Certificate::from_der(answer->certificate);
    ASSERT_TRUE(certificate);
    EXPECT_TRUE(key.belongs_to(*certificate));
    EXPECT_EQ(certificate->role()->uri(), "urn:suoja:device:reception:joutseno:kiosk-1");
    EXPECT_EQ(answer->chain, (std::vector{authority->online_ca().der(), authority->root().der()}));
    const auto directory = envelope::open_directory(answer->directory, authority->root(), 2);
    ASSERT_TRUE(directory);
    const auto* const listed = directory->device("joutseno/kiosk-1");
    ASSERT_NE(listed, nullptr);
    EXPECT_EQ(listed->number, 1U);
    EXPECT_EQ(listed->kind, RoleKind::reception);
    EXPECT_EQ(listed->transport.back().certificate, *certificate);
    EXPECT_EQ(directory->by_transport_serial(certificate->serial()), listed);
}

TEST_F(Enrolment, RefusesAProofThatIsWrongByOneBitAndTakesTheRightOneAfterwards) {
    const auto request = request_of(code(), envelope::PrivateKey::make());
    for (const std::size_t byte : {0U, 15U, 31U}) {
        auto wrong = request;
        wrong.proof.at(byte) ^= 1U;
        EXPECT_EQ(try_enrol(wrong), "bad_proof");
    }
    auto other_key = request;
    other_key.csr = envelope::make_request(envelope::PrivateKey::make(), "another");
    EXPECT_EQ(try_enrol(other_key), "bad_proof");
    EXPECT_EQ(try_enrol(request), "accepted");
}

TEST_F(Enrolment, TakesAnInvitationForOneKeyOnly) {
    const auto one = code();
    const auto request = request_of(one, envelope::PrivateKey::make());
    const auto other = request_of(one, envelope::PrivateKey::make());
    EXPECT_EQ(try_enrol(request), "accepted");
    EXPECT_EQ(try_enrol(other), "invite_used");
    authority.reset();
    authority = place.open();
    EXPECT_EQ(try_enrol(other), "invite_used");
    EXPECT_EQ(try_enrol(request_of(code("kiosk-2"), envelope::PrivateKey::make())), "accepted");
}

TEST_F(Enrolment, GivesTheSameKeyTheSameCertificateAgainUntilTheTerm) {
    const auto one = code();
    const auto key = envelope::PrivateKey::make();
    const auto first = authority->enrol(request_of(one, key), "a checkpoint");
    ASSERT_TRUE(first);
    const auto serial = authority->directory()->serial;
    authority.reset();
    authority = place.open();
    const auto again = authority->enrol(request_of(one, key), "a newer one"); // another signature
    ASSERT_TRUE(again) << again.error().code;
    EXPECT_EQ(again->certificate, first->certificate);
    EXPECT_EQ(again->chain, first->chain);
    EXPECT_EQ(again->checkpoint, "a newer one");
    EXPECT_EQ(authority->directory()->serial, serial) << "nothing was changed";
    EXPECT_TRUE(envelope::open_directory(again->directory, authority->root(), serial));
    auto wrong = request_of(one, key);
    wrong.proof.at(0) ^= 1U;
    EXPECT_EQ(try_enrol(wrong), "invite_used");
    place.clock.advance(std::chrono::hours{72} - std::chrono::milliseconds{1});
    EXPECT_EQ(try_enrol(request_of(one, key)), "accepted");
    place.clock.advance(std::chrono::milliseconds{1});
    EXPECT_EQ(try_enrol(request_of(one, key)), "invite_used");
}

TEST_F(Enrolment, GivesARevokedDeviceNothingAgain) {
    const auto one = code();
    const auto key = envelope::PrivateKey::make();
    EXPECT_EQ(try_enrol(request_of(one, key)), "accepted");
    ASSERT_TRUE(authority->revoke("joutseno/kiosk-1", "stolen"));
    EXPECT_EQ(try_enrol(request_of(one, key)), "invite_used");
    const auto next = code();
    EXPECT_EQ(try_enrol(request_of(next, key)), "accepted") << "with a new invitation";
    EXPECT_EQ(try_enrol(request_of(one, key)), "invite_used");
}

TEST_F(Enrolment, RefusesAnInvitationAfterItsTerm) {
    const auto early = code("kiosk-1");
    const auto late = code("kiosk-2");
    place.clock.advance(std::chrono::hours{72} - std::chrono::milliseconds{1});
    EXPECT_EQ(try_enrol(request_of(early, envelope::PrivateKey::make())), "accepted");
    place.clock.advance(std::chrono::milliseconds{1});
    EXPECT_EQ(try_enrol(request_of(late, envelope::PrivateKey::make())), "invite_expired");
    EXPECT_TRUE(authority->open_invites().empty());
}

TEST_F(Enrolment, RefusesAnInvitationItNeverGave) {
    auto request = request_of(code(), envelope::PrivateKey::make());
    const auto known = request.invite;
    request.invite = InviteId::make(place.clock.now());
    EXPECT_EQ(try_enrol(request), "unknown_invite");
    request.invite = known;
    EXPECT_EQ(try_enrol(request), "accepted");
}

TEST_F(Enrolment, RefusesARequestThatIsNotOneP256RequestSignedByItsKey) {
    const auto one = code();
    const auto with = [&](Bytes csr) {
        link::EnrolRequest out;
        out.invite = one.invite;
        out.csr = std::move(csr);
        out.proof = envelope::enrolment_proof(one.secret, out.csr);
        return out;
    };
    const auto good = envelope::make_request(envelope::PrivateKey::make(), "x");
    auto trailing = good;
    trailing.push_back(0);
    EXPECT_EQ(try_enrol(with(trailing)), "bad_request");
    auto unsigned_request = good;
    unsigned_request.back() ^= 1U;
    EXPECT_EQ(try_enrol(with(unsigned_request)), "bad_request");
    EXPECT_EQ(try_enrol(with({})), "bad_request");
    EXPECT_EQ(try_enrol(with(Bytes(5000, 0x30))), "bad_request");
    for (const std::string kind :
         {"ec -pkeyopt ec_paramgen_curve:P-384", "rsa:2048", "ed25519",
          "ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit"}) {
        const auto file = (place.directory / "other.csr").string();
        const auto made = run_openssl("req -new -newkey " + kind + " -nodes -keyout /dev/null " +
                                      "-subj /CN=x -outform DER -out " + file);
        ASSERT_EQ(made.status, 0) << made.output;
        EXPECT_EQ(try_enrol(with(*read_file(file, 8192))), "bad_request") << kind;
    }
    EXPECT_EQ(try_enrol(with(good)), "accepted");
}

TEST_F(Enrolment, NumbersTheDevicesOfEachSiteDenselyAndNeverTwice) {
    for (int i = 1; i <= 3; ++i)
        (void)enrol(*authority, invite_for("joutseno", "kiosk-" + std::to_string(i)));
    (void)enrol(*authority, invite_for("helsinki", "phone-1", RoleKind::hotline));
    EXPECT_EQ(authority->directory()->device("joutseno/kiosk-3")->number, 3U);
    EXPECT_EQ(authority->directory()->device("helsinki/phone-1")->number, 1U);
    ASSERT_TRUE(authority->revoke("joutseno/kiosk-3", "lost"));
    (void)enrol(*authority, invite_for("joutseno", "kiosk-3"));
    const auto* const again = authority->directory()->device("joutseno/kiosk-3");
    EXPECT_EQ(again->number, 4U);
    EXPECT_EQ(again->state, envelope::DeviceState::listed);
    ASSERT_EQ(again->transport.size(), 2U);
    EXPECT_TRUE(again->transport[0].revoked_at);
    EXPECT_FALSE(again->transport[1].revoked_at);
}

TEST_F(Enrolment, RefusesInvitationsThatNameNothingItCanList) {
    const auto refusal = [&](const relay::NewInvite& invite) {
        return code_of(authority->invite(invite));
    };
    EXPECT_EQ(refusal(invite_for("oulu", "kiosk-1")), "unknown_site");
    EXPECT_EQ(refusal(invite_for("joutseno", "Kiosk 1")), "bad_name");
    EXPECT_EQ(refusal(invite_for("joutseno", "")), "bad_name");
    EXPECT_EQ(refusal(invite_for("joutseno", "a/b")), "bad_name");
    EXPECT_EQ(refusal(invite_for("joutseno", "a:b")), "bad_name");
    EXPECT_EQ(refusal(invite_for("joutseno", "kiosk-1", RoleKind::office)), "bad_kind");
    EXPECT_EQ(refusal(invite_for("joutseno", "relay-1", RoleKind::relay)), "bad_name");
    EXPECT_EQ(refusal(invite_for("", "central", RoleKind::relay)), "name_taken");
    auto admin = invite_for("joutseno", "kiosk-1");
    admin.admin = true;
    EXPECT_EQ(refusal(admin), "admin_is_for_desks");
    admin.kind = RoleKind::desk;
    EXPECT_EQ(refusal(admin), "accepted");
    auto term = invite_for("joutseno", "kiosk-9");
    term.lasts = std::chrono::hours{0};
    EXPECT_EQ(refusal(term), "bad_term");
    term.lasts = std::chrono::hours{24 * 31 + 1};
    EXPECT_EQ(refusal(term), "bad_term");
    term.lasts = std::chrono::hours{24 * 31};
    EXPECT_EQ(refusal(term), "accepted");
    EXPECT_EQ(refusal(invite_for("", "relay-1", RoleKind::relay)), "accepted");
    (void)enrol(*authority, invite_for("joutseno", "kiosk-1"));
    EXPECT_EQ(refusal(invite_for("joutseno", "kiosk-1")), "name_taken");
    EXPECT_EQ(refusal(invite_for("joutseno", "kiosk-2")), "accepted");
}

TEST_F(Enrolment, OfTwoInvitationsForOneNameTheFirstUsedWins) {
    const auto first = code();
    const auto second = code();
    EXPECT_EQ(try_enrol(request_of(second, envelope::PrivateKey::make())), "accepted");
    EXPECT_EQ(try_enrol(request_of(first, envelope::PrivateKey::make())), "name_taken");
}

TEST_F(Enrolment, SurvivesBeingOpenedAgain) {
    const auto device = enrol(*authority, invite_for("joutseno", "kiosk-1"));
    const auto pending = code("kiosk-2");
    const auto der = authority->directory_der();
    authority.reset();
    authority = place.open();
    EXPECT_EQ(authority->directory_der(), der);
    ASSERT_EQ(authority->open_invites().size(), 1U);
    EXPECT_EQ(authority->open_invites()[0].name, "joutseno/kiosk-2");
    EXPECT_EQ(try_enrol(request_of(pending, envelope::PrivateKey::make())), "accepted");
}

struct Certifying : Enrolment {
    Enrolled device;
    void SetUp() override {
        Enrolment::SetUp();
        device = enrol(*authority, invite_for("joutseno", "kiosk-1"));
    }
    [[nodiscard]] Bytes signed_by(const Enrolled& who, const link::CertifyRequest& asked) const {
        return envelope::sign(view(link::write_certify(asked)), who.transport_key, who.transport,
                              {authority->online_ca()});
    }
    [[nodiscard]] static link::CertifyRequest signing(const envelope::PrivateKey& key) {
        link::CertifyRequest out;
        out.signing_csr = envelope::make_request(key, "x");
        return out;
    }
};

TEST_F(Certifying, AddsSigningAndSealingCertificatesToTheDirectory) {
    const auto signing_key = envelope::PrivateKey::make();
    const auto sealing_key = envelope::PrivateKey::make();
    link::CertifyRequest asked = signing(signing_key);
    asked.sealing_csr = envelope::make_request(sealing_key, "x");
    const auto answer = authority->certify(signed_by(device, asked), "joutseno/kiosk-1");
    ASSERT_TRUE(answer) << answer.error().code;
    EXPECT_TRUE(answer->transport.empty());
    const auto directory = authority->directory();
    const auto* const listed = directory->device("joutseno/kiosk-1");
    ASSERT_EQ(listed->signing.size(), 1U);
    EXPECT_EQ(listed->signing[0].certificate.der(), answer->signing);
    EXPECT_TRUE(signing_key.belongs_to(listed->signing[0].certificate));
    EXPECT_TRUE(sealing_key.belongs_to(listed->sealing[0].certificate));
}

TEST_F(Certifying, GivesTheSameCertificateAgainUntilItIsDue) {
    const auto request = signed_by(device, signing(envelope::PrivateKey::make()));
    const auto first = authority->certify(request, "joutseno/kiosk-1");
    const auto serial = authority->directory()->serial;
    const auto again = authority->certify(request, "joutseno/kiosk-1");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->signing, again->signing);
    EXPECT_EQ(authority->directory()->serial, serial);
    place.clock.advance(std::chrono::days{2 * 365 - 59});
    const auto renewed = authority->certify(request, "joutseno/kiosk-1");
    ASSERT_TRUE(renewed);
    EXPECT_NE(renewed->signing, first->signing);
    EXPECT_EQ(authority->directory()->device("joutseno/kiosk-1")->signing.size(), 2U);
}

TEST_F(Certifying, KeepsTheDirectoryReadableWhateverADeviceAsks) {
    int issued = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto answer =
            authority->certify(signed_by(device, signing(envelope::PrivateKey::make())), "");
        issued += answer ? 1 : 0;
        if (!answer) {
            EXPECT_EQ(answer.error().code, "too_many_certificates");
        }
    }
    EXPECT_EQ(issued, 4);
    EXPECT_EQ(authority->directory()->device("joutseno/kiosk-1")->signing.size(), 4U);
    authority.reset();
    authority = place.open();
    ASSERT_TRUE(authority);
    place.clock.advance(std::chrono::days{1});
    EXPECT_TRUE(authority->certify(signed_by(device, signing(envelope::PrivateKey::make())), ""));
}

TEST_F(Certifying, RenewsTheTransportKeyAndKeepsTheOldOneInTheHistory) {
    Enrolled next{envelope::PrivateKey::make(), {}};
    link::CertifyRequest asked;
    asked.transport_csr = envelope::make_request(next.transport_key, "x");
    place.clock.advance(std::chrono::days{800}); // long expired, still listed
    const auto answer = authority->certify(signed_by(device, asked), "joutseno/kiosk-1");
    ASSERT_TRUE(answer);
    next.transport = *envelope::Certificate::from_der(answer->transport);
    const auto directory = authority->directory();
    EXPECT_EQ(directory->device("joutseno/kiosk-1")->transport.size(), 2U);
    EXPECT_NE(directory->by_transport_serial(next.transport.serial()), nullptr);
    EXPECT_TRUE(authority->certify(signed_by(next, signing(envelope::PrivateKey::make())),
                                   "joutseno/kiosk-1"));
}

TEST_F(Certifying, RefusesWhoIsNotTheListedDevice) {
    const auto asked = signing(envelope::PrivateKey::make());
    const auto other = enrol(*authority, invite_for("joutseno", "kiosk-2"));
    EXPECT_EQ(code_of(authority->certify(signed_by(other, asked), "joutseno/kiosk-1")),
              "wrong_device");
    EXPECT_EQ(code_of(authority->certify(signed_by(other, asked), "joutseno/kiosk-2")), "accepted");
    EXPECT_EQ(code_of(authority->certify(signed_by(other, asked), "")), "accepted");
    // a signing key of the same device is not its transport key
    const auto signing_key = envelope::PrivateKey::make();
    const auto answer = authority->certify(signed_by(device, signing(signing_key)), "");
    ASSERT_TRUE(answer);
    const Enrolled by_signing{signing_key, *envelope::Certificate::from_der(answer->signing)};
    EXPECT_EQ(code_of(authority->certify(signed_by(by_signing, asked), "")), "not_listed");
    // nor does another office's device count, whatever name it has
    OfficePlace elsewhere;
    ASSERT_TRUE(elsewhere.init());
    const auto stranger = enrol(*elsewhere.open(), invite_for("joutseno", "kiosk-1"));
    EXPECT_FALSE(authority->certify(signed_by(stranger, asked), "joutseno/kiosk-1"));
    auto changed = signed_by(device, asked);
    changed.back() ^= 1U;
    EXPECT_FALSE(authority->certify(changed, "joutseno/kiosk-1"));
    EXPECT_TRUE(authority->certify(signed_by(device, asked), "joutseno/kiosk-1"));
}

TEST_F(Certifying, RefusesARequestItCannotRead) {
    const auto sign = [&](std::string_view body) {
        return envelope::sign(view(body), device.transport_key, device.transport,
                              {authority->online_ca()});
    };
    EXPECT_FALSE(authority->certify(sign("{}x"), ""));
    auto asked = signing(envelope::PrivateKey::make());
    asked.signing_csr.push_back(0);
    EXPECT_EQ(code_of(authority->certify(signed_by(device, asked), "")), "bad_request");
    asked.signing_csr.pop_back();
    EXPECT_EQ(code_of(authority->certify(signed_by(device, asked), "")), "accepted");
}

TEST_F(Certifying, GivesARelayATransportCertificateOnly) {
    const auto relay = enrol(*authority, invite_for("", "relay-1", RoleKind::relay));
    EXPECT_EQ(code_of(authority->certify(signed_by(relay, signing(envelope::PrivateKey::make())),
                                         "relay-1")),
              "wrong_use");
    link::CertifyRequest asked;
    asked.transport_csr = envelope::make_request(envelope::PrivateKey::make(), "x");
    EXPECT_EQ(code_of(authority->certify(signed_by(relay, asked), "relay-1")), "accepted");
}

TEST_F(Certifying, RefusesARevokedDeviceAndSaysSinceWhen) {
    const auto asked = signing(envelope::PrivateKey::make());
    ASSERT_TRUE(authority->certify(signed_by(device, asked), "joutseno/kiosk-1"));
    EXPECT_EQ(code_of(authority->revoke("joutseno/kiosk-7", "lost")), "unknown_device");
    EXPECT_EQ(code_of(authority->revoke("central", "lost")), "is_archive");
    int changes = 0;
    authority->on_change([&] { ++changes; });
    place.clock.advance(std::chrono::hours{5});
    EXPECT_EQ(code_of(authority->revoke("joutseno/kiosk-1", "stolen from the lobby")), "accepted");
    EXPECT_EQ(changes, 1);
    EXPECT_EQ(code_of(authority->revoke("joutseno/kiosk-1", "again")), "already_revoked");
    EXPECT_EQ(code_of(authority->certify(signed_by(device, asked), "joutseno/kiosk-1")), "revoked");
    const auto directory = authority->directory();
    const auto* const listed = directory->device("joutseno/kiosk-1");
    EXPECT_EQ(listed->state, envelope::DeviceState::revoked);
    EXPECT_EQ(*listed->transport[0].revoked_at, place.clock.now());
    EXPECT_EQ(*listed->signing[0].revoked_at, place.clock.now());
    // the reason is the office's own affair
    const auto opened = envelope::verify(authority->directory_der(), authority->root());
    EXPECT_EQ(text(opened->content).find("lobby"), std::string_view::npos);
}

} // namespace
} // namespace suoja::test
