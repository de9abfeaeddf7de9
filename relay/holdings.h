// SPDX-License-Identifier: Apache-2.0
#pragma once
// What this relay holds and can hand out, as routes see it: the archive's log and authority, or a
// device relay's spool and mirror. Storage knows no HTTP, routes know no tables. Any thread; calls
// may read from disk, so the server makes them from its reading threads unless said otherwise.
#include "relay/peers.h"
#include "relay/sink.h"

#include <memory>

namespace suoja::relay {

// The directory as served and as looked up; replaced whole when a newer one comes.
struct Listed {
    Bytes der;
    std::shared_ptr<const envelope::Directory> directory;
    Peers peers;
};

enum class Room { open, full, no_space, stopped };

class Holdings {
  public:
    virtual ~Holdings() = default;

    // on the I/O thread: memory, and at most a look into an index
    [[nodiscard]] virtual std::string status() const = 0;  // GET /v1/status
    [[nodiscard]] virtual std::string metrics() const = 0; // Prometheus text
    [[nodiscard]] virtual bool ready() const = 0;
    [[nodiscard]] virtual envelope::Role role() const = 0; // who we are
    [[nodiscard]] virtual bool archive() const = 0;
    [[nodiscard]] virtual std::shared_ptr<const Listed> listed() const = 0; // null before the first
    [[nodiscard]] virtual Room room(std::uint64_t bytes) const = 0;
    [[nodiscard]] virtual EnvelopeSink& sink() = 0;

    [[nodiscard]] virtual std::vector<link::Item>
    entries(envelope::Group group, std::uint64_t after, std::size_t max_bytes) const = 0;
    [[nodiscard]] virtual std::vector<link::Item> mail(std::string_view device, std::uint64_t after,
                                                       std::size_t max_bytes) const = 0;
    [[nodiscard]] virtual link::Deliveries deliveries(std::string_view peer,
                                                      std::uint64_t after) const = 0;
    [[nodiscard]] virtual std::vector<link::Delivery>
    deliveries_of(const std::vector<envelope::EnvelopeId>& ids) const = 0;
    [[nodiscard]] virtual std::string checkpoint() const = 0; // the newest here, or ""
    // a form package by the digest of its DER
    [[nodiscard]] virtual std::optional<Bytes> form(const Hash& sha256) const = 0;

    // the archive's own; a relay passes these on
    [[nodiscard]] virtual Result<envelope::Proof> inclusion(std::uint64_t leaf,
                                                            std::uint64_t size) const = 0;
    [[nodiscard]] virtual Result<envelope::Proof> consistency(std::uint64_t from,
                                                              std::uint64_t to) const = 0;
    [[nodiscard]] virtual Result<link::Enrolled> enrol(const link::EnrolRequest& request) = 0;
    // `device` is who asks, or "" when a relay passes it on: then the request's signer is
    [[nodiscard]] virtual Result<link::Certificates> certify(ByteView signed_request,
                                                             std::string_view device) = 0;
    // a device relay's own: CMS SignedData over a certify body, by its transport key
    [[nodiscard]] virtual Bytes sign_request(std::string_view json) const = 0;
};

} // namespace suoja::relay
