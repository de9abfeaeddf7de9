// SPDX-License-Identifier: Apache-2.0
#pragma once
// The folder outgoing/: one file an envelope, `<20-digit sequence>-<id>`, a batch item whose line
// has one more member, "not_before" (docs/formats.md). Ciphertext only: the courier needs nothing
// else while the screen is locked. It mirrors the outbox; the rows are what counts.
#include "kiosk/store/records.h"

#include <filesystem>

namespace suoja::kiosk {

class Store;

struct OutgoingFile {
    OutboxRow row;
    Bytes der;
};
[[nodiscard]] std::string outgoing_name(const OutboxRow& row);
[[nodiscard]] Bytes outgoing_bytes(const OutboxRow& row, ByteView der);
// Durable when it returns; StorageFailure.
void write_outgoing(const std::filesystem::path& outgoing, const std::vector<OutgoingFile>& files);
// As above, for rows that are durable already: the files are there when it returns, and flushed
// when the store rests or closes, so that a person waits for one flush and not for five. What a
// power cut takes in between is written again by reconcile_outgoing; so is what a folder that
// cannot be written lacks (it is logged).
void offer_outgoing(Store& store, const std::filesystem::path& outgoing,
                    const std::vector<OutgoingFile>& files);
// of the files offered before; a failure is logged
void flush_outgoing(const std::vector<std::filesystem::path>& files);
void remove_outgoing(const std::filesystem::path& outgoing, const std::vector<OutboxRow>& rows);

} // namespace suoja::kiosk
