// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "kiosk/exchange/calls.h"
#include "kiosk/exchange/setup.h"
#include "kiosk/store/slots.h"
#include "relay/authority/authority.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

using database::Act;
using kiosk::Role;

struct Setup : testing::Test {
    TemporaryDirectory place;
    const Clock& clock = system_clock();
    Secret passphrase = Secret::from_text("varpunen-kuusikko-lankku-meteli");
    EnrolledOffice office{clock};
    ExchangeOffice* far = &office.far();
    relay::Authority* authority = &office.authority();
    const relay::OfficeKeys* keys = &office.keys();

    Setup() {
        office.enrol(envelope::RoleKind::reception, "joutseno", "kiosk-1");
        office.enrol(envelope::RoleKind::desk, "helsinki", "desk-1");
    }
    kiosk::NewDevice wanted(const std::string& device, const std::string& folder) {
        return {place / folder, "unix:" + far->socket(device).string(), "aino", "Aino Lehtola", {}};
    }
    Result<kiosk::Unlocked> unlock(const std::string& folder, std::string_view user,
                                   const Secret& phrase) {
        auto data = kiosk::DataDirectory::take(place / folder, false);
        if (!data)
            return data.error();
        return kiosk::unlock(std::move(*data), user, phrase, clock);
    }
    std::string code(const Result<void>& result) { return result ? "" : result.error().code; }
};

TEST_F(Setup, MakesADeviceThatCanSealAndUnlock) {
    ASSERT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock)), "");
    auto device = unlock("data", "Aino", passphrase);
    ASSERT_TRUE(device);
    EXPECT_EQ(device->device.device, "joutseno/kiosk-1");
    EXPECT_EQ(device->device.kind, "reception");
    EXPECT_EQ(device->device.site_name_fi, "Joutseno");
    EXPECT_EQ(device->user.display, "Aino Lehtola");
    EXPECT_EQ(device->user.roles, (std::set<Role>{Role::reception, Role::supervisor}));
    EXPECT_TRUE(*device->store.office().root() == authority->root());
    EXPECT_TRUE(device->store.keys().signer().has_value());
    EXPECT_EQ(device->store.keys().keyring().size(), 1U);
    const auto audit = device->store.audit().list(1, 10);
    ASSERT_EQ(audit.size(), 3U);
    EXPECT_EQ(audit[0].act, Act::device_initialised);
    EXPECT_EQ(audit[2].act, Act::unlocked);
    // the recovery key opens the same database
    const auto key = kiosk::Slots(device->directory.slots(), clock).open_recovery(keys->recovery);
    ASSERT_TRUE(key);
    EXPECT_TRUE(constant_time_equal(key->view(), device->database_key.view()));
    // the archive lists what was certified
    const auto directory = authority->directory();
    EXPECT_EQ(directory->device("joutseno/kiosk-1")->signing.size(), 1U);
}

TEST_F(Setup, AnUnlockEndsTheTermsOfDraftsBeforeAnythingIsShown) {
    ASSERT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock)), "");
    const auto keep = [&](std::chrono::minutes term) {
        auto device = unlock("data", "aino", passphrase);
        kiosk::Draft draft;
        draft.id = DraftId::make(clock.now());
        draft.form = "intake";
        draft.author = device->user.id;
        draft.created_at = draft.saved_at = clock.now();
        draft.keep_until = clock.now() + term;
        device->store.drafts().insert(draft);
        return draft.id;
    };
    const auto over = keep(std::chrono::minutes{-1}), ending = keep(std::chrono::minutes{60});
    auto device = unlock("data", "aino", passphrase);
    ASSERT_TRUE(device);
    EXPECT_EQ(device->drafts.ending, 1U);
    auto& store = device->store;
    EXPECT_FALSE(store.drafts().find(over));
    EXPECT_TRUE(store.drafts().find(ending));
    EXPECT_EQ(store.drafts().erased_count(), 1U);
}

TEST_F(Setup, ASecondDataDirectoryOfADeviceGivesNoCodeThatTheFirstGave) {
    ASSERT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "first"), passphrase, clock)), "");
    {
        auto first = unlock("first", "aino", passphrase);
        EXPECT_NE(kiosk::new_case_code(first->store).value().find("-0001-"), std::string::npos);
        link::LocalClient relay(far->socket("joutseno/kiosk-1"));
        link::Item sent;
        sent.der = Bytes(5000, 'x');
        sent.id = envelope::EnvelopeId::of(clock.now(), sha256(sent.der));
        ASSERT_TRUE(kiosk::calls::put(relay, sent));
        ASSERT_FALSE(
            kiosk::calls::deliveries(relay, 0, std::chrono::seconds{5}).value().events.empty());
    }
    const auto keys_before = authority->directory()->device("joutseno/kiosk-1")->signing.size();
    auto second = wanted("joutseno/kiosk-1", "second");
    EXPECT_EQ(code(kiosk::initialise(second, passphrase, clock)), "had_data_before");
    EXPECT_FALSE(std::filesystem::exists(place / "second/records.db"));
    EXPECT_EQ(authority->directory()->device("joutseno/kiosk-1")->signing.size(), keys_before)
        << "a refused try leaves the keys of the first alone";
    second.first_case_number = 2;
    ASSERT_EQ(code(kiosk::initialise(second, passphrase, clock)), "");
    auto again = unlock("second", "aino", passphrase);
    EXPECT_NE(kiosk::new_case_code(again->store).value().find("-0002-"), std::string::npos);
}

TEST_F(Setup, LeavesNothingBehindWithoutARelay) {
    auto device = wanted("joutseno/kiosk-1", "data");
    far->stop("joutseno/kiosk-1");
    const auto made = kiosk::initialise(device, passphrase, clock);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().reason, Reason::unreachable);
    EXPECT_FALSE(std::filesystem::exists(place / "data"));
    device = wanted("joutseno/kiosk-1", "data");
    EXPECT_EQ(code(kiosk::initialise(device, passphrase, clock)), "");
}

TEST_F(Setup, RefusesWhatIsNotADeviceYetOrAlready) {
    const auto device = wanted("joutseno/kiosk-1", "data");
    const auto nobody = unlock("data", "aino", passphrase);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, "not_initialised");
    ASSERT_TRUE(kiosk::initialise(device, passphrase, clock));
    EXPECT_EQ(code(kiosk::initialise(device, passphrase, clock)), "already_initialised");
    EXPECT_TRUE(unlock("data", "aino", passphrase).has_value());
}

TEST_F(Setup, RefusesAWeakPassphraseAndAnEmptyName) {
    auto device = wanted("joutseno/kiosk-1", "data");
    EXPECT_EQ(code(kiosk::initialise(device, Secret::from_text("aino1234"), clock)),
              "weak_passphrase");
    device.user = "  ";
    EXPECT_EQ(code(kiosk::initialise(device, passphrase, clock)), "user_name");
    device.user = "aino";
    device.relay = "https://elsewhere";
    EXPECT_EQ(code(kiosk::initialise(device, passphrase, clock)), "relay");
    EXPECT_FALSE(std::filesystem::exists(place / "data"));
}

TEST_F(Setup, RefusesCertificatesThatAreNotForItsKeys) {
    far->certify([this](const std::string& device, link::CertifyRequest request) {
        request.sealing_csr = envelope::make_request(envelope::PrivateKey::make(), "sealing");
        return office.certify(device, request);
    });
    EXPECT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock)),
              "certificate");
    EXPECT_FALSE(std::filesystem::exists(place / "data"));
}

TEST_F(Setup, SealsItsKeyToNoRecoveryCertificateThatTheRootDidNotIssue) {
    Wish wish;
    wish.issuer = &keys->root;
    wish.role = "urn:suoja:office";
    wish.use = Use::office;
    const auto office_key = issue(wish); // the directory's key, in hands that list whom they like
    const auto listing = [&](std::optional<envelope::Certificate> recovery) {
        far->bend_directory([&, recovery](const Bytes& der) {
            auto directory = envelope::open_directory(der, keys->root.certificate, 0).value();
            if (recovery)
                directory.recovery.push_back(*recovery);
            return envelope::sign(view(envelope::write_directory(directory)), office_key.key,
                                  office_key.certificate, {keys->root.certificate});
        });
    };
    listing(DeviceOffice().office().recovery.certificate);
    EXPECT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock)),
              "foreign_recipient");
    EXPECT_FALSE(std::filesystem::exists(place / "data"));
    listing(std::nullopt);
    EXPECT_EQ(code(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock)), "");
}

TEST_F(Setup, AWrongPassphraseOpensNothingAndIsTold) {
    ASSERT_TRUE(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock));
    const auto wrong = unlock("data", "aino", Secret::from_text("something else entirely"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().reason, Reason::locked);
    const auto nobody = unlock("data", "matti", passphrase);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, wrong.error().code);
    auto device = unlock("data", "aino", passphrase);
    ASSERT_TRUE(device);
    bool told = false;
    for (const auto& entry : device->store.audit().list(1, 20))
        told = told || (entry.act == Act::unlock_failed && entry.subject == "tries:2");
    EXPECT_TRUE(told);
}

TEST_F(Setup, ANewUserGetsASlotOfTheirOwn) {
    ASSERT_TRUE(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock));
    const auto other = Secret::from_text("harmaa-tuoli-keinuu-portailla");
    {
        auto device = unlock("data", "aino", passphrase);
        ASSERT_TRUE(device);
        const auto made = kiosk::add_user(*device, "Bo", "Bo Ek", {Role::reception}, other);
        ASSERT_TRUE(made);
        EXPECT_EQ(made->name, "bo");
        const auto again = kiosk::add_user(*device, "BO", "", {Role::reception}, other);
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().code, "user_exists");
        const auto weak =
            kiosk::add_user(*device, "cy", "", {Role::reception}, Secret::from_text("12345678"));
        ASSERT_FALSE(weak);
        EXPECT_EQ(weak.error().code, "weak_passphrase");
        EXPECT_FALSE(kiosk::add_user(*device, "cy", "", {}, other));
    }
    auto device = unlock("data", "bo", other);
    ASSERT_TRUE(device);
    EXPECT_EQ(device->user.roles, (std::set<Role>{Role::reception}));
    const auto may_not = kiosk::add_user(*device, "cy", "", {Role::admin}, other);
    ASSERT_FALSE(may_not);
    EXPECT_EQ(may_not.error().code, "not_allowed");
}

TEST_F(Setup, ADisabledUserStaysOut) {
    ASSERT_TRUE(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock));
    {
        auto device = unlock("data", "aino", passphrase);
        auto user = device->user;
        user.disabled = true;
        database::Transaction transaction(device->store.database());
        device->store.staff().update(user);
        transaction.commit();
    }
    const auto out = unlock("data", "aino", passphrase);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().reason, Reason::locked);
}

TEST_F(Setup, TheFirstDeskMakesTheCentresKeyAndSendsACopyToTheRecoveryKey) {
    ASSERT_TRUE(kiosk::initialise(wanted("helsinki/desk-1", "desk"), passphrase, clock));
    auto desk = unlock("desk", "aino", passphrase);
    ASSERT_TRUE(desk);
    EXPECT_EQ(desk->user.roles, (std::set<Role>{Role::desk, Role::supervisor}));
    const auto csr = kiosk::new_group_key(*desk, "centre");
    ASSERT_TRUE(csr);
    EXPECT_TRUE(kiosk::new_group_key(*desk, "centre").has_value()); // asked again: the same key
    EXPECT_EQ(kiosk::new_group_key(*desk, "others").error().code, "unknown_group");
    const auto certificate = authority->sign_group(keys->root, *csr);
    ASSERT_TRUE(certificate);

    // one made for somebody else's key, and one of another office, change nothing
    const auto foreign = authority->sign_group(
        keys->root, envelope::make_request(envelope::PrivateKey::make(), "centre"));
    EXPECT_EQ(code(kiosk::install_group(*desk, *foreign)), "not_our_key");
    EXPECT_EQ(code(kiosk::install_group(*desk, DeviceOffice().centre().back().certificate)),
              "not_from_root");
    EXPECT_EQ(code(kiosk::install_group(*desk, *desk->store.office().root())), "not_a_group");

    ASSERT_EQ(code(kiosk::install_group(*desk, *certificate)), "");
    EXPECT_EQ(desk->store.keys().keyring().size(), 2U);
    const auto rows = desk->store.records().unsettled();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].group, envelope::Group::recovery);
    seal::Keyring recovery;
    recovery.add(keys->recovery.key, keys->recovery.certificate);
    const auto opened =
        seal::open(desk->store.records().sealed(rows[0].id), recovery, authority->root());
    ASSERT_TRUE(opened);
    const auto document = record::read_document(opened->document);
    ASSERT_TRUE(document);
    const auto& body = std::get<record::KeyBody>(document->body);
    const auto key = envelope::PrivateKey::from_pkcs8(body.private_key);
    ASSERT_TRUE(key);
    EXPECT_TRUE(key->belongs_to(*certificate));
    EXPECT_EQ(code(kiosk::install_group(*desk, *certificate)), ""); // again: nothing new
    EXPECT_EQ(desk->store.records().unsettled().size(), 1U);
}

TEST_F(Setup, GroupKeysAreMadeAtDesksByThoseWhoMay) {
    ASSERT_TRUE(kiosk::initialise(wanted("joutseno/kiosk-1", "data"), passphrase, clock));
    auto device = unlock("data", "aino", passphrase);
    ASSERT_TRUE(device);
    EXPECT_EQ(kiosk::new_group_key(*device, "centre").error().code, "not_allowed");
    device->user.roles = {Role::admin};
    EXPECT_EQ(kiosk::new_group_key(*device, "centre").error().code, "not_a_desk");
}

} // namespace
} // namespace suoja::test
