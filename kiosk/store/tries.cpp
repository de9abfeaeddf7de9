// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/tries.h"

#include "core/files.h"
#include "core/json.h"

#include <algorithm>
#include <array>

namespace suoja::kiosk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMost = 1024;
// after 1, 2, … wrong tries; the last one stays
constexpr std::array<seconds, 7> kPauses{seconds{0},  seconds{0},  seconds{0},  seconds{5},
                                         seconds{15}, seconds{60}, seconds{300}};
constexpr std::int64_t kMostFailures = 1'000'000;

seconds pause_after(std::int64_t failures) {
    if (failures <= 0)
        return seconds{0};
    return kPauses[std::min(static_cast<std::size_t>(failures), kPauses.size()) - 1];
}

milliseconds since_boot(const Clock& clock) {
    return std::chrono::duration_cast<milliseconds>(clock.steady().time_since_epoch());
}

} // namespace

Result<Tries::Kept> Tries::read() const {
    const auto bytes = read_secret(file_, kMost);
    if (!bytes && bytes.error().reason == Reason::not_found)
        return Kept{};
    // A file that does not read earns the longest pause, counted from the start of the machine: it
    // frees nobody from waiting and locks nobody out.
    const Kept longest{static_cast<std::int64_t>(kPauses.size()), milliseconds{0}};
    if (!bytes) {
        if (bytes.error().code == "file_not_private")
            return bytes.error();
        return longest;
    }
    const auto object = json::parse_object(bytes->text(), kMost);
    if (!object)
        return longest;
    const auto failures = json::integer_of(*object, "failures");
    const auto steady = json::integer_of(*object, "steady_ms");
    if (!failures || !steady || *failures < 0 || *steady < 0)
        return longest;
    return Kept{std::min(*failures, kMostFailures), milliseconds{*steady}};
}

Result<seconds> Tries::pause() const {
    const auto kept = read();
    if (!kept)
        return kept.error();
    const auto now = since_boot(*clock_);
    // less than what was kept: the machine has started again since
    const auto elapsed = now >= kept->steady ? now - kept->steady : now;
    const auto left = milliseconds(pause_after(kept->failures)) - elapsed;
    return std::chrono::ceil<seconds>(std::max(left, milliseconds{0}));
}

void Tries::count() {
    const auto kept = read();
    const std::int64_t failures = kept ? kept->failures : static_cast<std::int64_t>(kPauses.size());
    const boost::json::object object{{"failures", std::min(failures + 1, kMostFailures)},
                                     {"last", rfc3339(clock_->now())},
                                     {"steady_ms", since_boot(*clock_).count()}};
    write_durable(file_, view(json::canonical(object)), Mode::secret);
}

void Tries::forget() {
    const auto kept = read();
    if (kept && kept->failures == 0)
        return;
    const boost::json::object object{{"failures", 0},
                                     {"last", rfc3339(clock_->now())},
                                     {"steady_ms", since_boot(*clock_).count()}};
    write_durable(file_, view(json::canonical(object)), Mode::secret);
}

} // namespace suoja::kiosk
