// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads of the log on connections of their own, so that readers and the writer never wait for each
// other. Any thread. Throws StorageFailure; a connection that failed is not used again.
#include "core/database/database.h"
#include "relay/archive/log_store.h"
#include "relay/archive/log_tree.h"

#include <mutex>

namespace suoja::relay {

class LogReader {
  public:
    LogReader(const LogSettings& settings, const LogTree& tree);

    [[nodiscard]] std::vector<link::Item> entries(envelope::Group group, std::uint64_t after,
                                                  std::size_t max_bytes);
    [[nodiscard]] std::vector<link::Item> mail(std::string_view device, std::uint64_t after,
                                               std::size_t max_bytes);
    [[nodiscard]] std::optional<std::string> receipt(const envelope::EnvelopeId& id);
    [[nodiscard]] Result<LogStore::Verified>
    verify(const std::function<void(std::uint64_t done, std::uint64_t all)>& progress);

  private:
    class Loan;
    [[nodiscard]] std::vector<link::Item> read(std::string_view sql, std::string_view wanted,
                                               std::uint64_t after, std::size_t max_bytes);

    const LogSettings& settings_;
    const LogTree& tree_;
    std::mutex mutex_;
    std::vector<database::Database> idle_;
};

} // namespace suoja::relay
