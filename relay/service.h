// SPDX-License-Identifier: Apache-2.0
#pragma once
// The whole daemon, put together: opens what the configuration says, listens, runs until SIGTERM,
// drains. One io_context's thread, one writer thread, two reading threads. One process a data
// directory. When the storage fails it acknowledges nothing more and ends with 4.
#include "relay/settings.h"
#include "relay/sink.h"

#include <functional>
#include <memory>

namespace suoja::relay {

// For tests of the tests: what is put between connections and the store.
using WrapSink = std::function<std::unique_ptr<EnvelopeSink>(EnvelopeSink&)>;

// The exit code; `complain` gets the one sentence when it is not 0.
[[nodiscard]] int serve(Settings settings, const Clock& clock,
                        const std::function<void(const Failure&)>& complain,
                        const WrapSink& wrap = {});

} // namespace suoja::relay
