// SPDX-License-Identifier: Apache-2.0
// The real archive, the program `suoja-relay serve` as its own process, taking envelopes of 4 KiB
// through its TLS listener from 16 enrolled devices: each a connection with its own client
// certificate and one unacknowledged PUT. `cpu_us` is the archive's user and system time for each
// record; the clients, which share the machine, are not in it, as the driver of raw_group_commit
// is (bench_archive.cpp). Beside that: TLS, HTTP, the checks from outside, Merkle tree, checkpoint
// and receipt.
#include "core/files.h"
#include "core/json.h"
#include "core/link/tls/context.h"
#include "core/link/wire.h"
#include "relay/office/stores.h"
#include "tests/scenarios/support/process.h"
#include "tests/support/temporary_directory.h"

#include <benchmark/benchmark.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <atomic>
#include <fstream>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace suoja;

constexpr std::size_t kBody = 4096;
constexpr int kRecords = 20'000;

void must(bool good, const char* what) {
    if (!good)
        throw std::runtime_error(what);
}

// AuthEnvelopedData from outside: its content type, and an octet string that differs each time
Bytes envelope_of(const Bytes& filling, std::uint64_t number) {
    constexpr std::array<std::uint8_t, 29> kHead{
        0x30, 0x82, 0x0f, 0xfc, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10,
        0x01, 0x17, 0xa0, 0x82, 0x0f, 0xeb, 0x30, 0x82, 0x0f, 0xe7, 0x04, 0x82, 0x0f, 0xe3};
    Bytes out(kHead.begin(), kHead.end());
    out.insert(out.end(), filling.begin(), filling.end());
    out.resize(kBody);
    for (std::size_t i = 0; i < 8; ++i)
        out[kBody - 8 + i] = static_cast<std::uint8_t>(number >> (8 * i));
    return out;
}

class Connection {
  public:
    Connection(const envelope::Bundle& identity, const envelope::Certificate& root,
               std::uint16_t port)
        : tls_(link::TlsContext::client(identity, root)),
          socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), ssl_(tls_->make_connection()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* any = &address;
        must(::connect(socket_, static_cast<const sockaddr*>(any), sizeof address) == 0,
             "the archive does not listen");
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        must(SSL_set_fd(ssl_, socket_) == 1 && SSL_connect(ssl_) == 1, "TLS failed");
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        SSL_free(ssl_);
        ::close(socket_);
    }
    // durable, with its receipt, when it returns
    void put(const Bytes& der) {
        const auto id = envelope::EnvelopeId::of(system_clock().now(), sha256(der));
        std::string request =
            "PUT /v1/envelopes/" + id.str() +
            " HTTP/1.1\r\nHost: archive\r\nSuoja-Group: centre\r\nContent-Type: " +
            std::string(link::kEnvelopeType) + "\r\nContent-Length: " + std::to_string(der.size()) +
            "\r\n\r\n";
        request += text(der);
        must(SSL_write(ssl_, request.data(), static_cast<int>(request.size())) ==
                 static_cast<int>(request.size()),
             "the archive took no more");
        const auto said = answer();
        must(said.starts_with("HTTP/1.1 201"), "the archive did not store an envelope");
        must(said.find("\"checkpoint\"") != std::string::npos, "no receipt came");
    }

  private:
    std::string answer() {
        std::string all;
        std::array<char, 16384> chunk{};
        for (;;) {
            const int got = SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()));
            must(got > 0, "the archive ended a connection");
            all.append(chunk.data(), static_cast<std::size_t>(got));
            const auto end = all.find("\r\n\r\n");
            const auto at = all.find("Content-Length: ");
            if (end != std::string::npos && at < end &&
                all.size() >= end + 4 + std::stoul(all.substr(at + 16)))
                return all;
        }
    }
    std::shared_ptr<const link::TlsContext> tls_;
    int socket_;
    SSL* ssl_;
};

// An office whose archive is the real program, and devices enrolled there.
class Archive {
  public:
    explicit Archive(int devices) {
        const auto config = directory_ / "archive.toml";
        test::spill(config, "[identity]\ndata = \"data\"\n[listen]\ndevice = \"127.0.0.1:0\"\n"
                            "[enrol]\npublic = \"127.0.0.1:1\"\n[sites]\njoutseno = {code = "
                            "\"JOU\", name = {en = \"J\", fi = \"J\", sv = \"J\"}}\n[limits]\n"
                            "bytes_per_day = 1099511627776\n[log]\nlevel = \"warning\"\n");
        enrol(relay::read_settings(config).value(), devices);
        daemon_.emplace(
            test::Arguments{test::program("suoja-relay"), "serve", "--config", config.string()},
            directory_ / "archive.log");
        daemon_->start();
        const auto told = directory_ / "data/listening.json";
        must(test::eventually([&] { return std::filesystem::exists(told); }),
             "the archive does not start");
        const auto address =
            json::text_of(json::parse_object(test::slurp(told), 4096).value(), "device").value();
        const auto port =
            static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
        for (const auto& identity : identities_)
            connections_.push_back(std::make_unique<Connection>(identity, *root_, port));
    }
    // every connection by a thread of its own, until `records` are durable
    void take(int records, const Bytes& filling) {
        std::atomic<int> left = records;
        std::vector<std::thread> devices;
        for (auto& connection : connections_)
            devices.emplace_back([&, to = connection.get()] {
                while (left.fetch_sub(1) > 0)
                    to->put(envelope_of(filling, ++number_));
            });
        for (auto& device : devices)
            device.join();
    }
    // user and system time of the archive so far
    [[nodiscard]] double cpu_seconds() const {
        std::ifstream file("/proc/" + std::to_string(daemon_->pid()) + "/stat");
        std::string all((std::istreambuf_iterator<char>(file)), {});
        std::istringstream fields(all.substr(all.rfind(')') + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i)
            fields >> skipped;
        double user = 0, system = 0;
        fields >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

  private:
    void enrol(const relay::Settings& settings, int devices) {
        static_cast<void>(private_directory(settings.data).value());
        static_cast<void>(relay::Authority::init(relay::authority_settings(settings, true).value(),
                                                 "Office of a benchmark", system_clock())
                              .value());
        const auto stores = relay::open_office(settings, system_clock()).value();
        root_ = stores.authority->root();
        for (int i = 1; i <= devices; ++i) {
            relay::NewInvite wanted;
            wanted.kind = envelope::RoleKind::reception;
            wanted.site = "joutseno";
            wanted.name = "kiosk-" + std::to_string(i);
            const auto code = stores.authority->invite(wanted).value();
            envelope::Bundle own;
            own.key = envelope::PrivateKey::make();
            link::EnrolRequest request;
            request.invite = code.invite;
            request.csr = envelope::make_request(own.key, wanted.name);
            request.proof = envelope::enrolment_proof(code.secret, request.csr);
            const auto got = stores.authority->enrol(request, "").value();
            own.certificate = envelope::Certificate::from_der(got.certificate).value();
            for (const auto& issuer : got.chain)
                own.chain.push_back(envelope::Certificate::from_der(issuer).value());
            identities_.push_back(std::move(own));
        }
    }

    test::TemporaryDirectory directory_;
    std::optional<envelope::Certificate> root_;
    std::vector<envelope::Bundle> identities_;
    std::optional<test::Daemon> daemon_;
    std::vector<std::unique_ptr<Connection>> connections_; // end before the archive does
    std::atomic<std::uint64_t> number_ = 0;
};

void archive_over_tls(benchmark::State& state) {
    const Bytes filling = random_bytes(kBody);
    Archive archive(static_cast<int>(state.range(0)));
    archive.take(2000, filling); // files and caches as in the middle of a day
    const double before = archive.cpu_seconds();
    std::int64_t records = 0;
    for (auto _ : state) {
        archive.take(kRecords, filling);
        records += kRecords;
    }
    state.counters["cpu_us"] =
        (archive.cpu_seconds() - before) * 1e6 / static_cast<double>(records);
    state.counters["records"] =
        benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}

BENCHMARK(archive_over_tls)->Arg(16)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
