// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/authority_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace suoja::test {
namespace {

using envelope::RoleKind;

TEST(Office, BeginsWithADirectoryThatItsRootVouchesFor) {
    OfficePlace place;
    const auto keys = place.init();
    ASSERT_TRUE(keys) << keys.error().code;
    const auto authority = place.open();
    const auto directory =
        envelope::open_directory(authority->directory_der(), keys->root.certificate, 0);
    ASSERT_TRUE(directory) << directory.error().code;
    EXPECT_EQ(directory->serial, 1U);
    EXPECT_EQ(directory->office, "Assistance Office");
    EXPECT_EQ(directory->issued_at, place.clock.now());
    EXPECT_EQ(directory->expires_at, place.clock.now() + std::chrono::days{30});
    EXPECT_EQ(directory->sites.size(), 2U);
    EXPECT_EQ(directory->authorities, std::vector{authority->online_ca()});
    EXPECT_EQ(directory->recovery, std::vector{keys->recovery.certificate});
    ASSERT_EQ(directory->log.size(), 1U);
    EXPECT_EQ(directory->log[0].origin, authority->log_origin());
    EXPECT_EQ(directory->log[0].key, authority->log_key().public_key());
    EXPECT_TRUE(authority->log_origin().starts_with("assistance-office/log/"));
    ASSERT_EQ(directory->relays.size(), 1U);
    EXPECT_EQ(directory->relays[0].name, "central");
    EXPECT_EQ(directory->relays[0].kind, RoleKind::archive);
    EXPECT_TRUE(directory->devices.empty());
    EXPECT_EQ(authority->root(), keys->root.certificate);
    const auto identity = authority->identity();
    EXPECT_TRUE(identity.key.belongs_to(identity.certificate));
    EXPECT_EQ(identity.certificate.role()->uri(), "urn:suoja:archive:central");
}

TEST(Office, IsMadeOnce) {
    OfficePlace place;
    ASSERT_TRUE(place.init());
    const auto before = place.open()->directory_der();
    EXPECT_EQ(code_of(place.init()), "office_exists");
    EXPECT_EQ(place.open()->directory_der(), before);
    OfficePlace another;
    EXPECT_TRUE(another.init());
}

TEST(Office, DoesNotExistBeforeItsKeysWereHandedOut) {
    OfficePlace place;
    EXPECT_EQ(code_of(place.try_open()), "no_database");
    const auto broken = place.init([](const relay::OfficeKeys&) -> Result<void> {
        return fail(Reason::full, "no_room_for_keys", "The stick is full.");
    });
    EXPECT_EQ(code_of(broken), "no_room_for_keys");
    EXPECT_EQ(code_of(place.try_open()), "no_office");
    EXPECT_TRUE(place.init());
    EXPECT_TRUE(place.try_open());
}

TEST(Office, RefusesANameThatDoesNotFitIntoACertificate) {
    OfficePlace place;
    for (const std::string& name :
         {std::string(), std::string(49, 'a'), std::string("two\nlines"), std::string("\xff")}) {
        const auto refused = relay::Authority::init(place.settings(), name, place.clock);
        EXPECT_EQ(code_of(refused), "office_name");
    }
    EXPECT_TRUE(relay::Authority::init(place.settings(), "Ihmiskaupan uhrien auttamisjärjestelmä",
                                       place.clock));
    EXPECT_TRUE(
        place.open()->log_origin().starts_with("ihmiskaupan-uhrien-auttamisj-rjestelm/log/"));
}

TEST(Office, CertificatesSayWhatTheFormatsPageSaysInOpensslsWords) {
    OfficePlace place;
    const auto keys = place.init();
    ASSERT_TRUE(keys);
    const auto authority = place.open();
    const auto group = authority->sign_group(
        keys->root, envelope::make_request(envelope::PrivateKey::make(), "centre"));
    ASSERT_TRUE(group);
    const auto device = enrol(*authority, invite_for("joutseno", "kiosk-1"));
    relay::NewInvite relay_invite = invite_for("", "relay-1", RoleKind::relay);
    const auto relay = enrol(*authority, relay_invite);
    link::CertifyRequest asked;
    asked.signing_csr = envelope::make_request(envelope::PrivateKey::make(), "x");
    asked.sealing_csr = envelope::make_request(envelope::PrivateKey::make(), "x");
    const auto certified =
        authority->certify(envelope::sign(view(link::write_certify(asked)), device.transport_key,
                                          device.transport, {authority->online_ca()}),
                           "joutseno/kiosk-1");
    ASSERT_TRUE(certified) << certified.error().code;
    const auto signer = envelope::enclosed_certificates(authority->directory_der());
    ASSERT_TRUE(signer);
    const auto office = std::find_if(signer->begin(), signer->end(), [](const auto& one) {
        return one.role() && one.role()->kind == RoleKind::office;
    });
    ASSERT_NE(office, signer->end());

    const auto root = place.save(keys->root.certificate, "root.pem");
    const auto online = place.save(authority->online_ca(), "online.pem");
    struct Row {
        envelope::Certificate certificate;
        int years;
        std::string chain; // options of `openssl verify`
        std::vector<std::string> says, silent;
    };
    const std::string by_root = "-CAfile " + root;
    const std::string by_online = "-CAfile " + root + " -untrusted " + online;
    const std::string device_uri = "URI:urn:suoja:device:reception:joutseno:kiosk-1";
    const std::vector<Row> rows{
        {keys->root.certificate,
         20,
         by_root,
         {"CA:TRUE, pathlen:1", "Certificate Sign"},
         {"CRL Sign", "Extended Key"}},
        {authority->online_ca(),
         10,
         by_root,
         {"CA:TRUE, pathlen:0", "Certificate Sign"},
         {"CRL Sign", "Extended Key"}},
        {*office,
         10,
         by_root,
         {"URI:urn:suoja:office\n", "Digital Signature"},
         {"CA:TRUE", "Extended Key"}},
        {keys->recovery.certificate,
         10,
         by_root,
         {"URI:urn:suoja:recovery\n", "Key Agreement", "E-mail Protection"},
         {"CA:TRUE", "Digital Signature"}},
        {*group,
         10,
         by_root,
         {"URI:urn:suoja:group:centre\n", "Key Agreement", "E-mail Protection"},
         {"CA:TRUE", "Digital Signature"}},
        {device.transport,
         1,
         by_online,
         {device_uri + "\n", "Digital Signature", "TLS Web Client Authentication"},
         {"CA:TRUE", "Key Agreement", "Server Authentication", "no issuer copies"}},
        {relay.transport,
         1,
         by_online,
         {"URI:urn:suoja:relay:relay-1\n", "Digital Signature",
          "TLS Web Client Authentication, TLS Web Server Authentication"},
         {"CA:TRUE", "Key Agreement"}},
        {authority->identity().certificate,
         1,
         by_online,
         {"URI:urn:suoja:archive:central, DNS:localhost, IP Address:127.0.0.1\n",
          "TLS Web Client Authentication, TLS Web Server Authentication"},
         {"CA:TRUE"}},
        {*envelope::Certificate::from_der(certified->signing),
         2,
         by_online,
         {device_uri + "\n", "Digital Signature", "E-mail Protection"},
         {"CA:TRUE", "Key Agreement", "Authentication"}},
        {*envelope::Certificate::from_der(certified->sealing),
         2,
         by_online,
         {device_uri + "\n", "Key Agreement", "E-mail Protection"},
         {"CA:TRUE", "Digital Signature", "Authentication"}},
    };
    for (const auto& row : rows) {
        const auto file = place.save(row.certificate, "one.pem");
        const auto text = run_openssl("x509 -noout -text -in " + file).output;
        for (const std::string always : {"Version: 3", "ecdsa-with-SHA256", "NIST CURVE: P-256",
                                         "Subject Key Identifier", "Authority Key Identifier"})
            EXPECT_NE(text.find(always), std::string::npos) << always << '\n' << text;
        for (const auto& says : row.says)
            EXPECT_NE(text.find(says), std::string::npos) << says << '\n' << text;
        for (const auto& silent : row.silent)
            EXPECT_EQ(text.find(silent), std::string::npos) << silent << '\n' << text;
        EXPECT_EQ(row.certificate.serial().size(), 32U);
        const auto lasts = row.certificate.not_after() - place.clock.now();
        EXPECT_GE(lasts, std::chrono::days{365 * row.years});
        EXPECT_LE(lasts, std::chrono::days{366 * row.years});
        EXPECT_LT(row.certificate.not_before(), place.clock.now());
        const auto verified =
            run_openssl("verify -x509_strict -no_check_time " + row.chain + ' ' + file);
        EXPECT_EQ(verified.status, 0) << verified.output;
    }
    // the same question with the wrong office is answered no
    OfficePlace other;
    const auto stranger = other.init();
    const auto refused = run_openssl("verify -no_check_time -CAfile " +
                                     place.save(stranger->root.certificate, "other.pem") + ' ' +
                                     place.save(*group, "one.pem"));
    EXPECT_NE(refused.status, 0);
}

// Every way in which a key could lie in a file: the scalar, its hex in both cases, its base64 in
// each of the three alignments, so also PKCS#8 in DER and PEM.
std::vector<std::string> traces_of(const envelope::PrivateKey& key) {
    const Secret der = key.pkcs8();
    constexpr std::array<std::uint8_t, 5> kBefore{0x02, 0x01, 0x01, 0x04, 0x20}; // version 1, key
    const auto bytes = der.view();
    const auto at = std::search(bytes.begin(), bytes.end(), kBefore.begin(), kBefore.end());
    EXPECT_NE(at, bytes.end());
    const auto begin = static_cast<std::size_t>(at - bytes.begin()) + kBefore.size();
    const ByteView scalar = bytes.subspan(begin, 32);
    std::string upper = hex(scalar);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::vector<std::string> out{std::string(text(scalar)), hex(scalar), upper};
    for (std::size_t skip = 0; skip < 3; ++skip)
        out.push_back(base64(scalar.subspan(skip, 15)));
    // as PEM breaks it into lines of 64: whole groups of the file's own alignment
    const std::string pem = base64(bytes);
    const std::size_t first = (begin / 3 + 1) * 4;
    for (std::size_t from = first; from + 16 < first + 40; from += 8)
        out.push_back(pem.substr(from, 16));
    return out;
}

std::vector<std::string> files_with(const std::filesystem::path& directory,
                                    const std::vector<std::string>& traces) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file())
            continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(in), {}};
        for (const auto& trace : traces)
            if (all.find(trace) != std::string::npos) {
                out.push_back(entry.path().filename().string());
                break;
            }
    }
    return out;
}

TEST(Office, KeepsNothingOfTheRootsOrTheRecoveryKey) {
    OfficePlace place;
    const auto keys = place.init();
    ASSERT_TRUE(keys);
    {
        const auto authority = place.open();
        ASSERT_TRUE(authority->sign_group(
            keys->root, envelope::make_request(envelope::PrivateKey::make(), "centre")));
        EXPECT_TRUE(files_with(place.data(), traces_of(keys->root.key)).empty());
        EXPECT_TRUE(files_with(place.data(), traces_of(keys->recovery.key)).empty());
        // the same search finds a key that is there
        EXPECT_EQ(files_with(place.data(), traces_of(authority->identity().key)),
                  std::vector<std::string>{"identity.key"});
    }
    // and finds a root's that was left behind, in every form
    const Secret der = keys->root.key.pkcs8();
    for (const auto& left : {std::string(text(der.view())), hex(der.view()), base64(der.view())}) {
        write_durable(place.data() / "left", view(left), Mode::secret);
        EXPECT_EQ(files_with(place.data(), traces_of(keys->root.key)).size(), 1U);
    }
}

TEST(Office, RefusesKeyFilesThatOthersMayReadByTheirName) {
    OfficePlace place;
    ASSERT_TRUE(place.init());
    using std::filesystem::perms;
    for (const std::string name : {"online_ca.key", "directory.key", "identity.key", "log.key"}) {
        const auto file = place.data() / "keys" / name;
        EXPECT_EQ(std::filesystem::status(file).permissions(),
                  perms::owner_read | perms::owner_write);
        std::filesystem::permissions(file,
                                     perms::owner_read | perms::owner_write | perms::group_read);
        const auto refused = place.try_open();
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().reason, Reason::refused);
        EXPECT_NE(refused.error().what.find(name), std::string::npos) << refused.error().what;
        std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
        EXPECT_TRUE(place.try_open());
    }
    std::filesystem::permissions(place.data() / "keys", perms::owner_all | perms::others_exec);
    EXPECT_FALSE(place.try_open());
    std::filesystem::permissions(place.data() / "keys", perms::owner_all);
    EXPECT_TRUE(place.try_open());
}

TEST(Office, RefusesAKeyThatIsNotItsOwn) {
    OfficePlace place;
    OfficePlace other;
    ASSERT_TRUE(place.init());
    ASSERT_TRUE(other.init());
    for (const std::string name : {"online_ca.key", "directory.key", "identity.key"}) {
        const auto file = place.data() / "keys" / name;
        const auto own = read_file(file, 4096);
        write_durable(file, *read_file(other.data() / "keys" / name, 4096), Mode::secret);
        EXPECT_EQ(code_of(place.try_open()), "authority");
        write_durable(file, view("no key at all\n"), Mode::secret);
        EXPECT_EQ(code_of(place.try_open()), "key_file");
        write_durable(file, *own, Mode::secret);
        EXPECT_TRUE(place.try_open());
    }
    place.key = Secret::random(database::kKeyBytes);
    EXPECT_EQ(code_of(place.try_open()), "wrong_key");
}

TEST(Office, RenewsItsDirectoryWeeklyAndItsIdentityInTime) {
    OfficePlace place;
    const auto keys = place.init();
    const auto authority = place.open();
    int changes = 0;
    authority->on_change([&] { ++changes; });
    EXPECT_FALSE(authority->renew_if_due().directory);
    place.clock.advance(std::chrono::days{7} - std::chrono::seconds{1});
    EXPECT_FALSE(authority->renew_if_due().directory);
    place.clock.advance(std::chrono::seconds{1});
    const auto renewed = authority->renew_if_due();
    EXPECT_TRUE(renewed.directory);
    EXPECT_FALSE(renewed.identity);
    EXPECT_EQ(authority->directory()->serial, 2U);
    EXPECT_EQ(authority->directory()->issued_at, place.clock.now());
    EXPECT_EQ(changes, 1);
    const auto before = authority->identity().certificate;
    place.clock.advance(std::chrono::days{365 - 60 - 7});
    EXPECT_FALSE(authority->renew_if_due().identity);
    place.clock.advance(std::chrono::days{2});
    EXPECT_TRUE(authority->renew_if_due().identity);
    const auto after = authority->identity().certificate;
    EXPECT_GT(after.not_after(), before.not_after());
    EXPECT_TRUE(after.issued_by(authority->online_ca()));
    EXPECT_EQ(authority->directory()->relays[0].transport.size(), 2U);
    EXPECT_TRUE(envelope::open_directory(authority->directory_der(), keys->root.certificate,
                                         authority->directory()->serial));
}

TEST(Office, TakesNewSitesAndHostNamesFromTheConfiguration) {
    OfficePlace place;
    ASSERT_TRUE(place.init());
    EXPECT_EQ(place.open()->directory()->serial, 1U);
    place.sites.push_back({"tampere", "TRE", {{"en", "Tampere"}}});
    EXPECT_EQ(place.open()->directory()->serial, 2U);
    EXPECT_NE(place.open()->directory()->site("tampere"), nullptr);
    EXPECT_EQ(place.open()->directory()->serial, 2U);
    place.hosts.push_back("archive.example");
    place.hosts.push_back("192.0.2.7");
    const auto authority = place.open();
    EXPECT_EQ(authority->directory()->serial, 3U);
    const auto text = run_openssl("x509 -noout -text -in " +
                                  place.save(authority->identity().certificate, "identity.pem"));
    EXPECT_NE(text.output.find("DNS:archive.example, IP Address:192.0.2.7"), std::string::npos);
    EXPECT_EQ(place.open()->directory()->serial, 3U);
}

TEST(Office, ADirectoryIsNeverDatedBeforeTheOneItReplaces) {
    OfficePlace place;
    ASSERT_TRUE(place.init());
    const auto authority = place.open();
    const auto first = authority->directory()->issued_at;
    place.clock.time -= std::chrono::days{400};
    (void)enrol(*authority, invite_for("joutseno", "kiosk-1"));
    EXPECT_EQ(authority->directory()->serial, 2U);
    EXPECT_EQ(authority->directory()->issued_at, first);
}

} // namespace
} // namespace suoja::test
