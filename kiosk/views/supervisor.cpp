// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/supervisor.h"

#include "kiosk/views/harden.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace suoja::kiosk::views {
namespace {

constexpr int kMostEarlyDeaths = 5;

struct Window {
    pid_t pid = -1;
    int channel = -1;
    bool painted = false;
    bool leaving = false; // it has said that it locks
};

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (std::string& text : strings)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

std::string own_program() {
    std::array<char, 4096> path{};
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size() - 1);
    return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length))
                      : "/proc/self/exe";
}

std::optional<Window> start(const std::string& program, const WindowOptions& options,
                            pid_t supervisor) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return std::nullopt;
    std::vector<std::string> words = arguments(options);
    words.insert(words.begin(), "suoja-kiosk");
    std::vector<std::string> environment = window_environment();
    const std::vector<char*> argv = pointers(words);
    const std::vector<char*> envp = pointers(environment);
    const pid_t pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return std::nullopt;
    }
    if (pid == 0) { // async-signal-safe calls only
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr); // NOLINT(concurrency-mt-unsafe): one thread
        // a window never outlives its supervisor
        prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        if (getppid() != supervisor)
            _exit(1);
        if (ends[1] == kWindowChannel)
            fcntl(kWindowChannel, F_SETFD, 0);
        else
            dup2(ends[1], kWindowChannel);
        close_range(kWindowChannel + 1, ~0u, 0);
        execve(program.c_str(), argv.data(), envp.data());
        _exit(127);
    }
    close(ends[1]);
    return Window{pid, ends[0]};
}

// Only what we know: the words come from the process that reads what people type.
void take_over(WindowOptions& options, std::istringstream& words) {
    std::string language;
    std::string contrast;
    int scale = 0;
    words >> language >> contrast >> scale;
    if (language == "en" || language == "fi" || language == "sv")
        options.language = language;
    options.high_contrast = contrast == "high";
    if (scale == 100 || scale == 125 || scale == 150 || scale == 200)
        options.scale = scale;
}

class Supervisor {
  public:
    explicit Supervisor(WindowOptions options)
        : options_(std::move(options)), program_(own_program()) {
        sigemptyset(&signals_);
        for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP})
            sigaddset(&signals_, signal);
        sigprocmask(SIG_BLOCK, &signals_, nullptr); // NOLINT(concurrency-mt-unsafe): before any
        signal_fd_ = signalfd(-1, &signals_, SFD_CLOEXEC);
    }
    ~Supervisor() { close(signal_fd_); }
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    int run() {
        start_window();
        while (!ended_) {
            std::vector<pollfd> waits = {{signal_fd_, POLLIN, 0}};
            for (const Window& window : windows_)
                waits.push_back({window.channel, POLLIN, 0});
            if (poll(waits.data(), waits.size(), -1) < 0)
                continue;
            if ((waits[0].revents & POLLIN) != 0)
                take_signal();
            for (std::size_t i = 1; i < waits.size(); ++i) {
                if ((waits[i].revents & POLLIN) != 0)
                    take_message(waits[i].fd);
            }
        }
        return code_;
    }

  private:
    void end(int code) {
        code_ = code;
        ended_ = true;
    }

    void start_window() {
        if (const auto window = start(program_, options_, getpid()); window)
            windows_.push_back(*window);
        else
            end(1);
        options_.start_hidden = false;
    }

    void take_message(int channel) {
        std::array<char, 128> bytes{};
        const ssize_t length = recv(channel, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (length <= 0) {
            if (length == 0)
                forget_channel(channel); // it is about to be reaped
            return;
        }
        std::istringstream words(std::string(bytes.data(), static_cast<std::size_t>(length)));
        std::string word;
        words >> word;
        for (Window& window : windows_) {
            if (window.channel != channel)
                continue;
            if (word == "painted") {
                window.painted = true;
                early_deaths_ = 0;
                release_old(window.pid);
            } else if ((word == "locked" || word == "hidden") && !window.leaving) {
                window.leaving = true;
                take_over(options_, words);
                options_.start_hidden = word == "hidden";
                start_window(); // may move `windows_`
            } else if (word == "quit" && !options_.kiosk) {
                window.leaving = true;
                quitting_ = true;
                (void)send(channel, "go", 2, MSG_NOSIGNAL);
            }
            return;
        }
    }

    void release_old(pid_t fresh) {
        for (const Window& window : windows_) {
            if (window.pid != fresh)
                (void)send(window.channel, "go", 2, MSG_NOSIGNAL);
        }
    }

    void forget_channel(int channel) {
        for (Window& window : windows_) {
            if (window.channel == channel) {
                close(window.channel);
                window.channel = -1; // poll ignores it
            }
        }
    }

    void take_signal() {
        signalfd_siginfo info{};
        if (read(signal_fd_, &info, sizeof info) != sizeof info)
            return;
        if (info.ssi_signo == SIGCHLD) {
            int status = 0;
            for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0;
                 pid = waitpid(-1, &status, WNOHANG))
                reaped(pid, status);
            return;
        }
        // asked to stop: the windows save and leave by themselves
        quitting_ = true;
        for (const Window& window : windows_)
            kill(window.pid, SIGTERM);
        if (windows_.empty())
            end(0);
    }

    void reaped(pid_t pid, int status) {
        std::optional<Window> gone;
        for (auto at = windows_.begin(); at != windows_.end(); ++at) {
            if (at->pid == pid) {
                gone = *at;
                if (at->channel >= 0)
                    close(at->channel);
                windows_.erase(at);
                break;
            }
        }
        if (!gone)
            return;
        if (quitting_) {
            if (windows_.empty())
                end(0);
            return;
        }
        if (gone->leaving || !windows_.empty())
            return; // a fresh one stands already
        const bool refused = WIFEXITED(status) && WEXITSTATUS(status) != 0 && !gone->painted;
        if (refused)
            return end(WEXITSTATUS(status));
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && !options_.kiosk)
            return end(0);
        if (!gone->painted && ++early_deaths_ >= kMostEarlyDeaths) {
            static_cast<void>(std::fputs(
                "suoja-kiosk: the window ended five times before it could paint. What was "
                "saved is safe. "
                "Restart the device or call the administrator.\n",
                stderr));
            return end(1);
        }
        // a crash: the fresh window shows the unlock page, what was saved is in the store
        std::this_thread::sleep_for(std::chrono::milliseconds(200 * early_deaths_));
        start_window();
    }

    WindowOptions options_;
    std::string program_;
    std::vector<Window> windows_;
    sigset_t signals_{};
    int signal_fd_ = -1;
    int early_deaths_ = 0;
    int code_ = 0;
    bool ended_ = false;
    bool quitting_ = false;
};

} // namespace

std::vector<std::string> arguments(const WindowOptions& options) {
    std::vector<std::string> words = {"--window", "--data", options.data, "--scale",
                                      std::to_string(options.scale)};
    if (!options.forms.empty())
        words.insert(words.end(), {"--forms", options.forms});
    if (!options.language.empty())
        words.insert(words.end(), {"--lang", options.language});
    if (options.high_contrast)
        words.emplace_back("--high-contrast");
    if (options.kiosk)
        words.emplace_back("--kiosk");
    if (options.start_hidden)
        words.emplace_back("--hidden");
    return words;
}

int supervise(WindowOptions options) {
    return Supervisor(std::move(options)).run();
}

} // namespace suoja::kiosk::views
