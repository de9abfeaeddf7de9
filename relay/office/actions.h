// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the office's commands do to the open stores, as JSON in and out, so that they run alike in
// the command's own process and in a running `serve` (its control socket calls `control`).
// Commands: "invite", "devices", "revoke", "log_verify", "log_checkpoint",
// "install_group_certificate", "publish_form", "forms". No private key of the root ever comes here.
// Any thread; log_verify takes as long as the log is large.
#include "relay/archive/log_store.h"
#include "relay/authority/authority.h"

#include <boost/json/object.hpp>

namespace suoja::relay {

struct OfficeContext {
    Authority& authority;
    LogStore& log;
    const Clock& clock;
    std::function<void(std::uint64_t done, std::uint64_t all)> progress; // of log_verify
};

// usage "unknown_command", "options"; else what the stores say
[[nodiscard]] Result<boost::json::object> run(OfficeContext& office, std::string_view command,
                                              const boost::json::object& options);

// The same over HTTP: `POST /control/<command>`, 200 with the answer or a problem. The status and
// the code carry the failure through; failure_of gets it back on the other side.
[[nodiscard]] link::Answer control(OfficeContext& office, std::string_view command,
                                   std::string_view body);
[[nodiscard]] bool command_writes(std::string_view command);
[[nodiscard]] Failure failure_of(const link::Answer& answer);

} // namespace suoja::relay
