// SPDX-License-Identifier: Apache-2.0
#pragma once
// An office of real programs: the archive and relays enrolled there, each its own process. Clients
// are the stock curl and our own local client.
#include "core/link/local/local_client.h"
#include "tests/relay/relay_place.h"

namespace suoja::test {

struct RealRelay {
    std::filesystem::path config, data, socket;
    std::unique_ptr<Daemon> daemon;
    [[nodiscard]] std::string get(const std::string& target) const; // body, "" unless 200
    [[nodiscard]] link::RelayStatus status() const;
    [[nodiscard]] int put(const Sealed& envelope, const std::string& group = "centre",
                          const std::string& to = "") const; // the HTTP status
    [[nodiscard]] std::vector<link::Delivery> deliveries() const;
};

class RealOffice {
  public:
    RealOffice();
    [[nodiscard]] Ended office(Arguments words) const; // an archive's command
    [[nodiscard]] std::string invite(const std::string& kind, const std::string& name) const;
    // configured, not enrolled, not started; `more` is TOML behind [listen]'s local
    [[nodiscard]] RealRelay configure(const std::string& name, const std::string& more = "",
                                      const std::string& upstream = "") const;
    [[nodiscard]] Ended enrol(const RealRelay& relay, const std::string& code) const;
    // enrolled and started
    [[nodiscard]] RealRelay device(const std::string& kind, const std::string& name,
                                   const std::string& more = "",
                                   const std::string& upstream = "") const;
    static void start(RealRelay& relay);
    void start_archive();
    [[nodiscard]] std::string archive_address() const { return archive_address_; }

    TemporaryDirectory directory;
    std::unique_ptr<Daemon> archive;

  private:
    void write_config(const std::string& device, const std::string& enrol) const;
    std::string archive_address_;
};

[[nodiscard]] std::string listening(const std::filesystem::path& data, const std::string& member);

} // namespace suoja::test
