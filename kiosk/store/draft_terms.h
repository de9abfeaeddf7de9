// SPDX-License-Identifier: Apache-2.0
#pragma once
// Drafts that somebody keeps for a time only (Draft::keep_until): a warning in the days before, and
// erased when it is over, at an unlock, before anything is shown. A draft without a term, and
// whatever was finalised, is never erased by age. On the store's thread; StorageFailure.
#include "kiosk/store/store.h"

namespace suoja::kiosk {

inline constexpr std::chrono::days kTermWarning{7};

enum class Term {
    none,    // kept until somebody sends or erases it
    running, // over in more than kTermWarning
    ending,  // to be said now
    over,
};
[[nodiscard]] Term term_of(const Draft& draft, Millis now);

struct DraftTerms {
    std::size_t erased = 0, ending = 0;
    std::optional<Millis> first_end; // of those that end soon
};
// Erases what is over: the answers are gone from the database's pages and its log, a counter and an
// audit entry stay. Only while the time is believable: one that lies beyond the end of the office's
// directory is a wrong clock, or a device that was away for a month; then it waits for the next
// directory. Kept too: a draft that is linked to a record which the centre does not have yet.
[[nodiscard]] DraftTerms end_draft_terms(Store& store);

} // namespace suoja::kiosk
