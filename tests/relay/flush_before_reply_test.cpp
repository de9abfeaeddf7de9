// SPDX-License-Identifier: Apache-2.0
// Durable before acknowledged, seen from outside by a trace of the system calls; and the same look
// at a relay that acknowledges too early, which must be found out.
#include "tests/relay/real_office.h"

#include <csignal>
#include <unistd.h>

namespace suoja::test {
namespace {

constexpr int kEnvelopes = 12;

Arguments traced(const std::filesystem::path& trace, const Arguments& command) {
    Arguments out{
        "strace", "-f",  "-y",
        "-s",     "128", "-o",
        trace,    "-e",  "trace=%network,read,write,pread64,pwrite64,writev,fsync,fdatasync"};
    out.insert(out.end(), command.begin(), command.end());
    return out;
}

bool can_trace() {
    TemporaryDirectory directory;
    return run({"strace", "-o", directory / "trace", "true"}).code == 0;
}

// strace passes no signal on: the relay under it is ended by its own pid
void end(const std::filesystem::path& data, Daemon& strace) {
    const auto pid = static_cast<pid_t>(std::stol(listening(data, "pid")));
    ::kill(pid, SIGTERM);
    EXPECT_TRUE(eventually([&] { return !strace.running(); }));
}

Ended verdict(const std::filesystem::path& trace, const std::string& database) {
    return run({"python3", source("tests/relay/flush_before_reply.py"), trace, database});
}

Ended spool_traced(const std::string& relay_program, bool hasty) {
    RelayPlace place("device:reception:joutseno:kiosk-1");
    place.list(place.own, "joutseno/kiosk-1");
    place.start(); // makes identity and configuration
    EXPECT_EQ(place.daemon->terminate(), 0);
    const auto trace = place.directory / "trace";
    const auto config = (place.directory / "relay.toml").string();
    Daemon strace(traced(trace, hasty ? Arguments{relay_program, config}
                                      : Arguments{relay_program, "serve", "--config", config}),
                  place.directory / "strace.log");
    strace.start();
    const auto data = place.directory / "data";
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(data / "listening.json"); }))
        << strace.log();
    {
        RawClient client(place.socket());
        for (int i = 0; i < kEnvelopes; ++i) {
            client.send(put_request(sealed("traced " + std::to_string(i))));
            EXPECT_EQ(status_of(client.answer()), 201);
        }
    }
    end(data, strace);
    return verdict(trace, "spool.db");
}

TEST(FlushBeforeReply, HoldsForEveryEnvelopeOfADeviceRelay) {
    if (!can_trace())
        GTEST_SKIP() << "system calls cannot be traced here";
    const auto said = spool_traced(program("suoja-relay"), false);
    EXPECT_EQ(said.code, 0) << said.out << said.err;
    EXPECT_EQ(said.out,
              std::to_string(kEnvelopes) + " envelopes acknowledged, 0 of them before the flush\n");
}

TEST(FlushBeforeReply, OfARelayThatAnswersTooEarlyIsFoundMissing) {
    if (!can_trace())
        GTEST_SKIP() << "system calls cannot be traced here";
    const auto said = spool_traced(program("hasty_relay"), true);
    EXPECT_EQ(said.code, 1) << said.out << said.err;
}

TEST(FlushBeforeReply, IsNotProvedByATraceThatShowsNothing) {
    TemporaryDirectory directory;
    spill(directory / "trace", "1 read(3</x>, \"\", 1) = 0\n");
    EXPECT_EQ(verdict(directory / "trace", "spool.db").code, 2);
}

} // namespace
} // namespace suoja::test
