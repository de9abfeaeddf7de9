// SPDX-License-Identifier: Apache-2.0
// A form's way from the office root to every device, by the real programs.
#include "core/envelope/form_package.h"
#include "relay/identity.h"
#include "relay/settings.h"
#include "tests/relay/real_office.h"

namespace suoja::test {
namespace {

struct PublishedForm : ::testing::Test {
    RealOffice office;

    // A device's certificate without its daemon, for curl: PEM files of it.
    [[nodiscard]] Arguments device_pem(const std::string& name) const {
        const auto device = office.configure(name);
        EXPECT_EQ(office.enrol(device, office.invite("reception", name)).code, 0);
        relay::SpoolSettings settings;
        settings.file = device.data / "spool.db";
        settings.key = relay::database_key(device.data / "spool.key", false).value();
        const auto spool = relay::Spool::open(std::move(settings), system_clock()).value();
        const RelayPlace place("relay:unused"); // for its way of writing PEM files
        const auto from = place.pem(relay::read_identity(*spool).value().transport, name);
        Arguments files;
        for (const auto& file : from) {
            files.push_back(office.directory / std::filesystem::path(file).filename());
            std::filesystem::copy_file(file, files.back());
        }
        return files;
    }
    // Signed by the real command and published by it: the package's bytes.
    [[nodiscard]] std::string publish(const std::string& version) const {
        const auto content = envelope::write_form(
            {"intake", version, system_clock().now(), {{"survey.csv", "type,name\n"}}});
        std::filesystem::create_directories(office.directory / "packed");
        spill(office.directory / ("packed/intake~" + version + ".form"), *content);
        const auto signing =
            run({program("suoja-relay"), "office-sign", "forms", office.directory / "packed",
                 "--root", office.directory / "root.p12", "--passphrase-file",
                 office.directory / "root.pass", "--out", office.directory / "signed"});
        EXPECT_EQ(signing.code, 0) << signing.err;
        const auto file = office.directory / ("signed/intake~" + version + ".p7s");
        const auto published = office.office({"forms", "publish", file});
        EXPECT_EQ(published.code, 0) << published.err;
        return slurp(file);
    }
};

struct Said {
    std::string status, body;
};
Said by_curl(const RealOffice& office, const Arguments& pem, const std::string& address,
             const std::string& digest) {
    const auto file = office.directory / "curl.out";
    const auto ended =
        run({"curl", "-sS", "-w", "%{http_code}", "-o", file, "--cacert",
             office.directory / "root.pem", "--connect-to", "form-edge::127.0.0.1:", "--cert",
             pem[0], "--key", pem[1], "https://" + address + "/v1/forms/" + digest});
    return {ended.out + ended.err, slurp(file)};
}
Said by_socket(const RealRelay& relay, const std::string& digest) {
    link::LocalClient client(relay.socket);
    const auto said =
        client.call({"GET", "/v1/forms/" + digest, {}, "", "", std::chrono::seconds(30)});
    return said ? Said{std::to_string(said->status), said->body} : Said{};
}

TEST_F(PublishedForm, ReachesEveryDeviceAndStaysWhenTheArchiveIsAway) {
    const auto pem = device_pem("curl-kiosk");
    const auto edge = office.device("relay", "form-edge", "device = \"127.0.0.1:0\"\n");
    const auto der = publish("2026-12");
    const auto digest = hex(sha256(view(der)));
    const auto other = hex(sha256(view("another")));
    // made after the directory names the form: their first look finds it
    const auto kiosk = office.device("reception", "form-kiosk");
    const auto far = office.device("reception", "form-far", "", listening(edge.data, "device"));
    ASSERT_TRUE(eventually([&] { return by_socket(kiosk, digest).status == "200"; }))
        << kiosk.daemon->log();
    ASSERT_TRUE(eventually([&] { return by_socket(far, digest).status == "200"; },
                           std::chrono::seconds(90)))
        << far.daemon->log() << edge.daemon->log();
    const auto archive = office.archive_address();
    auto middle = listening(edge.data, "device"); // its certificate is for its name
    middle.replace(0, middle.find(':'), "form-edge");
    for (const auto& address : {archive, middle}) {
        const auto good = by_curl(office, pem, address, digest);
        EXPECT_EQ(good.status, "200") << address;
        EXPECT_TRUE(good.body == der) << "byte for byte";
        EXPECT_EQ(by_curl(office, pem, address, other).status, "404");
        EXPECT_EQ(by_curl(office, pem, address, "intake").status, "400");
        EXPECT_EQ(by_curl(office, pem, address, digest.substr(1)).status, "400");
    }
    for (const auto* relay : {&kiosk, &far}) {
        EXPECT_TRUE(by_socket(*relay, digest).body == der);
        EXPECT_EQ(by_socket(*relay, other).status, "404");
        EXPECT_EQ(by_socket(*relay, "intake").status, "400");
    }
    office.archive->kill();
    kiosk.daemon->kill();
    auto again = office.configure("form-kiosk");
    RealOffice::start(again);
    EXPECT_TRUE(by_socket(again, digest).body == der) << "kept, not passed on";
    EXPECT_TRUE(by_socket(far, digest).body == der);
    EXPECT_NE(by_curl(office, pem, archive, digest).status, "200");
    EXPECT_TRUE(by_curl(office, pem, middle, digest).body == der);
}

} // namespace
} // namespace suoja::test
