// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/schema.h"

#include "core/database/audit_log.h"

namespace suoja::kiosk {
namespace {

// Step 1. Ids and hashes are blobs, times milliseconds since 1970. Long columns come last, so that
// lists do not read their pages.
constexpr std::string_view kTables = R"(
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE user(
  id BLOB PRIMARY KEY CHECK(length(id) = 16), name TEXT NOT NULL UNIQUE CHECK(name <> ''),
  display TEXT NOT NULL, roles TEXT NOT NULL, disabled INTEGER NOT NULL, slot TEXT NOT NULL,
  language TEXT NOT NULL, high_contrast INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE private_key(
  number INTEGER PRIMARY KEY, use TEXT NOT NULL, "group" TEXT NOT NULL, certified INTEGER,
  certificate BLOB, pkcs8 BLOB NOT NULL) STRICT;
CREATE TABLE chain(
  one INTEGER PRIMARY KEY CHECK(one = 1), epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
  chain BLOB NOT NULL, sealed_at INTEGER NOT NULL, skipped TEXT NOT NULL) STRICT;
CREATE TABLE case_number(year INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;
CREATE TABLE office(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE draft(
  id BLOB PRIMARY KEY CHECK(length(id) = 16), form TEXT NOT NULL, form_version TEXT NOT NULL,
  case_code TEXT NOT NULL, author BLOB NOT NULL, created_at INTEGER NOT NULL,
  saved_at INTEGER NOT NULL, section TEXT NOT NULL, question TEXT NOT NULL,
  cursor INTEGER NOT NULL, sections_done INTEGER NOT NULL, sections INTEGER NOT NULL,
  ended_at INTEGER, keep_until INTEGER, erased INTEGER NOT NULL DEFAULT 0, links TEXT NOT NULL,
  marks TEXT NOT NULL DEFAULT '', answers TEXT NOT NULL) STRICT;
CREATE TABLE version(
  record BLOB NOT NULL CHECK(length(record) = 16), version INTEGER NOT NULL CHECK(version > 0),
  form TEXT NOT NULL, form_version TEXT NOT NULL, case_code TEXT NOT NULL, reason TEXT NOT NULL,
  author BLOB NOT NULL, created_at INTEGER NOT NULL, finalised_at INTEGER NOT NULL,
  urgent INTEGER NOT NULL, language TEXT NOT NULL, links TEXT NOT NULL,
  draft BLOB NOT NULL UNIQUE, rest TEXT NOT NULL, identity TEXT NOT NULL,
  PRIMARY KEY(record, version)) STRICT;
CREATE INDEX version_by_time ON version(finalised_at);
CREATE TABLE envelope(
  id BLOB PRIMARY KEY CHECK(length(id) = 32), sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
  record BLOB NOT NULL, version INTEGER NOT NULL, part TEXT NOT NULL, epoch TEXT NOT NULL,
  sequence INTEGER NOT NULL, "group" TEXT NOT NULL, "to" TEXT NOT NULL,
  sealed_at INTEGER NOT NULL UNIQUE, hold_until INTEGER NOT NULL, handed_over_at INTEGER,
  forwarded_at INTEGER, received_at INTEGER, leaf INTEGER, opened_at INTEGER,
  refused TEXT NOT NULL, taken_back INTEGER NOT NULL, receipt TEXT NOT NULL,
  sealed BLOB NOT NULL, UNIQUE(epoch, sequence)) STRICT;
CREATE INDEX envelope_by_record ON envelope(record, version);
CREATE INDEX envelope_unsettled ON envelope(sealed_at) WHERE received_at IS NULL AND taken_back = 0;
CREATE TABLE leaf(
  leaf INTEGER PRIMARY KEY, id BLOB NOT NULL, sha256 BLOB NOT NULL, received_at INTEGER NOT NULL,
  device TEXT NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, skipped TEXT NOT NULL,
  set_aside TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX leaf_once ON leaf(device, epoch, sequence)
  WHERE epoch <> '' AND set_aside <> 'replayed';
CREATE INDEX leaf_by_device ON leaf(device, leaf);
CREATE INDEX leaf_set_aside ON leaf(leaf) WHERE set_aside <> '';
CREATE TABLE received(
  leaf INTEGER PRIMARY KEY REFERENCES leaf(leaf), record BLOB NOT NULL CHECK(length(record) = 16),
  version INTEGER NOT NULL, follows INTEGER NOT NULL, form TEXT NOT NULL,
  form_version TEXT NOT NULL, case_code TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL,
  language TEXT NOT NULL, author BLOB, created_at INTEGER NOT NULL,
  finalised_at INTEGER NOT NULL, received_at INTEGER NOT NULL, urgent INTEGER NOT NULL,
  identity INTEGER NOT NULL, opened INTEGER NOT NULL DEFAULT 0, noted INTEGER NOT NULL DEFAULT 0,
  signer_key TEXT NOT NULL, digest BLOB NOT NULL, receipt TEXT NOT NULL, document TEXT NOT NULL)
  STRICT;
CREATE INDEX received_by_record ON received(record, version);
CREATE INDEX received_by_time ON received(received_at);
CREATE INDEX received_without_note ON received(leaf) WHERE noted = 0;
CREATE TABLE received_identity(
  leaf INTEGER PRIMARY KEY REFERENCES leaf(leaf), record BLOB NOT NULL CHECK(length(record) = 16),
  version INTEGER NOT NULL, device TEXT NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX received_identity_by_record ON received_identity(record, version);
CREATE TABLE set_aside(
  leaf INTEGER PRIMARY KEY REFERENCES leaf(leaf), reason TEXT NOT NULL, der BLOB NOT NULL) STRICT;
)";

// Step 2. What of the audit log went to the centre, and at a desk what came from every device; what
// each leaf's document says of the one before it, for one that comes late.
constexpr std::string_view kAuditBatches = R"(
CREATE TABLE audit_sent(
  id BLOB PRIMARY KEY CHECK(length(id) = 32), first INTEGER NOT NULL, last INTEGER NOT NULL,
  head BLOB NOT NULL CHECK(length(head) = 32)) STRICT, WITHOUT ROWID;
CREATE INDEX audit_sent_by_last ON audit_sent(last);
CREATE TABLE audit_received(
  leaf INTEGER PRIMARY KEY REFERENCES leaf(leaf), device TEXT NOT NULL, epoch TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, head BLOB NOT NULL CHECK(length(head) = 32),
  document TEXT NOT NULL) STRICT;
CREATE INDEX audit_received_by_device ON audit_received(device, first);
ALTER TABLE leaf ADD COLUMN chain BLOB CHECK(chain IS NULL OR length(chain) = 32);
)";

// Step 3. In a table without row ids a search compares whole rows: every look for the checkpoint
// read the directory through, which grows with the office.
constexpr std::string_view kOfficeByRow = R"(
CREATE TABLE office_by_row(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
INSERT INTO office_by_row(name, value) SELECT name, value FROM office;
DROP TABLE office;
ALTER TABLE office_by_row RENAME TO office;
)";

// Step 4. Every version of a form that was ever here, and published ones that were refused.
constexpr std::string_view kForms = R"(
CREATE TABLE form(
  number INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE CHECK(length(sha256) = 32),
  id TEXT NOT NULL, version TEXT NOT NULL, published INTEGER NOT NULL, taken_at INTEGER NOT NULL,
  content TEXT NOT NULL) STRICT;
CREATE TABLE refused_form(
  sha256 BLOB NOT NULL CHECK(length(sha256) = 32), id TEXT NOT NULL, version TEXT NOT NULL,
  reason TEXT NOT NULL, program TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(sha256, id, version)) STRICT;
)";

// Step 5. Consent taken back: at the device that made the record, and at a desk.
constexpr std::string_view kWithdrawals = R"(
CREATE TABLE withdrawal(
  record BLOB PRIMARY KEY CHECK(length(record) = 16), envelope BLOB NOT NULL,
  withdrawn_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawal_received(
  leaf INTEGER PRIMARY KEY REFERENCES leaf(leaf), record BLOB NOT NULL CHECK(length(record) = 16),
  device TEXT NOT NULL, withdrawn_at INTEGER NOT NULL) STRICT;
CREATE INDEX withdrawal_received_by_record ON withdrawal_received(record);
)";

} // namespace

const std::vector<database::Migration>& records_migrations() {
    static const std::string first = std::string(kTables) + std::string(database::audit_schema());
    static const std::vector<database::Migration> steps{
        {first}, {kAuditBatches}, {kOfficeByRow}, {kForms}, {kWithdrawals}};
    return steps;
}

} // namespace suoja::kiosk
