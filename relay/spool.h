// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a relay keeps in SQLCipher: envelopes on their way with what became of them, the mirror of
// mail and entries, form packages, its identity. An envelope's body stays until its receipt is 30
// days old, an id for ever. Writing goes through one writer thread with group commit; reading has
// its own connection; any thread. Tables: docs/formats.md, "Tables".
#include "core/envelope/directory.h"
#include "core/secret.h"
#include "relay/sink.h"
#include "relay/writer.h"

#include <filesystem>

namespace suoja::relay {

struct SpoolSettings {
    std::filesystem::path file;
    Secret key;      // database::kKeyBytes
    std::string vfs; // tests
    std::uint64_t max_bytes = std::uint64_t{4} << 30U;
    std::uint64_t least_free_bytes = std::uint64_t{64} << 20U;
    bool create = false;
    std::function<void()> on_stop; // the storage failed; from the writer's thread
};

// an envelope on its way up
struct Waiting {
    envelope::EnvelopeId id;
    envelope::Group group = envelope::Group::centre;
    std::string to, device;
    Hash sha256{};
    Bytes der;
};
struct Settled {
    envelope::EnvelopeId id;
    link::DeliveryState state = link::DeliveryState::forwarded;
    std::string reason, receipt;
};

class Spool final : public EnvelopeSink {
  public:
    // not_found, locked, damaged as Database::open; the file's directory must exist
    [[nodiscard]] static Result<std::unique_ptr<Spool>> open(SpoolSettings settings,
                                                             const Clock& clock);
    ~Spool() override; // finishes what was submitted
    void submit(std::vector<Submission> batch, Done done) override;

    // The oldest envelopes that still have to go up: in order for each device, fair between them.
    [[nodiscard]] std::vector<Waiting> waiting(std::size_t most, std::size_t most_bytes) const;
    // What the next hop said. Never goes back: received and refused are final. `done` gives the
    // peers that have something new to ask for.
    void settle(std::vector<Settled> settled, std::function<void(std::vector<std::string>)> done);
    // forwarded, without a receipt, before this time
    [[nodiscard]] std::vector<envelope::EnvelopeId> unanswered(Millis before,
                                                               std::size_t most) const;
    void send_again(std::vector<envelope::EnvelopeId> ids, std::function<void()> done);
    [[nodiscard]] std::optional<Hash> digest_of(const envelope::EnvelopeId& id) const;

    [[nodiscard]] link::Deliveries deliveries(std::string_view peer, std::uint64_t after,
                                              std::size_t most) const;
    [[nodiscard]] std::vector<link::Delivery>
    deliveries_of(const std::vector<envelope::EnvelopeId>& ids) const;

    // The mirror. Items of one group, or of one device's mail; known leaves are left as they are.
    void keep_entries(envelope::Group group, std::vector<link::Item> items,
                      std::function<void(bool)> done);
    void keep_mail(std::string device, std::vector<link::Item> items,
                   std::function<void(bool)> done);
    [[nodiscard]] std::vector<link::Item> entries(envelope::Group group, std::uint64_t after,
                                                  std::size_t max_bytes) const;
    [[nodiscard]] std::vector<link::Item> mail(std::string_view device, std::uint64_t after,
                                               std::size_t max_bytes) const;
    [[nodiscard]] std::uint64_t next_entry(envelope::Group group) const; // leaf to ask from
    [[nodiscard]] std::uint64_t next_mail(std::string_view device) const;
    // how many are mirrored from this leaf on
    [[nodiscard]] std::uint64_t entries_from(envelope::Group group, std::uint64_t leaf) const;
    [[nodiscard]] std::uint64_t mail_from(std::string_view device, std::uint64_t leaf) const;

    [[nodiscard]] std::optional<Bytes> setting(std::string_view name) const;
    using Values = std::vector<std::pair<std::string, Bytes>>;
    void set(Values values, std::function<void(bool)> done); // one transaction
    [[nodiscard]] bool set_and_wait(Values values);          // not on the I/O thread

    // Form packages by their digest, counted in `kept_bytes`. Where the pages of one do not read,
    // `form` throws StorageFailure and `has_form` is false from then on: kept anew, it lies in
    // other pages. Nothing unreadable is ever written to or deleted, since that would stop the
    // writer.
    void keep_form(const Hash& sha256, Bytes der, std::function<void(bool)> done);
    [[nodiscard]] std::optional<Bytes> form(const Hash& sha256) const;
    [[nodiscard]] bool has_form(const Hash& sha256) const;
    void drop_forms_except(const std::vector<Hash>& named); // not on the I/O thread

    // bodies whose receipt is older than `before` are dropped, some at a time
    void drop_bodies(Millis before);

    struct Gauge {
        std::uint64_t unsettled = 0, unsettled_bytes = 0, kept_bytes = 0;
    };
    [[nodiscard]] Gauge gauge() const;
    [[nodiscard]] std::optional<Millis> oldest() const;
    // Is there room for so many bytes more: "spool_full", "no_space", "storage_stopped", or "".
    [[nodiscard]] std::string_view room(std::uint64_t bytes) const;
    [[nodiscard]] bool stopped() const;

  private:
    struct State;
    explicit Spool(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace suoja::relay
