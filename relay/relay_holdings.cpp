// SPDX-License-Identifier: Apache-2.0
#include "relay/relay_holdings.h"

#include <charconv>

namespace suoja::relay {
namespace {

constexpr std::string_view kEntriesRead = "entries_read";
constexpr std::string_view kMailRead = "mail_read";
constexpr std::size_t kMostEvents = 512;

Failure elsewhere() {
    return fail(Reason::not_found, "not_here", "Only the archive answers this; it is passed on.");
}

std::uint64_t kept_number(const Spool& spool, std::string_view name) {
    const auto bytes = spool.setting(name);
    std::uint64_t number = 0;
    if (bytes) {
        const auto digits = text(*bytes);
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    }
    return number;
}

} // namespace

RelayHoldings::RelayHoldings(Spool& spool, EnvelopeSink& sink, const Upstream& upstream,
                             Identity identity, std::shared_ptr<const Listed> listed)
    : spool_(&spool), sink_(&sink), upstream_(&upstream), role_(identity.role),
      identity_(std::move(identity)), listed_(std::move(listed)) {
    entries_read_ = kept_number(spool, kEntriesRead);
    mail_read_ = kept_number(spool, kMailRead);
}

std::string RelayHoldings::status() const {
    const auto gauge = spool_->gauge();
    const auto& upstream = upstream_->state();
    link::RelayStatus status;
    status.upstream = upstream.word;
    status.since = upstream.since;
    status.last_error = upstream.last_error;
    status.spooled = gauge.unsettled;
    status.spooled_bytes = gauge.unsettled_bytes;
    status.oldest = spool_->oldest();
    status.new_entries = spool_->entries_from(envelope::Group::centre, entries_read_) +
                         spool_->mail_from(role_.name, mail_read_);
    status.clock_skew_ms = upstream.skew.count();
    if (const auto listed = this->listed())
        status.directory_serial = listed->directory->serial;
    return link::write_status(status);
}

std::string RelayHoldings::metrics() const {
    const auto gauge = spool_->gauge();
    const auto listed = this->listed();
    const auto ends = identity().transport.certificate.not_after();
    std::string out;
    const auto line = [&](std::string_view name, std::int64_t value) {
        out += "# TYPE " + std::string(name) + " gauge\n";
        out += std::string(name) + " " + std::to_string(value) + "\n";
    };
    line("suoja_spooled_envelopes", static_cast<std::int64_t>(gauge.unsettled));
    line("suoja_spooled_bytes", static_cast<std::int64_t>(gauge.unsettled_bytes));
    line("suoja_kept_bytes", static_cast<std::int64_t>(gauge.kept_bytes));
    line("suoja_upstream_connected", upstream_->state().word == "connected" ? 1 : 0);
    line("suoja_clock_skew_milliseconds", upstream_->state().skew.count());
    line("suoja_directory_serial",
         listed ? static_cast<std::int64_t>(listed->directory->serial) : 0);
    line("suoja_directory_end_seconds", listed ? unix_ms(listed->directory->expires_at) / 1000 : 0);
    line("suoja_certificate_end_seconds", unix_ms(ends) / 1000);
    line("suoja_mirror_refused", static_cast<std::int64_t>(refused_pages_));
    line("suoja_storage_stopped", spool_->stopped() ? 1 : 0);
    return out;
}

bool RelayHoldings::ready() const {
    return !spool_->stopped() && listed() != nullptr;
}

std::shared_ptr<const Listed> RelayHoldings::listed() const {
    const std::lock_guard lock(mutex_);
    return listed_;
}

Room RelayHoldings::room(std::uint64_t bytes) const {
    const auto word = spool_->room(bytes);
    return word.empty()           ? Room::open
           : word == "spool_full" ? Room::full
           : word == "no_space"   ? Room::no_space
                                  : Room::stopped;
}

// A client that asks from leaf N has what is before it.
void RelayHoldings::note_read(std::atomic<std::uint64_t>& mark, std::string_view setting,
                              std::uint64_t after) const {
    if (after <= mark)
        return;
    mark = after;
    const auto digits = std::to_string(after);
    spool_->set({{std::string(setting), Bytes(digits.begin(), digits.end())}}, nullptr);
}

std::vector<link::Item> RelayHoldings::entries(envelope::Group group, std::uint64_t after,
                                               std::size_t max_bytes) const {
    if (group == envelope::Group::centre)
        note_read(entries_read_, kEntriesRead, after);
    return spool_->entries(group, after, max_bytes);
}

std::vector<link::Item> RelayHoldings::mail(std::string_view device, std::uint64_t after,
                                            std::size_t max_bytes) const {
    if (device == role_.name)
        note_read(mail_read_, kMailRead, after);
    return spool_->mail(device, after, max_bytes);
}

link::Deliveries RelayHoldings::deliveries(std::string_view peer, std::uint64_t after) const {
    return spool_->deliveries(peer, after, kMostEvents);
}

std::vector<link::Delivery>
RelayHoldings::deliveries_of(const std::vector<envelope::EnvelopeId>& ids) const {
    return spool_->deliveries_of(ids);
}

std::string RelayHoldings::checkpoint() const {
    const auto note = spool_->setting(kCheckpointSetting);
    return note ? std::string(text(*note)) : std::string();
}

std::optional<Bytes> RelayHoldings::form(const Hash& sha256) const {
    return spool_->form(sha256);
}

Result<envelope::Proof> RelayHoldings::inclusion(std::uint64_t, std::uint64_t) const {
    return elsewhere();
}
Result<envelope::Proof> RelayHoldings::consistency(std::uint64_t, std::uint64_t) const {
    return elsewhere();
}
Result<link::Enrolled> RelayHoldings::enrol(const link::EnrolRequest&) {
    return elsewhere();
}
Result<link::Certificates> RelayHoldings::certify(ByteView, std::string_view) {
    return elsewhere();
}

Bytes RelayHoldings::sign_request(std::string_view json) const {
    const auto own = identity();
    return envelope::sign(view(json), own.transport.key, own.transport.certificate,
                          own.transport.chain);
}

Identity RelayHoldings::identity() const {
    const std::lock_guard lock(mutex_);
    return identity_;
}

void RelayHoldings::replace(Identity identity) {
    const std::lock_guard lock(mutex_);
    identity_ = std::move(identity);
}

void RelayHoldings::replace(std::shared_ptr<const Listed> listed) {
    const std::lock_guard lock(mutex_);
    listed_ = std::move(listed);
}

} // namespace suoja::relay
