// SPDX-License-Identifier: Apache-2.0
// The control of flush_before_reply.py: suoja-relay's own parts, with a sink between connections
// and spool that acknowledges before anything is written. Never shipped.
#include "relay/service.h"

#include <iostream>

namespace {

using namespace suoja::relay;

struct Hasty final : EnvelopeSink {
    explicit Hasty(EnvelopeSink& behind) : sink(&behind) {}
    void submit(std::vector<Submission> batch, Done done) override {
        done(std::vector<Outcome>(batch.size(), Outcome{}));
        sink->submit(std::move(batch), [](std::vector<Outcome>) {});
    }
    EnvelopeSink* sink;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    auto settings = read_settings(argv[1]);
    if (!settings)
        return 78;
    return serve(
        std::move(*settings), suoja::system_clock(),
        [](const suoja::Failure& failure) { std::cerr << failure.what << '\n'; },
        [](EnvelopeSink& sink) { return std::make_unique<Hasty>(sink); });
}
