// SPDX-License-Identifier: Apache-2.0
#pragma once
// The JSON document inside an envelope, of every kind (docs/formats.md, "Document"). Written once
// as canonical JSON (RFC 8785: keys sorted, no white space); after that its bytes are kept, signed
// and digested as they are. Reading is strict: UTF-8, depth <= 32, no duplicate keys, every field
// of its type, unknown fields refused. Pure; any thread.
#include "core/clock.h"
#include "core/failure.h"
#include "core/form/entry.h"
#include "core/json.h"

#include <map>
#include <optional>
#include <variant>

namespace suoja::record {

enum class Kind {
    record,     // a version (or its identity part) of an intake, call, …
    opened,     // a desk's note to the device a record came from
    grant,      // a group's private key for a member device (mail)
    group_key,  // the same for the recovery key alone
    audit,      // a batch of the device's audit log
    withdrawal, // consent taken back after the record was sent: the centre is asked to erase it
};
enum class Part { rest, identity };

struct Seen { // newest checkpoint this device has verified
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
};

// What every document carries, whatever its kind.
struct Header {
    Kind kind = Kind::record;
    std::string site, device; // "joutseno", "joutseno/kiosk-1"
    std::optional<UserId> author;
    Millis sealed_at{};                 // strictly increasing on a device
    std::vector<std::string> to;        // recipient key ids: hex SHA-256 of each certificate's DER
    std::string epoch;                  // 32 hex digits, random, new after a restore
    std::uint64_t sequence = 0;         // 1, 2, …
    Hash chain{};                       // SHA-256 of the DER of the newest earlier envelope of the
                                        // epoch that was not skipped; zeros where there is none
    std::vector<std::uint64_t> skipped; // numbers that were given out and never sent
    std::optional<Seen> seen;
};

struct RecordBody {
    RecordId record;
    std::uint32_t version = 1;
    std::optional<Hash> previous; // SHA-256 of the previous version's document (same part)
    Part part = Part::rest;
    bool has_identity = false; // rest only: an identity part of this version exists
    std::string form, form_version, case_code;
    Millis created_at{}, finalised_at{};
    std::string reason;                       // of an amendment
    form::Answers answers;                    // absences become "missing" in the JSON
    std::map<std::string, std::string> links; // "call", "same_person", "retracts" -> record id
    bool urgent = false;
};

struct OpenedBody {
    RecordId record;
    std::uint32_t version = 1;
    std::uint64_t leaf = 0;
    Millis opened_at{};
};

struct KeyBody { // grant and group_key: PKCS#8 DER of the private key and its certificate
    std::string group;
    Bytes certificate, private_key;
};

struct AuditBody {
    std::uint64_t first = 0;          // number of the first entry
    Hash before{};                    // of the entry before it; zeros at 1
    std::vector<std::string> entries; // canonical JSON of each, as hashed
};

struct WithdrawalBody { // by the device that made the record, about all its versions
    RecordId record;
    Millis withdrawn_at{};
};

struct Document {
    Header header;
    std::variant<RecordBody, OpenedBody, KeyBody, AuditBody, WithdrawalBody> body;
};

[[nodiscard]] std::string write_document(const Document& document);
[[nodiscard]] Result<Document> read_document(std::string_view json);

// answers by class: identity holds the answers of class D, rest all others
struct Split {
    form::Answers identity, rest;
};
[[nodiscard]] Split split_by_class(const form::Form& form, const form::Answers& answers);

// {"answers":{…},"missing":{…}}; a repeat is an array of objects, a reason for a missing answer in
// one stands by its path ("children[2]/age"). As `suoja record add --json` takes and `record show
// --json` gives.
[[nodiscard]] boost::json::object answers_to_json(const form::Answers& answers);
// The answers of a document by their paths; false when something is no answer.
[[nodiscard]] bool flatten_answers(const boost::json::object& given, const std::string& prefix,
                                   form::Answers& into);
// Sets them one by one in `entry`; refuses unknown questions, wrong types, unknown absences, and
// for what the form fills in by itself any value but that ("calculated", with the question's name).
[[nodiscard]] Result<void> answers_from_json(std::string_view json, form::Entry& entry);

} // namespace suoja::record
