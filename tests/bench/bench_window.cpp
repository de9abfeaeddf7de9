// SPDX-License-Identifier: Apache-2.0
// From exec to the first paint of the unlock page, beside an empty wxWidgets program, in pairs and
// in turn, so that a busy machine slows both. This benchmark takes the supervisor's place: a window
// says "painted" on its channel (kiosk/views/supervisor.h). What the supervisor itself needs before
// that, to be loaded and to read its options, is the counter `load_ms`.
#include "kiosk/views/supervisor.h"
#include "tests/kiosk/views/device.h"
#include "tests/support/temporary_directory.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Words = std::vector<std::string>;
using Clock = std::chrono::steady_clock;
constexpr int kMostSeconds = 60;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

pid_t start(const Words& words, int channel) {
    std::vector<char*> argv;
    for (const auto& word : words)
        argv.push_back(const_cast<char*>(word.c_str())); // NOLINT: execv's signature
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0) {
        const int nowhere = ::open("/dev/null", O_RDWR);
        ::dup2(nowhere, 1);
        ::dup2(nowhere, 2);
        if (channel >= 0)
            ::dup2(channel, suoja::kiosk::views::kWindowChannel);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    return pid;
}

double resident_mib(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

struct Painted {
    double ms = 0, mib = 0;
};

Painted first_paint(const Words& words) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error("no socket pair");
    const timeval limit{kMostSeconds, 0};
    ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const auto began = Clock::now();
    const pid_t pid = start(words, ends[1]);
    ::close(ends[1]);
    char said[64] = {};
    const auto length = ::recv(ends[0], said, sizeof said, 0);
    const Painted painted{milliseconds_since(began), resident_mib(pid)};
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    ::close(ends[0]);
    if (length != 7 || std::memcmp(said, "painted", 7) != 0)
        throw std::runtime_error(words.front() + " did not paint");
    return painted;
}

double run_to_end(const Words& words) {
    const auto began = Clock::now();
    ::waitpid(start(words, -1), nullptr, 0);
    return milliseconds_since(began);
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

void window_first_paint(benchmark::State& state) {
    suoja::test::TemporaryDirectory place;
    suoja::test::make_device(place / "data", suoja::envelope::RoleKind::reception);
    const Words kiosk{SUOJA_KIOSK,    "--window", "--data",
                      place / "data", "--forms",  SUOJA_SOURCE_DIR "/config/forms",
                      "--lang",       "en"};
    const Words empty{SUOJA_EMPTY_WINDOW};
    (void)first_paint(kiosk); // warm
    (void)first_paint(empty);
    std::vector<double> ratios, memory, empty_ms, load_ms;
    for (auto _ : state) {
        const Painted peer = first_paint(empty);
        const Painted ours = first_paint(kiosk);
        ratios.push_back(ours.ms / peer.ms);
        memory.push_back(ours.mib / peer.mib);
        empty_ms.push_back(peer.ms);
        load_ms.push_back(run_to_end({SUOJA_KIOSK, "--help"}));
        state.SetIterationTime(ours.ms / 1000);
    }
    state.counters["empty_ms"] = median(empty_ms);
    state.counters["ratio"] = median(ratios);
    state.counters["memory_ratio"] = median(memory);
    state.counters["load_ms"] = median(load_ms);
}

BENCHMARK(window_first_paint)->UseManualTime()->Iterations(7);

} // namespace

BENCHMARK_MAIN();
