// SPDX-License-Identifier: Apache-2.0
#pragma once
// The far end for tests of the exchange: a real archive log (relay/archive) behind one plain HTTP
// Unix socket a device, instead of the network. Sockets, log, receipts and proofs are real; what is
// simulated is the way between them, which tests cut, hold back, or bend. Threads inside.
#include "relay/archive/log_store.h"
#include "relay/authority/authority.h"
#include "tests/support/office.h"
#include "tests/support/temporary_directory.h"

#include <functional>
#include <map>

namespace suoja::test {

class ExchangeOffice {
  public:
    ExchangeOffice(DeviceOffice& office, const Clock& clock);
    // of a real authority: its log key, its directory as it stands
    ExchangeOffice(relay::Authority& authority, const Clock& clock);
    ~ExchangeOffice();
    ExchangeOffice(const ExchangeOffice&) = delete;
    ExchangeOffice& operator=(const ExchangeOffice&) = delete;

    // the socket of this device's own relay; listens from now on
    std::filesystem::path socket(const std::string& device);
    void stop(const std::string& device); // nobody listens there any more
    // false: envelopes stay in the spools, proofs and new directories do not come
    void connect(bool upstream);
    void refuse(const std::string& code); // every envelope, 403; "" = none
    // a relay that forgot what was handed to it
    void forget_spools();
    // a relay with a will of its own: takes out of the spool what goes to the log now, in its
    // order; what it neither takes nor leaves is lost
    using Meddle = std::function<std::vector<link::Item>(std::vector<link::Item>& spool)>;
    void meddle(Meddle meddle);
    // changes the JSON of receipts on their way to devices
    void bend_receipts(std::function<std::string(std::string)> bend);
    // changes entries and mail on their way to devices
    void bend_items(std::function<void(link::Item&)> bend);
    // another directory on the way to devices
    void bend_directory(std::function<Bytes(const Bytes&)> bend);
    // another log of the same key and origin takes the place of the first: a fork
    void fork();
    void new_directory();                           // signs what the office lists now
    void serve_form(const Hash& sha256, Bytes der); // GET /v1/forms/
    void certify(std::function<Result<link::Certificates>(const std::string& device,
                                                          const link::CertifyRequest&)>
                     certify);

    // straight into the log, past every device
    void append(const link::Item& item);
    [[nodiscard]] relay::LogStore& log();
    // ids in the order in which they were handed in
    [[nodiscard]] std::vector<envelope::EnvelopeId> handed_in(const std::string& device);
    [[nodiscard]] std::size_t calls(const std::string& path); // whose target begins so

    struct State;

  private:
    std::unique_ptr<State> state_;
};

} // namespace suoja::test

namespace suoja::test {

// A real authority, devices enrolled there whose relays' transport keys stand here, and the far end
// that certifies with them.
class EnrolledOffice {
  public:
    explicit EnrolledOffice(const Clock& clock);
    // "joutseno", "kiosk-1"
    void enrol(envelope::RoleKind kind, const std::string& site, const std::string& name);
    [[nodiscard]] relay::Authority& authority() { return *authority_; }
    [[nodiscard]] const relay::OfficeKeys& keys() const { return *keys_; }
    [[nodiscard]] ExchangeOffice& far() { return *far_; }
    [[nodiscard]] Result<link::Certificates> certify(const std::string& device,
                                                     const link::CertifyRequest& request);

  private:
    struct Transport {
        envelope::PrivateKey key = envelope::PrivateKey::make();
        std::optional<envelope::Certificate> certificate;
        std::vector<envelope::Certificate> chain;
    };
    TemporaryDirectory place_;
    std::map<std::string, Transport> transport_;
    std::optional<relay::OfficeKeys> keys_;
    std::unique_ptr<relay::Authority> authority_;
    std::unique_ptr<ExchangeOffice> far_;
};

} // namespace suoja::test
