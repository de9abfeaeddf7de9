// SPDX-License-Identifier: Apache-2.0
#include "relay/archive_holdings.h"

#include <sys/statvfs.h>

namespace suoja::relay {

ArchiveHoldings::ArchiveHoldings(LogStore& log, Authority& authority, EnvelopeSink& sink,
                                 std::filesystem::path directory, std::uint64_t least_free_bytes,
                                 const Clock& clock)
    : log_(&log), authority_(&authority), sink_(&sink), directory_(std::move(directory)),
      least_free_(least_free_bytes), clock_(&clock),
      role_(authority.identity().certificate.role().value_or(
          envelope::Role{envelope::RoleKind::archive, "central"})) {
    refresh();
}

void ArchiveHoldings::refresh() {
    const auto directory = authority_->directory();
    auto listed = std::make_shared<const Listed>(
        Listed{authority_->directory_der(), directory, Peers(*directory)});
    const std::lock_guard lock(mutex_);
    if (!listed_ || listed_->directory->serial <= listed->directory->serial)
        listed_ = std::move(listed);
}

std::string ArchiveHoldings::status() const {
    return "{}";
} // asked for on Unix sockets only

std::string ArchiveHoldings::metrics() const {
    std::string out;
    const auto line = [&](std::string_view name, std::uint64_t value) {
        out += "# TYPE " + std::string(name) + " gauge\n";
        out += std::string(name) + " " + std::to_string(value) + "\n";
    };
    const auto listed = this->listed();
    line("suoja_log_size", log_->size());
    line("suoja_directory_serial", listed->directory->serial);
    line("suoja_devices", listed->directory->devices.size());
    line("suoja_directory_end_seconds",
         static_cast<std::uint64_t>(unix_ms(listed->directory->expires_at) / 1000));
    line("suoja_storage_stopped", log_->stopped() ? 1 : 0);
    return out;
}

bool ArchiveHoldings::ready() const {
    return room(0) == Room::open;
}

std::shared_ptr<const Listed> ArchiveHoldings::listed() const {
    const std::lock_guard lock(mutex_);
    return listed_;
}

Room ArchiveHoldings::room(std::uint64_t bytes) const {
    if (log_->stopped())
        return Room::stopped;
    struct statvfs disk {};
    if (::statvfs(directory_.c_str(), &disk) == 0 &&
        std::uint64_t{disk.f_bavail} * disk.f_frsize < least_free_ + 2 * bytes)
        return Room::no_space;
    return Room::open;
}

std::vector<link::Item> ArchiveHoldings::entries(envelope::Group group, std::uint64_t after,
                                                 std::size_t max_bytes) const {
    return log_->entries(group, after, max_bytes);
}

std::vector<link::Item> ArchiveHoldings::mail(std::string_view device, std::uint64_t after,
                                              std::size_t max_bytes) const {
    return log_->mail(device, after, max_bytes);
}

// Here every answer to an envelope carries its receipt at once: no events are left to tell.
link::Deliveries ArchiveHoldings::deliveries(std::string_view, std::uint64_t after) const {
    return {after, {}};
}

std::vector<link::Delivery>
ArchiveHoldings::deliveries_of(const std::vector<envelope::EnvelopeId>& ids) const {
    std::vector<link::Delivery> out;
    for (const auto& id : ids) {
        auto receipt = log_->receipt(id);
        if (!receipt)
            continue;
        const auto read = envelope::read_receipt(*receipt);
        out.push_back({id, link::DeliveryState::received, read ? read->received_at : clock_->now(),
                       "", std::move(*receipt)});
    }
    return out;
}

std::string ArchiveHoldings::checkpoint() const {
    return log_->checkpoint();
}

std::optional<Bytes> ArchiveHoldings::form(const Hash& sha256) const {
    return authority_->form_package(sha256);
}

Result<envelope::Proof> ArchiveHoldings::inclusion(std::uint64_t leaf, std::uint64_t size) const {
    return log_->inclusion(leaf, size);
}

Result<envelope::Proof> ArchiveHoldings::consistency(std::uint64_t from, std::uint64_t to) const {
    return log_->consistency(from, to);
}

Result<link::Enrolled> ArchiveHoldings::enrol(const link::EnrolRequest& request) {
    return authority_->enrol(request, log_->checkpoint());
}

Result<link::Certificates> ArchiveHoldings::certify(ByteView signed_request,
                                                    std::string_view device) {
    return authority_->certify(signed_request, device);
}

Bytes ArchiveHoldings::sign_request(std::string_view) const {
    throw CryptoFailure("The archive asks nobody for certificates.");
}

} // namespace suoja::relay
