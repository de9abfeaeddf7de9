// SPDX-License-Identifier: Apache-2.0
#pragma once
// The shipped programs as child processes of a test: run to the end, or as a daemon that is ended
// by its pid. Every wait has a limit.
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace suoja::test {

struct Ended {
    int code = -1; // exit code, or 128 + signal; 124 when the time was over
    std::string out, err;
};
using Arguments = std::vector<std::string>;
using Environment = std::map<std::string, std::string>; // added to the test's own

[[nodiscard]] Ended run(const Arguments& command, const std::string& input = {},
                        std::chrono::seconds most = std::chrono::seconds(60),
                        const Environment& environment = {});
// the build's bin directory and one program in it
[[nodiscard]] std::string program(const std::string& name);
[[nodiscard]] std::string source(const std::string& path); // in the source tree

class Daemon {
  public:
    Daemon(Arguments command, std::filesystem::path log, Environment environment = {});
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    ~Daemon(); // SIGTERM, then SIGKILL after ten seconds
    void start();
    void kill();                   // SIGKILL, and reaps it
    [[nodiscard]] int terminate(); // SIGTERM; the exit code, 128 + signal, 124 when it hung
    [[nodiscard]] bool running();
    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] std::string log() const;

  private:
    Arguments command_;
    std::filesystem::path log_;
    Environment environment_;
    pid_t pid_ = -1;
};

[[nodiscard]] std::string slurp(const std::filesystem::path& file);
void spill(const std::filesystem::path& file, const std::string& text, int mode = 0600);
// polls every 20 ms; false when `most` is over
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds most = std::chrono::seconds(20));
void pause_briefly();

template <class Condition> bool eventually(Condition condition, std::chrono::milliseconds most) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until)
            return false;
        pause_briefly();
    }
    return true;
}

} // namespace suoja::test
