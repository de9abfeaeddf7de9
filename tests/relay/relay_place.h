// SPDX-License-Identifier: Apache-2.0
#pragma once
// A real suoja-relay as its own process, with an identity of a test office put into its spool: so
// that its peers' certificates can be as odd as a test wishes. And plain sockets to talk to it.
#include "relay/identity.h"
#include "tests/scenarios/support/process.h"
#include "tests/support/envelope_office.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

namespace suoja::test {

struct RelayPlace {
    // `role`: of this relay ("relay:edge", "device:reception:joutseno:kiosk-1")
    explicit RelayPlace(const std::string& role);

    TemporaryDirectory directory;
    Office office = Office::make();
    envelope::Directory listed = office.directory();
    envelope::Bundle own;
    std::string limits;                           // TOML lines of [limits]
    std::string listen;                           // more of [listen]
    std::string upstream = "https://127.0.0.1:9"; // nobody
    std::unique_ptr<Daemon> daemon;

    // before start(): lists a device with this transport certificate
    envelope::ListedDevice& list(const envelope::Bundle& transport, const std::string& name,
                                 envelope::RoleKind kind = envelope::RoleKind::reception);
    void start();
    // of [listen] device, or of another
    [[nodiscard]] std::string port(const std::string& name = "device") const;
    [[nodiscard]] std::string socket() const; // of [listen] local
    // PEM files of a certificate with its chain, and its key: for stock clients
    [[nodiscard]] Arguments pem(const envelope::Bundle& bundle, const std::string& name) const;
};

// One connection over a Unix socket.
class RawClient {
  public:
    explicit RawClient(const std::string& socket);
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient();
    void send(const std::string& bytes) const; // what the other side does not take is dropped
    void finish() const;                       // our side ends
    // the next answer, whole by its Content-Length; "" when the connection is over or nothing
    // came for five seconds
    [[nodiscard]] std::string answer();
    [[nodiscard]] bool closed(); // the other side ended it, within five seconds
  private:
    int fd_ = -1;
    std::string ahead_;
};
[[nodiscard]] int status_of(const std::string& answer); // 0 for ""

// A DER AuthEnvelopedData from outside, padded as all are, with nothing inside; and its id.
struct Sealed {
    std::string der, id;
};
[[nodiscard]] Sealed sealed(const std::string& content);
[[nodiscard]] Sealed unpadded(const std::string& content); // as small as the content
[[nodiscard]] std::string put_request(const Sealed& envelope, const std::string& more = "");

} // namespace suoja::test
