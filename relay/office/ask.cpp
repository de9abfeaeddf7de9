// SPDX-License-Identifier: Apache-2.0
#include "relay/office/ask.h"

#include "core/files.h"
#include "core/json.h"
#include "core/link/local/local_client.h"
#include "relay/office/stores.h"

#include <thread>

namespace suoja::relay {
namespace {

namespace bj = boost::json;

constexpr std::chrono::seconds kPatience{2};
constexpr std::chrono::milliseconds kStep{50};
constexpr std::chrono::hours kLongest{1}; // a verification of a large log
constexpr std::size_t kMostAnswer = std::size_t{16} << 20U;

// nullopt: nobody listens on the socket (yet)
std::optional<Result<bj::object>> ask_serve(const Settings& settings, std::string_view command,
                                            const bj::object& options) {
    link::LocalClient client(settings.data / kControlSocket);
    link::Call call;
    call.method = "POST";
    call.target = "/control/" + std::string(command);
    call.content_type = link::kJsonType;
    call.body = json::canonical(options);
    call.patience = kLongest;
    const auto answer = client.call(call);
    if (!answer && answer.error().code == "no_relay")
        return std::nullopt;
    if (!answer)
        return Result<bj::object>(answer.error());
    if (answer->status != 200)
        return Result<bj::object>(failure_of(*answer));
    return json::parse_object(answer->body, kMostAnswer);
}

} // namespace

Result<bj::object> ask(const Settings& settings, std::string_view command,
                       const bj::object& options, const Clock& clock,
                       std::function<void(std::uint64_t, std::uint64_t)> progress) {
    if (!settings.is_archive())
        return authority_settings(settings, false).error();
    if (const auto there = private_directory(settings.data); !there)
        return there.error();
    const auto deadline = clock.steady() + kPatience;
    for (;;) {
        {
            auto lock = FileLock::take(settings.data / kLockFile, std::chrono::milliseconds{0});
            if (lock) {
                auto stores = open_office(settings, clock);
                if (!stores)
                    return stores.error();
                OfficeContext office{*stores->authority, *stores->log, clock, std::move(progress)};
                return run(office, command, options);
            }
            if (lock.error().reason != Reason::busy)
                return lock.error();
        }
        if (auto answer = ask_serve(settings, command, options))
            return std::move(*answer);
        if (clock.steady() >= deadline)
            return fail(Reason::busy, "in_use",
                        "Another program uses the archive's data directory and does not answer. "
                        "Nothing was changed; try again when it has started or ended.");
        std::this_thread::sleep_for(kStep);
    }
}

} // namespace suoja::relay
