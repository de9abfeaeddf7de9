// SPDX-License-Identifier: Apache-2.0
#pragma once
// Runs the real `suoja` and gives back what a script would see: exit code, standard output,
// standard error.
#include "core/files.h"
#include "core/json.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

namespace suoja::test {

struct Ran {
    int code = -1;
    std::string out, err;
    [[nodiscard]] boost::json::value json() const {
        const auto value = json::parse_strict(out, std::size_t{16} << 20U);
        EXPECT_TRUE(value.has_value()) << out;
        return value ? *value : boost::json::value();
    }
};

class Program {
  public:
    [[nodiscard]] Ran operator()(std::vector<std::string> arguments,
                                 const std::string& input = "") const {
        arguments.insert(arguments.begin(), SUOJA_PROGRAM);
        write(place_ / "in", input, 0600);
        posix_spawn_file_actions_t files;
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawn_file_actions_addopen(&files, 0, (place_ / "in").c_str(), O_RDONLY, 0);
        for (const auto& [fd, name] : {std::pair{1, "out"}, std::pair{2, "err"}})
            ::posix_spawn_file_actions_addopen(&files, fd, (place_ / name).c_str(),
                                               O_WRONLY | O_CREAT | O_TRUNC, 0600);
        std::vector<char*> argv;
        for (auto& argument : arguments)
            argv.push_back(argument.data());
        argv.push_back(nullptr);
        // the program forbids being looked into, which a leak check needs
        std::vector<std::string> environment{
            "ASAN_OPTIONS=detect_leaks=0", "HOME=" + (place_ / "home").string(),
            std::string("SUOJA_FORMS=") + SUOJA_SOURCE_DIR + "/config/forms"};
        std::vector<char*> envp;
        for (auto& one : environment)
            envp.push_back(one.data());
        envp.push_back(nullptr);
        pid_t pid = 0;
        EXPECT_EQ(::posix_spawn(&pid, SUOJA_PROGRAM, &files, nullptr, argv.data(), envp.data()), 0);
        ::posix_spawn_file_actions_destroy(&files);
        int status = 0;
        ::waitpid(pid, &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read("out"),
                read("err")};
    }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return place_ / name;
    }
    std::filesystem::path write(const std::filesystem::path& file, std::string_view text,
                                unsigned mode) const {
        write_durable(file, view(text), mode == 0600 ? Mode::secret : Mode::readable);
        return file;
    }

  private:
    [[nodiscard]] std::string read(const std::string& name) const {
        const auto bytes = read_file(place_ / name, std::size_t{16} << 20U);
        return bytes ? std::string(text(*bytes)) : std::string();
    }
    TemporaryDirectory place_;
};

// one sentence or more, a newline at the end, nothing of the machinery
inline void expect_sentence(const std::string& error) {
    EXPECT_FALSE(error.empty());
    EXPECT_EQ(error.back(), '\n');
    EXPECT_EQ(error.find("exception"), std::string::npos) << error;
    EXPECT_NE(error.find('.'), std::string::npos) << error;
}

} // namespace suoja::test
