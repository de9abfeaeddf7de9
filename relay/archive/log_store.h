// SPDX-License-Identifier: Apache-2.0
#pragma once
// The archive's append-only log in SQLCipher: leaf i is the i-th envelope. One writer thread with
// group commit; after each committed batch one signed checkpoint (in the same transaction) and a
// receipt for every envelope of it. Checkpoints of the WAL run on another connection, off the
// commit path. A storage failure stops it: nothing more is acknowledged, stopped() turns true, the
// process ends and starts afresh from disk. Tables: docs/formats.md, "Tables". Readers: any thread.
#include "core/envelope/checkpoint.h"
#include "core/secret.h"
#include "relay/sink.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace suoja::relay {

struct LogSettings {
    std::filesystem::path file;
    Secret key;         // database::kKeyBytes
    std::string origin; // "<office slug>/log/<8 hex>"
    envelope::LogKey log_key;
    std::string vfs; // tests
    std::uint64_t least_free_bytes = std::uint64_t{64}
                                     << 20U; // below that: 507 before anything else
    bool create = false;
    std::function<std::uint64_t()> free_bytes; // tests; else what statvfs says
};

class LogStore final : public EnvelopeSink {
  public:
    [[nodiscard]] static Result<std::unique_ptr<LogStore>> open(LogSettings settings,
                                                                const Clock& clock);
    ~LogStore() override; // finishes what was submitted
    // Outcomes: stored 201 and known 200, each with a receipt; refused: "no_space" 507, "busy" 503
    // (too much waits in memory), "storage_stopped" 503, "id_conflict" 409.
    void submit(std::vector<Submission> batch, Done done) override;
    // asked from a request's header, before its body is read
    [[nodiscard]] bool has_room(std::uint64_t bytes) const;

    // Entries from leaf `after` (that leaf included), at most `max_bytes` of bodies (at least one
    // entry), each with its receipt against one recent checkpoint. centre: every leaf; another
    // group: its own leaves.
    [[nodiscard]] std::vector<link::Item> entries(envelope::Group group, std::uint64_t after,
                                                  std::size_t max_bytes) const;
    [[nodiscard]] std::vector<link::Item> mail(std::string_view device, std::uint64_t after,
                                               std::size_t max_bytes) const;
    [[nodiscard]] std::optional<std::string> receipt(const envelope::EnvelopeId& id) const;
    [[nodiscard]] std::string checkpoint() const; // newest signed note; of size 0 at first
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] Result<envelope::Proof> inclusion(std::uint64_t leaf, std::uint64_t size) const;
    [[nodiscard]] Result<envelope::Proof> consistency(std::uint64_t from, std::uint64_t to) const;
    // called from the writer thread after each commit with the new size
    void on_growth(std::function<void(std::uint64_t)> tell);
    [[nodiscard]] bool stopped() const;
    // Recomputes the whole tree and every body's digest against the newest signed checkpoint.
    struct Verified {
        std::uint64_t leaves = 0;
        std::string root; // base64
    };
    [[nodiscard]] Result<Verified>
    verify(const std::function<void(std::uint64_t done, std::uint64_t all)>& progress) const;

  private:
    struct State;
    explicit LogStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace suoja::relay
