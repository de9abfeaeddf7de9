// SPDX-License-Identifier: Apache-2.0
#pragma once
// A desk's replica of the log: every leaf seen, records opened and verified, and what was set
// aside.
#include "core/database/database.h"
#include "core/envelope/checkpoint.h"
#include "core/record/document.h"

namespace suoja::kiosk {

struct Leaf {
    std::uint64_t leaf = 0;
    envelope::EnvelopeId id;
    Hash sha256{};
    Millis received_at{};
    std::string device; // as the document says, once opened; else as the entry says
    std::string epoch;
    std::uint64_t sequence = 0;
    std::string set_aside;              // reason code, or ""
    std::vector<std::uint64_t> skipped; // as the document lists them, once opened
    std::optional<Hash> chain;          // as the document quotes it, once opened
};

struct Received { // one record as the desk shows it, newest version, parts merged
    RecordId record;
    std::uint32_t version = 1;
    std::string form, form_version, case_code, site, device, language;
    std::optional<UserId> author;
    Millis created_at{}, finalised_at{}, received_at{};
    std::uint64_t leaf = 0;
    std::string
        signer_key; // first 6 hex digits of the signing certificate's fingerprint, "9C·41·E7"
    bool urgent = false;
    bool identity_expected = false, identity_here = false;
    bool opened = false;                // somebody looked at it on this desk
    std::optional<Millis> withdrawn_at; // the person took the consent back: to be erased
    std::string receipt;                // JSON, of the rest part
};

class Replica {
  public:
    explicit Replica(database::Database& database) : database_(&database) {}
    [[nodiscard]] std::uint64_t next_leaf(); // where to go on
    // of the log's tree, from this leaf on: what a desk recomputes roots from
    [[nodiscard]] std::vector<Hash> leaf_hashes(std::uint64_t from);
    // Inside the caller's transaction. False when (device, epoch, sequence) was taken before: the
    // leaf is kept, set aside as "replayed".
    [[nodiscard]] bool add_leaf(const Leaf& leaf);
    void set_aside(std::uint64_t leaf, std::string_view reason, ByteView der);
    // Keeps the document's bytes; identity parts go to a table of their own. Of two documents that
    // claim to be the same version the first in the log is shown; a later version counts before an
    // earlier one only when it names that one's bytes, so that nobody else can write over a record.
    // An identity part belongs to the rest part of the same device.
    void add_record(const Leaf& leaf, const record::Document& document, std::string_view bytes,
                    std::string_view signer_key, std::string_view receipt);
    // What the record's own device says of it; the record may come later.
    void add_withdrawal(const Leaf& leaf, const record::WithdrawalBody& body);
    // What came back by the log of a record that was withdrawn on this very device.
    void erase_withdrawn(const RecordId& id);
    [[nodiscard]] std::vector<Received> list(std::string_view form,
                                             std::size_t most); // urgent first, oldest first
    [[nodiscard]] std::optional<Received> find(const RecordId& id);
    struct Documents {
        std::string rest, identity; // bytes; identity "" when none came
    };
    [[nodiscard]] Documents documents(const RecordId& id, std::uint32_t version); // 0 = as find()
    [[nodiscard]] std::vector<std::uint32_t> versions(const RecordId& id);
    void mark_opened(const RecordId& id);
    [[nodiscard]] std::vector<Leaf> set_aside_list(std::size_t most);
    [[nodiscard]] Bytes set_aside_der(std::uint64_t leaf);
    // Forgets a leaf that was set aside; in the same transaction the caller adds it again.
    void take_up(std::uint64_t leaf);
    [[nodiscard]] std::vector<std::string> devices(); // whose leaves are here
    // The newest leaf of that epoch with a smaller number: what the next document's chain names.
    // Set aside or not, it is what the device sent.
    [[nodiscard]] std::optional<Leaf> before(std::string_view device, std::string_view epoch,
                                             std::uint64_t sequence);
    // the oldest of that epoch with a larger number: its chain is what `sequence` must hash to
    [[nodiscard]] std::optional<Leaf> after(std::string_view device, std::string_view epoch,
                                            std::uint64_t sequence);
    // Numbers of the device's newest epoch that should be here and are not: not skipped by the
    // device itself, and not explained by leaves of it that are for others. What was set aside
    // explains nothing.
    [[nodiscard]] std::vector<std::uint64_t> gaps(std::string_view device);
    // records whose opened note has not been sealed yet
    [[nodiscard]] std::vector<Received> without_note();
    void note_sealed(const RecordId& id, std::uint32_t version);

  private:
    database::Database* database_;
};

} // namespace suoja::kiosk
