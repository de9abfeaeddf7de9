// SPDX-License-Identifier: Apache-2.0
#pragma once
// Drafts: answers as they stand, hidden ones too, and where the user was. Every save is one durable
// transaction. Never erased by age while unsent work hangs on them; erasing leaves a counter.
#include "core/clock.h"
#include "core/database/database.h"
#include "core/form/entry.h"

namespace suoja::kiosk {

struct Place { // where the user was, restored after a lock
    std::string section, question;
    std::int64_t cursor = 0;
};

struct Draft {
    DraftId id;
    std::string form, form_version, case_code;
    UserId author;
    Millis created_at{}, saved_at{};
    form::Answers answers;                    // Entry::draft()
    std::map<std::string, std::string> links; // "call" -> record id
    Place place;
    std::uint32_t sections_done = 0, sections = 0; // for the list, kept by the presenter
    std::optional<Millis> ended_at;                // of a call
    std::optional<Millis> keep_until; // kept without consent until then, as the list says
    std::string marks;                // the presenter's own: sections left for later; no answers
};

class Drafts {
  public:
    explicit Drafts(database::Database& database) : database_(&database) {}
    void insert(const Draft& draft);
    void save(const Draft& draft);     // by id; StorageFailure when it is gone
    void erase(const DraftId& id);     // and counts it
    void finalised(const DraftId& id); // gone because it became a version: not counted
    [[nodiscard]] std::optional<Draft> find(const DraftId& id);
    [[nodiscard]] std::vector<Draft> list(std::string_view form = {}); // newest saved first
    [[nodiscard]] std::uint64_t erased_count();

  private:
    database::Database* database_;
};

} // namespace suoja::kiosk
