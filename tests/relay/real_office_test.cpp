// SPDX-License-Identifier: Apache-2.0
// The daemon among its like: enrolment, the way up and down, and what happens when something on the
// way is killed, revoked, full or damaged.
#include "core/envelope/checkpoint.h"
#include "core/json.h"
#include "relay/enrol.h"
#include "tests/relay/real_office.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace suoja::test {
namespace {

using link::DeliveryState;
using std::chrono::seconds;

std::set<std::string> received(const RealRelay& relay) {
    std::set<std::string> out;
    for (const auto& delivery : relay.deliveries())
        if (delivery.state == DeliveryState::received)
            out.insert(delivery.id.str());
    return out;
}

std::vector<link::Item> entries(const RealRelay& desk) {
    auto items = link::read_items(desk.get("/v1/entries?group=centre&after=0&max_bytes=33554432"));
    return items ? std::move(*items) : std::vector<link::Item>();
}

RealOffice& shared() {
    static RealOffice office;
    return office;
}

TEST(Way, AnEnvelopeReachesTheDeskAndItsReceiptComesBack) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "way-kiosk");
    const auto desk = office.device("desk", "way-desk");
    const auto envelope = sealed("on its way");
    EXPECT_EQ(kiosk.put(envelope), 201);
    ASSERT_TRUE(eventually([&] { return received(kiosk).contains(envelope.id); }));
    ASSERT_TRUE(eventually([&] { return !entries(desk).empty(); }));
    const auto items = entries(desk);
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&](const auto& one) { return one.id.str() == envelope.id; });
    ASSERT_NE(item, items.end());
    EXPECT_EQ(text(item->der), envelope.der) << "byte for byte";
    EXPECT_EQ(item->device, "joutseno/way-kiosk");
    EXPECT_EQ(item->leaf, 0U);
    const auto receipt = envelope::read_receipt(item->receipt);
    ASSERT_TRUE(receipt);
    const auto checkpoint = kiosk.get("/v1/checkpoint");
    const auto root = envelope::read_pem(slurp(office.directory / "root.pem"));
    ASSERT_TRUE(root);
    const auto directory = envelope::open_directory(view(kiosk.get("/v1/directory")), *root, 0);
    ASSERT_TRUE(directory);
    const auto& log = directory->log.back();
    EXPECT_TRUE(envelope::verify_receipt(*receipt, *item->sha256, log.origin, log.key));
    const auto newest = envelope::open_checkpoint(checkpoint, log.origin, log.key);
    ASSERT_TRUE(newest);
    EXPECT_GE(newest->size, 1U);
    EXPECT_TRUE(link::read_proof(kiosk.get("/v1/proof/inclusion?leaf=0&size=1")));
    EXPECT_TRUE(link::read_proof(kiosk.get("/v1/proof/consistency?from=1&to=1")));
    EXPECT_EQ(kiosk.get("/v1/proof/inclusion?leaf=9&size=1"), "");
    EXPECT_EQ(kiosk.status().spooled, 0U);
    EXPECT_EQ(kiosk.status().upstream, "connected");
}

// The receipt, the envelope and the log's key as files for a checker in another language.
struct SecondOpinion {
    TemporaryDirectory place;
    std::string origin, key;
    int operator()(const std::string& receipt, const std::string& der) const {
        write_durable(place / "receipt.json", view(receipt), Mode::readable);
        write_durable(place / "envelope.der", view(der), Mode::readable);
        return run({"python3", SUOJA_SOURCE_DIR "/tests/vectors/check_receipt.py",
                    (place / "receipt.json").string(), (place / "envelope.der").string(), key,
                    origin})
            .code;
    }
};

TEST(Way, ReceiptsVerifyInAnotherLanguageAndNotWithOneByteChanged) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "second-kiosk");
    std::vector<Sealed> sent;
    for (int i = 0; i < 7; ++i)
        sent.push_back(sealed("checked twice " + std::to_string(i)));
    for (const auto& one : sent)
        EXPECT_EQ(kiosk.put(one), 201);
    ASSERT_TRUE(eventually([&] { return received(kiosk).contains(sent.back().id); }));
    const auto root = envelope::read_pem(slurp(office.directory / "root.pem"));
    const auto directory = envelope::open_directory(view(kiosk.get("/v1/directory")), *root, 0);
    ASSERT_TRUE(directory);
    SecondOpinion check;
    check.origin = directory->log.back().origin;
    check.key = base64(directory->log.back().key);
    std::string receipt;
    std::size_t checked = 0;
    for (const auto& delivery : kiosk.deliveries())
        for (const auto& one : sent)
            if (delivery.id.str() == one.id && delivery.state == DeliveryState::received) {
                receipt = delivery.receipt;
                EXPECT_EQ(check(receipt, one.der), 0) << receipt;
                EXPECT_EQ(check(receipt, one.der + "x"), 1);
                ++checked;
            }
    EXPECT_EQ(checked, sent.size());
    const auto der = sent.back().der;
    for (const std::string name :
         {"\"proof\":", "\"received_at\":", "\"sha256\":", "\"checkpoint\":", "\"id\":"}) {
        auto at = receipt.find(name);
        ASSERT_NE(at, std::string::npos) << name;
        at = receipt.find('"', at + name.size()) + 20; // into its text
        auto changed = receipt;
        changed[at] = changed[at] == '1' ? '2' : '1';
        EXPECT_NE(check(changed, der), 0) << name;
    }
}

TEST(Way, MailReachesItsDeviceAndNobodyElse) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "mail-kiosk");
    const auto desk = office.device("desk", "mail-desk");
    const auto letter = sealed("a letter");
    EXPECT_EQ(desk.put(letter, "centre", "joutseno/mail-kiosk"), 201);
    ASSERT_TRUE(eventually([&] { return !kiosk.get("/v1/mail?after=0").empty(); }));
    const auto mail = link::read_items(kiosk.get("/v1/mail?after=0"));
    ASSERT_TRUE(mail);
    ASSERT_EQ(mail->size(), 1U);
    EXPECT_EQ(text((*mail)[0].der), letter.der);
    EXPECT_EQ(desk.get("/v1/mail?after=0"), "");
    const auto lost = sealed("to nobody");
    EXPECT_EQ(desk.put(lost, "centre", "joutseno/nobody"), 201) << "the spool cannot know";
    ASSERT_TRUE(eventually([&] {
        const auto events = desk.deliveries();
        return std::any_of(events.begin(), events.end(), [&](const auto& event) {
            return event.id.str() == lost.id && event.state == DeliveryState::refused &&
                   event.reason == "unknown_addressee";
        });
    })) << "and the rest goes on:";
    const auto next = sealed("the next letter");
    EXPECT_EQ(desk.put(next, "centre", "joutseno/mail-kiosk"), 201);
    EXPECT_TRUE(eventually([&] { return received(desk).contains(next.id); }));
}

TEST(Way, KilledBetweenHandOverAndForwardingNothingIsLost) {
    auto& office = shared();
    auto kiosk = office.device("reception", "kill-kiosk");
    const auto desk = office.device("desk", "kill-desk");
    office.archive->kill();
    std::vector<std::string> handed;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 5; ++i) {
            const auto envelope =
                sealed("handed over " + std::to_string(round) + "." + std::to_string(i));
            ASSERT_EQ(kiosk.put(envelope), 201);
            handed.push_back(envelope.id);
        }
        kiosk.daemon->kill();
        RealOffice::start(kiosk);
    }
    EXPECT_EQ(kiosk.status().spooled, handed.size());
    office.start_archive();
    EXPECT_TRUE(eventually([&] { return received(kiosk).size() == handed.size(); }));
    EXPECT_EQ(received(kiosk), std::set<std::string>(handed.begin(), handed.end()));
    ASSERT_TRUE(eventually([&] {
        std::size_t there = 0;
        for (const auto& item : entries(desk))
            there += item.device == "joutseno/kill-kiosk" ? 1 : 0;
        return there == handed.size();
    }));
    std::vector<std::string> order;
    for (const auto& item : entries(desk))
        if (item.device == "joutseno/kill-kiosk")
            order.push_back(item.id.str());
    EXPECT_EQ(order, handed) << "first handed over, first in the log, each once";
}

TEST(Way, LeadsThroughARelayInTheMiddle) {
    auto& office = shared();
    const auto edge = office.device("relay", "edge", "device = \"127.0.0.1:0\"\n");
    const auto kiosk = office.device("reception", "far-kiosk", "", listening(edge.data, "device"));
    const auto envelope = sealed("over two hops");
    EXPECT_EQ(kiosk.put(envelope), 201);
    EXPECT_TRUE(eventually([&] { return received(kiosk).contains(envelope.id); }, seconds(60)));
    EXPECT_FALSE(kiosk.get("/v1/checkpoint").empty());
}

TEST(Way, LetsADeviceEnrolAtARelay) {
    auto& office = shared();
    const auto edge =
        office.device("relay", "enrol-edge", "device = \"127.0.0.1:0\"\nenrol = \"127.0.0.1:0\"\n");
    auto code = office.invite("reception", "edge-kiosk");
    const auto archive = listening(office.directory / "archive", "enrol");
    const auto at = code.find(archive);
    ASSERT_NE(at, std::string::npos);
    code.replace(at, archive.size(), listening(edge.data, "enrol"));
    const auto kiosk = office.configure("edge-kiosk", "", listening(edge.data, "device"));
    ASSERT_TRUE(eventually([&] { return edge.status().upstream == "connected"; }));
    const auto done = office.enrol(kiosk, code);
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.out, "Enrolled at Test office as joutseno/edge-kiosk.\n");
}

TEST(Program, ShowsItsHealthAtItsAdminPortAndNothingElse) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "admin-kiosk", "admin = \"127.0.0.1:0\"\n");
    const auto curl = [&](const std::string& path) {
        return run({"curl", "-sS", "-w", "%{http_code}",
                    "http://" + listening(kiosk.data, "admin") + path})
            .out;
    };
    EXPECT_EQ(curl("/healthz"), "ok\n200");
    EXPECT_EQ(curl("/readyz"), "ready\n200");
    EXPECT_NE(curl("/metrics").find("\nsuoja_certificate_end_seconds "), std::string::npos);
    EXPECT_TRUE(curl("/v1/hello").ends_with("403"));
    EXPECT_TRUE(curl("/v1/status").ends_with("403"));
}

TEST(Revocation, ClosesTheDoorWhileTheDeviceKeepsWhatItHas) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "revoked-kiosk");
    const auto other = office.device("reception", "other-kiosk");
    ASSERT_TRUE(eventually([&] { return kiosk.status().upstream == "connected"; }));
    const auto ended =
        office.office({"revoke", "--device", "joutseno/revoked-kiosk", "--reason", "stolen"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_TRUE(eventually([&] { return kiosk.status().upstream == "refused"; }))
        << "its open connections are closed";
    EXPECT_EQ(kiosk.status().last_error, "revoked");
    const auto envelope = sealed("after the revocation");
    EXPECT_EQ(kiosk.put(envelope), 201);
    const auto twin = sealed("of another");
    EXPECT_EQ(other.put(twin), 201);
    EXPECT_TRUE(eventually([&] { return received(other).contains(twin.id); }));
    EXPECT_EQ(kiosk.status().spooled, 1U) << "kept, not refused for good";
    EXPECT_TRUE(kiosk.deliveries().empty());
}

TEST(Certify, OverTheUnixSocketGivesCertificatesThatStandInTheDirectory) {
    auto& office = shared();
    const auto kiosk = office.device("reception", "certified-kiosk");
    const auto key = envelope::PrivateKey::make();
    link::CertifyRequest wanted;
    wanted.signing_csr = envelope::make_request(key, "signing");
    link::LocalClient client(kiosk.socket);
    const auto said = client.call({"POST",
                                   "/v1/certify",
                                   {},
                                   std::string(link::kJsonType),
                                   link::write_certify(wanted),
                                   seconds(20)});
    ASSERT_TRUE(said);
    ASSERT_EQ(said->status, 200U) << said->body;
    const auto made = link::read_certificates(said->body);
    ASSERT_TRUE(made);
    const auto certificate = envelope::Certificate::from_der(made->signing);
    ASSERT_TRUE(certificate);
    EXPECT_TRUE(key.belongs_to(*certificate));
    EXPECT_EQ(certificate->role()->name, "joutseno/certified-kiosk");
    const auto root = envelope::read_pem(slurp(office.directory / "root.pem"));
    EXPECT_TRUE(eventually([&] {
        const auto directory = envelope::open_directory(view(kiosk.get("/v1/directory")), *root, 0);
        const auto* device = directory ? directory->device("joutseno/certified-kiosk") : nullptr;
        return device != nullptr && device->signing.size() == 1;
    })) << "at once, not at the next poll";
}

TEST(Enrolment, IsRefusedWithoutTheRightCodeAndWorksWithIt) {
    auto& office = shared();
    const auto relay = office.configure("enrolled-kiosk");
    const auto good = office.invite("reception", "enrolled-kiosk");
    const auto part = [&](int number) { // the parts of a code, by its dots from the right
        std::size_t at = good.size();
        for (int i = 0; i < number; ++i)
            at = good.rfind('.', at - 1);
        return at + 1;
    };
    const auto flipped = [&](std::size_t at) {
        auto code = good;
        code[at] = code[at] == 'A' ? 'B' : 'A';
        return code;
    };
    EXPECT_EQ(office.enrol(relay, "suoja1").code, 2);
    EXPECT_EQ(office.enrol(relay, good.substr(1)).code, 2);
    const auto wrong_root = office.enrol(relay, flipped(part(3)));
    EXPECT_EQ(wrong_root.code, exit_code(Reason::untrusted)) << wrong_root.err;
    const auto wrong_secret = office.enrol(relay, flipped(part(1)));
    EXPECT_EQ(wrong_secret.code, 1) << wrong_secret.err;
    const auto serve = run({program("suoja-relay"), "serve", "--config", relay.config});
    EXPECT_EQ(serve.code, 1) << "not enrolled";
    EXPECT_NE(serve.err.find("not enrolled"), std::string::npos);
    const auto done = office.enrol(relay, good);
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.out, "Enrolled at Test office as joutseno/enrolled-kiosk.\n");
    EXPECT_EQ(office.enrol(relay, good).code, 1) << "already enrolled";
    const auto second = office.configure("kiosk-with-a-used-code");
    const auto used = office.enrol(second, good);
    EXPECT_EQ(used.code, 1);
    EXPECT_NE(used.err.find("used already"), std::string::npos) << used.err;
    office.archive->kill();
    const auto away = office.enrol(second, good);
    EXPECT_EQ(away.code, 5) << away.err;
    office.start_archive();
}

TEST(Program, SaysOfEveryCommandAndOptionWhatItIs) {
    const std::vector<std::vector<std::string>> commands{{"serve"},
                                                         {"check-config"},
                                                         {"enrol"},
                                                         {"office-init"},
                                                         {"office-sign"},
                                                         {"office-sign", "forms"},
                                                         {"invite"},
                                                         {"devices"},
                                                         {"revoke"},
                                                         {"forms", "publish"},
                                                         {"forms", "list"},
                                                         {"log", "verify"},
                                                         {"log", "checkpoint"}};
    for (const auto& command : commands) {
        std::vector<std::string> arguments{program("suoja-relay")};
        std::string words = "suoja-relay";
        for (const auto& word : command) {
            arguments.push_back(word);
            words += " " + word;
        }
        arguments.emplace_back("--help");
        const auto help = run(arguments);
        EXPECT_EQ(help.code, 0) << words;
        EXPECT_NE(help.out.find("  " + words), std::string::npos) << "an example: " << help.out;
        std::istringstream lines(help.out);
        bool unsaid = false; // an option whose meaning may stand on the next line
        for (std::string line; std::getline(lines, line);) {
            if (unsaid) {
                EXPECT_TRUE(line.starts_with("          ")) << words << ": " << line;
            }
            unsaid = line.starts_with("  --") && line.find("  ", 30) == std::string::npos &&
                     line.size() < 31;
        }
    }
    const auto version = run({program("suoja-relay"), "--version"});
    EXPECT_TRUE(version.out.starts_with("suoja-relay ")) << version.out;
    const auto wrong = run({program("suoja-relay"), "log", "verifi"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_NE(wrong.err.find("the nearest is \"suoja-relay log verify\""), std::string::npos)
        << wrong.err;
    EXPECT_EQ(run({program("suoja-relay"), "office-sign", "--root", "x", "--out", "y"}).code, 2);
}

TEST(Program, HasOneProcessADataDirectory) {
    auto& office = shared();
    auto kiosk = office.device("reception", "only-kiosk");
    const auto second = run({program("suoja-relay"), "serve", "--config", kiosk.config});
    EXPECT_EQ(second.code, 6) << second.err;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kiosk.data))
        EXPECT_EQ(entry.status().permissions() &
                      (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                  std::filesystem::perms::none)
            << entry.path();
    EXPECT_EQ(kiosk.daemon->terminate(), 0);
    EXPECT_FALSE(std::filesystem::exists(kiosk.data / "listening.json"));
    EXPECT_FALSE(std::filesystem::exists(kiosk.socket));
    RealOffice::start(kiosk);
    EXPECT_FALSE(kiosk.get("/v1/hello").empty());
    kiosk.daemon->kill();
    EXPECT_TRUE(std::filesystem::exists(kiosk.socket)) << "left by a kill";
    RealOffice::start(kiosk);
    EXPECT_FALSE(kiosk.get("/v1/hello").empty()) << "and taken over";
}

TEST(Program, AnswersALongPollWhenItIsAskedToEnd) {
    auto& office = shared();
    auto kiosk = office.device("reception", "drained-kiosk");
    RawClient client(kiosk.socket);
    client.send("GET /v1/mail?after=0&wait=50 HTTP/1.1\r\nHost: x\r\n\r\n");
    RawClient idle(kiosk.socket);
    pause_briefly();
    EXPECT_EQ(kiosk.daemon->terminate(), 0);
    EXPECT_EQ(status_of(client.answer()), 200);
    EXPECT_TRUE(idle.closed());
}

TEST(Program, SaysWhatIsWrongWithItsConfiguration) {
    TemporaryDirectory directory;
    const auto config = directory / "relay.toml";
    const auto check = [&](const std::string& text) {
        spill(config, text);
        return run({program("suoja-relay"), "check-config", "--config", config});
    };
    const auto wrong = check("[identity]\ndata = \"d\"\n[listen]\ndevise = \"127.0.0.1:1\"\n");
    EXPECT_EQ(wrong.code, 78);
    EXPECT_EQ(wrong.err, "relay.toml:4: \"listen.devise\" is not a known key; the nearest is "
                         "\"listen.device\".\n");
    EXPECT_EQ(check("[identity]\ndata = \"d\"\n[listen]\ndevice = \"127.0.0.1:1\"\n").code, 0);
    EXPECT_EQ(run({program("suoja-relay"), "serve", "--config", directory / "none.toml"}).code, 78);
    EXPECT_EQ(run({program("suoja-relay"), "serve"}).code, 2);
    EXPECT_EQ(run({program("suoja-relay"), "sing"}).code, 2);
}

TEST(Program, RefusesKeysThatOthersMayRead) {
    auto& office = shared();
    auto kiosk = office.device("reception", "modes-kiosk");
    EXPECT_EQ(kiosk.daemon->terminate(), 0);
    const auto key = kiosk.data / "spool.key";
    std::filesystem::permissions(key, std::filesystem::perms(0644));
    const auto open = run({program("suoja-relay"), "serve", "--config", kiosk.config});
    EXPECT_EQ(open.code, 1);
    EXPECT_NE(open.err.find("spool.key"), std::string::npos) << open.err;
    std::filesystem::permissions(key, std::filesystem::perms(0600));
    RealOffice::start(kiosk);
    EXPECT_FALSE(kiosk.get("/v1/hello").empty());
}

TEST(Program, RefusesBeforeTheBodyWhenTheSpoolIsFull) {
    auto& office = shared();
    auto kiosk = office.configure("full-kiosk");
    spill(kiosk.config, slurp(kiosk.config) + "[spool]\nmax_bytes = 1048576\n");
    ASSERT_EQ(office.enrol(kiosk, office.invite("reception", "full-kiosk")).code, 0);
    RealOffice::start(kiosk);
    EXPECT_EQ(kiosk.put(sealed(std::string(1'000'000, 'x'))), 201);
    const auto envelope = sealed(std::string(100'000, 'y'));
    RawClient client(kiosk.socket);
    const auto request = put_request(envelope);
    client.send(request.substr(0, request.size() - envelope.der.size())); // the head alone
    const auto answer = client.answer();
    EXPECT_EQ(status_of(answer), 507) << answer;
    EXPECT_NE(answer.find("Retry-After: "), std::string::npos);
    EXPECT_NE(answer.find("spool_full"), std::string::npos);
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(kiosk.put(sealed("small")), 201);
}

TEST(Program, EndsWithFourWhenItsSpoolIsDamaged) {
    auto& office = shared();
    auto kiosk = office.device("reception", "damaged-kiosk");
    EXPECT_EQ(kiosk.daemon->terminate(), 0);
    const auto file = kiosk.data / "spool.db";
    const auto good = slurp(file);
    const auto wal = kiosk.data / "spool.db-wal";
    const auto journal = slurp(wal);
    auto bad = good;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    spill(file, bad);
    std::filesystem::remove(wal); // else it makes the page good again
    const auto ended = run({program("suoja-relay"), "serve", "--config", kiosk.config});
    EXPECT_EQ(ended.code, 4) << ended.err;
    spill(file, good);
    spill(wal, journal);
    RealOffice::start(kiosk);
    EXPECT_FALSE(kiosk.get("/v1/hello").empty());
}

TEST(Archive, IsReachedByStockCurlWithTheOfficesRoot) {
    auto& office = shared();
    auto kiosk = office.device("reception", "curl-kiosk");
    EXPECT_EQ(kiosk.daemon->terminate(), 0);
    relay::SpoolSettings settings;
    settings.file = kiosk.data / "spool.db";
    settings.key = relay::database_key(kiosk.data / "spool.key", false).value();
    const auto spool = relay::Spool::open(std::move(settings), system_clock()).value();
    const auto identity = relay::read_identity(*spool).value();
    RelayPlace place("relay:unused"); // for its way of writing PEM files
    const auto files = place.pem(identity.transport, "curl");
    const auto curl = [&](const Arguments& more) {
        Arguments command{
            "curl",   "-sS",    "-w",    " %{http_code}", "--cacert", office.directory / "root.pem",
            "--cert", files[0], "--key", files[1]};
        command.insert(command.end(), more.begin(), more.end());
        return run(command);
    };
    const auto base = "https://" + office.archive_address();
    const auto hello = curl({base + "/v1/hello"});
    EXPECT_TRUE(hello.out.ends_with(" 200")) << hello.out << hello.err;
    EXPECT_NE(hello.out.find("\"role\":\"archive\""), std::string::npos);
    const auto envelope = sealed("by curl alone");
    const auto file = office.directory / "curl.der";
    spill(file, envelope.der);
    const auto put =
        curl({"-T", file, "-H", "Suoja-Group: centre", base + "/v1/envelopes/" + envelope.id});
    EXPECT_TRUE(put.out.ends_with(" 201")) << put.out;
    EXPECT_NE(put.out.find("\"receipt\":{"), std::string::npos) << "an archive answers with it";
    EXPECT_TRUE(curl({base + "/v1/entries?group=centre&after=0"}).out.ends_with(" 403"));
    EXPECT_TRUE(curl({base + "/v1/status"}).out.ends_with(" 403"));
    const auto directory = curl({"-o", "/dev/null", base + "/v1/directory"});
    EXPECT_EQ(directory.out, " 200");
}

} // namespace
} // namespace suoja::test
