// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/support/process.h"

#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace suoja::test {
namespace {

int decoded(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::filesystem::path scratch() {
    std::string name = "/tmp/sj-io-XXXXXX";
    const int fd = ::mkstemp(name.data());
    if (fd < 0)
        throw std::runtime_error("no temporary file");
    ::close(fd);
    return name;
}

// In the child only. Its own process group, so that what it starts can be ended with it.
[[noreturn]] void become(const Arguments& command, const Environment& environment, const char* in,
                         const char* out, const char* err, int out_flags) {
    ::setpgid(0, 0);
    const int a = ::open(in, O_RDONLY);
    const int b = ::open(out, O_WRONLY | O_CREAT | out_flags, 0600);
    const int c = std::string(err) == out ? b : ::open(err, O_WRONLY | O_CREAT | out_flags, 0600);
    ::dup2(a, 0);
    ::dup2(b, 1);
    ::dup2(c, 2);
    for (const auto& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv;
    argv.reserve(command.size() + 1);
    for (const auto& word : command)
        argv.push_back(const_cast<char*>(word.c_str())); // NOLINT: execvp's signature
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
}

} // namespace

void pause_briefly() {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void spill(const std::filesystem::path& file, const std::string& text, int mode) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    ::chmod(file.c_str(), static_cast<mode_t>(mode));
}

std::string program(const std::string& name) {
    return std::string(SUOJA_BIN_DIR) + "/" + name;
}
std::string source(const std::string& path) {
    return std::string(SUOJA_SOURCE_DIR) + "/" + path;
}

Ended run(const Arguments& command, const std::string& input, std::chrono::seconds most,
          const Environment& environment) {
    const auto in = scratch();
    const auto out = scratch();
    const auto err = scratch();
    spill(in, input);
    const pid_t pid = ::fork();
    if (pid == 0)
        become(command, environment, in.c_str(), out.c_str(), err.c_str(), O_TRUNC);
    Ended ended;
    int status = 0;
    const bool over = eventually([&] { return ::waitpid(pid, &status, WNOHANG) == pid; },
                                 std::chrono::duration_cast<std::chrono::milliseconds>(most));
    if (!over) {
        ::kill(-pid, SIGKILL);
        ::waitpid(pid, &status, 0);
    }
    ended.code = over ? decoded(status) : 124;
    ended.out = slurp(out);
    ended.err = slurp(err);
    for (const auto& file : {in, out, err})
        std::filesystem::remove(file);
    return ended;
}

Daemon::Daemon(Arguments command, std::filesystem::path log, Environment environment)
    : command_(std::move(command)), log_(std::move(log)), environment_(std::move(environment)) {}

Daemon::~Daemon() {
    if (pid_ > 0)
        static_cast<void>(terminate());
}

void Daemon::start() {
    if (running())
        throw std::runtime_error("the daemon runs already");
    pid_ = ::fork();
    if (pid_ == 0)
        become(command_, environment_, "/dev/null", log_.c_str(), log_.c_str(), O_APPEND);
}

void Daemon::kill() {
    if (pid_ <= 0)
        return;
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

int Daemon::terminate() {
    if (pid_ <= 0)
        return -1;
    ::kill(pid_, SIGTERM);
    int status = 0;
    const bool over = eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; },
                                 std::chrono::seconds(10));
    if (!over) {
        kill();
        return 124;
    }
    pid_ = -1;
    return decoded(status);
}

bool Daemon::running() {
    if (pid_ <= 0)
        return false;
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return false;
    }
    return true;
}

std::string Daemon::log() const {
    return slurp(log_);
}

} // namespace suoja::test
