// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the archive holds: the log and the authority. Any thread.
#include "relay/archive/log_store.h"
#include "relay/authority/authority.h"
#include "relay/holdings.h"

#include <mutex>

namespace suoja::relay {

class ArchiveHoldings final : public Holdings {
  public:
    ArchiveHoldings(LogStore& log, Authority& authority, EnvelopeSink& sink,
                    std::filesystem::path directory, std::uint64_t least_free_bytes,
                    const Clock& clock);

    [[nodiscard]] std::string status() const override;
    [[nodiscard]] std::string metrics() const override;
    [[nodiscard]] bool ready() const override;
    [[nodiscard]] envelope::Role role() const override { return role_; }
    [[nodiscard]] bool archive() const override { return true; }
    [[nodiscard]] std::shared_ptr<const Listed> listed() const override;
    [[nodiscard]] Room room(std::uint64_t bytes) const override;
    [[nodiscard]] EnvelopeSink& sink() override { return *sink_; }

    [[nodiscard]] std::vector<link::Item> entries(envelope::Group group, std::uint64_t after,
                                                  std::size_t max_bytes) const override;
    [[nodiscard]] std::vector<link::Item> mail(std::string_view device, std::uint64_t after,
                                               std::size_t max_bytes) const override;
    [[nodiscard]] link::Deliveries deliveries(std::string_view peer,
                                              std::uint64_t after) const override;
    [[nodiscard]] std::vector<link::Delivery>
    deliveries_of(const std::vector<envelope::EnvelopeId>& ids) const override;
    [[nodiscard]] std::string checkpoint() const override;
    [[nodiscard]] std::optional<Bytes> form(const Hash& sha256) const override;

    [[nodiscard]] Result<envelope::Proof> inclusion(std::uint64_t leaf,
                                                    std::uint64_t size) const override;
    [[nodiscard]] Result<envelope::Proof> consistency(std::uint64_t from,
                                                      std::uint64_t to) const override;
    [[nodiscard]] Result<link::Enrolled> enrol(const link::EnrolRequest& request) override;
    [[nodiscard]] Result<link::Certificates> certify(ByteView signed_request,
                                                     std::string_view device) override;
    [[nodiscard]] Bytes sign_request(std::string_view json) const override;

    void refresh(); // after the authority made a new directory

  private:
    LogStore* log_;
    Authority* authority_;
    EnvelopeSink* sink_;
    std::filesystem::path directory_;
    std::uint64_t least_free_;
    const Clock* clock_;
    const envelope::Role role_;
    mutable std::mutex mutex_; // guards listed_
    std::shared_ptr<const Listed> listed_;
};

} // namespace suoja::relay
