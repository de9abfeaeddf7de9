// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a device relay or a relay holds: its spool, and the mirror of what comes down. Any thread.
#include "relay/identity.h"
#include "relay/upstream.h"

#include <atomic>
#include <mutex>

namespace suoja::relay {

// the spool's setting that holds a form package
[[nodiscard]] inline std::string form_setting(const Hash& sha256) {
    return "form:" + hex(sha256);
}

class RelayHoldings final : public Holdings {
  public:
    RelayHoldings(Spool& spool, EnvelopeSink& sink, const Upstream& upstream, Identity identity,
                  std::shared_ptr<const Listed> listed);

    [[nodiscard]] std::string status() const override;
    [[nodiscard]] std::string metrics() const override;
    [[nodiscard]] bool ready() const override;
    [[nodiscard]] envelope::Role role() const override { return role_; }
    [[nodiscard]] bool archive() const override { return false; }
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

    [[nodiscard]] Identity identity() const;
    void replace(Identity identity);
    void replace(std::shared_ptr<const Listed> listed);
    void count_refused_page() { ++refused_pages_; } // of the mirror, for the metrics

  private:
    void note_read(std::atomic<std::uint64_t>& mark, std::string_view setting,
                   std::uint64_t after) const;

    Spool* spool_;
    EnvelopeSink* sink_;
    const Upstream* upstream_;
    const envelope::Role role_;
    mutable std::mutex mutex_; // guards the next two
    Identity identity_;
    std::shared_ptr<const Listed> listed_;
    std::atomic<std::uint64_t> refused_pages_{0};
    // up to which leaf the window has fetched, for the count of new entries
    mutable std::atomic<std::uint64_t> entries_read_{0}, mail_read_{0};
};

} // namespace suoja::relay
