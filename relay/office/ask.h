// SPDX-License-Identifier: Apache-2.0
#pragma once
// Runs one of the office's commands where its stores are: in this process under the data
// directory's lock, or in the `serve` that holds it, over its control socket. Blocking.
// busy "in_use" when neither works within 2 seconds; failures as actions.h says.
#include "relay/office/actions.h"
#include "relay/settings.h"

namespace suoja::relay {

inline constexpr std::string_view kLockFile = "lock";
inline constexpr std::string_view kControlSocket = "control.sock";

[[nodiscard]] Result<boost::json::object>
ask(const Settings& settings, std::string_view command, const boost::json::object& options,
    const Clock& clock, std::function<void(std::uint64_t, std::uint64_t)> progress = {});

} // namespace suoja::relay
