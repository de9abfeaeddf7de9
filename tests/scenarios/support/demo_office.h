// SPDX-License-Identifier: Apache-2.0
#pragma once
// An office made through the shipped programs only, on loopback ports that the system chose: an
// archive, a desk with the centre's group key, a kiosk at Joutseno, the hotline at Helsinki.
// One for a test program. Throws with what a command said when a step fails.
#include "tests/scenarios/support/process.h"
#include "tests/support/temporary_directory.h"

#include <boost/json.hpp>

#include <memory>

namespace suoja::test {

// One device: its relay daemon and its data directory.
struct Device {
    std::string name; // "kiosk"
    std::string user;
    std::filesystem::path config, data, socket, passphrase, identity;
    std::unique_ptr<Daemon> relay;
    // `suoja …` as this device's user
    [[nodiscard]] Ended suoja(Arguments words, const std::string& input = {},
                              std::chrono::seconds most = std::chrono::seconds(60)) const;
    [[nodiscard]] boost::json::value suoja_json(Arguments words,
                                                const std::string& input = {}) const;
    // adds one record of the shipped sample, or of the JSON given; its id
    [[nodiscard]] std::string add(const std::string& form, const std::string& json = {}) const;
};

class DemoOffice {
  public:
    struct Wishes {
        bool hotline = false;
        std::filesystem::path archive_data; // "" = inside the office's directory
    };
    DemoOffice();
    explicit DemoOffice(const Wishes& wishes);
    ~DemoOffice();
    [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }
    Device kiosk, desk, hotline;
    std::unique_ptr<Daemon> archive;
    std::filesystem::path archive_config, archive_data, root_p12, recovery_p12, root_passphrase,
        recovery_passphrase, root_pem, recovery_pem, recovery_key;
    // starts the daemon again on the ports it had and waits until it listens
    void restart_archive();
    void restart(Device& device);
    // until the desk lists the record, syncing both ends; false after `most`
    // (prints what both syncs said when it gives up)
    [[nodiscard]] bool arrives(const Device& from, const std::string& record,
                               std::chrono::seconds most = std::chrono::seconds(60));
    [[nodiscard]] Ended office(Arguments words) const; // suoja-relay … --config archive.toml

  private:
    void make_device(Device& device, const std::string& kind, const std::string& site,
                     const std::string& name, const std::string& user, bool admin);
    TemporaryDirectory directory_;
    std::string archive_address_;
};

// one for the whole test program, made at the first call
[[nodiscard]] DemoOffice& office_with_hotline();

// exit code 0, or throws with the command and what it said
Ended must(const Ended& ended, const std::string& what);
[[nodiscard]] bool listens(const std::filesystem::path& listening_json, pid_t pid);
// every envelope of the log as the desk's relay gives it to a stock curl: its line and its DER
struct LogItem {
    boost::json::object line;
    std::string der;
};
[[nodiscard]] std::vector<LogItem> log_entries(const Device& desk);

} // namespace suoja::test
