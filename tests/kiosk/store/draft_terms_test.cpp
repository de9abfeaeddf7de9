// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/draft_terms.h"
#include "tests/kiosk/store/kiosk.h"

#include <sqlcipher/sqlite3.h>

namespace suoja::kiosk {
namespace {

using database::Act;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

struct DraftTerm : testing::Test {
    test::Kiosk kiosk;
    Draft kept = insert(days{10});

    Draft insert(std::optional<days> term) {
        auto draft = kiosk.draft(kiosk.filled());
        draft.answers["narrative"] = "canary-term " + std::string(20'000, 'x') + " canary-end";
        if (term)
            draft.keep_until = kiosk.clock.now() + *term;
        kiosk.store->drafts().insert(draft);
        kiosk.clock.advance(std::chrono::milliseconds{1});
        return draft;
    }
    [[nodiscard]] bool here(const Draft& draft) {
        return kiosk.store->drafts().find(draft.id).has_value();
    }
    // every page of the database as SQLCipher decrypts it, the free ones too
    [[nodiscard]] bool in_pages(std::string_view needle) {
        sqlite3_int64 size = 0;
        unsigned char* pages =
            ::sqlite3_serialize(kiosk.store->database().handle(), "main", &size, 0);
        EXPECT_NE(pages, nullptr);
        const std::string_view all(reinterpret_cast<char*>(pages), static_cast<std::size_t>(size));
        const bool found = all.find(needle) != std::string_view::npos;
        ::sqlite3_free(pages);
        return found;
    }
    [[nodiscard]] std::uintmax_t log_bytes() const {
        std::error_code none;
        const auto size = std::filesystem::file_size(kiosk.directory / "records.db-wal", none);
        return none ? 0 : size;
    }
};

TEST_F(DraftTerm, IsWarnedOfTheDayBeforeAndTheDraftIsKept) {
    kiosk.clock.advance(days{9});
    const auto terms = end_draft_terms(*kiosk.store);
    EXPECT_EQ(terms.erased, 0U);
    EXPECT_EQ(terms.ending, 1U);
    EXPECT_EQ(terms.first_end, kept.keep_until);
    EXPECT_EQ(term_of(kept, kiosk.clock.now()), Term::ending);
    EXPECT_EQ(kiosk.store->drafts().find(kept.id)->answers, kept.answers);
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 0U);
}

TEST_F(DraftTerm, EndsWithNothingLeftButACounterAndAnAuditEntry) {
    EXPECT_TRUE(in_pages("canary-term"));
    kiosk.clock.advance(days{10});
    const auto before = kiosk.store->audit().size();
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 1U);
    EXPECT_FALSE(here(kept));
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 1U);
    const auto entry = kiosk.store->audit().list(before + 1, 10);
    ASSERT_EQ(entry.size(), 1U);
    EXPECT_EQ(entry[0].act, Act::draft_erased);
    EXPECT_EQ(entry[0].subject, kept.id.str());
    EXPECT_EQ(entry[0].user, "") << "nobody did it: the time was over";
    for (const auto* canary : {"canary-term", "canary-end", "canary-name"})
        EXPECT_FALSE(in_pages(canary)) << canary;
    EXPECT_TRUE(in_pages("draft_erased")) << "the pages are read at all";
    EXPECT_EQ(log_bytes(), 0U) << "the pages before are in no log either";
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 0U);
}

TEST_F(DraftTerm, OneDayEarlierTheSameDraftIsKept) {
    kiosk.clock.advance(days{10});
    kiosk.clock.time -= days{1};
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 0U);
    EXPECT_TRUE(here(kept));
    EXPECT_TRUE(in_pages("canary-term"));
}

TEST_F(DraftTerm, OfAnotherDraftEndsNothingElse) {
    const auto longer = insert(days{20}), without = insert(std::nullopt);
    kiosk.clock.advance(days{10});
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 1U);
    EXPECT_FALSE(here(kept));
    EXPECT_TRUE(here(longer));
    EXPECT_TRUE(here(without));
    EXPECT_EQ(term_of(without, kiosk.clock.now()), Term::none);
    EXPECT_EQ(term_of(longer, kiosk.clock.now()), Term::running);
}

TEST_F(DraftTerm, AClockThatTheDirectoryDoesNotBearOutErasesNothing) {
    kiosk.clock.advance(days{31}); // the directory ended after 30
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 0U);
    EXPECT_TRUE(here(kept));
    auto directory = kiosk.office.directory();
    directory.issued_at = kiosk.clock.now();
    directory.expires_at = directory.issued_at + days{30};
    ASSERT_TRUE(
        kiosk.store->office().take_directory(kiosk.office.office().sign_directory(directory)));
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 1U);
}

TEST_F(DraftTerm, NothingUndeliveredIsErasedByAge) {
    const auto waiting = kiosk.finalise(kiosk.filled(), seconds{0}).value();
    const auto refused = kiosk.finalise(kiosk.filled(), seconds{0}).value();
    for (auto row : kiosk.store->records().outbox(refused.record)) {
        row.refused = "quota";
        kiosk.store->records().update(row);
    }
    auto linked = kiosk.draft(kiosk.filled());
    linked.keep_until = kiosk.clock.now() + hours{1};
    linked.links = {{"call", waiting.record.str()}};
    kiosk.store->drafts().insert(linked);
    kiosk.clock.advance(days{29});
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 1U); // `kept`
    EXPECT_TRUE(here(linked)) << "the call it belongs to has not arrived";
    for (const auto& record : {waiting.record, refused.record}) {
        const auto version = kiosk.store->records().find(record);
        ASSERT_TRUE(version);
        EXPECT_NE(version->rest.find("canary-narrative"), std::string::npos);
        EXPECT_NE(version->identity.find("canary-name"), std::string::npos);
        for (const auto& row : kiosk.store->records().outbox(record))
            EXPECT_EQ(sha256(kiosk.store->records().sealed(row.id)), row.sha256);
    }
    for (auto row : kiosk.store->records().outbox(waiting.record)) {
        row.received_at = kiosk.clock.now();
        kiosk.store->records().update(row);
    }
    EXPECT_EQ(end_draft_terms(*kiosk.store).erased, 1U);
    EXPECT_FALSE(here(linked));
}

} // namespace
} // namespace suoja::kiosk
