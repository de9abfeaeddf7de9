// SPDX-License-Identifier: Apache-2.0
#pragma once
// Finalised records of this device: versions (immutable), their envelopes, and the state a person
// sees. State is derived from the outbox rows of the newest version, never stored beside them.
#include "core/clock.h"
#include "core/database/database.h"
#include "core/envelope/envelope.h"
#include "core/record/document.h"

namespace suoja::kiosk {

enum class State { draft, waiting, at_relay, received, needs_attention };
[[nodiscard]] std::string_view name(State state); // "waiting"
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

// One envelope of this device, from sealing to the verified receipt.
struct OutboxRow {
    envelope::EnvelopeId id;
    Hash sha256{};
    RecordId record;
    std::uint32_t version = 1;
    record::Part part = record::Part::rest;
    std::uint64_t sequence = 0;
    envelope::Group group = envelope::Group::centre;
    std::string to;
    Millis sealed_at{}, hold_until{};
    std::optional<Millis> handed_over_at; // durable at the local relay
    std::optional<Millis> forwarded_at;   // a hop off this device has it
    std::optional<Millis> received_at;    // receipt verified
    std::optional<std::uint64_t> leaf;
    std::optional<Millis> opened_at; // the desk's note
    std::string refused;             // reason code, or ""
    bool taken_back = false;
    std::string receipt; // JSON
    std::string epoch;   // of the sequence
};

struct Version {
    RecordId record;
    std::uint32_t version = 1;
    std::string form, form_version, case_code, reason;
    UserId author;
    Millis created_at{}, finalised_at{};
    bool urgent = false;
    std::string rest, identity; // the documents' bytes; identity "" when none, both "" when erased
    std::map<std::string, std::string> links;
    DraftId draft; // what it was made from: a draft becomes a version once
};

struct RecordRow { // for lists: no answers but the language, which is class N
    RecordId record;
    std::string form, case_code, language, author_display;
    std::uint32_t version = 1;
    bool urgent = false;
    State state = State::waiting;
    Millis finalised_at{};
    std::optional<Millis> handed_over_at, forwarded_at, received_at, opened_at, hold_until;
    std::string receipt_number; // receipt_number() of the rest part, "" before it
    std::string refused;
    std::optional<Millis> withdrawn_at; // erased here since then
    bool withdrawal_received = false;   // and the centre signed for it
    std::string withdrawal_refused;     // or would not take it: to be withdrawn again
    bool late = false;                  // urgent and 10 minutes without a receipt
};

// "7F2C-91": first six hex digits of the SHA-256 of the receipt's leaf hash (docs/formats.md)
[[nodiscard]] std::string receipt_number(const Hash& envelope_sha256, Millis received_at);
// an urgent record without a receipt after this long needs a telephone
inline constexpr std::chrono::minutes kUrgentPatience{10};

class Records {
  public:
    explicit Records(database::Database& database) : database_(&database) {}
    // inside the caller's transaction
    void insert(const Version& version, const std::vector<OutboxRow>& rows,
                const std::vector<Bytes>& sealed);
    void remove(const RecordId& id, std::uint32_t version); // taken back: it was never sent
    // of all its versions; what stays is a stub. Inside the caller's transaction.
    void erase_answers(const RecordId& id);
    [[nodiscard]] std::optional<Version> find(const RecordId& id,
                                              std::uint32_t version = 0); // 0 = newest
    [[nodiscard]] std::optional<Version> made_from(const DraftId& draft);
    [[nodiscard]] std::vector<RecordRow> list(std::string_view form, std::optional<State> state,
                                              Millis now, std::size_t most);
    [[nodiscard]] std::optional<RecordRow> row(const RecordId& id, Millis now);

    // outbox; a row of no record (opened note, group key, audit batch) has the zero record id
    void insert_envelope(const OutboxRow& row, ByteView sealed); // inside the caller's transaction
    [[nodiscard]] std::vector<OutboxRow> outbox(const RecordId& id);
    [[nodiscard]] std::vector<OutboxRow>
    unsettled(); // no verified receipt, not taken back, by sequence
    [[nodiscard]] std::optional<OutboxRow> envelope(const envelope::EnvelopeId& id);
    [[nodiscard]] Bytes sealed(const envelope::EnvelopeId& id);
    void update(const OutboxRow& row);

  private:
    database::Database* database_;
};

} // namespace suoja::kiosk
