// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/relay_place.h"

#include "core/envelope/envelope.h"
#include "core/files.h"
#include "core/json.h"
#include "relay/settings.h"
#include "tests/support/envelope_files.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace suoja::test {
namespace {

std::string der(std::uint8_t tag, const std::string& content) {
    std::string length;
    if (content.size() < 128) {
        length += static_cast<char>(content.size());
    } else {
        std::string digits;
        for (auto n = content.size(); n != 0; n >>= 8U)
            digits.insert(digits.begin(), static_cast<char>(n & 0xffU));
        length = static_cast<char>(0x80U | digits.size()) + digits;
    }
    return static_cast<char>(tag) + length + content;
}

} // namespace

RelayPlace::RelayPlace(const std::string& role) {
    Wish wish;
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:" + role;
    wish.use = Use::transport;
    own = issue(wish);
    own.chain.push_back(office.root.certificate);
}

envelope::ListedDevice& RelayPlace::list(const envelope::Bundle& transport, const std::string& name,
                                         envelope::RoleKind kind) {
    envelope::ListedDevice device;
    device.name = name;
    device.kind = kind;
    device.site = name.substr(0, name.find('/'));
    device.number = static_cast<std::uint32_t>(listed.devices.size() + 1);
    device.transport.push_back({transport.certificate, std::nullopt});
    listed.devices.push_back(device);
    return listed.devices.back();
}

void RelayPlace::start() {
    const auto data = directory / "data";
    static_cast<void>(private_directory(data).value());
    {
        relay::SpoolSettings settings;
        settings.file = data / "spool.db";
        settings.key = relay::database_key(data / "spool.key", true).value();
        settings.create = true;
        const auto spool = relay::Spool::open(std::move(settings), system_clock()).value();
        std::vector<Bytes> chain;
        for (const auto& issuer : own.chain)
            chain.push_back(issuer.der());
        auto values = relay::identity_values(own.key, own.certificate.der(), chain);
        values.emplace_back(relay::kDirectorySetting, office.sign_directory(listed));
        if (!spool->set_and_wait(std::move(values)))
            throw std::runtime_error("the identity was not kept");
    }
    spill(directory / "relay.toml", "[identity]\ndata = \"data\"\n[listen]\ndevice = "
                                    "\"127.0.0.1:0\"\nlocal = \"relay.sock\"\n" +
                                        listen + "[upstream]\nurl = \"" + upstream +
                                        "\"\n[limits]\n" + limits);
    daemon = std::make_unique<Daemon>(
        Arguments{program("suoja-relay"), "serve", "--config", directory / "relay.toml"},
        directory / "relay.log");
    daemon->start();
    if (!eventually([&] {
            std::error_code ignored;
            return std::filesystem::exists(data / "listening.json", ignored) || !daemon->running();
        }))
        throw std::runtime_error("the relay does not listen: " + daemon->log());
}

std::string RelayPlace::port(const std::string& name) const {
    const auto text = slurp(directory / "data/listening.json");
    const auto address = json::text_of(json::parse_object(text, 4096).value(), name).value();
    return address.substr(address.find(':') + 1);
}

std::string RelayPlace::socket() const {
    return directory / "relay.sock";
}

Arguments RelayPlace::pem(const envelope::Bundle& bundle, const std::string& name) const {
    auto chain = envelope::write_pem(bundle.certificate);
    for (const auto& issuer : bundle.chain)
        chain += envelope::write_pem(issuer);
    spill(directory / (name + ".pem"), chain);
    spill(directory / (name + ".key"), key_pem(bundle.key));
    return {directory / (name + ".pem"), directory / (name + ".key")};
}

RawClient::RawClient(const std::string& socket) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    const void* any = &address;
    if (::connect(fd_, static_cast<const sockaddr*>(any), sizeof address) != 0)
        throw std::runtime_error("nobody listens at the relay's socket");
}

RawClient::~RawClient() {
    ::close(fd_);
}

void RawClient::send(const std::string& bytes) const {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto sent = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        done += static_cast<std::size_t>(sent);
    }
}

void RawClient::finish() const {
    ::shutdown(fd_, SHUT_WR);
}

std::string RawClient::answer() {
    for (;;) {
        const auto end = ahead_.find("\r\n\r\n");
        if (end != std::string::npos) {
            const auto at = ahead_.find("Content-Length: ");
            const auto length =
                at == std::string::npos || at > end ? 0 : std::stoul(ahead_.substr(at + 16));
            if (ahead_.size() >= end + 4 + length) {
                auto out = ahead_.substr(0, end + 4 + length);
                ahead_.erase(0, out.size());
                return out;
            }
        }
        pollfd waiting{fd_, POLLIN, 0};
        char chunk[65536];
        if (::poll(&waiting, 1, 5000) <= 0)
            return "";
        const auto got = ::recv(fd_, chunk, sizeof chunk, 0);
        if (got <= 0)
            return "";
        ahead_.append(chunk, static_cast<std::size_t>(got));
    }
}

bool RawClient::closed() {
    pollfd waiting{fd_, POLLIN, 0};
    char chunk[4096];
    while (::poll(&waiting, 1, 5000) > 0)
        if (::recv(fd_, chunk, sizeof chunk, 0) <= 0)
            return true;
    return false;
}

int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

Sealed sealed(const std::string& content) {
    auto padded = content;
    padded.resize(std::max(content.size(), envelope::kLeastEnvelopeBytes), ' ');
    return unpadded(padded);
}

Sealed unpadded(const std::string& content) {
    const std::string oid("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", 13);
    Sealed out;
    out.der = der(0x30, oid + der(0xa0, der(0x30, der(0x04, content))));
    out.id = envelope::EnvelopeId::of(system_clock().now(), sha256(view(out.der))).str();
    return out;
}

std::string put_request(const Sealed& envelope, const std::string& more) {
    return "PUT /v1/envelopes/" + envelope.id +
           " HTTP/1.1\r\nHost: localhost\r\nSuoja-Group: centre\r\nContent-Type: "
           "application/pkcs7-mime\r\n" +
           more + "Content-Length: " + std::to_string(envelope.der.size()) + "\r\n\r\n" +
           envelope.der;
}

} // namespace suoja::test
