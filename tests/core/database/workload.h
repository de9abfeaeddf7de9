// SPDX-License-Identifier: Apache-2.0
#pragma once
// Work for a disk that fails: numbered transactions of several rows, counted when acknowledged,
// with a checkpoint now and then; and the judgement over what is found afterwards. `Settings` says
// how the file is opened: as the product does, or worse, for the controls.
#include <cstdint>
#include <filesystem>
#include <string>

namespace suoja::test {

enum class Settings {
    product,        // core/database
    normal,         // raw SQLCipher with synchronous = NORMAL
    autocheckpoint, // raw SQLCipher that checkpoints by itself inside commits
};

struct Outcome {
    int acknowledged = 0; // transactions
    bool failed = false;  // a step said so
};

// Opens (or makes) the file, does up to `transactions` and closes it.
[[nodiscard]] Outcome work(const std::filesystem::path& file, const std::string& vfs,
                           Settings settings, int transactions, std::uint64_t seed);

enum class Found { whole, lost, corrupt };
// As the product opens it: every acknowledged transaction there, none in part, at most one more.
[[nodiscard]] Found judge(const std::filesystem::path& file, const std::string& vfs,
                          const Outcome& outcome);

} // namespace suoja::test
