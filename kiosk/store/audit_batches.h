// SPDX-License-Identifier: Apache-2.0
#pragma once
// The audit log in batches: sealed here for the centre, so that whoever rules this device cannot
// rewrite what it told before; and at a desk what came from every device, held against its chain
// (docs/formats.md, `audit`). No content: a batch holds the entries as they were hashed. On the
// store's thread; StorageFailure.
#include "kiosk/store/store.h"

namespace suoja::kiosk {

inline constexpr std::size_t kAuditBatch = 200; // entries
inline constexpr std::chrono::hours kAuditPatience{1};

// due: a whole batch waits, or an entry that is an hour old; now: whatever there is (at lock)
enum class AuditWhen { due, now };
// How many batches were sealed; each in one transaction with the note that it was. 0 while the
// device or the centre has no key yet: then the entries wait. A batch goes no sooner than a record
// that is still held, so that the record can be taken back.
[[nodiscard]] Result<std::size_t> send_audit(Store& store, const std::filesystem::path& outgoing,
                                             AuditWhen when);
// The last entry that went into a batch: an audit log that does not have it was cut or rewritten.
[[nodiscard]] std::optional<database::AuditLog::Head> audit_sent(database::Database& database);
// inside the caller's transaction: this batch will never be sent
void forget_audit_sent(database::Database& database, const envelope::EnvelopeId& id);
[[nodiscard]] bool is_audit_sent(database::Database& database, const envelope::EnvelopeId& id);

// ---- at a desk

struct DeviceEntry { // of another device's log; acts that this program does not know stay text
    std::uint64_t number = 0;
    Millis at{};
    std::string act, user, subject;
    Hash hash{};
};
// nullopt unless the entries are canonical, dense from `first`, and of the members that
// database::audit_json writes
[[nodiscard]] std::optional<std::vector<DeviceEntry>> read_batch(const record::AuditBody& body);

struct DeviceAudit {
    std::string device;
    std::uint64_t entries = 0, batches = 0; // entries up to the last number
    std::optional<Millis> newest;           // time of the newest entry
    // one sentence each, with numbers and leaves: what is missing, altered, or told twice
    std::vector<std::string> problems;
    std::vector<std::uint64_t> went_back; // to these entries: the device was restored
};

class DeviceAudits {
  public:
    explicit DeviceAudits(database::Database& database) : database_(&database) {}
    // Inside the caller's transaction; read_batch() has taken it. False when it does not follow at
    // once what is here: then verify() says whether something is missing or was rewritten.
    [[nodiscard]] bool keep(const Leaf& leaf, const record::AuditBody& body,
                            std::string_view document);
    [[nodiscard]] std::vector<std::string> devices();
    // as the device told them last, by number
    [[nodiscard]] std::vector<DeviceEntry> list(std::string_view device, std::uint64_t from,
                                                std::size_t most);
    // recomputes the chain over everything that came from the device
    [[nodiscard]] DeviceAudit verify(std::string_view device);

  private:
    database::Database* database_;
};

} // namespace suoja::kiosk
