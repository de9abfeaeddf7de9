// SPDX-License-Identifier: Apache-2.0
#pragma once
// A disk that fails on command, under real SQLCipher: a SQLite VFS over the system's, registered by
// name (Options::vfs). Files stay real; what was written and not yet flushed is remembered, so that
// a simulated power cut can keep, drop or tear each unflushed 512-byte sector at random, and keep a
// random prefix of the directory's changes. Reads see what was written, as through a page cache.
// Any thread. Model: a write disturbs nothing outside its own bytes (powersafe overwrite, which is
// what the system's VFS promises SQLite too).
#include <cstdint>
#include <memory>
#include <string>

namespace suoja::test {

class FaultVfs {
  public:
    explicit FaultVfs(const std::string& name);
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;
    ~FaultVfs(); // every file must be closed

    [[nodiscard]] const std::string& name() const;

    // Counters run from 1 since the last count_anew(): every read, write, truncation, flush,
    // deletion and opening; and of these the ones that change the disk; and the flushes.
    void count_anew();
    [[nodiscard]] std::uint64_t operations() const;
    [[nodiscard]] std::uint64_t changes() const;
    [[nodiscard]] std::uint64_t flushes() const;

    // 0 = never. From the cut on everything fails, until the files are closed and the power is
    // back.
    void cut_power_at(std::uint64_t change);
    void cut_power();
    [[nodiscard]] bool dark() const;
    void restore_power(std::uint64_t seed); // writes what this cut left onto the real disk

    void fail_at(std::uint64_t operation); // once, EIO
    enum class Pages {
        keep,  // stay unflushed, a later flush takes them
        drop,  // the page cache forgets them: reads see the old bytes
        clean, // reads see them, no flush will ever write them
    };
    void fail_flush_at(std::uint64_t flush, Pages pages); // once
    void full_from(std::uint64_t change);                 // every later write: disk full
    void lie(bool flushes_do_nothing);
    void heal(); // forgets every fault above but a cut that has happened

    struct State;

  private:
    std::unique_ptr<State> state_;
};

} // namespace suoja::test
