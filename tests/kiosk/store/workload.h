// SPDX-License-Identifier: Apache-2.0
#pragma once
// Work at a kiosk that can break off at any point, and what must be found afterwards: either
// everything that was acknowledged, or that and the one act under way, and nothing between.
#include "kiosk/store/finalise.h"
#include "tests/support/clock.h"
#include "tests/support/office.h"

#include <map>

namespace suoja::test {

// Everything at a kiosk by its case code, whatever it is at the moment.
struct Known {
    bool record = false; // else a draft
    form::Answers answers;
    bool operator==(const Known&) const = default;
};
using Picture = std::map<std::string, Known>;

[[nodiscard]] Picture picture_of(kiosk::Store& store);
// "" or the first rule that does not hold: every version with all its envelopes, numbers without a
// hole, chain, key head, audit log and the batches of it that were sealed, nothing half.
[[nodiscard]] std::string broken_rule(kiosk::Store& store, const DeviceOffice& office);

struct Worked {
    Picture acknowledged, doubtful; // doubtful: with the act that broke off
    // acknowledged
    int acts = 0, versions = 0, taken_back = 0, batches = 0, ended = 0;
    bool failed = false;
};

class Workload {
  public:
    Workload();
    // a furnished device in `directory`, closed
    void make(const std::filesystem::path& directory);
    [[nodiscard]] kiosk::Store open(const std::filesystem::path& directory,
                                    const std::string& vfs = {});
    // drafts, changes, versions, some taken back, audit batches, drafts whose time is over,
    // checkpoints; the same acts for the same seed
    [[nodiscard]] Worked run(kiosk::Store& store, const std::filesystem::path& directory, int acts,
                             std::uint64_t seed);
    DeviceOffice office;
    FakeClock clock;

  private:
    TestDevice& device_;
    kiosk::User user_;
    std::shared_ptr<const form::Form> form_;
};

} // namespace suoja::test
