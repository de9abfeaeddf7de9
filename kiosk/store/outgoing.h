// SPDX-License-Identifier: Apache-2.0
#pragma once
// The folder outgoing/: one file an envelope, `<20-digit sequence>-<id>`, a batch item whose line
// has one more member, "not_before" (docs/formats.md). Ciphertext only: the courier needs nothing
// else while the screen is locked. It mirrors the outbox; the rows are what counts.
#include "kiosk/store/records.h"

#include <filesystem>

namespace suoja::kiosk {

struct OutgoingFile {
    OutboxRow row;
    Bytes der;
};
[[nodiscard]] std::string outgoing_name(const OutboxRow& row);
[[nodiscard]] Bytes outgoing_bytes(const OutboxRow& row, ByteView der);
// Durable when it returns; StorageFailure.
void write_outgoing(const std::filesystem::path& outgoing, const std::vector<OutgoingFile>& files);
// As above, for rows that are durable already: a folder that cannot be written costs time, not
// work. It is logged, and reconcile_outgoing writes the files later.
void offer_outgoing(const std::filesystem::path& outgoing, const std::vector<OutgoingFile>& files);
void remove_outgoing(const std::filesystem::path& outgoing, const std::vector<OutboxRow>& rows);

} // namespace suoja::kiosk
