// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/tries.h"

#include "core/files.h"
#include "core/json.h"

#include <algorithm>
#include <array>
#include <optional>

namespace suoja::kiosk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMost = std::size_t{32} << 10U; // 256 names
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
    constexpr auto kLongest = static_cast<std::int64_t>(kPauses.size());
    const Kept longest{kLongest, {{"", {kLongest, milliseconds{0}}}}};
    if (!bytes) {
        if (bytes.error().code == "file_not_private")
            return bytes.error();
        return longest;
    }
    const auto object = json::parse_object(bytes->text(), kMost);
    if (!object)
        return longest;
    const auto count_of = [](const boost::json::object& from) -> std::optional<Count> {
        const auto failures = json::integer_of(from, "failures");
        const auto steady = json::integer_of(from, "steady_ms");
        if (!failures || !steady || *failures < 0 || *steady < 0)
            return std::nullopt;
        return Count{std::min(*failures, kMostFailures), milliseconds{*steady}};
    };
    const auto all = count_of(*object);
    if (!all)
        return longest;
    Kept out{all->failures, {}};
    const auto* users = object->if_contains("users");
    if (users == nullptr) { // written before names were told apart
        out.users.emplace("", *all);
        return out;
    }
    if (!users->is_object())
        return longest;
    for (const auto& [name, value] : users->get_object()) {
        const auto one = value.is_object() ? count_of(value.get_object()) : std::nullopt;
        if (!one)
            return longest;
        out.users.emplace(std::string(name), *one);
    }
    return out;
}

Result<seconds> Tries::pause() const {
    const auto kept = read();
    if (!kept)
        return kept.error();
    const auto now = since_boot(*clock_);
    milliseconds longest{0};
    for (const auto& [name, user] : kept->users) {
        // less than what was kept: the machine has started again since
        const auto elapsed = now >= user.steady ? now - user.steady : now;
        longest = std::max(longest, milliseconds(pause_after(user.failures)) - elapsed);
    }
    return std::chrono::ceil<seconds>(longest);
}

void Tries::write(const Kept& kept) const {
    boost::json::object users;
    for (const auto& [name, user] : kept.users)
        users[name] =
            boost::json::object{{"failures", user.failures}, {"steady_ms", user.steady.count()}};
    const boost::json::object object{{"failures", kept.failures},
                                     {"last", rfc3339(clock_->now())},
                                     {"steady_ms", since_boot(*clock_).count()},
                                     {"users", std::move(users)}};
    write_durable(file_, view(json::canonical(object)), Mode::secret);
}

void Tries::count(const std::string& user) {
    const auto read_now = read();
    Kept kept = read_now ? *read_now : Kept{static_cast<std::int64_t>(kPauses.size()), {}};
    kept.failures = std::min(kept.failures + 1, kMostFailures);
    auto& own = kept.users[user];
    own.failures = std::min(own.failures + 1, kMostFailures);
    own.steady = since_boot(*clock_);
    write(kept);
}

void Tries::forget(const std::string& user) {
    const auto read_now = read();
    if (!read_now)
        return;
    Kept kept = *read_now;
    kept.failures = 0;
    kept.users.erase(user);
    kept.users.erase("");
    write(kept);
}

} // namespace suoja::kiosk
