// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a draft to a version on its way: validate, consent gate, parts by class, sign, seal; then
// version, envelopes, audit entry and outbox rows in one transaction, and the sealed bytes as files
// in outgoing/, flushed when the store rests or closes. Numbers (sequence, chain, sealed_at) are
// taken inside that transaction.
#include "core/record/consent.h"
#include "kiosk/store/store.h"

namespace suoja::kiosk {

struct Finalised {
    RecordId record;
    std::uint32_t version = 1;
    std::string case_code;
};
// refused: "not_ready" (problems or consent; ask record::check first), "no_centre_key" (no centre
// certificate yet), "not_allowed" (role); too_large. `hold` is 60 s from the window and 0 from the
// command line and for urgent records. The entry's `end` rows are answered by the time it is
// finalised at.
[[nodiscard]] Result<Finalised> finalise(Store& store, const std::filesystem::path& outgoing,
                                         const User& user, const Draft& draft, form::Entry& entry,
                                         std::chrono::seconds hold);
// Makes the draft's case code; drafts have theirs from the start.
[[nodiscard]] Result<std::string> new_case_code(Store& store);
// Takes the version back to a draft while it is held and not handed over; refused "too_late".
[[nodiscard]] Result<DraftId> take_back(Store& store, const std::filesystem::path& outgoing,
                                        const User& user, const RecordId& record);
// The same, and the draft is erased at once, in the same transaction; refused "too_late".
[[nodiscard]] Result<void> erase_held(Store& store, const std::filesystem::path& outgoing,
                                      const User& user, const RecordId& record);
// no hold any more
[[nodiscard]] Result<void> send_now(Store& store, const std::filesystem::path& outgoing,
                                    const RecordId& record);
// Any document that is not a record version (opened note, group key, audit batch): numbered,
// signed, sealed, in the outbox and in outgoing/. Inside no transaction: it makes its own.
[[nodiscard]] Result<envelope::EnvelopeId>
send_document(Store& store, const std::filesystem::path& outgoing, record::Document document,
              envelope::Group group, std::string_view to_device);
// Writes files that a crash kept from outgoing/, removes those whose row is settled.
void reconcile_outgoing(Store& store, const std::filesystem::path& outgoing);

} // namespace suoja::kiosk
