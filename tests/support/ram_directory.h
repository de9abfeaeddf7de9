// SPDX-License-Identifier: Apache-2.0
#pragma once
// As temporary_directory.h, in memory where the system has /dev/shm: for tests that flush often and
// whose disk faults are simulated, so that no real disk has to be waited for.
#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace suoja::test {

class RamDirectory {
  public:
    RamDirectory() {
        for (const auto* root : {"/dev/shm", "/tmp"}) {
            std::string pattern = std::string(root) + "/sj-XXXXXX";
            if (::mkdtemp(pattern.data()) == nullptr)
                continue;
            path_ = pattern;
            return;
        }
        throw std::runtime_error("no temporary directory");
    }
    RamDirectory(const RamDirectory&) = delete;
    RamDirectory& operator=(const RamDirectory&) = delete;
    ~RamDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

} // namespace suoja::test
