// SPDX-License-Identifier: Apache-2.0
// Who gets in over TLS, and who does not: the real program, stock curl and openssl as clients, and
// certificates that no office would issue. Then the same from the other side: whom an uplink takes
// for its next hop.
#include "core/link/tls/uplink.h"
#include "tests/relay/relay_place.h"

#include <boost/asio/co_spawn.hpp>

#include <optional>

namespace suoja::test {
namespace {

using envelope::RoleKind;

constexpr auto kDay = std::chrono::hours(24);

struct CertificateMatrix : ::testing::Test {
    static inline std::optional<RelayPlace> place;
    static inline Office other_office;
    static inline std::map<std::string, envelope::Bundle> bundles;

    static envelope::Bundle made(const std::string& role, Use use = Use::transport,
                                 Millis from = system_clock().now() - kDay,
                                 Millis to = system_clock().now() + kDay,
                                 const envelope::Bundle* issuer = &place->office.online_ca) {
        Wish wish;
        wish.issuer = issuer;
        wish.role = role;
        wish.common_name = "joutseno/kiosk-1"; // says nothing
        wish.use = use;
        wish.not_before = from;
        wish.not_after = to;
        return issue(wish);
    }
    static void SetUpTestSuite() {
        place.emplace("relay:edge");
        other_office = Office::make();
        const auto now = system_clock().now();
        place->listed.issued_at = now - std::chrono::hours(1);
        const std::string uri = "urn:suoja:device:reception:joutseno:";
        const auto add = [&](const std::string& name, const envelope::Bundle& bundle) {
            bundles.emplace(name, bundle);
            return place->list(bundle, "joutseno/" + name);
        };
        add("right", made(uri + "right"));
        add("expired", made(uri + "expired", Use::transport, now - 10 * kDay, now - 5 * kDay));
        add("early", made(uri + "early", Use::transport, now + kDay, now + 5 * kDay));
        add("revoked", made(uri + "revoked"));
        place->listed.devices.back().transport.back().revoked_at = now;
        add("device-revoked", made(uri + "device-revoked"));
        place->listed.devices.back().state = envelope::DeviceState::revoked;
        add("self-signed",
            made(uri + "self-signed", Use::transport, now - kDay, now + kDay, nullptr));
        add("other-office", made(uri + "other-office", Use::transport, now - kDay, now + kDay,
                                 &other_office.online_ca));
        add("signing", made(uri + "signing", Use::signing));
        add("sealing", made(uri + "sealing", Use::sealing));
        add("by-root",
            made(uri + "by-root", Use::transport, now - kDay, now + kDay, &place->office.root));
        add("archive-role", made("urn:suoja:archive:central"));
        add("no-role", made(""));
        add("office-role", made("urn:suoja:office"));
        bundles.emplace("unlisted", made(uri + "right"));
        bundles.emplace("chainless", bundles.at("right"));
        bundles.at("chainless").chain.clear();
        place->start();
    }
    static void TearDownTestSuite() {
        EXPECT_EQ(place->daemon->terminate(), 0);
        place.reset();
        bundles.clear();
    }
    static std::string address() { return "127.0.0.1:" + place->port(); }

    // "<status> <code of the problem>", or "tls" when no answer came
    static std::string hello(const std::string& name, const Arguments& more = {}) {
        Arguments command{"curl", "-sSk", "--max-time", "20", "-w", "\n%{http_code}"};
        if (!name.empty()) {
            const auto files = place->pem(bundles.at(name), name);
            command.insert(command.end(), {"--cert", files[0], "--key", files[1]});
        }
        command.insert(command.end(), more.begin(), more.end());
        command.push_back("https://" + address() + "/v1/hello");
        const auto ended = run(command);
        const auto status = ended.out.substr(ended.out.rfind('\n') + 1);
        if (status == "000")
            return "tls";
        const auto at = ended.out.find("\"code\":\"");
        return at == std::string::npos
                   ? status
                   : status + " " + ended.out.substr(at + 8, ended.out.find('"', at + 8) - at - 8);
    }
    static Ended s_client(Arguments more) {
        const auto files = place->pem(bundles.at("right"), "right");
        Arguments command{"openssl", "s_client", "-connect",    address(), "-cert",   files[0],
                          "-key",    files[1],   "-cert_chain", files[0],  "-ign_eof"};
        command.insert(command.end(), more.begin(), more.end());
        return run(command, "GET /v1/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
};

TEST_F(CertificateMatrix, LetsInTheRightOneAndNobodyElse) {
    EXPECT_EQ(hello("right"), "200");
    EXPECT_EQ(hello(""), "tls") << "no certificate";
    EXPECT_EQ(hello("self-signed"), "tls");
    EXPECT_EQ(hello("other-office"), "tls");
    EXPECT_EQ(hello("signing"), "tls") << "the device's own, for another use";
    EXPECT_EQ(hello("sealing"), "tls");
    EXPECT_EQ(hello("chainless"), "tls") << "without the CA between, which the peer must show";
    EXPECT_EQ(hello("unlisted"), "403 not_listed");
    EXPECT_EQ(hello("revoked"), "403 revoked");
    EXPECT_EQ(hello("device-revoked"), "403 revoked");
    EXPECT_EQ(hello("archive-role"), "403 wrong_role");
    EXPECT_EQ(hello("office-role"), "403 wrong_role");
    EXPECT_EQ(hello("no-role"), "403 wrong_role");
    EXPECT_EQ(hello("early"), "403 not_yet_valid");
    EXPECT_EQ(hello("right"), "200") << "still";
}

TEST_F(CertificateMatrix, LetsInAnExpiredOneThatIsListedWithAnAlarm) {
    EXPECT_EQ(hello("expired"), "200");
    EXPECT_NE(place->daemon->log().find("peer_certificate_expired"), std::string::npos);
}

TEST_F(CertificateMatrix, SpeaksNothingOlderThanTls13) {
    EXPECT_EQ(hello("right", {"--tls-max", "1.2"}), "tls");
    EXPECT_EQ(hello("right", {"--tlsv1.3"}), "200");
    const auto old = s_client({"-tls1_2"});
    EXPECT_NE(old.err.find("protocol version"), std::string::npos) << old.err;
}

TEST_F(CertificateMatrix, GivesOutNoTicketAndResumesNothing) {
    const auto session = place->directory / "session";
    const auto first = s_client({"-sess_out", session});
    EXPECT_NE(first.out.find("HTTP/1.1 200"), std::string::npos) << first.out;
    EXPECT_EQ(first.out.find("Post-Handshake New Session Ticket"), std::string::npos);
    // Without a ticket openssl writes what it has; taking it up again is a full handshake.
    Arguments again{};
    if (std::filesystem::exists(session))
        again = {"-sess_in", session};
    const auto second = s_client(again);
    EXPECT_EQ(second.out.find("Reused, "), std::string::npos) << second.out;
    EXPECT_NE(second.out.find("New, TLSv1.3"), std::string::npos);
    EXPECT_NE(second.out.find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(CertificateMatrix, TakesNoEarlyData) {
    const auto seen = s_client({});
    EXPECT_NE(seen.out.find("Early data was not sent"), std::string::npos);
    EXPECT_EQ(seen.out.find("Max Early Data: 1"), std::string::npos);
}

TEST_F(CertificateMatrix, SpeaksHttp11AloneByAlpn) {
    EXPECT_NE(s_client({"-alpn", "http/1.1"}).out.find("ALPN protocol: http/1.1"),
              std::string::npos);
    EXPECT_EQ(s_client({"-alpn", "h2"}).out.find("HTTP/1.1 200"), std::string::npos);
    EXPECT_NE(s_client({"-alpn", "h2,http/1.1"}).out.find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(CertificateMatrix, StoresAnEnvelopeFromStockCurl) {
    const auto files = place->pem(bundles.at("right"), "right");
    const auto envelope = sealed("over TLS");
    const auto file = place->directory / "over-tls.der";
    spill(file, envelope.der);
    const auto put = [&](const std::string& id) {
        return run({"curl", "-sSk", "-w", "%{http_code}", "-o", "/dev/null", "--cert", files[0],
                    "--key", files[1], "-T", file, "-H", "Suoja-Group: centre",
                    "https://" + address() + "/v1/envelopes/" + id})
            .out;
    };
    EXPECT_EQ(put(std::string(64, '0')), "422");
    EXPECT_EQ(put(envelope.id), "201");
    EXPECT_EQ(put(envelope.id), "200");
}

TEST_F(CertificateMatrix, OneDeviceHasItsLimitOfConnections) {
    // Eight at a time by default; each waits in a long poll.
    const auto files = place->pem(bundles.at("right"), "right");
    std::vector<std::unique_ptr<Daemon>> polls;
    for (int i = 0; i < 8; ++i) {
        polls.push_back(std::make_unique<Daemon>(
            Arguments{"curl", "-sSk", "--cert", files[0], "--key", files[1],
                      "https://" + address() + "/v1/mail?after=0&wait=30"},
            place->directory / ("poll-" + std::to_string(i))));
        polls.back()->start();
    }
    EXPECT_TRUE(eventually([&] {
        if (hello("right") == "429 connections")
            return true;
        for (const auto& poll : polls) // one that met the limit because of the question itself
            if (!poll->running())
                poll->start();
        return false;
    }));
    EXPECT_EQ(hello("expired"), "200") << "another device is not concerned";
    polls.clear();
    EXPECT_TRUE(eventually([] { return hello("right") == "200"; }, std::chrono::seconds(60)));
}

// The other side: an uplink against a relay whose own certificate is `serving`.
std::string reaches(RelayPlace& server, const envelope::Bundle& own,
                    const envelope::Certificate& root) {
    boost::asio::io_context io(1);
    link::Uplink uplink(io, system_clock());
    uplink.aim({"127.0.0.1", server.port(), link::TlsContext::client(own, root),
                link::accept_upstream_role});
    std::string out = "nothing";
    boost::asio::co_spawn(
        io, uplink.call({"GET", "/v1/directory", {}, "", "", std::chrono::seconds(10)}),
        [&](std::exception_ptr thrown, Result<link::Answer> said) {
            out = thrown ? "thrown" : !said ? said.error().code : std::to_string(said->status);
        });
    io.run();
    return out;
}

TEST(Uplink, TakesOnlyARelayOrTheArchiveOfItsOfficeForItsNextHop) {
    for (const std::string role :
         {"relay:edge", "archive:central", "device:reception:joutseno:kiosk-9"}) {
        RelayPlace server(role);
        const auto kiosk = server.office.device(Use::transport, "reception", "joutseno", "kiosk-1");
        server.list(kiosk, "joutseno/kiosk-1");
        if (role.starts_with("archive"))
            continue; // a relay program takes no archive's identity; the archive's own test does
        server.start();
        const auto& root = server.office.root.certificate;
        EXPECT_EQ(reaches(server, kiosk, root),
                  role.starts_with("relay") ? "200" : "peer_not_trusted")
            << role;
        EXPECT_EQ(reaches(server, kiosk, Office::make().root.certificate), "peer_not_trusted");
        if (!role.starts_with("relay"))
            continue;
        const auto stranger =
            server.office.device(Use::transport, "reception", "joutseno", "kiosk-2");
        EXPECT_EQ(reaches(server, stranger, root), "not_listed");
        const auto foreign =
            Office::make().device(Use::transport, "reception", "joutseno", "kiosk-1");
        EXPECT_EQ(reaches(server, foreign, root), "unknown_ca");
    }
}

TEST(Uplink, IsNotStoppedByDatesAlone) {
    RelayPlace server("relay:edge");
    Wish wish;
    wish.issuer = &server.office.online_ca;
    wish.role = "urn:suoja:relay:edge";
    wish.use = Use::transport;
    wish.not_after = system_clock().now() - kDay;
    server.own = issue(wish);
    server.own.chain.push_back(server.office.root.certificate);
    const auto kiosk = server.office.device(Use::transport, "reception", "joutseno", "kiosk-1");
    server.list(kiosk, "joutseno/kiosk-1");
    server.start();
    EXPECT_EQ(reaches(server, kiosk, server.office.root.certificate), "200");
}

} // namespace
} // namespace suoja::test
