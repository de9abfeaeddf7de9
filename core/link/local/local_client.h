// SPDX-License-Identifier: Apache-2.0
#pragma once
// HTTP/1.1 to the device's own relay over its Unix socket; the only way out of a process that can
// read. Blocking, with a deadline for each call; one keep-alive connection, opened again when it
// was lost before a byte of the answer came. One thread at a time, but cancel() from any.
// unreachable: "no_relay" (nobody listens), "timeout", "cancelled", "broken".
#include "core/link/wire.h"

#include <filesystem>
#include <memory>

namespace suoja::link {

class LocalClient {
  public:
    explicit LocalClient(std::filesystem::path socket);
    LocalClient(LocalClient&&) noexcept;
    LocalClient& operator=(LocalClient&&) noexcept;
    ~LocalClient();
    [[nodiscard]] Result<Answer> call(const Call& call); // answers up to kMaxBatchBytes + 1 MiB
    void cancel(); // the call under way, or else the next one, returns at once

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace suoja::link
